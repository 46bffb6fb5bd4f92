// SPDX-License-Identifier: BSD-2-Clause
/* Of thousands of serials in disorder, what was left out is said once, and
 * nothing else; more gaps than there is room for hide none. */
#include <check.h>
#include <stdbool.h>

#include "gap.h"
#include "suite.h"

#define T0 UINT64_C(1795308549000) /* ms */
#define NOW UINT64_C(5000000)	   /* monotonic */
#define NEVER UINT64_MAX

static struct gaps *gaps;

static void setup(void)
{
	ck_assert_int_eq(gaps_new(0, &gaps), 0);
}

static void teardown(void)
{
	gaps_free(gaps);
}

static void note(uint32_t serial, uint64_t at, uint64_t now)
{
	const struct event_id id = { at / 1000, (uint32_t)(at % 1000), serial };

	gaps_note(gaps, VIEW("n"), &id, now);
}

#define SERIALS 20000

static uint32_t next_random(uint32_t *state)
{
	*state = *state * 1664525U + 1013904223U;
	return *state >> 16;
}

static void swap(uint32_t *a, uint32_t *b)
{
	uint32_t kept = *a;

	*a = *b;
	*b = kept;
}

/* Serials from first on, one in about `rare` left out (never the first or the
 * last), each up to 15 places from where it belongs: as several processors
 * write them. */
static size_t shuffled(uint32_t first, uint32_t rare, uint32_t seed,
		       uint32_t ret[static SERIALS], bool left[static SERIALS])
{
	size_t count = 0;

	for (uint32_t i = 0; i < SERIALS; i++) {
		left[i] = i > 0 && i < SERIALS - 1 &&
			  next_random(&seed) % rare == 0;
		if (!left[i])
			ret[count++] = first + i;
	}
	/* within pieces of 16: nothing goes further from its place */
	for (size_t i = 1; i + 17 < count; i++)
		if (i % 16 != 15)
			swap(&ret[i],
			     &ret[i + 1 + next_random(&seed) % (15 - i % 16)]);
	return count;
}

/* Takes the runs that are due off the list of those left out. */
static size_t strike(uint64_t now, uint32_t first, bool left[static SERIALS])
{
	struct gap gap;
	size_t said = 0;

	while (gaps_next(gaps, now, &gap))
		for (uint32_t s = gap.first; s != gap.last + 1; s++) {
			ck_assert_uint_lt(s - first, SERIALS);
			ck_assert(left[s - first]);
			left[s - first] = false;
			said++;
		}
	return said;
}

START_TEST(what_was_left_out_is_said_once_and_nothing_else)
{
	static uint32_t serials[SERIALS];
	static bool left[SERIALS];
	uint32_t first = _i % 2 ? UINT32_MAX - SERIALS / 2 : 1;
	size_t count = shuffled(first, 40, (uint32_t)_i + 1, serials, left);
	uint64_t now = NOW;
	size_t said = 0;

	for (size_t i = 0; i < count; i++, now += 10) {
		note(serials[i], T0 + i, now);
		said += strike(now, first, left);
	}
	ck_assert_uint_gt(said, 0);
	said += strike(NEVER, first, left);
	ck_assert_uint_eq(said, SERIALS - count);
}
END_TEST

START_TEST(a_crowd_of_gaps_hides_none)
{
	static bool said[4 * GAP_HOLES + 2];
	struct gap gap;

	for (uint32_t s = 0; s <= 4 * GAP_HOLES; s += 2)
		note(s, T0, NOW);
	note(2 * GAP_HOLES + 1, T0, NOW); /* late, or in a full table */
	while (gaps_next(gaps, NEVER, &gap))
		for (uint32_t s = gap.first; s <= gap.last; s++)
			said[s] = true;
	for (uint32_t s = 1; s < 4 * GAP_HOLES; s += 2)
		ck_assert(said[s] || s == 2 * GAP_HOLES + 1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("gap_crowd");
	TCase *tcase = tcase_create("gap_crowd");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(
		tcase, what_was_left_out_is_said_once_and_nothing_else, 0, 6);
	tcase_add_test(tcase, a_crowd_of_gaps_hides_none);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
