// SPDX-License-Identifier: BSD-2-Clause
/* What needs no kernel that audits: tests/live/test_rules.sh has the rest. */
#include <check.h>
#include <errno.h>

#include "cleanup.h"
#include "record_tap.h"
#include "rule_load.h"
#include "rule_probe.h"
#include "scratch_dir.h"
#include "suite.h"

static struct check_host host;

static void enter(void)
{
	scratch_dir_enter();
	scratch_dir_write("f", VIEW("x"));
	ck_assert_int_eq(check_host_init(&host, "."), 0);
}

static void leave(void)
{
	check_host_done(&host);
	scratch_dir_leave();
}

START_TEST(a_fixture_is_not_asked)
{
	autorules struct rule_list list = { 0 };
	char file[] = "/f", gone[] = "/g";
	struct object all[] = { { .path = file, .real = file },
				{ .path = gone, .real = gone } };
	struct object_list objects = { .list = all, .count = 2 };
	struct coverage found[2];
	struct errmsg err = { "" };

	ck_assert_int_eq(rule_list_text(&host, "r", VIEW("-w /f -k docker"),
					&list, &err),
			 0);
	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(rule_judge(&list, &host, &all[i], &found[i]),
				 0);
	ck_assert_int_eq(rule_probe(&list, &host, &objects, found, &err),
			 -ENOTSUP);
	ck_assert_str_eq(err.text, "the kernel could not be asked by an "
				   "attempt: not the running host");
	ck_assert_int_eq((int)found[0].kind, COVERED);
	ck_assert(found[0].unprobed && !found[0].probed);
	ck_assert_int_eq((int)found[1].kind, COVERED_NOT);
	ck_assert(!found[1].unprobed && !found[1].probed);
}
END_TEST

START_TEST(what_is_no_rules_is_not_loaded)
{
	struct rule_load load = { .added = 7 };
	struct errmsg err = { "" };

	ck_assert_int_eq(rule_load(&host, "r", VIEW("-w f"), &load, &err),
			 -EINVAL);
	ck_assert_str_eq(err.text, "r: line 1: a watch needs a path from / on, "
				   "got f");
	ck_assert_uint_eq(load.added, 0);
}
END_TEST

static const struct {
	const char *text, *field, *want;
} fields[] = {
	{ "audit(1.2:3): arch=c000003e syscall=265 ppid=4 pid=5", "pid=", "5" },
	{ "audit(1.2:3): arch=c000003e syscall=265 ppid=4 pid=5",
	  "syscall=", "265" },
	{ "audit(1.2:3): a0=ffffff9c a1=7f a2=0", "a1=", "7f" },
	{ "audit(1.2:3): key=\"docker\"", "key=", "\"docker\"" },
	{ "audit(1.2:3): ppid=4", "pid=", NULL },
	{ "", "pid=", NULL },
	{ "pid=5", "pid=", NULL },
	{ " pid=", "pid=", "" },
};

START_TEST(a_field_of_a_record_is_found)
{
	struct view got =
		record_tap_field(view_of(fields[_i].text), fields[_i].field);

	if (!fields[_i].want)
		ck_assert_ptr_null(got.data);
	else
		ck_assert(got.data && view_is(got, fields[_i].want));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("rule_probe");
	TCase *probe = tcase_create("probe");

	tcase_add_checked_fixture(probe, enter, leave);
	tcase_add_test(probe, a_fixture_is_not_asked);
	tcase_add_test(probe, what_is_no_rules_is_not_loaded);
	tcase_add_loop_test(probe, a_field_of_a_record_is_found, 0,
			    sizeof(fields) / sizeof(*fields));
	suite_add_tcase(suite, probe);
	return suite_run(suite);
}
