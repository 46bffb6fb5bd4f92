// SPDX-License-Identifier: BSD-2-Clause
/*
 * dockwarden replay: audit logs in, every unauthorized change to Docker's
 * files out.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "pass.h"

struct replay {
	const struct query *query;
	struct buf line; /* an alert before it is coloured */
	bool colour;
};

static const struct option rows[] = {
	{ "policy", "FILE", "judge by this policy, not by the host's",
	  query_set_policy },
	{ "format", "NAME", "text (the default), ecs, ocsf, cef or csv",
	  query_set_format },
	{ "since", "TIME", "leave out what happened before", query_set_since },
	{ "until", "TIME", "leave out what happened after", query_set_until },
	{ "item", "ID", "this baseline item (10) or site's own id alone",
	  query_set_item },
	{ "user", "NAME|UID", "this login or effective user alone",
	  query_set_user },
	{ "severity", "LEVEL", "low, medium, high or critical, and above",
	  query_set_severity },
	{ "all", NULL, "authorized changes too", query_set_all },
};

static const struct options replay_options = {
	.command = "replay",
	.operands = "[FILE|DIR|-]...",
	.about =
		"Flags the unauthorized changes to Docker's files that audit logs tell of.\n"
		"Without an operand: this host's logs in /var/log/audit.  Rotated files are\n"
		"read in order, .gz too; - is standard input.\n",
	.rows = rows,
	.count = sizeof(rows) / sizeof(rows[0]),
	.max_operands = SIZE_MAX,
	.after =
		"TIME is 2026-01-31, \"2026-01-31 10:00\", 2026-01-31T10:00:00Z, 1795308549,\n"
		"today, yesterday, or 30m, 2h, 7d before now; local time unless it says so.\n"
		"\n"
		"Exit status: 0 nothing flagged, 1 flagged, 2 trouble.\n",
};

static const char *colour_of(enum severity severity)
{
	switch (severity) {
	case SEVERITY_LOW:
		return "36"; /* cyan */
	case SEVERITY_MEDIUM:
		return "33"; /* yellow */
	case SEVERITY_HIGH:
		return "31"; /* red */
	case SEVERITY_CRITICAL:
		return "1;31";
	}
	return "0";
}

/* Where the n-th space of line is; line's end if it has fewer. */
static size_t find_space(struct view line, size_t n)
{
	for (size_t i = 0; i < line.size; i++)
		if (line.data[i] == ' ' && --n == 0)
			return i;
	return line.size;
}

/* The severity is the third word: date, time, severity. */
static void add_coloured(struct view line, enum severity severity,
			 struct buf *out)
{
	size_t end = find_space(line, 3), start = find_space(line, 2);

	start += start < end; /* the space itself */
	buf_add(out, view_from(line.data, start));
	buf_printf(out, "\033[%sm", colour_of(severity));
	buf_add(out, view_from(line.data + start, end - start));
	buf_add_text(out, "\033[0m");
	buf_add(out, view_skip(line, end));
}

static void on_begin(void *user, struct buf *out)
{
	const struct replay *r = user;

	if (r->query->format->header)
		(void)r->query->format->header(out);
}

static void on_alert(void *user, const struct alert *alert,
		     const struct verdict *verdict, struct buf *out)
{
	struct replay *r = user;

	(void)verdict;
	if (!r->colour || alert->verdict == VERDICT_AUTHORIZED) {
		(void)r->query->format->write(alert, out); /* out tells */
		return;
	}
	buf_reset(&r->line);
	if (r->query->format->write(alert, &r->line) == 0)
		add_coloured(buf_view(&r->line), alert->severity, out);
	else
		out->error = buf_error(&r->line);
}

static bool wants_colour(const struct query *q)
{
	return strcmp(q->format->name, "text") == 0 && command_colours();
}

int replay_command(int argc, char **argv)
{
	struct words words = { .list = argv + 1, .count = (size_t)argc - 1 };
	struct query query;
	struct replay replay = { .query = &query };
	int status;

	query_init(&query, (int64_t)time(NULL));
	if (!command_parse(&replay_options, &words, &query, &status))
		return status;
	buf_init(&replay.line, FORMAT_MAX_LINE);
	replay.colour = wants_colour(&query);
	status = pass_run(&(struct pass_options){
		.query = &query,
		.operands = words.list,
		.operand_count = words.count,
		.begin = on_begin,
		.alert = on_alert,
		.user = &replay,
	});
	buf_done(&replay.line);
	return status;
}
