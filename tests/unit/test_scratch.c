// SPDX-License-Identifier: BSD-2-Clause
#include <check.h>
#include <stdint.h>

#include "scratch.h"
#include "suite.h"

START_TEST(copies_stay_where_they_are)
{
	struct scratch s;
	struct view a, b;

	ck_assert_int_eq(scratch_init(&s, 16), 0);
	a = scratch_copy(&s, VIEW("daemon"));
	b = scratch_copy(&s, VIEW(".json"));
	ck_assert(view_is(a, "daemon"));
	ck_assert(view_is(b, ".json"));
	ck_assert_ptr_eq(b.data, a.data + a.size);
	scratch_done(&s);
}
END_TEST

START_TEST(what_does_not_fit_is_refused_and_counted)
{
	struct scratch s;

	ck_assert_int_eq(scratch_init(&s, 4), 0);
	ck_assert_ptr_null(scratch_bytes(&s, 5));
	ck_assert_ptr_null(scratch_copy(&s, VIEW("hello")).data);
	ck_assert_uint_eq(s.refused, 2);
	ck_assert_ptr_nonnull(scratch_bytes(&s, 4));
	ck_assert_ptr_null(scratch_bytes(&s, 1));
	ck_assert_ptr_null(scratch_bytes(&s, SIZE_MAX));
	ck_assert_uint_eq(s.refused, 4);
	scratch_reset(&s);
	ck_assert_ptr_nonnull(scratch_bytes(&s, 4));
	ck_assert_uint_eq(s.refused, 4);
	scratch_done(&s);
}
END_TEST

START_TEST(empty_is_a_value_and_none_is_not)
{
	struct scratch s;

	ck_assert_int_eq(scratch_init(&s, 0), 0);
	ck_assert_ptr_nonnull(scratch_copy(&s, VIEW("")).data);
	ck_assert_ptr_null(scratch_copy(&s, VIEW_NONE).data);
	ck_assert_uint_eq(s.refused, 0);
	scratch_done(&s);
}
END_TEST

START_TEST(after_done_everything_is_refused)
{
	struct scratch s;

	ck_assert_int_eq(scratch_init(&s, 8), 0);
	scratch_done(&s);
	ck_assert_ptr_null(scratch_bytes(&s, 0));
	ck_assert_ptr_null(scratch_bytes(&s, 1));
	scratch_done(&s);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("scratch");
	TCase *tcase = tcase_create("scratch");

	tcase_add_test(tcase, copies_stay_where_they_are);
	tcase_add_test(tcase, what_does_not_fit_is_refused_and_counted);
	tcase_add_test(tcase, empty_is_a_value_and_none_is_not);
	tcase_add_test(tcase, after_done_everything_is_refused);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
