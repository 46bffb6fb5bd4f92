// SPDX-License-Identifier: BSD-2-Clause
/*
 * when: what a person writes for a time → the span of time that it names.
 *
 *   2026-11-22T10:00:00Z  2026-11-22T10:00:00.5+01:00   RFC 3339
 *   2026-11-22  "2026-11-22 10:00"  "2026-11-22 10:00:30"   local time
 *   1795308549  1795308549.846        seconds since the epoch, as in a record
 *   today  yesterday  now
 *   30s  90m  2h  7d                  that long before now
 *
 * A day names all of the day and a minute all of the minute, so that "until
 * 2026-11-22" ends when the day does.
 */
#ifndef DOCKWARDEN_WHEN_H
#define DOCKWARDEN_WHEN_H

#include <stdint.h>

#include "errmsg.h"
#include "view.h"

/* Both ends belong to it; milliseconds since the epoch. */
struct when {
	uint64_t first, last;
};

/* now is the time in seconds since the epoch.  Local time is that of tzset().
 * 0 or -EINVAL with a message that quotes the text. */
int when_parse(struct view text, int64_t now, struct errmsg *err,
	       struct when *ret);

#endif
