// SPDX-License-Identifier: BSD-2-Clause
#include "timestamp.h"

#include <inttypes.h>
#include <stdio.h>

#define DAY_SECONDS 86400
#define ERA_YEARS 400
#define ERA_DAYS 146097	     /* of 400 Gregorian years */
#define EPOCH_ERA_DAY 719468 /* 1970-01-01 from 0000-03-01 */

/* Years begin in March here, so that a leap day is the last of its year
 * (H. Hinnant, "chrono-compatible low-level date algorithms"). */
struct civil timestamp_civil(uint64_t seconds)
{
	uint64_t days = seconds / DAY_SECONDS + EPOCH_ERA_DAY;
	unsigned int rest = (unsigned int)(seconds % DAY_SECONDS);
	unsigned int day = (unsigned int)(days % ERA_DAYS);
	unsigned int year =
		(day - day / 1460 + day / 36524 - day / 146096) / 365;
	unsigned int year_day = day - (365 * year + year / 4 - year / 100);
	unsigned int month = (5 * year_day + 2) / 153; /* from March */
	struct civil c = {
		.year = days / ERA_DAYS * ERA_YEARS + year,
		.month = month < 10 ? month + 3 : month - 9,
		.day = year_day - (153 * month + 2) / 5 + 1,
		.hour = rest / 3600,
		.minute = rest / 60 % 60,
		.second = rest % 60,
	};

	if (c.month <= 2)
		c.year++;
	return c;
}

uint64_t timestamp_ms(const struct event_id *id)
{
	if (id->seconds >= INT64_MAX / 1000)
		return INT64_MAX;
	return id->seconds * 1000 + id->milliseconds;
}

static struct view date_text(const struct event_id *id, char between,
			     const char *end, char *text)
{
	struct civil c = timestamp_civil(id->seconds);
	int size = snprintf(text, TIMESTAMP_SIZE,
			    "%04" PRIu64 "-%02u-%02u%c%02u:%02u:%02u.%03" PRIu32
			    "%s",
			    c.year, c.month, c.day, between, c.hour, c.minute,
			    c.second, id->milliseconds, end);

	return view_from(text, size > 0 ? (size_t)size : 0);
}

struct view timestamp_utc(const struct event_id *id, char *text)
{
	return date_text(id, 'T', "Z", text);
}

struct view timestamp_plain(const struct event_id *id, char *text)
{
	return date_text(id, ' ', "Z", text);
}

struct view timestamp_event(const struct event_id *id, char *text)
{
	int size = snprintf(text, TIMESTAMP_SIZE,
			    "%" PRIu64 ".%03" PRIu32 ":%" PRIu32, id->seconds,
			    id->milliseconds, id->serial);

	return view_from(text, size > 0 ? (size_t)size : 0);
}
