// SPDX-License-Identifier: BSD-2-Clause
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "suite.h"
#include "when.h"

/* 2026-11-22 00:46:48 UTC, a Sunday; 01:46:48 in Berlin. */
#define NOW 1795308408

struct row {
	const char *name, *zone, *text;
	uint64_t first, last;
};

static const struct row times[] = {
	{ "a date in UTC is its whole day", "UTC0", "2026-11-22", 1795305600000,
	  1795391999999 },
	{ "a date is the local day", "CET-1CEST,M3.5.0,M10.5.0/3", "2026-11-22",
	  1795302000000, 1795388399999 },
	{ "a day of summer time's beginning has 23 hours",
	  "CET-1CEST,M3.5.0,M10.5.0/3", "2026-03-29", 1774738800000,
	  1774738800000 + 23 * 3600000 - 1 },
	{ "a time without seconds is its whole minute", "UTC0",
	  "2026-11-22 00:46", 1795308360000, 1795308419999 },
	{ "a time with seconds is its whole second", "UTC0",
	  "2026-11-22 00:46:48", 1795308408000, 1795308408999 },
	{ "a fraction is an instant", "UTC0", "2026-11-22 00:46:48.202",
	  1795308408202, 1795308408202 },
	{ "one digit of a fraction is a tenth", "UTC0",
	  "2026-11-22T00:46:48.2Z", 1795308408200, 1795308408200 },
	{ "digits past the millisecond are cut", "UTC0",
	  "2026-11-22T00:46:48.202999999Z", 1795308408202, 1795308408202 },
	{ "T without a zone is local time", "CET-1", "2026-11-22T01:46:48",
	  1795308408000, 1795308408999 },
	{ "Z is UTC wherever we are", "CET-1", "2026-11-22T00:46:48Z",
	  1795308408000, 1795308408999 },
	{ "lower case is RFC 3339 too", "CET-1", "2026-11-22t00:46:48z",
	  1795308408000, 1795308408999 },
	{ "an offset counts eastward", "UTC0", "2026-11-22T06:16:48+05:30",
	  1795308408000, 1795308408999 },
	{ "an offset counts westward", "UTC0", "2026-11-21T16:46:48-0800",
	  1795308408000, 1795308408999 },
	{ "the 29th of February of a leap year", "UTC0", "2028-02-29T12:00:00Z",
	  1835438400000, 1835438400999 },
	{ "the epoch", "UTC0", "1970-01-01T00:00:00Z", 0, 999 },
	{ "seconds since the epoch", "CET-1", "1795308408", 1795308408000,
	  1795308408999 },
	{ "a record's own time", "CET-1", "1795308408.202", 1795308408202,
	  1795308408202 },
	{ "now", "CET-1", "now", 1795308408000, 1795308408999 },
	{ "seconds ago", "UTC0", "8s", 1795308400000, 1795308400999 },
	{ "minutes ago", "UTC0", "90m", 1795303008000, 1795303008999 },
	{ "hours ago", "UTC0", "2h", 1795301208000, 1795301208999 },
	{ "days ago", "UTC0", "7d", 1794703608000, 1794703608999 },
	{ "today", "UTC0", "today", 1795305600000, 1795391999999 },
	{ "today is the local day", "CET-1", "today", 1795302000000,
	  1795388399999 },
	{ "today is another day to the west", "PST8", "today", 1795248000000,
	  1795334399999 },
	{ "yesterday", "UTC0", "yesterday", 1795219200000, 1795305599999 },
};

static const char *const bad[] = {
	"",
	" ",
	"2026",
	"2026-11",
	"2026-13-01",
	"2026-00-01",
	"2026-02-29",
	"2026-11-31",
	"2026-11-00",
	"1969-12-31",
	"2026-11-22 ",
	"2026-11-22 1:00",
	"2026-11-22 24:00",
	"2026-11-22 10:60",
	"2026-11-22 10:00:60",
	"2026-11-22 10:00:00.",
	"2026-11-22 10:00:00.x",
	"2026-11-22T10:00:00+",
	"2026-11-22T10:00:00+01",
	"2026-11-22T10:00:00+24:00",
	"2026-11-22T10:00:00Zulu",
	"2026-11-22X10:00:00Z",
	"1970-01-01T00:00:00+01:00",
	"22.11.2026",
	"17953084",
	"179530840x",
	"1795308408.",
	"1795308408.x",
	"99999999999999999999",
	"-1795308408",
	"2w",
	"h",
	"-2h",
	"2 h",
	"99999999999999999999h",
	"9999999999d",
	"Today",
	"tomorrow",
	"2h ago",
	"+1795308408",
};

static void set_zone(const char *zone)
{
	ck_assert_int_eq(setenv("TZ", zone, 1), 0);
	tzset();
}

START_TEST(names_a_span)
{
	const struct row *row = &times[_i];
	struct errmsg err = { "" };
	struct when when = { 0, 0 };

	set_zone(row->zone);
	ck_assert_msg(when_parse(view_of(row->text), NOW, &err, &when) == 0,
		      "%s: %s", row->name, err.text);
	ck_assert_msg(when.first == row->first, "%s: first %llu", row->name,
		      (unsigned long long)when.first);
	ck_assert_msg(when.last == row->last, "%s: last %llu", row->name,
		      (unsigned long long)when.last);
}
END_TEST

START_TEST(refuses_what_is_no_time)
{
	struct errmsg err = { "" };
	struct when when = { 1, 2 };
	char want[256];

	set_zone("UTC0");
	ck_assert_msg(when_parse(view_of(bad[_i]), NOW, &err, &when) == -EINVAL,
		      "\"%s\" was taken for a time", bad[_i]);
	(void)snprintf(want, sizeof(want),
		       "\"%s\" is no time (2026-01-31, \"2026-01-31 10:00\", "
		       "2026-01-31T10:00:00Z, 1795308549, today, yesterday, "
		       "30m, 2h, 7d)",
		       bad[_i]);
	ck_assert_str_eq(err.text, want);
	ck_assert(when.first == 1 && when.last == 2);
}
END_TEST

START_TEST(a_long_text_is_quoted_in_part)
{
	struct errmsg err = { "" };
	struct when when;
	char text[1000];

	memset(text, 'x', sizeof(text));
	ck_assert_int_eq(when_parse(view_from(text, sizeof(text)), NOW, &err,
				    &when),
			 -EINVAL);
	ck_assert_uint_lt(strlen(err.text), 200);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("when");
	TCase *tests = tcase_create("when");

	tcase_add_loop_test(tests, names_a_span, 0,
			    (int)(sizeof(times) / sizeof(times[0])));
	tcase_add_loop_test(tests, refuses_what_is_no_time, 0,
			    (int)(sizeof(bad) / sizeof(bad[0])));
	tcase_add_test(tests, a_long_text_is_quoted_in_part);
	suite_add_tcase(suite, tests);
	return suite_run(suite);
}
