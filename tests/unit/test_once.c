// SPDX-License-Identifier: BSD-2-Clause
#include <check.h>
#include <errno.h>

#include "check_host.h"
#include "suite.h"

static struct check_host host;
static int made, released, first_released;

static int make_number(const struct check_host *h, void **ret)
{
	(void)h;
	*ret = &made;
	made++;
	return 0;
}

static void release_number(void *value)
{
	ck_assert_ptr_eq(value, &made);
	released++;
}

static const struct once_kind number = { make_number, release_number };

static int make_fail(const struct check_host *h, void **ret)
{
	(void)h;
	(void)ret;
	made++;
	return -EACCES;
}

static const struct once_kind broken = { make_fail, release_number };

static int make_after(const struct check_host *h, void **ret)
{
	const void *value;

	*ret = &first_released;
	return once_get(h, &number, &value);
}

static void release_after(void *value)
{
	(void)value;
	first_released = released == 0;
}

static const struct once_kind after = { make_after, release_after };

START_TEST(a_thing_is_made_at_the_first_look_only)
{
	const void *a = NULL, *b = NULL;

	ck_assert_int_eq(check_host_init(&host, "."), 0);
	ck_assert_int_eq(made, 0);
	ck_assert_int_eq(once_get(&host, &number, &a), 0);
	ck_assert_int_eq(once_get(&host, &number, &b), 0);
	ck_assert_int_eq(made, 1);
	ck_assert_ptr_eq(a, &made);
	ck_assert_ptr_eq(b, &made);
	check_host_done(&host);
	ck_assert_int_eq(released, 1);
}
END_TEST

START_TEST(an_error_is_kept_too)
{
	const void *value = NULL;

	ck_assert_int_eq(check_host_init(&host, "."), 0);
	ck_assert_int_eq(once_get(&host, &broken, &value), -EACCES);
	ck_assert_int_eq(once_get(&host, &broken, &value), -EACCES);
	ck_assert_int_eq(made, 1);
	ck_assert_ptr_null(value);
	check_host_done(&host);
	ck_assert_int_eq(released, 0);
}
END_TEST

START_TEST(what_was_made_of_another_thing_goes_first)
{
	const void *value = NULL;

	ck_assert_int_eq(check_host_init(&host, "."), 0);
	ck_assert_int_eq(once_get(&host, &after, &value), 0);
	ck_assert_int_eq(once_get(&host, &number, &value), 0);
	ck_assert_int_eq(made, 1);
	check_host_done(&host);
	ck_assert_int_eq(first_released, 1);
	ck_assert_int_eq(released, 1);
}
END_TEST

START_TEST(a_host_that_is_not_there_is_no_leak)
{
	ck_assert_int_eq(check_host_init(&host, "nowhere"), -ENOENT);
	check_host_done(&host);
	check_host_done(&host);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("once");
	TCase *tcase = tcase_create("once");

	tcase_add_test(tcase, a_thing_is_made_at_the_first_look_only);
	tcase_add_test(tcase, an_error_is_kept_too);
	tcase_add_test(tcase, what_was_made_of_another_thing_goes_first);
	tcase_add_test(tcase, a_host_that_is_not_there_is_no_leak);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
