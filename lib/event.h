// SPDX-License-Identifier: BSD-2-Clause
/*
 * event: records → events.  Records of one event share node, time and serial;
 * they arrive interleaved with others', before or long after their SYSCALL,
 * with or without EOE.  A bounded table collects them and hands events out in
 * order of time and serial, so that any interleaving of the same records
 * gives the same events in the same order.
 *
 * A log: an event is handed out when the table is half over its limits and the
 * event lies in its older half, or at events_flush().  Only what was fed
 * counts, never a clock or how the input was cut into reads.
 *
 * A stream that is watched as it comes: events_settle() hands out, besides,
 * what is complete by now.  What a thread did before another saw it has its
 * records before the other's, so the order in which events become complete
 * tells as much as the order of their times.
 */
#ifndef DOCKWARDEN_EVENT_H
#define DOCKWARDEN_EVENT_H

#include "record.h"

struct event {
	struct event_id id;
	struct view node; /* VIEW_NONE where the records carry none */
	const struct record *records; /* in order of arrival */
	size_t count;
	bool cut; /* records were left out: over a limit */
	/* It was dealt with before: learn from it, say nothing (see
	 * events_quiet). */
	bool quiet;
	bool again; /* handed out before, without its late records */
};

/* Called for each event; the event and all its bytes live until it returns. */
typedef void events_fn(void *user, const struct event *event);

struct events_limits {
	size_t max_events;	  /* open at a time; at least 1 */
	size_t max_bytes;	  /* of memory for their records together */
	size_t max_event_records; /* of one event; later ones are left out */
	size_t max_event_bytes;
	/* Of a stream: how many events are kept for a while after they were
	 * handed out.  A record that comes late joins its event, which is
	 * handed out again, whole, with `again` set. */
	size_t max_kept;
};

#define EVENTS_GRACE_MS 50     /* after PROCTITLE, where no EOE comes */
#define EVENTS_EOE_MS 250      /* the same where EOE was seen before */
#define EVENTS_TIMEOUT_MS 2000 /* without either */
#define EVENTS_HOLD_MS 10 /* what is complete waits for an older one so long */
#define EVENTS_MAX_KEPT 64

/* For a stream: 512 events, 3 MiB, 64 kept. */
extern const struct events_limits events_stream_limits;

/* 4,096 events, 16 MiB, 8,192 records and 1 MiB an event. */
extern const struct events_limits events_default_limits;

struct events_counts {
	uint64_t lines;	    /* fed */
	uint64_t records;   /* lines that are records */
	uint64_t malformed; /* lines that are not (empty ones do not count) */
	uint64_t skipped;   /* records of types that nothing here needs */
	uint64_t events;    /* handed out */
	uint64_t late;	    /* events begun after a later one was handed out */
	uint64_t cut;	    /* records left out over a limit */
	uint64_t
		joined; /* records that came after their event was handed out */
	uint64_t mended; /* records that were missing (events_mend) */
};

struct events;

/* 0 or -ENOMEM. */
int events_new(const struct events_limits *limits, events_fn *fn, void *user,
	       struct events **ret);
void events_free(struct events *e);

/* Takes a line (its bytes are copied).  0, -EBADMSG (counted as malformed) or
 * -ENOMEM (the record is lost and counted as cut). */
int events_feed(struct events *e, struct view line);
/* Hands out all that is open. */
void events_flush(struct events *e);

/* fn sees each record fed, before anything is done with it. */
typedef void events_record_fn(void *user, const struct record *record);
void events_watch(struct events *e, events_record_fn *fn, void *user);

/* The time in ms of a clock that never goes back, for what is fed from now
 * on. */
void events_clock(struct events *e, uint64_t now);
/* Hands out, in order, what is complete: EOE has come, the record stands
 * alone, or nothing more has come for a while. */
void events_settle(struct events *e);
/* When events_settle() may have more to hand out if nothing is fed until
 * then, by the same clock; UINT64_MAX: nothing is open. */
uint64_t events_due(const struct events *e);
/* Events that begin from now on were dealt with before (or not). */
void events_quiet(struct events *e, bool quiet);
/* What is fed from now on (or no longer) is read once more from a log: a record
 * that its event has already is passed over. */
void events_mend(struct events *e, bool mend);
/* The event that was begun first of those still open; false: none is open.
 * Its node lives until the next call. */
bool events_oldest(const struct events *e, struct event_id *ret_id,
		   struct view *ret_node);

const struct events_counts *events_counts(const struct events *e);

static inline void cleanup_events(struct events **e)
{
	events_free(*e);
}

#endif
