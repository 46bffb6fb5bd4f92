// SPDX-License-Identifier: BSD-2-Clause
/* What goes in comes out, in order, wherever the ring wraps or grows. */
#include <check.h>
#include <errno.h>
#include <stdlib.h>

#include "buf.h"
#include "queue.h"
#include "suite.h"

#define MAX ((size_t)1 << 15)
#define NO_PLACE_FIRST ((size_t)16 << 10) /* as much as is taken at first */

static struct queue queue;

static void setup(void)
{
	queue_init(&queue, MAX);
}

static void teardown(void)
{
	queue_done(&queue);
}

static void content(uint64_t from, struct buf *ret)
{
	struct iovec pieces[2];
	int count = queue_pieces(&queue, from, pieces);

	buf_reset(ret);
	for (int i = 0; i < count; i++) {
		ck_assert_uint_gt(pieces[i].iov_len, 0);
		buf_add(ret, view_from(pieces[i].iov_base, pieces[i].iov_len));
	}
	ck_assert_int_eq(buf_error(ret), 0);
}

static void add(const char *line)
{
	ck_assert_int_eq(queue_add(&queue, view_of(line)), 0);
}

START_TEST(an_empty_one_has_nothing)
{
	struct iovec pieces[2];

	ck_assert_int_eq(queue_pieces(&queue, queue.head, pieces), 0);
	ck_assert_uint_eq(queue_line_end(&queue, queue.head), queue.tail);
	ck_assert_uint_eq(queue_line_start(&queue, queue.tail), queue.head);
	ck_assert_uint_eq(queue_lines(&queue, queue.head, queue.tail), 0);
	ck_assert_ptr_null(queue.data);
}
END_TEST

START_TEST(places_of_lines)
{
	add("one\n");
	add("\n");
	add("three\n");
	ck_assert_uint_eq(queue_line_end(&queue, 0), 4);
	ck_assert_uint_eq(queue_line_end(&queue, 3), 4);
	ck_assert_uint_eq(queue_line_end(&queue, 4), 5);
	ck_assert_uint_eq(queue_line_end(&queue, 5), 11);
	ck_assert_uint_eq(queue_line_start(&queue, 0), 0);
	ck_assert_uint_eq(queue_line_start(&queue, 3), 0);
	ck_assert_uint_eq(queue_line_start(&queue, 4), 4);
	ck_assert_uint_eq(queue_line_start(&queue, 5), 5);
	ck_assert_uint_eq(queue_line_start(&queue, 10), 5);
	ck_assert_uint_eq(queue_line_start(&queue, 11), 11);
	ck_assert_uint_eq(queue_lines(&queue, 0, 11), 3);
	ck_assert_uint_eq(queue_lines(&queue, 1, 10), 2);
	ck_assert_uint_eq(queue_lines(&queue, 5, 5), 0);
	queue_drop(&queue, 5);
	ck_assert_uint_eq(queue_line_start(&queue, 7), 5);
}
END_TEST

static void add_long(char byte, size_t size, int want)
{
	static char line[2 * MAX];

	memset(line, byte, size - 1);
	line[size - 1] = '\n';
	ck_assert_int_eq(queue_add(&queue, view_from(line, size)), want);
}

START_TEST(it_takes_as_much_as_it_may_and_no_more)
{
	autobuf struct buf before, after;

	buf_init(&before, MAX);
	buf_init(&after, MAX);
	add_long('a', MAX + 1, -ENOBUFS);
	add_long('a', MAX - 10, 0);
	add_long('b', 11, -ENOBUFS);
	add_long('b', 10, 0);
	add_long('c', 1, -ENOBUFS);
	content(queue.head, &before);
	ck_assert_uint_eq(before.size, MAX);
	add_long('c', 2, -ENOBUFS);
	content(queue.head, &after);
	ck_assert(view_equal(buf_view(&before), buf_view(&after)));
	queue_drop(&queue, MAX - 10);
	add_long('c', MAX - 10, 0);
	content(queue.head, &after);
	ck_assert_uint_eq(after.size, MAX);
	ck_assert_int_eq(after.data[0], 'b');
	ck_assert_int_eq(after.data[10], 'c');
}
END_TEST

static uint32_t next_random(uint32_t *state)
{
	*state = *state * 1664525U + 1013904223U;
	return *state >> 16;
}

/* The same in a buffer that never wraps: what was added, whole. */
struct model {
	struct buf all;
	uint64_t head;
};

static void model_add(struct model *m, uint32_t random)
{
	char line[2000];
	size_t size = random % 1500 + 1;
	int r;

	memset(line, (char)('a' + random % 26), size);
	line[size - 1] = '\n';
	r = queue_add(&queue, view_from(line, size));
	if (m->all.size - m->head + size > MAX) {
		ck_assert_int_eq(r, -ENOBUFS);
		return;
	}
	ck_assert_int_eq(r, 0);
	buf_add(&m->all, view_from(line, size));
}

static void compare(const struct model *m, uint64_t at)
{
	struct view rest = view_skip(buf_view(&m->all), at);
	const char *end = memchr(rest.data, '\n', rest.size);
	autobuf struct buf got;
	uint64_t start = at;

	buf_init(&got, MAX);
	content(at, &got);
	ck_assert(view_equal(buf_view(&got), rest));
	ck_assert_uint_eq(queue_line_end(&queue, at),
			  at + (end ? (size_t)(end - rest.data) + 1 :
				      rest.size));
	while (start > m->head && m->all.data[start - 1] != '\n')
		start--;
	ck_assert_uint_eq(queue_line_start(&queue, at), start);
}

START_TEST(it_is_what_a_buffer_without_end_would_be)
{
	uint32_t random = (uint32_t)_i + 1;
	struct model m = { .head = 0 };

	buf_init(&m.all, (size_t)64 << 20);
	for (int i = 0; i < 3000; i++) {
		uint64_t span;

		model_add(&m, next_random(&random));
		span = m.all.size - m.head;
		if (next_random(&random) % 3 == 0)
			m.head += next_random(&random) % (span + 1);
		queue_drop(&queue, m.head);
		ck_assert_uint_eq(queue.tail, m.all.size);
		span = m.all.size - m.head;
		compare(&m, m.head + next_random(&random) % (span + 1));
	}
	ck_assert_uint_gt(m.all.size, 8 * MAX);
	buf_done(&m.all);
}
END_TEST

START_TEST(it_grows_while_it_is_wrapped)
{
	autobuf struct buf got;

	buf_init(&got, MAX);
	add_long('a', NO_PLACE_FIRST - 10, 0);
	queue_drop(&queue, NO_PLACE_FIRST - 20);
	add_long('b', 30, 0); /* around the end of the ring */
	add_long('c', NO_PLACE_FIRST, 0);
	content(queue.head, &got);
	ck_assert_uint_eq(got.size, 10 + 30 + NO_PLACE_FIRST);
	ck_assert_int_eq(got.data[8], 'a');
	ck_assert_int_eq(got.data[38], 'b');
	ck_assert_int_eq(got.data[40], 'c');
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("queue");
	TCase *tcase = tcase_create("queue");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, an_empty_one_has_nothing);
	tcase_add_test(tcase, places_of_lines);
	tcase_add_test(tcase, it_takes_as_much_as_it_may_and_no_more);
	tcase_add_loop_test(tcase, it_is_what_a_buffer_without_end_would_be, 0,
			    4);
	tcase_add_test(tcase, it_grows_while_it_is_wrapped);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
