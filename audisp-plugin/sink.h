// SPDX-License-Identifier: BSD-2-Clause
/*
 * sink: one output of the policy.  Lines go into a bounded queue and from
 * there to a descriptor that never blocks; what does not fit is dropped and
 * counted, and once the output works again the count is there to be told.
 *
 * Never waits: every descriptor is non-blocking, a regular file on a full disk
 * fails at once.  A sink that failed is tried again after a growing pause.
 *
 * File: opened O_APPEND|O_CREAT|O_NOFOLLOW 0640; opened anew when the path is
 * no longer the file in hand (renamed, removed) before anything more is
 * written to the old one; a line that a full disk cut is continued, and the
 * torn end that a killed process left is cut off when the file is opened.
 */
#ifndef DOCKWARDEN_SINK_H
#define DOCKWARDEN_SINK_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#include "errmsg.h"
#include "format.h"
#include "policy.h"

#define SINK_QUEUE_BYTES ((size_t)1 << 20) /* of lines that wait */
#define SINK_RETRY_FIRST_MS 100 /* pause after a failure, doubled … */
#define SINK_RETRY_MAX_MS 5000	/* … up to this */

struct sink;

struct sink_counts {
	uint64_t written; /* lines that went out whole */
	uint64_t dropped; /* lines that did not fit, since the start */
	uint64_t queued;  /* lines that wait now */
	uint64_t errors;  /* failures to open, connect or write */
	size_t readers;	  /* of a Unix socket, now */
	int error;	  /* 0, or the -errno of what is wrong now */
};

/* Copies what it needs of output.  now: monotonic ms, here and below.  Opens
 * nothing.  0 or -ENOMEM. */
int sink_new(const struct policy_output *output, struct sink **ret);
/* Drops what is queued. */
void sink_free(struct sink *s);

/* "file /var/log/dockwarden/alerts.json", "syslog": for messages. */
const char *sink_name(const struct sink *s);
enum policy_output_type sink_type(const struct sink *s);
/* NULL for syslog and stdout. */
const char *sink_path(const struct sink *s);
const struct format *sink_format(const struct sink *s);

/* Opens or connects now, if it is not and its pause is over.  0 or the -errno
 * of the failure, which sink_counts() keeps too. */
int sink_open(struct sink *s, uint64_t now);
/* Takes a line ("\n" included) and its severity (for syslog), writes what can
 * be written.  0, or -ENOBUFS: dropped and counted. */
int sink_put(struct sink *s, struct view line, enum severity severity,
	     uint64_t now);
/* The same without writing, unless the queue is half full: sink_work() is to
 * follow soon. */
int sink_queue(struct sink *s, struct view line, enum severity severity,
	       uint64_t now);
/* Goes on with what is queued: when poll says so, or the time has come. */
void sink_work(struct sink *s, uint64_t now);
/* Opens the file anew at the next line (SIGHUP). */
void sink_reopen(struct sink *s);

/* For poll: fills up to max of fds; returns how many. */
size_t sink_poll(const struct sink *s, struct pollfd *fds, size_t max);
/* When sink_work is due if poll stays silent: monotonic ms, UINT64_MAX: never. */
uint64_t sink_due(const struct sink *s);

struct sink_counts sink_counts(const struct sink *s);
/* Should the run end now: lines dropped and not told yet, and those that wait.
 * None of a file that dropped none: they are found in the audit log again. */
uint64_t sink_unsaid(const struct sink *s);
/* Lines dropped and not told yet, once the output works again and its queue
 * is empty; else 0.  Asking resets it. */
uint64_t sink_take_lost(struct sink *s);

#define autosink __attribute__((cleanup(cleanup_sink)))
static inline void cleanup_sink(struct sink **s)
{
	sink_free(*s);
}

#endif
