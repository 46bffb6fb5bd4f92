// SPDX-License-Identifier: BSD-2-Clause
/*
 * The n-th allocation fails, for every n: the record at hand is lost and
 * counted, nothing else is.  And whatever is fed, the memory of the table
 * stays within what its limits say.
 */
#include <check.h>
#include <errno.h>
#include <malloc.h>
#include <stdio.h>

#include "event.h"
#include "suite.h"

static long to_come = -1; /* allocations before the one that fails; -1: none */
static bool failed_one;
static size_t live, peak; /* bytes */
static bool watching;	  /* libcheck, which is linked in, allocates too */

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_reallocarray(void *old, size_t count, size_t size);
void __real_free(void *pointer);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_reallocarray(void *old, size_t count, size_t size);
void __wrap_free(void *pointer);

static bool fails(void)
{
	if (!watching || to_come < 0 || to_come-- > 0)
		return false;
	failed_one = true;
	return true;
}

static void *counted(void *pointer)
{
	if (watching && pointer)
		live += malloc_usable_size(pointer);
	if (live > peak)
		peak = live;
	return pointer;
}

void *__wrap_malloc(size_t size)
{
	return fails() ? NULL : counted(__real_malloc(size));
}

void *__wrap_calloc(size_t count, size_t size)
{
	return fails() ? NULL : counted(__real_calloc(count, size));
}

void *__wrap_reallocarray(void *old, size_t count, size_t size)
{
	if (fails())
		return NULL;
	if (watching && old)
		live -= malloc_usable_size(old);
	return counted(__real_reallocarray(old, count, size));
}

void __wrap_free(void *pointer)
{
	if (watching && pointer)
		live -= malloc_usable_size(pointer);
	__real_free(pointer);
}

struct seen {
	size_t events, records;
};

static void on_event(void *user, const struct event *event)
{
	struct seen *s = user;
	struct record again;

	s->events++;
	s->records += event->count;
	for (size_t i = 0; i < event->count; i++)
		if (record_parse(event->records[i].line, &again) ||
		    !view_equal(again.body, event->records[i].body))
			ck_abort_msg("a record is not what was fed");
}

static int feed(struct events *e, size_t event, size_t size)
{
	static char line[16384];
	int head =
		snprintf(line, sizeof(line),
			 "type=PATH msg=audit(1795308549.846:%zu): x=", event);

	if ((size_t)head > size)
		size = (size_t)head;
	memset(line + head, 'a', size - (size_t)head);
	return events_feed(e, view_from(line, size));
}

static const struct events_limits limits = {
	.max_events = 256,
	.max_bytes = (size_t)1 << 20,
	.max_event_records = 4096,
	.max_event_bytes = (size_t)64 << 10,
};

/* A dozen events that grow, in turn; how many records were refused. */
static size_t feed_dozen(struct events *e)
{
	size_t refused = 0;

	for (size_t i = 0; i < 480; i++) {
		int r = feed(e, i % 12, 50 + 10 * i);

		if (r && r != -ENOMEM)
			ck_abort_msg("%d", r);
		refused += r == -ENOMEM;
	}
	return refused;
}

/* All that is done with a table, while the n-th allocation fails. */
static int use(long n, struct seen *seen, struct events_counts *counts,
	       size_t *refused)
{
	struct events *e = NULL;
	int r;

	failed_one = false;
	to_come = n;
	watching = true;
	r = events_new(&limits, on_event, seen, &e);
	if (r == 0) {
		*refused = feed_dozen(e);
		events_flush(e);
		*counts = *events_counts(e);
		events_free(e);
	}
	watching = false;
	to_come = -1;
	return r;
}

START_TEST(a_failed_allocation_costs_one_record)
{
	long n = 0;

	for (failed_one = true; failed_one; n++) {
		struct seen seen = { .events = 0 };
		struct events_counts counts;
		size_t refused = 0;
		int r = use(n, &seen, &counts, &refused);

		ck_assert_uint_eq(live, 0);
		if (r) {
			ck_assert_int_eq(r, -ENOMEM);
			ck_assert(failed_one);
			continue;
		}
		ck_assert_uint_eq(refused, failed_one ? 1 : 0);
		ck_assert_uint_eq(counts.records, 480);
		ck_assert_uint_eq(counts.lines, 480);
		ck_assert_uint_eq(seen.records + counts.cut, 480);
	}
	ck_assert_int_gt(n, 20);
}
END_TEST

static void tiny(struct events *e, size_t i)
{
	(void)feed(e, i / 4000, 0);
}

/* All events open, then each of them grows. */
static void in_turn(struct events *e, size_t i)
{
	(void)feed(e, i % 255, 4000);
}

static void tiny_in_turn(struct events *e, size_t i)
{
	(void)feed(e, i % 255, 0);
}

static void large(struct events *e, size_t i)
{
	(void)feed(e, i, 15000);
}

/* Slots of all sizes, those given back among them. */
static void mixed(struct events *e, size_t i)
{
	size_t size = i / 300 % 2 ? 200 : 15000;

	(void)feed(e, i / 300 % 2 ? i : 1000000 - i, size);
}

static void one(struct events *e, size_t i)
{
	(void)feed(e, 1, i % 100);
}

static const struct {
	const char *name;
	void (*feed)(struct events *e, size_t i);
} floods[] = {
	{ "events of thousands of tiny records", tiny },
	{ "events that grow in turn", in_turn },
	{ "the same of tiny records", tiny_in_turn },
	{ "large events", large },
	{ "large and small ones", mixed },
	{ "one event without end", one },
};

START_TEST(memory_stays_within_the_limits)
{
	struct seen seen = { .events = 0 };
	struct events_counts counts = { .lines = 0 };
	struct events *e;

	watching = true;
	if (events_new(&limits, on_event, &seen, &e) == 0) {
		for (size_t i = 0; i < 100000; i++)
			floods[_i].feed(e, i);
		events_flush(e);
		counts = *events_counts(e);
		events_free(e);
	}
	watching = false;
	ck_assert_uint_eq(live, 0);
	ck_assert_uint_eq(counts.lines, 100000);
	ck_assert_uint_eq(seen.records + counts.cut, 100000);
	/* What is open, what is spare, and an event that is being moved. */
	ck_assert_msg(peak < 2 * limits.max_bytes + 4 * limits.max_event_bytes,
		      "%s: %zu bytes", floods[_i].name, peak);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("alloc_event");
	TCase *tcase = tcase_create("alloc_event");

	tcase_set_timeout(tcase, 120);
	tcase_add_test(tcase, a_failed_allocation_costs_one_record);
	tcase_add_loop_test(tcase, memory_stays_within_the_limits, 0,
			    (int)(sizeof(floods) / sizeof(floods[0])));
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
