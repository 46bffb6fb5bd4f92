// SPDX-License-Identifier: BSD-2-Clause
#include <check.h>

#include "logname.h"
#include "suite.h"

static const struct {
	const char *file, *base, *date;
	enum logname_kind kind;
	uint64_t number;
	bool gz;
} names[] = {
	{ "audit.log", "audit.log", "", LOGNAME_CURRENT, 0, false },
	{ "audit.log.gz", "audit.log", "", LOGNAME_CURRENT, 0, true },
	{ "audit.log.1", "audit.log", "", LOGNAME_NUMBERED, 1, false },
	{ "audit.log.12.gz", "audit.log", "", LOGNAME_NUMBERED, 12, true },
	{ "audit.log.01", "audit.log", "", LOGNAME_NUMBERED, 1, false },
	{ "audit.log-20261122", "audit.log", "20261122", LOGNAME_DATED, 0,
	  false },
	{ "audit.log-20261122.gz", "audit.log", "20261122", LOGNAME_DATED, 0,
	  true },
	{ "audit.log-2026-11-22", "audit.log", "2026-11-22", LOGNAME_DATED, 0,
	  false },
	{ "audit.log-20261122-1795308408", "audit.log", "20261122-1795308408",
	  LOGNAME_DATED, 0, false },
	{ "web-1.log", "web-1.log", "", LOGNAME_CURRENT, 0, false },
	{ "web-1", "web-1", "", LOGNAME_CURRENT, 0, false },
	{ "audit.log.", "audit.log.", "", LOGNAME_CURRENT, 0, false },
	{ "audit.log.1a", "audit.log.1a", "", LOGNAME_CURRENT, 0, false },
	{ "audit.log.99999999999", "audit.log.99999999999", "", LOGNAME_CURRENT,
	  0, false },
	{ ".1", ".1", "", LOGNAME_CURRENT, 0, false },
	{ ".gz", ".gz", "", LOGNAME_CURRENT, 0, false },
	{ "20261122", "20261122", "", LOGNAME_CURRENT, 0, false },
	{ "-20261122", "-20261122", "", LOGNAME_CURRENT, 0, false },
	{ "-", "-", "", LOGNAME_CURRENT, 0, false },
	{ "", "", "", LOGNAME_CURRENT, 0, false },
};

static const char *const order[] = {
	"audit.log-20251231.gz", "audit.log-20260101", "audit.log-20261122",
	"audit.log-20261122-02", "audit.log.10.gz",    "audit.log.10",
	"audit.log.9",		 "audit.log.2.gz",     "audit.log.1",
	"audit.log.0",		 "audit.log.gz",       "audit.log",
};

#define ORDER_COUNT (sizeof(order) / sizeof(order[0]))

START_TEST(tells_the_parts_of_a_name)
{
	struct logname n;

	logname_parse(view_of(names[_i].file), &n);
	ck_assert_msg(view_is(n.base, names[_i].base), "%s: base %.*s",
		      names[_i].file, (int)n.base.size, n.base.data);
	ck_assert_msg(n.kind == names[_i].kind, "%s: kind", names[_i].file);
	ck_assert_msg(view_is(n.date, names[_i].date), "%s: date",
		      names[_i].file);
	ck_assert_msg(n.number == names[_i].number, "%s: number",
		      names[_i].file);
	ck_assert_msg(n.gz == names[_i].gz, "%s: gz", names[_i].file);
}
END_TEST

START_TEST(orders_names_by_age)
{
	for (size_t i = 0; i < ORDER_COUNT; i++) {
		struct logname a, b;
		int want = (_i > (int)i) - (_i < (int)i), got;

		logname_parse(view_of(order[_i]), &a);
		logname_parse(view_of(order[i]), &b);
		got = logname_compare(&a, &b);
		ck_assert_msg((got > 0) - (got < 0) == want, "%s %s", order[_i],
			      order[i]);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("logname");
	TCase *tests = tcase_create("logname");

	tcase_add_loop_test(tests, tells_the_parts_of_a_name, 0,
			    (int)(sizeof(names) / sizeof(names[0])));
	tcase_add_loop_test(tests, orders_names_by_age, 0, (int)ORDER_COUNT);
	suite_add_tcase(suite, tests);
	return suite_run(suite);
}
