// SPDX-License-Identifier: BSD-2-Clause
/*
 * Lines in any order as a log.  With room for all, the same lines in another
 * order give the same events; with little room, each record is in one event
 * or counted; an event's records carry its id and node.  Each event is read
 * as a call, too.
 *
 * Input: a byte that chooses limits, then lines.
 */
#include <stdint.h>
#include <stdlib.h>

#include "call.h"

#define MAX_LINES 128
#define SCRATCH_BYTES ((size_t)1 << 16)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
	if (!holds)
		abort();
}

struct tally {
	uint64_t events, records, hash;
	struct event_id last;
	bool ordered; /* events have to come in order */
	struct scratch scratch;
};

static uint64_t add(uint64_t hash, struct view bytes)
{
	for (size_t i = 0; i < bytes.size; i++)
		hash = (hash ^ (unsigned char)bytes.data[i]) * 0x100000001B3ULL;
	return (hash ^ bytes.size) * 0x100000001B3ULL;
}

static void check_call(const struct event *event, struct scratch *s)
{
	struct call call;

	scratch_reset(s);
	call_read(event, s, &call);
	require(call.item_count <= CALL_MAX_ITEMS);
	require(call.event == event);
	(void)call_open_flags(&call);
	for (size_t i = 0; i < call.item_count; i++)
		require(!call.items[i].name.data ||
			call.items[i].name.size < SCRATCH_BYTES);
}

static void on_event(void *user, const struct event *event)
{
	struct tally *t = user;

	require(event->count > 0);
	if (t->ordered && t->events)
		require(event_id_compare(&t->last, &event->id) <= 0);
	t->last = event->id;
	t->events++;
	t->records += event->count;
	for (size_t i = 0; i < event->count; i++) {
		const struct record *r = &event->records[i];
		struct record again;

		require(event_id_compare(&r->id, &event->id) == 0);
		require(view_equal(r->node, event->node));
		require(record_parse(r->line, &again) == 0);
		require(view_equal(again.body, r->body));
		require(again.type == r->type);
		t->hash = add(t->hash, r->line);
	}
	t->hash = add(t->hash, VIEW("\n"));
	check_call(event, &t->scratch);
}

static size_t split(struct view text, struct view *lines)
{
	size_t count = 0;

	while (text.size && count < MAX_LINES) {
		const char *end = memchr(text.data, '\n', text.size);
		size_t size = end ? (size_t)(end - text.data) : text.size;

		lines[count++] = view_from(text.data, size);
		text = view_skip(text, size + 1);
	}
	return count;
}

/* EOE records are heard, not kept. */
static uint64_t count_ends(const struct view *lines, size_t count)
{
	uint64_t ends = 0;
	struct record r;

	for (size_t i = 0; i < count; i++)
		ends += record_parse(lines[i], &r) == 0 && r.type == RECORD_EOE;
	return ends;
}

static void run(const struct events_limits *limits, const struct view *lines,
		size_t count, struct tally *t)
{
	const struct events_counts *c;
	struct events *e;

	require(scratch_init(&t->scratch, SCRATCH_BYTES) == 0);
	require(events_new(limits, on_event, t, &e) == 0);
	for (size_t i = 0; i < count; i++)
		(void)events_feed(e, lines[i]);
	events_flush(e);
	c = events_counts(e);
	require(c->lines == c->records + c->malformed);
	require(c->events == t->events);
	require(c->records ==
		t->records + c->skipped + c->cut + count_ends(lines, count));
	events_free(e);
	scratch_done(&t->scratch);
}

static uint64_t place(const struct view *line, uint64_t salt)
{
	struct record r;

	if (record_parse(*line, &r))
		return 0;
	return add((r.id.serial + salt) * 0x9E3779B97F4A7C15ULL, r.node);
}

/* Events in another order, the records of each in their own. */
static void shuffle(struct view *lines, size_t count, uint64_t salt)
{
	for (size_t i = 1; i < count; i++) {
		struct view line = lines[i];
		uint64_t at = place(&line, salt);
		size_t j = i;

		for (; j && place(&lines[j - 1], salt) > at; j--)
			lines[j] = lines[j - 1];
		lines[j] = line;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct view lines[MAX_LINES];
	struct tally first = { .ordered = true }, second = { .ordered = true };
	struct tally tight = { .ordered = false };
	struct events_limits large = events_default_limits;
	struct events_limits small;
	size_t count;

	if (!size)
		return 0;
	small = (struct events_limits){
		.max_events = 1 + (size_t)data[0] % 7,
		.max_bytes = 1 + (size_t)1000 * (data[0] / 7),
		.max_event_records = 1 + (size_t)data[0] % 3,
		.max_event_bytes = 100 + (size_t)4 * data[0],
	};
	large.max_events = MAX_LINES;
	count = split(view_from((const char *)data + 1, size - 1), lines);
	run(&large, lines, count, &first);
	run(&small, lines, count, &tight);
	shuffle(lines, count, size);
	run(&large, lines, count, &second);
	require(first.hash == second.hash);
	return 0;
}
