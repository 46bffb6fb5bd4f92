// SPDX-License-Identifier: BSD-2-Clause
/*
 * slot: one open event's memory: copies of its lines, and its records, whose
 * views point into them.  event.c owns the slots and uses them again and again.
 */
#ifndef DOCKWARDEN_SLOT_H
#define DOCKWARDEN_SLOT_H

#include "record.h"

struct slot {
	struct event_id id;
	struct view node; /* in bytes, at its beginning */
	char *bytes;
	size_t size, capacity;
	struct record *records;
	size_t count, record_capacity;
	uint64_t touched; /* the line that came last */
	uint64_t at;	  /* … and when, by events_clock() */
	bool ended;	  /* EOE or PROCTITLE was seen */
	bool complete;	  /* EOE was seen, or the record stands alone */
	bool called;	  /* SYSCALL or URINGOP was seen */
	bool cut, quiet, again;
	bool out; /* it is being handed out */
};

struct slot *slot_new(void); /* NULL: out of memory */
void slot_free(struct slot *s);
/* Empties it; its memory stays. */
void slot_clear(struct slot *s);

/* Copies the record's line; the copy's views follow.  0; -ENOBUFS where a
 * limit leaves the record out (s->cut is set), or -ENOMEM (too). */
int slot_add(struct slot *s, const struct record *r, size_t max_records,
	     size_t max_bytes);

/* Does it have that record, or its beginning (some auditd cut records)? */
bool slot_has(const struct slot *s, const struct record *r);

/* What it takes: its lines, and the records that describe them. */
static inline size_t slot_bytes(const struct slot *s)
{
	return s->capacity + s->record_capacity * sizeof(*s->records);
}

/* Is it the record's event? */
static inline bool slot_is(const struct slot *s, const struct record *r)
{
	return s->id.serial == r->id.serial &&
	       s->id.milliseconds == r->id.milliseconds &&
	       s->id.seconds == r->id.seconds && view_equal(s->node, r->node);
}

/* By time, serial and node: <0, 0, >0. */
int slot_compare(const struct slot *a, const struct slot *b);

#endif
