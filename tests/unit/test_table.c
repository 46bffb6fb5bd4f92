// SPDX-License-Identifier: BSD-2-Clause
#include <check.h>

#include "suite.h"
#include "table.h"

static struct table_key key(uint64_t n)
{
	return (struct table_key){ 0, n, n };
}

static uint64_t *take_value(struct table *t, uint64_t n, bool *fresh)
{
	return table_take(t, key(n), fresh);
}

START_TEST(a_value_is_zero_when_made_and_kept)
{
	struct table *t;
	uint64_t *value;
	bool fresh = false;

	ck_assert_int_eq(table_new(4, sizeof(uint64_t), &t), 0);
	ck_assert_ptr_null(table_find(t, key(1)));
	value = take_value(t, 1, &fresh);
	ck_assert(fresh);
	ck_assert_uint_eq(*value, 0);
	*value = 77;
	ck_assert_ptr_eq(take_value(t, 1, &fresh), value);
	ck_assert(!fresh);
	ck_assert_ptr_eq(table_find(t, key(1)), value);
	ck_assert_uint_eq(table_count(t), 1);
	table_drop(t, key(1));
	table_drop(t, key(1));
	ck_assert_ptr_null(table_find(t, key(1)));
	ck_assert_uint_eq(table_count(t), 0);
	ck_assert_uint_eq(*take_value(t, 2, &fresh), 0);
	ck_assert_uint_eq(table_forgotten(t), 0);
	table_free(t);
	table_free(NULL);
}
END_TEST

START_TEST(each_part_of_a_key_counts)
{
	static const struct table_key keys[] = {
		{ 0, 0, 0 }, { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 },
		{ 1, 1, 0 }, { 1, 0, 1 }, { 0, 1, 1 }, { 1, 1, 1 },
	};
	struct table *t;
	bool fresh;

	ck_assert_int_eq(table_new(8, sizeof(size_t), &t), 0);
	for (size_t i = 0; i < 8; i++) {
		*(size_t *)table_take(t, keys[i], &fresh) = i;
		ck_assert(fresh);
	}
	for (size_t i = 0; i < 8; i++)
		ck_assert_uint_eq(*(size_t *)table_find(t, keys[i]), i);
	table_free(t);
}
END_TEST

START_TEST(a_full_table_forgets_what_was_not_asked_for)
{
	struct table *t;
	bool fresh;

	ck_assert_int_eq(table_new(3, sizeof(uint64_t), &t), 0);
	for (uint64_t i = 1; i <= 3; i++)
		*take_value(t, i, &fresh) = i;
	ck_assert_ptr_nonnull(table_find(t, key(1)));
	*take_value(t, 4, &fresh) = 4;
	ck_assert(fresh);
	ck_assert_ptr_null(table_find(t, key(2)));
	ck_assert_ptr_nonnull(table_find(t, key(1)));
	ck_assert_ptr_nonnull(table_find(t, key(3)));
	ck_assert_uint_eq(table_count(t), 3);
	ck_assert_uint_eq(table_forgotten(t), 1);
	(void)take_value(t, 5, &fresh);
	ck_assert_ptr_null(table_find(t, key(4)));
	ck_assert_uint_eq(*(uint64_t *)table_find(t, key(1)), 1);
	table_free(t);
}
END_TEST

START_TEST(a_dropped_place_is_used_before_another_is_forgotten)
{
	struct table *t;
	bool fresh;

	ck_assert_int_eq(table_new(3, sizeof(uint64_t), &t), 0);
	for (uint64_t i = 1; i <= 3; i++)
		(void)take_value(t, i, &fresh);
	table_drop(t, key(2));
	(void)take_value(t, 4, &fresh);
	ck_assert_ptr_nonnull(table_find(t, key(1)));
	ck_assert_ptr_nonnull(table_find(t, key(3)));
	ck_assert_uint_eq(table_forgotten(t), 0);
	table_free(t);
}
END_TEST

START_TEST(a_table_of_one)
{
	struct table *t;
	bool fresh;

	ck_assert_int_eq(table_new(1, 1, &t), 0);
	for (uint64_t i = 0; i < 100; i++) {
		(void)take_value(t, i, &fresh);
		ck_assert(fresh);
		ck_assert_uint_eq(table_count(t), 1);
	}
	ck_assert_uint_eq(table_forgotten(t), 99);
	table_free(t);
}
END_TEST

#define MODEL_MAX 50
#define MODEL_KEYS 80

/* The plain model: when each key was asked for last; 0: not in it. */
static void model_forget(uint64_t *used)
{
	size_t count = 0, oldest = 0;

	for (size_t i = 0; i < MODEL_KEYS; i++) {
		count += used[i] > 0;
		if (used[i] && (!used[oldest] || used[i] < used[oldest]))
			oldest = i;
	}
	if (count == MODEL_MAX)
		used[oldest] = 0;
}

START_TEST(it_does_what_a_plain_model_does)
{
	uint64_t used[MODEL_KEYS] = { 0 }, seed = (uint64_t)_i + 1;
	struct table *t;
	bool fresh;

	ck_assert_int_eq(table_new(MODEL_MAX, sizeof(uint64_t), &t), 0);
	for (uint64_t now = 1; now < 5000; now++) {
		size_t n;

		seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
		n = (size_t)(seed >> 33) % MODEL_KEYS;
		switch ((seed >> 60) % 4) {
		case 0:
			table_drop(t, key(n));
			used[n] = 0;
			break;
		case 1:
			if (!table_find(t, key(n)) != !used[n])
				ck_abort_msg("find differs at %d", (int)now);
			if (used[n])
				used[n] = now;
			break;
		default:
			(void)take_value(t, n, &fresh);
			if (fresh == (used[n] > 0))
				ck_abort_msg("take differs at %d", (int)now);
			if (fresh)
				model_forget(used);
			used[n] = now;
			break;
		}
	}
	table_free(t);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("table");
	TCase *tcase = tcase_create("table");

	tcase_add_test(tcase, a_value_is_zero_when_made_and_kept);
	tcase_add_test(tcase, each_part_of_a_key_counts);
	tcase_add_test(tcase, a_full_table_forgets_what_was_not_asked_for);
	tcase_add_test(tcase,
		       a_dropped_place_is_used_before_another_is_forgotten);
	tcase_add_test(tcase, a_table_of_one);
	tcase_add_loop_test(tcase, it_does_what_a_plain_model_does, 0, 20);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
