// SPDX-License-Identifier: BSD-2-Clause
#include "when.h"

#include <errno.h>
#include <time.h>

#include "number.h"

#define SECONDS_PER_DAY 86400
#define MAX_YEAR 9999
#define MAX_SECONDS 253402300799 /* the end of that year */
/* Fewer digits are a year or a typing error, not seconds since 1970. */
#define MIN_EPOCH_DIGITS 9

/* How long the span is that a text names. */
enum precision { TO_MILLISECOND, TO_SECOND, TO_MINUTE, TO_DAY };

struct stamp {
	struct tm tm; /* tm_year and tm_mon as written: 2026, 11 */
	uint64_t milliseconds;
	enum precision precision;
	bool zoned;	/* an offset was given: not local time */
	int64_t offset; /* seconds east of UTC */
};

static bool take_digits(struct view *text, size_t count, int *ret)
{
	uint64_t number;

	if (text->size < count ||
	    number_decimal(view_from(text->data, count), MAX_YEAR, &number) < 0)
		return false;
	*text = view_skip(*text, count);
	*ret = (int)number;
	return true;
}

/* Takes one byte that is in set ("T " …). */
static bool take_one(struct view *text, const char *set)
{
	if (text->size == 0 || text->data[0] == '\0' ||
	    !strchr(set, text->data[0]))
		return false;
	*text = view_skip(*text, 1);
	return true;
}

/* Digits after a point, as milliseconds; further ones are cut. */
static bool take_fraction(struct view *text, uint64_t *ret)
{
	uint64_t unit = 100, sum = 0;
	size_t digits = 0;

	for (; text->size > 0 && text->data[0] >= '0' && text->data[0] <= '9';
	     *text = view_skip(*text, 1), digits++) {
		sum += unit * (uint64_t)(text->data[0] - '0');
		unit /= 10;
	}
	*ret = sum;
	return digits > 0;
}

static bool leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30,
				    31, 31, 30, 31, 30, 31 };

	return days[month - 1] + (month == 2 && leap(year));
}

static bool take_date(struct view *text, struct tm *tm)
{
	return take_digits(text, 4, &tm->tm_year) && take_one(text, "-") &&
	       take_digits(text, 2, &tm->tm_mon) && take_one(text, "-") &&
	       take_digits(text, 2, &tm->tm_mday) && tm->tm_year >= 1970 &&
	       tm->tm_mon >= 1 && tm->tm_mon <= 12 && tm->tm_mday >= 1 &&
	       tm->tm_mday <= days_in(tm->tm_year, tm->tm_mon);
}

static bool take_clock(struct view *text, struct stamp *s)
{
	if (!take_digits(text, 2, &s->tm.tm_hour) || !take_one(text, ":") ||
	    !take_digits(text, 2, &s->tm.tm_min))
		return false;
	s->precision = TO_MINUTE;
	if (take_one(text, ":")) {
		if (!take_digits(text, 2, &s->tm.tm_sec))
			return false;
		s->precision = TO_SECOND;
		if (take_one(text, ".,")) {
			if (!take_fraction(text, &s->milliseconds))
				return false;
			s->precision = TO_MILLISECOND;
		}
	}
	return s->tm.tm_hour <= 23 && s->tm.tm_min <= 59 && s->tm.tm_sec <= 59;
}

/* Z, +01:00, -0530 or nothing. */
static bool take_zone(struct view *text, struct stamp *s)
{
	int hours, minutes, sign;

	if (text->size == 0)
		return true;
	s->zoned = true;
	if (take_one(text, "Zz"))
		return true;
	sign = take_one(text, "+") ? 1 : -1;
	if (sign < 0 && !take_one(text, "-"))
		return false;
	if (!take_digits(text, 2, &hours))
		return false;
	(void)take_one(text, ":");
	if (!take_digits(text, 2, &minutes) || hours > 23 || minutes > 59)
		return false;
	s->offset = sign * (hours * 3600 + minutes * 60);
	return true;
}

static bool take_stamp(struct view text, struct stamp *s)
{
	*s = (struct stamp){ .precision = TO_DAY };
	if (!take_date(&text, &s->tm))
		return false;
	if (text.size == 0)
		return true;
	return take_one(&text, "Tt ") && take_clock(&text, s) &&
	       take_zone(&text, s) && text.size == 0;
}

/* Days of the proleptic Gregorian calendar since 1970-01-01. */
static int64_t days_since_epoch(const struct tm *tm)
{
	int64_t days = tm->tm_mday - 1;
	int year = tm->tm_year - 1;

	for (int month = 1; month < tm->tm_mon; month++)
		days += days_in(tm->tm_year, month);
	return days + 365 * (int64_t)(tm->tm_year - 1970) +
	       (year / 4 - year / 100 + year / 400) - 477;
}

/* The stamp's second since the epoch, days later; negative before it. */
static int64_t stamp_seconds(const struct stamp *s, int days)
{
	struct tm tm = s->tm;

	if (s->zoned)
		return days_since_epoch(&tm) * SECONDS_PER_DAY +
		       tm.tm_hour * 3600 + tm.tm_min * 60 + tm.tm_sec -
		       s->offset;
	tm.tm_year -= 1900;
	tm.tm_mon -= 1;
	tm.tm_mday += days;
	tm.tm_isdst = -1;
	return (int64_t)mktime(&tm);
}

static bool stamp_span(const struct stamp *s, struct when *ret)
{
	int64_t first = stamp_seconds(s, 0), last = first;

	if (s->precision == TO_DAY) /* not always 24 hours of local time */
		last = stamp_seconds(s, 1) - 1;
	else if (s->precision == TO_MINUTE)
		last = first + 59;
	if (first < 0 || last < first)
		return false;
	ret->first = (uint64_t)first * 1000 + s->milliseconds;
	ret->last = s->precision == TO_MILLISECOND ?
			    ret->first :
			    (uint64_t)last * 1000 + 999;
	return true;
}

static bool parse_stamp(struct view text, int64_t now, struct when *ret)
{
	struct stamp s;

	(void)now;
	return take_stamp(text, &s) && stamp_span(&s, ret);
}

static bool parse_epoch(struct view text, int64_t now, struct when *ret)
{
	const char *point =
		text.size ? memchr(text.data, '.', text.size) : NULL;
	struct view whole = text, fraction = VIEW_NONE;
	uint64_t seconds, milliseconds = 0;

	(void)now;
	if (point) {
		whole.size = (size_t)(point - text.data);
		fraction = view_skip(text, whole.size + 1);
		if (!take_fraction(&fraction, &milliseconds))
			return false;
	}
	if (fraction.size > 0 || whole.size < MIN_EPOCH_DIGITS ||
	    number_decimal(whole, MAX_SECONDS, &seconds) < 0)
		return false;
	ret->first = seconds * 1000 + milliseconds;
	ret->last = point ? ret->first : ret->first + 999;
	return true;
}

static bool parse_ago(struct view text, int64_t now, struct when *ret)
{
	static const struct {
		char letter;
		uint64_t seconds;
	} units[] = {
		{ 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', SECONDS_PER_DAY }
	};
	struct view digits = text;
	uint64_t count;

	if (text.size < 2 || now < 0)
		return false;
	digits.size--;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		uint64_t max = (uint64_t)now / units[i].seconds;

		if (text.data[digits.size] != units[i].letter)
			continue;
		if (number_decimal(digits, max, &count) < 0)
			return false;
		ret->first = ((uint64_t)now - count * units[i].seconds) * 1000;
		ret->last = ret->first + 999;
		return true;
	}
	return false;
}

static bool parse_word(struct view text, int64_t now, struct when *ret)
{
	struct stamp s = { .precision = TO_DAY };
	time_t at = (time_t)now;

	if (view_is(text, "now"))
		return parse_ago(VIEW("0s"), now, ret);
	if (!view_is(text, "today") && !view_is(text, "yesterday"))
		return false;
	if (!localtime_r(&at, &s.tm))
		return false;
	s.tm.tm_hour = s.tm.tm_min = s.tm.tm_sec = 0;
	s.tm.tm_year += 1900;
	s.tm.tm_mon += 1;
	s.tm.tm_mday -= view_is(text, "yesterday"); /* mktime normalizes */
	return stamp_span(&s, ret);
}

int when_parse(struct view text, int64_t now, struct errmsg *err,
	       struct when *ret)
{
	static bool (*const forms[])(struct view, int64_t, struct when *) = {
		parse_stamp, parse_epoch, parse_ago, parse_word
	};
	char quoted[64 + 1];
	struct when when;

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		if (!forms[i](text, now, &when))
			continue;
		*ret = when;
		return 0;
	}
	(void)snprintf(quoted, sizeof(quoted), "%.*s",
		       (int)(text.size < 64 ? text.size : 64),
		       text.data ? text.data : "");
	return errmsg_set(err, -EINVAL,
			  "\"%s\" is no time (2026-01-31, "
			  "\"2026-01-31 10:00\", 2026-01-31T10:00:00Z, "
			  "1795308549, today, yesterday, 30m, 2h, 7d)",
			  quoted);
}
