// SPDX-License-Identifier: BSD-2-Clause
/*
 * outputs: all the sinks of a policy.  An alert is written once a format and
 * handed to each sink of that format.
 */
#ifndef DOCKWARDEN_OUTPUTS_H
#define DOCKWARDEN_OUTPUTS_H

#include <poll.h>

#include "sink.h"

#define OUTPUTS_MAX 16	/* of a policy; further ones are left out */
#define OUTPUTS_POLL 64 /* descriptors at most */

struct outputs;

/* Nothing is opened yet.  0 or -ENOMEM. */
int outputs_new(struct outputs **ret);
void outputs_free(struct outputs *o);

/* Takes the sinks that the policy names: one that there was before stays with
 * its queue, one that is gone is closed, new ones are opened.  remarks: a line
 * for each that does not work (it is tried again).  0 or -ENOMEM. */
int outputs_set(struct outputs *o, const struct policy *policy, uint64_t now,
		struct buf *remarks);
/* Files are opened anew before the next line. */
void outputs_reopen(struct outputs *o);

/* now: monotonic ms.  Queued: outputs_work() is to follow, after others that
 * are said at the same time. */
void outputs_say(struct outputs *o, const struct alert *alert, uint64_t now);
void outputs_work(struct outputs *o, uint64_t now);
/* Fills fds; returns how many. */
size_t outputs_poll(const struct outputs *o,
		    struct pollfd fds[static OUTPUTS_POLL]);
uint64_t outputs_due(const struct outputs *o);

/* Does a file still wait for alerts that are queued, and has all of them?
 * What they tell is not done yet. */
bool outputs_waiting(const struct outputs *o);

/* The sum of sink_unsaid(). */
uint64_t outputs_unsaid(const struct outputs *o);
/* Lines that wait in any of them. */
uint64_t outputs_queued(const struct outputs *o);
/* The same without those of a socket that nobody reads. */
uint64_t outputs_going(const struct outputs *o);

size_t outputs_count(const struct outputs *o);
const struct sink *outputs_at(const struct outputs *o, size_t i);
/* The next sink that works again and had to drop lines, which are then taken
 * for told; NULL: none. */
const struct sink *outputs_lost(struct outputs *o, uint64_t *ret);
uint64_t outputs_dropped(const struct outputs *o); /* since the start */

#endif
