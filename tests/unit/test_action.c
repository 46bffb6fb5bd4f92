// SPDX-License-Identifier: BSD-2-Clause
#include <check.h>
#include <errno.h>

#include "action.h"
#include "suite.h"

START_TEST(actions_and_their_names_are_one_to_one)
{
	enum action action;

	for (unsigned int i = 0; i < ACTION_COUNT; i++) {
		const char *name = action_name((enum action)i);

		ck_assert_ptr_nonnull(name);
		action = ACTION_COUNT;
		ck_assert_int_eq(action_from_name(view_of(name), &action), 0);
		ck_assert_uint_eq(action, i);
	}
	action = ACTION_LINK;
	ck_assert_int_eq(action_from_name(VIEW("wirte"), &action), -ENOENT);
	ck_assert_int_eq(action_from_name(VIEW("Write"), &action), -ENOENT);
	ck_assert_int_eq(action_from_name(VIEW("write "), &action), -ENOENT);
	ck_assert_int_eq(action_from_name(VIEW_NONE, &action), -ENOENT);
	ck_assert_uint_eq(action, ACTION_LINK);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("action");
	TCase *tcase = tcase_create("action");

	tcase_add_test(tcase, actions_and_their_names_are_one_to_one);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
