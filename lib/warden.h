// SPDX-License-Identifier: BSD-2-Clause
/*
 * warden: lines of audit records in, alerts out.  The whole pipeline that
 * replay, explain and the plugin share:
 *
 *   record → event → call → change → decide → alert
 *
 * A warden remembers, in bounded tables, what the log has shown: which
 * (device, inode) is which path, which process executed what, who opened
 * which session.  One warden per stream; not for use by two threads.
 */
#ifndef DOCKWARDEN_WARDEN_H
#define DOCKWARDEN_WARDEN_H

#include "alert.h"
#include "decide.h"
#include "event.h"
#include "policy.h"

/* verdict says how each authorization came out (decide.h), for explain. */
typedef void warden_fn(void *user, const struct alert *alert,
		       const struct verdict *verdict);

struct warden_options {
	const struct policy *policy; /* resolved; outlives the warden */
	/* Hand out authorized changes too, not the unauthorized alone. */
	bool all;
	/* The log is this host's own: watched paths are looked up by stat()
	 * through this function (0 or -errno), so that a change known only by
	 * (device, inode) has a name.  NULL: never. */
	int (*identify)(void *user, const char *path, uint64_t *device,
			uint64_t *inode);
	warden_fn *alert;
	void *user; /* handed to both functions */
	/* NULL: those of a log.  &events_stream_limits for a stream. */
	const struct events_limits *limits;
	/* Sees each record of a stream, EOE too, before anything is done with
	 * it; or NULL. */
	void (*record)(void *user, const struct record *record);
	/* Gets each event that lacks records which tell what was done
	 * (call_is_whole), once it was judged, or could not be; or NULL. */
	void (*incomplete)(void *user, const struct event *event);
};

struct warden_counts {
	struct events_counts events;
	uint64_t keyed;	  /* events with a docker key */
	uint64_t watched; /* events that touch a watched object */
	uint64_t changes; /* changes found in them */
	uint64_t authorized;
	uint64_t unauthorized;
	uint64_t truncated; /* SYSCALL records without any key= */
	uint64_t forgotten; /* entries that a full table gave up */
};

struct warden;

/* 0 or -ENOMEM. */
int warden_new(const struct warden_options *options, struct warden **ret);
void warden_free(struct warden *w);

/* One line, with or without its line end.  0, -EBADMSG (counted), -ENOMEM. */
int warden_feed(struct warden *w, struct view line);
/* Judges what is still open: at the end of the input. */
void warden_flush(struct warden *w);

/* Of a stream: as of events_clock() and so on (event.h). */
void warden_clock(struct warden *w, uint64_t now);
void warden_settle(struct warden *w);
uint64_t warden_due(const struct warden *w);
void warden_quiet(struct warden *w, bool quiet);
void warden_mend(struct warden *w, bool mend);
bool warden_oldest(const struct warden *w, struct event_id *ret_id,
		   struct view *ret_node);

/* From the next event on, another policy holds; what was learned of objects,
 * processes and sessions stays.  The old one may be freed after.  0, or
 * -ENOMEM, and the old one holds. */
int warden_policy(struct warden *w, const struct policy *policy);

struct warden_counts warden_counts(const struct warden *w);

static inline void cleanup_warden(struct warden **w)
{
	warden_free(*w);
}
#define autowarden __attribute__((cleanup(cleanup_warden)))

#endif
