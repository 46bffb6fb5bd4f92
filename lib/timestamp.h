// SPDX-License-Identifier: BSD-2-Clause
/*
 * timestamp: an event's id as text.  Arithmetic alone: no time zone, no clock
 * and none of gmtime()'s shared state.
 */
#ifndef DOCKWARDEN_TIMESTAMP_H
#define DOCKWARDEN_TIMESTAMP_H

#include "record.h"

#define TIMESTAMP_SIZE 96 /* of any of the texts below; NUL-terminated */

/* A second since 1970 in the proleptic Gregorian calendar, UTC. */
struct civil {
	uint64_t year;
	unsigned int month, day; /* from 1 */
	unsigned int hour, minute, second;
};

struct civil timestamp_civil(uint64_t seconds);

/* An event's time in ms since 1970; INT64_MAX where it is more. */
uint64_t timestamp_ms(const struct event_id *id);

/* "2026-11-22T00:46:48.202Z".  The returned view lies in text. */
struct view timestamp_utc(const struct event_id *id, char *text);
/* "2026-11-22 00:46:48.202", for a person; UTC too. */
struct view timestamp_plain(const struct event_id *id, char *text);
/* "1795308408.202:2258", as the record has it. */
struct view timestamp_event(const struct event_id *id, char *text);

#endif
