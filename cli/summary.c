// SPDX-License-Identifier: BSD-2-Clause
#include "summary.h"

#include <inttypes.h>

#include "command.h"
#include "lines.h"

static const char *plural(uint64_t count)
{
	return count == 1 ? "" : "s";
}

static void say_read(const struct summary *s)
{
	const struct events_counts *e = &s->warden.events;

	command_say("read %" PRIu64 " file%s: %" PRIu64 " line%s, %" PRIu64
		    " record%s, %" PRIu64 " event%s, %" PRIu64
		    " of them with a docker key",
		    s->files, plural(s->files), s->lines, plural(s->lines),
		    e->records, plural(e->records), e->events,
		    plural(e->events), s->warden.keyed);
}

static void say_found(const struct summary *s)
{
	const struct warden_counts *w = &s->warden;

	command_say("%" PRIu64 " change%s: %" PRIu64 " flagged, %" PRIu64
		    " authorized; %" PRIu64 " shown",
		    w->changes, plural(w->changes), w->unauthorized,
		    w->authorized, s->shown);
}

static void say_malformed(const struct summary *s)
{
	uint64_t count = s->warden.events.malformed + s->oversized;

	if (count > 0)
		command_say("%" PRIu64 " malformed line%s skipped (%" PRIu64
			    " over %zu KiB), the first is %s:%" PRIu64,
			    count, plural(count), s->oversized,
			    LINES_MAX_LINE >> 10,
			    s->bad_file ? s->bad_file : "?", s->bad_line);
	if (s->lines > 0 && s->warden.events.records == 0)
		command_say("there is no audit record in what was read");
}

/* What is said only where it happened. */
static void say_rest(const struct summary *s)
{
	const struct {
		uint64_t count;
		const char *what;
	} rest[] = {
		{ s->warden.events.late,
		  "events that began after a later one had been judged" },
		{ s->warden.events.cut,
		  "records left out of events too large to keep" },
		{ s->warden.truncated,
		  "SYSCALL records that had lost their end, and their key" },
		{ s->warden.forgotten,
		  "files, processes and sessions forgotten: a table was full" },
		{ s->partial, "files that could not be read to their end" },
	};

	for (size_t i = 0; i < sizeof(rest) / sizeof(rest[0]); i++)
		if (rest[i].count > 0)
			command_say("%s: %" PRIu64, rest[i].what,
				    rest[i].count);
}

void summary_say(const struct summary *s)
{
	say_read(s);
	say_found(s);
	say_malformed(s);
	say_rest(s);
}
