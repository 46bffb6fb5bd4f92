// SPDX-License-Identifier: BSD-2-Clause
/*
 * The report for a person: a line an item, below it what is not right about
 * it, and one line that sums up.  What is right is told in full where somebody
 * asked for that item.
 */
#include "check_report.h"
#include "item.h"

#define TITLE_WIDTH 47
#define INDENT "           "
#define OTHER_WAY "; or " /* between the ways of a remedy */

static const char *colour_of(enum check_status status)
{
	switch (status) {
	case CHECK_NA:
		return "2"; /* faint */
	case CHECK_PASS:
		return "32"; /* green */
	case CHECK_WARN:
		return "33"; /* yellow */
	case CHECK_UNKNOWN:
		return "35"; /* magenta */
	case CHECK_FAIL:
		break;
	}
	return "1;31"; /* bold, red */
}

/* The status and what it is of, the status padded to eight. */
static void add_status(const struct check_report *report,
		       enum check_status status, struct buf *out)
{
	if (report->colours)
		buf_printf(out, "\033[%sm%-8s\033[0m", colour_of(status),
			   check_status_name(status));
	else
		buf_printf(out, "%-8s", check_status_name(status));
}

static void add_item(const struct check_report *report,
		     const struct check_result *r, struct buf *out)
{
	struct view id = view_of(r->item);

	if (item_is_baseline(id))
		id = view_skip(id, id.size - 2);
	add_status(report, check_result_status(r), out);
	buf_printf(out, "%.*s %-*s %s", (int)id.size, id.data, TITLE_WIDTH,
		   r->title, check_level_name(r->required));
	if (*r->cis)
		buf_printf(out, ", CIS %s", r->cis);
	buf_add_byte(out, '\n');
}

/* What most findings of an item have in common: the last of several ways. */
static const char *last_way(const char *remedy)
{
	const char *last = NULL;

	for (const char *p = remedy; (p = strstr(p, OTHER_WAY)); p++)
		last = p;
	return last;
}

/* What the finding before it, if any, has said already is not said again. */
static void add_remedy(const char *remedy, const struct check_finding *before,
		       struct buf *out)
{
	const char *way = last_way(remedy);
	const char *said = before ? last_way(before->remedy) : NULL;

	buf_add_text(out, INDENT "remedy: ");
	if (way && said && strcmp(way, said) == 0)
		buf_printf(out, "%.*s" OTHER_WAY "as above\n",
			   (int)(way - remedy), remedy);
	else
		buf_printf(out, "%s\n", remedy);
}

static void add_finding(const struct check_report *report,
			const struct check_finding *f,
			const struct check_finding *before, struct buf *out)
{
	buf_add_text(out, "  ");
	add_status(report, f->status, out);
	buf_printf(out, " %s\n", f->what);
	if (*f->evidence)
		buf_printf(out, INDENT "found:  %s\n", f->evidence);
	if (*f->remedy)
		add_remedy(f->remedy, before, out);
}

/* Why it does not apply is said; what does not apply beside what does, not. */
static bool is_told(const struct check_report *report,
		    const struct check_result *r, const struct check_finding *f)
{
	if (report->full)
		return true;
	if (f->status == CHECK_NA)
		return check_result_status(r) == CHECK_NA;
	return f->status != CHECK_PASS;
}

static void add_sum(const struct check_report *report, struct buf *out)
{
	static const struct {
		enum check_status status;
		const char *words;
	} sums[] = {
		{ CHECK_PASS, "passed" },	   { CHECK_FAIL, "failed" },
		{ CHECK_WARN, "to be looked at" }, { CHECK_UNKNOWN, "unknown" },
		{ CHECK_NA, "not applicable" },
	};
	bool first = true;

	for (size_t i = 0; i < sizeof(sums) / sizeof(sums[0]); i++) {
		size_t count = check_report_count(report, sums[i].status);

		if (!count && sums[i].status != CHECK_FAIL)
			continue;
		buf_printf(out, "%s%zu %s", first ? "" : ", ", count,
			   sums[i].words);
		first = false;
	}
	buf_add_byte(out, '\n');
}

static void add_result(const struct check_report *report,
		       const struct check_result *r, struct buf *out)
{
	const struct check_finding *before = NULL;

	add_item(report, r, out);
	for (size_t i = 0; i < r->count; i++) {
		const struct check_finding *f = &r->findings[i];

		if (!is_told(report, r, f))
			continue;
		add_finding(report, f, before, out);
		before = f;
	}
	if (r->dropped)
		buf_printf(out, INDENT "and %zu findings more\n", r->dropped);
}

void check_text(const struct check_report *report, struct buf *out)
{
	for (size_t i = 0; i < report->count; i++)
		add_result(report, &report->results[i], out);
	add_sum(report, out);
}
