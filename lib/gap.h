// SPDX-License-Identifier: BSD-2-Clause
/*
 * gap: which audit serials never came.  The kernel counts its events; a number
 * that is missing in the stream is an event that was lost on the way.
 * DAEMON_* records count by themselves and are not fed here.
 *
 * Per node.  Events arrive a little out of order, so a serial is missing only
 * when it has been behind the newest for GAP_PATIENCE_MS; a reboot, after
 * which the count starts again, is no gap.
 */
#ifndef DOCKWARDEN_GAP_H
#define DOCKWARDEN_GAP_H

#include "record.h"

#define GAP_WINDOW 8192	     /* serials behind the newest that are remembered */
#define GAP_PATIENCE_MS 1000 /* monotonic */
#define GAP_NODES 64	     /* beyond, the one heard from least is forgotten */

struct gaps;

/* A run of serials that did not come. */
struct gap {
	struct view node; /* good until the next call */
	uint32_t first, last;
	uint64_t after_ms,
		before_ms; /* event times around it, ms since epoch */
};

/* 0 or -ENOMEM. */
int gaps_new(struct gaps **ret);
void gaps_free(struct gaps *g);

/* A record of that event came (its EOE counts too). */
void gaps_note(struct gaps *g, struct view node, const struct event_id *id,
	       uint64_t now);
/* The next run that is missing for good; true while there are some. */
bool gaps_next(struct gaps *g, uint64_t now, struct gap *ret);
/* When gaps_next is worth asking: monotonic ms; UINT64_MAX: no gap is open. */
uint64_t gaps_due(const struct gaps *g);
/* Serials that were reported missing. */
uint64_t gaps_lost(const struct gaps *g);

#endif
