// SPDX-License-Identifier: BSD-2-Clause
#include "check_report.h"

#include <errno.h>

#include "json.h"

#define SCHEMA "1" /* of the JSON document */

static const char *level(const struct check_result *r)
{
	return r->required ? "required" : "recommended";
}

static void text_finding(const struct check_finding *f, struct buf *out)
{
	buf_printf(out, "  %-8s%s\n", check_status_name(f->status), f->what);
	if (*f->evidence)
		buf_printf(out, "          found:  %s\n", f->evidence);
	if (*f->remedy)
		buf_printf(out, "          remedy: %s\n", f->remedy);
}

static void text_report(const struct check_result *results, size_t count,
			struct buf *out)
{
	for (size_t i = 0; i < count; i++) {
		const struct check_result *r = &results[i];

		buf_printf(out, "%-8s%s %s (%s)\n",
			   check_status_name(check_result_status(r)), r->item,
			   r->title, level(r));
		for (size_t j = 0; j < r->count; j++)
			text_finding(&r->findings[j], out);
		if (r->dropped)
			buf_printf(out, "          and %zu findings more\n",
				   r->dropped);
	}
}

static void json_finding(const struct check_finding *f, struct json *j)
{
	size_t mark = json_open(j, NULL);

	json_word(j, "status", check_status_name(f->status));
	(void)json_text(j, "what", view_of(f->what), SIZE_MAX);
	(void)json_text(j, "evidence", view_of(f->evidence), SIZE_MAX);
	(void)json_text(j, "remedy", view_of(f->remedy), SIZE_MAX);
	json_close(j, mark);
}

static void json_item(const struct check_result *r, struct json *j)
{
	size_t mark = json_open(j, NULL), list;

	json_word(j, "item", r->item);
	json_word(j, "title", r->title);
	json_word(j, "level", level(r));
	json_word(j, "status", check_status_name(check_result_status(r)));
	json_number(j, "findings_left_out", r->dropped);
	list = json_open_list(j, "findings");
	for (size_t i = 0; i < r->count; i++)
		json_finding(&r->findings[i], j);
	json_close_list(j, list);
	json_close(j, mark);
}

static void json_report(const struct check_result *results, size_t count,
			struct buf *out)
{
	struct json j = json_begin(out, CHECK_REPORT_MAX);
	size_t mark = json_open(&j, NULL), list;

	json_word(&j, "schema", SCHEMA);
	list = json_open_list(&j, "items");
	for (size_t i = 0; i < count; i++)
		json_item(&results[i], &j);
	json_close_list(&j, list);
	json_close(&j, mark);
	json_end_line(&j);
	if (j.over && buf_error(out) == 0)
		out->error = -ENOBUFS; /* it is no JSON */
}

/* Text that is printable already holds nothing else that XML forbids. */
static void add_xml(struct buf *out, const char *text)
{
	for (; *text; text++)
		switch (*text) {
		case '&':
			buf_add_text(out, "&amp;");
			break;
		case '<':
			buf_add_text(out, "&lt;");
			break;
		case '>':
			buf_add_text(out, "&gt;");
			break;
		case '"':
			buf_add_text(out, "&quot;");
			break;
		default:
			buf_add_byte(out, *text);
		}
}

/* The element that a build server knows, or NULL: it passed. */
static const char *junit_element(enum check_status status)
{
	switch (status) {
	case CHECK_FAIL:
		return "failure";
	case CHECK_UNKNOWN:
		return "error";
	case CHECK_NA:
		return "skipped";
	case CHECK_PASS:
	case CHECK_WARN:
		break;
	}
	return NULL;
}

static void junit_text(const struct check_finding *f, struct buf *out)
{
	buf_printf(out, "%s: ", check_status_name(f->status));
	add_xml(out, f->what);
	if (*f->evidence) {
		buf_add_text(out, "\nfound: ");
		add_xml(out, f->evidence);
	}
	if (*f->remedy) {
		buf_add_text(out, "\nremedy: ");
		add_xml(out, f->remedy);
	}
	buf_add_byte(out, '\n');
}

/* One test a finding: each can fail and be mended alone. */
static void junit_case(const struct check_result *r,
		       const struct check_finding *f, struct buf *out)
{
	const char *element = junit_element(f->status);

	buf_printf(out, "    <testcase classname=\"%s\" name=\"", r->item);
	add_xml(out, f->what);
	buf_add_text(out, "\">\n      ");
	if (element)
		buf_printf(out, "<%s message=\"%s\">", element,
			   check_status_name(f->status));
	else
		buf_add_text(out, "<system-out>");
	junit_text(f, out);
	buf_printf(out, "      </%s>\n    </testcase>\n",
		   element ? element : "system-out");
}

static size_t count_of(const struct check_result *r, enum check_status status)
{
	size_t count = 0;

	for (size_t i = 0; i < r->count; i++)
		count += r->findings[i].status == status;
	return count;
}

static void junit_suite(const struct check_result *r, struct buf *out)
{
	size_t errors = count_of(r, CHECK_UNKNOWN) + (r->dropped != 0);

	buf_printf(out, "  <testsuite name=\"%s ", r->item);
	add_xml(out, r->title);
	buf_printf(out,
		   "\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" "
		   "skipped=\"%zu\">\n",
		   r->count + (r->dropped != 0), count_of(r, CHECK_FAIL),
		   errors, count_of(r, CHECK_NA));
	for (size_t i = 0; i < r->count; i++)
		junit_case(r, &r->findings[i], out);
	if (r->dropped)
		buf_printf(out,
			   "    <testcase classname=\"%s\" name=\"all findings "
			   "are shown\">\n      <error message=\"%zu are "
			   "not\"/>\n    </testcase>\n",
			   r->item, r->dropped);
	buf_add_text(out, "  </testsuite>\n");
}

static void junit_report(const struct check_result *results, size_t count,
			 struct buf *out)
{
	buf_add_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
			  "<testsuites name=\"dockwarden check\">\n");
	for (size_t i = 0; i < count; i++)
		junit_suite(&results[i], out);
	buf_add_text(out, "</testsuites>\n");
}

static const struct check_format formats[] = {
	{ "text", text_report },
	{ "json", json_report },
	{ "junit", junit_report },
};

const struct check_format *check_format_at(size_t i)
{
	return i < sizeof(formats) / sizeof(formats[0]) ? &formats[i] : NULL;
}

const struct check_format *check_format_find(const char *name)
{
	for (size_t i = 0; check_format_at(i); i++)
		if (strcmp(check_format_at(i)->name, name) == 0)
			return check_format_at(i);
	return NULL;
}
