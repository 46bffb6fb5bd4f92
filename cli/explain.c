// SPDX-License-Identifier: BSD-2-Clause
/*
 * dockwarden explain: of each change in a log, which rule decided, and what
 * would have had to differ.
 */
#include <time.h>

#include "describe.h"
#include "pass.h"
#include "printable.h"
#include "timestamp.h"

struct explain {
	const struct query *query;
	bool met; /* a record of the event that was asked for */
	bool any; /* change that was printed */
};

static const struct option rows[] = {
	{ "event", "ID", "this event alone: 1795308549.846:2921",
	  query_set_event },
	{ "path", "PATH", "changes to this file alone", query_set_path },
	{ "policy", "FILE", "judge by this policy, not by the host's",
	  query_set_policy },
	{ "since", "TIME", "leave out what happened before", query_set_since },
	{ "until", "TIME", "leave out what happened after", query_set_until },
	{ "item", "ID", "this baseline item (10) or site's own id alone",
	  query_set_item },
	{ "user", "NAME|UID", "this login or effective user alone",
	  query_set_user },
	{ "severity", "LEVEL", "low, medium, high or critical, and above",
	  query_set_severity },
};

static const struct options explain_options = {
	.command = "explain",
	.operands = "FILE|-",
	.about =
		"Says of each change to Docker's files in an audit log which rule decided, what\n"
		"would have had to differ, and what its records say in words.\n",
	.rows = rows,
	.count = sizeof(rows) / sizeof(rows[0]),
	.min_operands = 1,
	.max_operands = 1,
	.after = "TIME is as for replay.\n"
		 "\n"
		 "Exit status: 0 nothing flagged, 1 flagged, 2 trouble.\n",
};

/* Appends text with each line moved in. */
static void add_indented(struct view text, struct buf *out)
{
	while (text.size > 0) {
		const char *newline = memchr(text.data, '\n', text.size);
		size_t size =
			newline ? (size_t)(newline - text.data) : text.size;

		buf_add_text(out, "    ");
		buf_add(out, view_from(text.data, size));
		buf_add_byte(out, '\n');
		text = view_skip(text, size + (newline != NULL));
	}
}

static void add_records(const struct event *event, struct buf *out)
{
	autobuf struct buf words;

	buf_init(&words, 4 * DESCRIBE_MAX_BYTES);
	buf_add_text(out, "  records:\n");
	if (describe_event(event, &words) < 0)
		buf_add_text(&words, "(too long to describe in full)\n");
	add_indented(buf_view(&words), out);
}

static void add_decision(const struct alert *alert,
			 const struct verdict *verdict, struct buf *out)
{
	buf_add_text(out, "  decided by: ");
	if (alert->verdict == VERDICT_AUTHORIZED)
		printable_text(out, alert->policy_rule, FORMAT_MAX_LINE);
	else
		buf_add_text(out, "the default: none of these authorizes it");
	buf_add_byte(out, '\n');
	decide_explain(verdict, out);
}

static void on_alert(void *user, const struct alert *alert,
		     const struct verdict *verdict, struct buf *out)
{
	struct explain *e = user;

	if (e->any)
		buf_add_byte(out, '\n');
	e->any = true;
	(void)format_text(alert, out); /* a failure sticks to out */
	add_decision(alert, verdict, out);
	add_records(alert->event, out);
}

static int on_line(void *user, struct view line)
{
	struct explain *e = user;
	struct record record;

	if (!e->met && e->query->one_event && record_parse(line, &record) == 0)
		e->met = event_id_compare(&record.id, &e->query->event) == 0;
	return 0;
}

static int on_end(void *user, struct buf *out)
{
	const struct explain *e = user;
	char id[TIMESTAMP_SIZE];
	struct view text;

	if (!e->query->one_event || e->any)
		return STATUS_NOTHING;
	text = timestamp_event(&e->query->event, id);
	if (!e->met) {
		command_say("no event %.*s in what was read", (int)text.size,
			    text.data);
		return STATUS_TROUBLE;
	}
	buf_add(out, text);
	buf_add_text(out, ": nothing in it concerns Docker's files\n");
	return STATUS_NOTHING;
}

int explain_command(int argc, char **argv)
{
	struct words words = { .list = argv + 1, .count = (size_t)argc - 1 };
	struct query query;
	struct explain explain = { .query = &query };
	int status;

	query_init(&query, (int64_t)time(NULL));
	if (!command_parse(&explain_options, &words, &query, &status))
		return status;
	query.all = true;
	return pass_run(&(struct pass_options){
		.query = &query,
		.operands = words.list,
		.operand_count = words.count,
		.alert = on_alert,
		.look = query.one_event ? on_line : NULL,
		.end = on_end,
		.user = &explain,
	});
}
