// SPDX-License-Identifier: BSD-2-Clause
#include "check_item.h"
#include "suite.h"

#include <check.h>
#include <stdio.h>

#define ITEMS 20

/* items.md of the baseline. */
static const bool required[ITEMS] = { 1, 1, 1, 1, 1, 1, 0, 0, 0, 0,
				      0, 0, 0, 1, 1, 1, 0, 0, 0, 0 };

START_TEST(each_item_of_the_baseline_is_there_in_its_order)
{
	const struct check_item *item = check_item_at((size_t)_i);
	char id[32];

	(void)snprintf(id, sizeof(id), "SSE_SEC_APP_DOCKER_%02d", _i + 1);
	ck_assert_ptr_nonnull(item);
	ck_assert_str_eq(item->id, id);
	ck_assert_int_eq(check_item_find(id), _i);
	ck_assert_int_eq(item->required, required[_i]);
	ck_assert_ptr_nonnull(check_item_title(item));
	/* A line of the report is 80 columns: check_text.c. */
	ck_assert_uint_lt(strlen(check_item_title(item)), 52);
	ck_assert(*item->cis || *item->cis_old);
}
END_TEST

START_TEST(there_are_no_others)
{
	ck_assert_ptr_null(check_item_at(ITEMS));
	ck_assert_int_eq(check_item_find("SSE_SEC_APP_DOCKER_21"), -1);
	ck_assert_int_eq(check_item_find("03"), -1);
	ck_assert_int_eq(check_item_find(""), -1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("check_item");
	TCase *tcase = tcase_create("check_item");

	tcase_add_loop_test(tcase,
			    each_item_of_the_baseline_is_there_in_its_order, 0,
			    ITEMS);
	tcase_add_test(tcase, there_are_no_others);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
