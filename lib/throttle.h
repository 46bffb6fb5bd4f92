// SPDX-License-Identifier: BSD-2-Clause
/*
 * throttle: of alerts that say the same (who, what was done, to what, how it
 * ended), the first goes out at once; the others within the window are
 * counted, and when it ends the last of them goes out with the count.
 * Critical ones always go out.
 *
 * Windows are by the events' own time, so that replaying a log gives the same
 * alerts as watching it.  What is held is a copy: alerts may be let go.
 * Memory is bounded, 14 MB if every text of every alert is as long as can be:
 * a full table ends the window that was used least recently, and its summary
 * goes out early.
 */
#ifndef DOCKWARDEN_THROTTLE_H
#define DOCKWARDEN_THROTTLE_H

#include "alert.h"

#define THROTTLE_MAX 256 /* windows open at a time */
/* A window is ended by the clock, or by an alert that says something else,
 * only when no event of its time is to be expected any more (event.h). */
#define THROTTLE_LATE_MS 2500

/* The alert is good until the function returns.  Its event->quiet says that
 * it was told before (event.h) and is for the caller to leave unsaid: so it is
 * of a summary, too, if all that it counts is quiet and its window had ended
 * when the last run did (throttle_told_until). */
typedef void throttle_fn(void *user, const struct alert *alert);

struct throttle;

struct throttle_counts {
	uint64_t held;	    /* alerts that did not go out by themselves */
	uint64_t summaries; /* that went out in their stead */
	uint64_t open;	    /* windows now */
};

/* window: ms; 0: everything goes out.  0 or -ENOMEM. */
int throttle_new(uint64_t window, throttle_fn *fn, void *user,
		 struct throttle **ret);
void throttle_free(struct throttle *t);

/* Calls fn, now or later; first for windows that this alert's time ends. */
void throttle_take(struct throttle *t, const struct alert *alert);
/* Ends the windows that began a window's length, and THROTTLE_LATE_MS, before
 * now (ms since the epoch, as event times are). */
void throttle_sweep(struct throttle *t, uint64_t now);
/* The last run did that at this time. */
void throttle_told_until(struct throttle *t, uint64_t then);
/* Ends them all. */
void throttle_flush(struct throttle *t);
/* When throttle_sweep has something to end: ms since the epoch; UINT64_MAX:
 * none is open. */
uint64_t throttle_due(const struct throttle *t);

struct throttle_counts throttle_counts(const struct throttle *t);

#endif
