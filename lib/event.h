// SPDX-License-Identifier: BSD-2-Clause
/*
 * event: records → events.  Records of one event share node, time and serial;
 * they arrive interleaved with others', before or long after their SYSCALL,
 * with or without EOE.  A bounded table collects them and hands events out in
 * order of time and serial, so that any interleaving of the same records
 * gives the same events in the same order.
 *
 * An event is handed out when the table is half over its limits and the event
 * lies in its older half, or at events_flush().  Only what was fed counts,
 * never a clock or how the input was cut into reads.
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
};

/* Called for each event; the event and all its bytes live until it returns. */
typedef void events_fn(void *user, const struct event *event);

struct events_limits {
	size_t max_events;	  /* open at a time; at least 1 */
	size_t max_bytes;	  /* of memory for their records together */
	size_t max_event_records; /* of one event; later ones are left out */
	size_t max_event_bytes;
};

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

const struct events_counts *events_counts(const struct events *e);

static inline void cleanup_events(struct events **e)
{
	events_free(*e);
}

#endif
