// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>

#include "check_report.h"
#include "json.h"

#define SCHEMA "1" /* of the JSON document */

/* What is printable has its escapes already: a backslash by itself is written
 * as one, where json_text() would escape "\x1b" once more. */
static void json_printable(struct json *j, const char *name, struct view text)
{
	size_t left = SIZE_MAX;

	json_open_text(j, name);
	while (text.size) {
		const char *slash = memchr(text.data, '\\', text.size);
		size_t size =
			slash ? (size_t)(slash + 1 - text.data) : text.size;

		(void)json_add_text(j, view_from(text.data, size), &left);
		text = view_skip(text, size);
	}
	json_close_text(j);
}

static void json_finding(const struct check_finding *f, struct json *j)
{
	size_t mark = json_open(j, NULL);

	json_word(j, "status", check_status_name(f->status));
	json_printable(j, "what", view_of(f->what));
	json_printable(j, "evidence", view_of(f->evidence));
	json_printable(j, "remedy", view_of(f->remedy));
	json_close(j, mark);
}

static void json_item(const struct check_result *r, struct json *j)
{
	size_t mark = json_open(j, NULL), list;

	json_word(j, "item", r->item);
	json_word(j, "title", r->title);
	json_word(j, "level", check_level_name(r->required));
	json_word(j, "cis", r->cis);
	json_word(j, "cis_1.11", r->cis_old);
	json_word(j, "status", check_status_name(check_result_status(r)));
	json_number(j, "findings_left_out", r->dropped);
	list = json_open_list(j, "findings");
	for (size_t i = 0; i < r->count; i++)
		json_finding(&r->findings[i], j);
	json_close_list(j, list);
	json_close(j, mark);
}

static void json_counts(const struct check_report *report, struct json *j)
{
	size_t mark = json_open(j, "summary");

	for (size_t i = 0; i < CHECK_STATUSES; i++)
		json_number(j, check_status_name((enum check_status)i),
			    check_report_count(report, (enum check_status)i));
	json_close(j, mark);
}

void check_json(const struct check_report *report, struct buf *out)
{
	struct json j = json_begin(out, CHECK_REPORT_MAX);
	size_t mark = json_open(&j, NULL), list;

	json_word(&j, "schema", SCHEMA);
	(void)json_text(&j, "host", view_of(report->host), SIZE_MAX);
	json_counts(report, &j);
	list = json_open_list(&j, "items");
	for (size_t i = 0; i < report->count; i++)
		json_item(&report->results[i], &j);
	json_close_list(&j, list);
	json_close(&j, mark);
	json_end_line(&j);
	if (j.over && buf_error(out) == 0)
		out->error = -ENOBUFS; /* it is no JSON */
}
