// SPDX-License-Identifier: BSD-2-Clause
/*
 * gap: which audit serials never came.  The kernel counts its events; a number
 * that is missing in the stream is an event that was lost on the way.
 * DAEMON_* records count by themselves and are not fed here.
 *
 * Per node.  Events arrive a little out of order, so a serial is worth looking
 * for only when it has not come for GAP_PATIENCE_MS after a later one did; and
 * it is missing for good when it has not come for the grace: what the kernel
 * could not send, since auditd did not take it, waits for a record to come
 * after it (kernel/audit.c kauditd_thread() of 6.1, its retry queue).  Where
 * many runs are open there is no grace: then records are lost, not late.
 * A serial that lies GAP_RESTART or more behind the newest, with a later time,
 * says that the count began again: the host was booted, and what was missing is
 * lost.
 */
#ifndef DOCKWARDEN_GAP_H
#define DOCKWARDEN_GAP_H

#include "record.h"

#define GAP_RESTART 8192     /* serials */
#define GAP_PATIENCE_MS 1000 /* monotonic */
#define GAP_CROWD 128	     /* runs open, of a node: no grace */
#define GAP_HOLES 256 /* open at a time, of a node; then the oldest is lost */
#define GAP_NODES \
	64 /* beyond, the one heard from least recently is forgotten */

struct gaps;

/* A run of serials that did not come. */
struct gap {
	struct view node; /* good until the next call */
	uint32_t first, last;
	/* The times of the events around it, ms since the epoch. */
	uint64_t after_ms, before_ms;
	bool sought; /* gaps_seek named it, or what it was a part of */
};

/* grace: ms from when a later serial came.  0 or -ENOMEM. */
int gaps_new(uint64_t grace, struct gaps **ret);
void gaps_free(struct gaps *g);

/* A record of that event came (not its EOE, which may be all that came).
 * now: monotonic ms. */
void gaps_note(struct gaps *g, struct view node, const struct event_id *id,
	       uint64_t now);
/* The same of an event that was dealt with before: what is missing behind it
 * has been told, and the count goes on from it. */
void gaps_pass(struct gaps *g, struct view node, const struct event_id *id);
/* The next run that is worth looking for, each once; it stays open, and what is
 * found of it is noted.  True while there are some. */
bool gaps_seek(struct gaps *g, uint64_t now, struct gap *ret);
/* The next run that is missing for good; true while there are some.  now
 * UINT64_MAX: without patience. */
bool gaps_next(struct gaps *g, uint64_t now, struct gap *ret);
/* The event that came before the oldest run of that node that is still open:
 * whoever starts again there finds the run again.  False: none is open. */
bool gaps_open(const struct gaps *g, struct view node, struct event_id *ret);
/* When gaps_seek or gaps_next is worth asking: monotonic ms; UINT64_MAX: no gap
 * is open. */
uint64_t gaps_due(const struct gaps *g);

#endif
