// SPDX-License-Identifier: BSD-2-Clause
/* What is said to be missing is what was left out, in whatever order the rest
 * came; a host that was booted begins anew. */
#include <check.h>
#include <stdio.h>

#include "buf.h"
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

static void note(const char *node, uint32_t serial, uint64_t at, uint64_t now)
{
	const struct event_id id = { at / 1000, (uint32_t)(at % 1000), serial };

	gaps_note(gaps, view_of(node), &id, now);
}

/* "3-4 7-7": what is missing by now. */
static void missing(uint64_t now, struct buf *ret)
{
	struct gap gap;

	buf_reset(ret);
	while (gaps_next(gaps, now, &gap))
		buf_printf(ret, "%s%u-%u", ret->size ? " " : "", gap.first,
			   gap.last);
	ck_assert_int_eq(buf_error(ret), 0);
}

static void expect(uint64_t now, const char *want)
{
	autobuf struct buf got;

	buf_init(&got, (size_t)1 << 20);
	missing(now, &got);
	ck_assert_msg(view_is(buf_view(&got), want), "got '%.*s', want '%s'",
		      (int)got.size, got.data, want);
}

#define MAX_STEPS 6

static const struct {
	const char *name;
	uint32_t serials[MAX_STEPS]; /* a second apart */
	size_t count;
	const char *want;
} orders[] = {
	{ "one after another", { 1, 2, 3 }, 3, "" },
	{ "records of one event", { 1, 1, 2 }, 3, "" },
	{ "one is missing", { 1, 3 }, 2, "2-2" },
	{ "a run is missing", { 10, 20 }, 2, "11-19" },
	{ "two runs", { 1, 4, 5, 9 }, 4, "2-3 6-8" },
	{ "out of order", { 1, 3, 2 }, 3, "" },
	{ "the first of a run comes", { 1, 5, 2 }, 3, "3-4" },
	{ "the last of a run comes", { 1, 5, 4 }, 3, "2-3" },
	{ "one in the middle of a run comes", { 1, 9, 5 }, 3, "2-4 6-8" },
	{ "a run fills up backwards", { 1, 5, 4, 3, 2 }, 5, "" },
	{ "one from before the first is not missed", { 10, 9, 11 }, 3, "" },
	{ "the count wraps", { UINT32_MAX - 1, UINT32_MAX, 0, 1 }, 4, "" },
	{ "missing across the wrap", { UINT32_MAX - 1, 2 }, 2, "4294967295-1" },
	{ "one of those across the wrap comes",
	  { UINT32_MAX - 1, 2, 0 },
	  3,
	  "4294967295-4294967295 1-1" },
	{ "a boot: the count begins again", { GAP_RESTART + 5, 5, 6 }, 3, "" },
	{ "missing before a boot, and after it",
	  { 20000, 20003, 1, 3 },
	  4,
	  "20001-20002 2-2" },
	{ "one too few behind is no boot",
	  { GAP_RESTART + 5, 6, 7, GAP_RESTART + 6 },
	  4,
	  "" },
};

START_TEST(runs_that_did_not_come)
{
	for (size_t i = 0; i < orders[_i].count; i++)
		note("n", orders[_i].serials[i], T0 + i * 1000, NOW);
	expect(NOW + GAP_PATIENCE_MS, orders[_i].want);
	expect(NEVER, "");
}
END_TEST

START_TEST(far_behind_but_not_later_is_no_boot)
{
	note("n", 20000, T0, NOW);
	note("n", 5, T0 - 1000, NOW);
	note("n", 20001, T0, NOW);
	note("n", 6, T0, NOW);
	note("n", 20002, T0, NOW);
	expect(NEVER, "");
}
END_TEST

START_TEST(what_is_missing_has_its_time_to_come)
{
	ck_assert_uint_eq(gaps_due(gaps), UINT64_MAX);
	note("n", 1, T0, NOW);
	ck_assert_uint_eq(gaps_due(gaps), UINT64_MAX);
	note("n", 3, T0, NOW + 10);
	note("n", 5, T0, NOW + 30);
	ck_assert_uint_eq(gaps_due(gaps), NOW + 10 + GAP_PATIENCE_MS);
	expect(NOW + 9 + GAP_PATIENCE_MS, "");
	expect(NOW + 10 + GAP_PATIENCE_MS, "2-2");
	ck_assert_uint_eq(gaps_due(gaps), NOW + 30 + GAP_PATIENCE_MS);
	note("n", 4, T0, NOW + 40);
	ck_assert_uint_eq(gaps_due(gaps), UINT64_MAX);
	expect(NEVER, "");
}
END_TEST

#define GRACE (30 * GAP_PATIENCE_MS)

static void begin_with_grace(void)
{
	gaps_free(gaps);
	ck_assert_int_eq(gaps_new(GRACE, &gaps), 0);
}

static void expect_sought(uint64_t now, uint32_t first, uint32_t last)
{
	struct gap gap;

	ck_assert(gaps_seek(gaps, now, &gap));
	ck_assert_uint_eq(gap.first, first);
	ck_assert_uint_eq(gap.last, last);
	ck_assert(!gap.sought);
}

START_TEST(a_run_is_looked_for_once_and_lost_after_the_grace)
{
	struct gap gap;

	begin_with_grace();
	note("n", 1, T0, NOW);
	note("n", 3, T0, NOW);
	ck_assert_uint_eq(gaps_due(gaps), NOW + GAP_PATIENCE_MS);
	ck_assert(!gaps_seek(gaps, NOW + GAP_PATIENCE_MS - 1, &gap));
	expect_sought(NOW + GAP_PATIENCE_MS, 2, 2);
	ck_assert(!gaps_seek(gaps, NEVER, &gap));
	ck_assert_uint_eq(gaps_due(gaps), NOW + GRACE);
	ck_assert(!gaps_next(gaps, NOW + GRACE - 1, &gap));
	ck_assert(gaps_next(gaps, NOW + GRACE, &gap));
	ck_assert(gap.sought);
	ck_assert_uint_eq(gaps_due(gaps), UINT64_MAX);
}
END_TEST

START_TEST(what_is_found_is_not_lost_and_its_rest_not_looked_for_again)
{
	struct gap gap;

	begin_with_grace();
	note("n", 10, T0, NOW);
	note("n", 20, T0, NOW);
	expect_sought(NOW + GAP_PATIENCE_MS, 11, 19);
	note("n", 15, T0, NOW);
	note("n", 11, T0, NOW);
	ck_assert(!gaps_seek(gaps, NEVER, &gap));
	expect(NOW + GRACE, "12-14 16-19");
}
END_TEST

START_TEST(a_crowd_of_runs_has_no_grace)
{
	autobuf struct buf got;
	uint32_t serial = 0;

	begin_with_grace();
	buf_init(&got, 4096);
	for (size_t i = 0; i < GAP_CROWD; i++, serial += 2)
		note("n", serial, T0, NOW);
	missing(NOW + GAP_PATIENCE_MS, &got);
	ck_assert_uint_eq(got.size, 0);
	note("n", serial, T0, NOW);
	expect(NOW + GAP_PATIENCE_MS - 1, "");
	expect(NOW + GAP_PATIENCE_MS, "1-1");
}
END_TEST

START_TEST(a_boot_ends_the_grace)
{
	begin_with_grace();
	note("n", 20000, T0, NOW);
	note("n", 20002, T0, NOW);
	note("n", 1, T0 + 60000, NOW + 1);
	ck_assert_uint_le(gaps_due(gaps), NOW + 1);
	expect(NOW + 1, "20001-20001");
}
END_TEST

static void pass(uint32_t serial, uint64_t at)
{
	const struct event_id id = { at / 1000, (uint32_t)(at % 1000), serial };

	gaps_pass(gaps, VIEW("n"), &id);
}

START_TEST(what_was_dealt_with_opens_no_run_and_is_where_the_count_is)
{
	pass(3, T0);
	pass(9, T0 + 1);
	expect(NEVER, "");
	note("n", 11, T0 + 2, NOW);
	expect(NEVER, "10-10");
	pass(20, T0 + 3);
	note("n", 21, T0 + 4, NOW);
	expect(NEVER, "");
}
END_TEST

START_TEST(what_was_dealt_with_late_is_not_where_the_count_is)
{
	pass(3, T0);
	pass(9, T0 + 5);
	pass(5, T0 + 1);
	note("n", 10, T0 + 6, NOW);
	expect(NEVER, "");
}
END_TEST

START_TEST(what_was_dealt_with_may_lie_behind_a_boot)
{
	pass(300, T0);
	pass(1, T0 + 60000);
	pass(2, T0 + 60001);
	note("n", 5, T0 + 60002, NOW);
	expect(NEVER, "3-4");
}
END_TEST

START_TEST(the_event_before_the_oldest_open_run)
{
	struct event_id before = { .serial = 77 };

	ck_assert(!gaps_open(gaps, VIEW("n"), &before));
	note("n", 1, T0, NOW);
	note("n", 2, T0 + 5, NOW);
	ck_assert(!gaps_open(gaps, VIEW("n"), &before));
	ck_assert_uint_eq(before.serial, 77);
	note("n", 5, T0 + 6, NOW);
	note("n", 9, T0 + 7, NOW);
	ck_assert(!gaps_open(gaps, VIEW("other"), &before));
	ck_assert(gaps_open(gaps, VIEW("n"), &before));
	ck_assert_uint_eq(before.serial, 2);
	ck_assert_uint_eq(before.seconds * 1000 + before.milliseconds, T0 + 5);
	note("n", 3, T0 + 5, NOW);
	ck_assert(gaps_open(gaps, VIEW("n"), &before));
	ck_assert_uint_eq(before.serial, 2);
	note("n", 4, T0 + 5, NOW);
	ck_assert(gaps_open(gaps, VIEW("n"), &before));
	ck_assert_uint_eq(before.serial, 5);
	expect(NEVER, "6-8");
	ck_assert(!gaps_open(gaps, VIEW("n"), &before));
}
END_TEST

START_TEST(a_boot_ends_the_waiting)
{
	note("n", 20000, T0, NOW);
	note("n", 20002, T0, NOW);
	note("n", 1, T0 + 60000, NOW + 1);
	ck_assert_uint_le(gaps_due(gaps), NOW + 1);
	expect(NOW + 1, "20001-20001");
}
END_TEST

START_TEST(a_gap_lies_between_two_times_and_on_a_node)
{
	struct gap gap;

	note("web", 7, T0 + 5, NOW);
	note("web", 9, T0 + 25, NOW);
	ck_assert(gaps_next(gaps, NEVER, &gap));
	ck_assert(view_is(gap.node, "web"));
	ck_assert_uint_eq(gap.after_ms, T0 + 5);
	ck_assert_uint_eq(gap.before_ms, T0 + 25);
	ck_assert(!gaps_next(gaps, NEVER, &gap));
}
END_TEST

START_TEST(each_node_counts_by_itself)
{
	autobuf struct buf got;

	note("a", 1, T0, NOW);
	note("b", 100, T0, NOW);
	note(NULL, 1000, T0, NOW);
	note("a", 2, T0, NOW);
	note("b", 102, T0, NOW);
	note(NULL, 1001, T0, NOW);
	note("a", 4, T0, NOW);
	buf_init(&got, 4096);
	missing(NEVER, &got);
	ck_assert(view_is(buf_view(&got), "3-3 101-101"));
}
END_TEST

START_TEST(no_node_is_said_as_none)
{
	struct gap gap;

	note(NULL, 1, T0, NOW);
	note(NULL, 3, T0, NOW);
	ck_assert(gaps_next(gaps, NEVER, &gap));
	ck_assert_ptr_null(gap.node.data);
}
END_TEST

static void node_name(size_t i, char ret[static 300])
{
	(void)snprintf(ret, 300, "node%zu", i);
}

START_TEST(of_too_many_nodes_the_least_heard_is_forgotten)
{
	char name[300];

	for (size_t i = 0; i < GAP_NODES; i++) {
		node_name(i, name);
		note(name, 1, T0, NOW);
	}
	note("node0", 2, T0, NOW); /* so that node1 is the least */
	note("one more", 1, T0, NOW);
	note("node0", 4, T0, NOW);
	note("node1", 9, T0, NOW); /* is new again: nothing is missing */
	note("node3", 3, T0, NOW);
	expect(NEVER, "3-3 2-2");
}
END_TEST

START_TEST(a_name_of_any_length_is_a_node)
{
	char name[2000];

	memset(name, 'x', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	note(name, 1, T0, NOW);
	note(name, 3, T0, NOW);
	expect(NEVER, "2-2");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("gap");
	TCase *tcase = tcase_create("gap");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, runs_that_did_not_come, 0, ROWS(orders));
	tcase_add_test(tcase, far_behind_but_not_later_is_no_boot);
	tcase_add_test(tcase, what_is_missing_has_its_time_to_come);
	tcase_add_test(tcase,
		       a_run_is_looked_for_once_and_lost_after_the_grace);
	tcase_add_test(
		tcase,
		what_is_found_is_not_lost_and_its_rest_not_looked_for_again);
	tcase_add_test(tcase, a_crowd_of_runs_has_no_grace);
	tcase_add_test(tcase, a_boot_ends_the_grace);
	tcase_add_test(
		tcase,
		what_was_dealt_with_opens_no_run_and_is_where_the_count_is);
	tcase_add_test(tcase,
		       what_was_dealt_with_late_is_not_where_the_count_is);
	tcase_add_test(tcase, what_was_dealt_with_may_lie_behind_a_boot);
	tcase_add_test(tcase, the_event_before_the_oldest_open_run);
	tcase_add_test(tcase, a_boot_ends_the_waiting);
	tcase_add_test(tcase, a_gap_lies_between_two_times_and_on_a_node);
	tcase_add_test(tcase, each_node_counts_by_itself);
	tcase_add_test(tcase, no_node_is_said_as_none);
	tcase_add_test(tcase, of_too_many_nodes_the_least_heard_is_forgotten);
	tcase_add_test(tcase, a_name_of_any_length_is_a_node);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
