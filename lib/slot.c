// SPDX-License-Identifier: BSD-2-Clause
#include "slot.h"

#include <errno.h>
#include <stdlib.h>

#include "cleanup.h"

#define FIRST_BYTES 2048 /* an event is about 1 KB */
#define FIRST_RECORDS 8

void slot_free(struct slot *s)
{
	if (!s)
		return;
	free(s->bytes);
	free(s->records);
	free(s);
}

static void cleanup_slot(struct slot **s)
{
	slot_free(*s);
}

struct slot *slot_new(void)
{
	__attribute__((cleanup(cleanup_slot))) struct slot *s =
		calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->bytes = malloc(FIRST_BYTES);
	s->records = calloc(FIRST_RECORDS, sizeof(*s->records));
	if (!s->bytes || !s->records)
		return NULL;
	s->capacity = FIRST_BYTES;
	s->record_capacity = FIRST_RECORDS;
	return take(s);
}

void slot_clear(struct slot *s)
{
	s->size = s->count = 0;
	s->ended = s->complete = s->called = false;
	s->cut = s->quiet = s->again = s->out = false;
}

int slot_compare(const struct slot *a, const struct slot *b)
{
	size_t common;
	int order = event_id_compare(&a->id, &b->id);

	if (order)
		return order;
	common = a->node.size < b->node.size ? a->node.size : b->node.size;
	order = common ? memcmp(a->node.data, b->node.data, common) : 0;
	if (order)
		return order;
	return a->node.size < b->node.size ? -1 : a->node.size > b->node.size;
}

/* Moves the views of a slot along with its bytes. */
static void move_views(struct slot *s, char *to)
{
	const char *from = s->bytes;

	if (s->node.data)
		s->node.data = to + (s->node.data - from);
	for (size_t i = 0; i < s->count; i++)
		record_moved(&s->records[i], from, to);
}

static int reserve(struct slot *s, size_t more)
{
	size_t capacity = s->capacity;
	char *bytes;

	if (s->capacity - s->size >= more)
		return 0;
	while (capacity - s->size < more)
		capacity *= 2;
	bytes = malloc(capacity);
	if (!bytes)
		return -ENOMEM;
	memcpy(bytes, s->bytes, s->size);
	move_views(s, bytes);
	free(s->bytes);
	s->bytes = bytes;
	s->capacity = capacity;
	return 0;
}

static int reserve_record(struct slot *s)
{
	struct record *records;

	if (s->count < s->record_capacity)
		return 0;
	records = reallocarray(s->records, s->record_capacity * 2,
			       sizeof(*records));
	if (!records)
		return -ENOMEM;
	s->records = records;
	s->record_capacity *= 2;
	return 0;
}

/* Arguments come before the paths, and must not crowd them out. */
static bool is_wordy(uint32_t type)
{
	return type == RECORD_EXECVE || type == RECORD_PROCTITLE;
}

/* Copies the record's line to the end of the bytes. */
static void append(struct slot *s, const struct record *r)
{
	const char *from = r->line.data;
	char *to = s->bytes + s->size;
	struct record *copy = &s->records[s->count++];

	memcpy(to, from, r->line.size);
	s->size += r->line.size;
	*copy = *r;
	record_moved(copy, from, to);
}

bool slot_has(const struct slot *s, const struct record *r)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->records[i].type == r->type &&
		    view_starts(r->line, s->records[i].line))
			return true;
	return false;
}

int slot_add(struct slot *s, const struct record *r, size_t max_records,
	     size_t max_bytes)
{
	int code = 0;

	if (s->count >= max_records || s->size + r->line.size > max_bytes ||
	    (is_wordy(r->type) && s->size > max_bytes / 2))
		code = -ENOBUFS;
	else if (reserve(s, r->line.size) || reserve_record(s))
		code = -ENOMEM;
	else
		append(s, r);
	s->cut |= code < 0;
	return code;
}
