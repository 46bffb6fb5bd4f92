// SPDX-License-Identifier: BSD-2-Clause
#include "original.h"

/* A record as the kernel wrote it: the same text from a RAW log, an ENRICHED
 * one, and with or without node=.  Where it has to be cut, one is a beginning
 * of the other: names that a log gives take room. */
static struct view raw_record(const struct record *r)
{
	const char *start = r->type_name.data - strlen("type=");

	return view_from(start, (size_t)(r->body.data + r->body.size - start));
}

static bool add_records(struct json *j, const struct event *event, size_t left)
{
	bool first = true;

	for (size_t i = 0; i < event->count; i++) {
		/* EOE is in a stream, never in a log: text must not differ. */
		if (event->records[i].type == RECORD_EOE)
			continue;
		if (!first && !json_add_text(j, VIEW("\n"), &left))
			return false;
		if (!json_add_text(j, raw_record(&event->records[i]), &left))
			return false;
		first = false;
	}
	return true;
}

bool original_put(struct json *j, const char *name, const struct event *event,
		  size_t room)
{
	bool whole;

	json_open_text(j, name);
	whole = add_records(j, event, room);
	json_close_text(j);
	return whole;
}
