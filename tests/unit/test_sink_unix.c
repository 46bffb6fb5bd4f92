// SPDX-License-Identifier: BSD-2-Clause
/* Readers come and go, stop reading, leave in mid line: the others get every
 * line whole, and what was not got is counted. */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "cleanup.h"
#include "scratch_dir.h"
#include "sink.h"
#include "sink_kinds.h"
#include "suite.h"

#define NAME "alerts.sock"
#define LONG 8000 /* bytes of a line that fills buffers */

static struct sink *sink;
static char line[LONG];
static uint64_t now; /* ms */

static void make(struct sink **ret)
{
	const struct policy_output output = { .type = POLICY_OUTPUT_UNIX,
					      .path = (char[]){ NAME },
					      .format = (char[]){ "ecs" } };

	ck_assert_int_eq(sink_new(&output, ret), 0);
}

static void setup(void)
{
	scratch_dir_enter();
	now = 1000;
	memset(line, 'x', sizeof(line));
	line[sizeof(line) - 1] = '\n';
	make(&sink);
	ck_assert_int_eq(sink_open(sink, now), 0);
}

static void teardown(void)
{
	sink_free(sink);
	scratch_dir_leave();
}

static int join(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX,
				       .sun_path = NAME };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(
		connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

static void put(const char *text)
{
	ck_assert_int_eq(sink_put(sink, view_of(text), SEVERITY_HIGH, now), 0);
}

static int put_long(void)
{
	return sink_put(sink, view_from(line, sizeof(line)), SEVERITY_HIGH,
			now);
}

static void expect(int fd, const char *want)
{
	char text[256];
	ssize_t n = read(fd, text, sizeof(text) - 1);

	text[n > 0 ? n : 0] = '\0';
	ck_assert_str_eq(text, want);
}

/* Reads all that comes; whole lines alone, or the test fails. */
static uint64_t drain(int fd, uint64_t lines)
{
	static char bytes[1 << 16];
	uint64_t size = 0, others = 0;
	ssize_t n;

	while ((n = read(fd, bytes, sizeof(bytes))) > 0) {
		for (ssize_t i = 0; i < n; i++, size++)
			others += bytes[i] != line[size % LONG];
		sink_work(sink, now);
	}
	ck_assert_uint_eq(others, 0);
	ck_assert_uint_eq(size % LONG, 0);
	if (lines)
		ck_assert_uint_eq(size / LONG, lines);
	return size / LONG;
}

static void expect_counts(uint64_t written, uint64_t dropped, uint64_t queued)
{
	struct sink_counts counts = sink_counts(sink);

	ck_assert_uint_eq(counts.written, written);
	ck_assert_uint_eq(counts.dropped, dropped);
	ck_assert_uint_eq(counts.queued, queued);
	ck_assert_int_eq(counts.error, 0);
}

START_TEST(it_is_there_for_owner_and_group)
{
	struct stat st;

	ck_assert_int_eq(lstat(NAME, &st), 0);
	ck_assert(S_ISSOCK(st.st_mode));
	ck_assert_uint_eq(st.st_mode & 0777, 0660);
	sink_free(sink);
	sink = NULL;
	ck_assert_int_eq(lstat(NAME, &st), -1);
}
END_TEST

START_TEST(every_reader_gets_what_comes_while_it_is_there)
{
	autoclose int one = join(), two = -1;

	put("first\n");
	two = join();
	sink_work(sink, now);
	put("second\n");
	expect(one, "first\nsecond\n");
	expect(two, "second\n");
	expect_counts(2, 0, 0);
}
END_TEST

START_TEST(the_first_gets_what_was_queued_before)
{
	autoclose int fd = -1;

	put("one\n");
	put("two\n");
	expect_counts(0, 0, 2);
	fd = join();
	sink_work(sink, now);
	expect(fd, "one\ntwo\n");
	expect_counts(2, 0, 0);
}
END_TEST

START_TEST(a_reader_that_leaves_takes_nothing_with_it)
{
	autoclose int one = join(), two = -1;

	put("one\n");
	expect(one, "one\n");
	close(take_fd(&one));
	put("two\n");
	expect_counts(1, 0, 1);
	two = join();
	sink_work(sink, now);
	expect(two, "two\n");
}
END_TEST

START_TEST(poll_tells_of_one_that_comes_and_of_one_that_leaves)
{
	struct pollfd fds[4];
	autoclose int fd = -1;

	ck_assert_uint_eq(sink_poll(sink, fds, 4), 1);
	ck_assert_int_eq(poll(fds, 1, 0), 0);
	fd = join();
	ck_assert_int_eq(poll(fds, 1, 0), 1);
	sink_work(sink, now);
	ck_assert_uint_eq(sink_poll(sink, fds, 4), 2);
	ck_assert_int_eq(poll(fds, 2, 0), 0);
	close(take_fd(&fd));
	ck_assert_int_eq(poll(fds, 2, 0), 1);
	sink_work(sink, now);
	ck_assert_uint_eq(sink_poll(sink, fds, 4), 1);
	ck_assert_uint_eq(sink_poll(sink, fds, 0), 0);
}
END_TEST

/* It leaves with a part of a line: the next reader gets that line whole. */
START_TEST(one_that_leaves_in_mid_line)
{
	autoclose int one = join(), two = -1;
	uint64_t put_count = 0, written;

	while (sink_counts(sink).queued < 4) {
		ck_assert_int_eq(put_long(), 0);
		put_count++;
	}
	close(take_fd(&one));
	sink_work(sink, now);
	written = sink_counts(sink).written;
	two = join();
	sink_work(sink, now);
	(void)drain(two, put_count - written);
	expect_counts(put_count, 0, 0);
}
END_TEST

START_TEST(one_that_is_stuck_alone_costs_lines_which_are_counted)
{
	autoclose int fd = join();
	uint64_t count = 0, dropped, got;

	for (; sink_counts(sink).dropped < 9; count++)
		(void)put_long();
	ck_assert_uint_eq(sink_take_lost(sink), 0);
	got = drain(fd, 0);
	dropped = sink_counts(sink).dropped;
	ck_assert_uint_eq(dropped, 9);
	ck_assert_uint_eq(got + dropped, count);
	ck_assert_uint_eq(sink_take_lost(sink), 9);
	ck_assert_uint_eq(sink_take_lost(sink), 0);
}
END_TEST

START_TEST(one_that_is_stuck_holds_no_other_back)
{
	autoclose int stuck = join(), fd = -1;
	uint64_t count = 0, got = 0;

	put("x\n");
	fd = join();
	sink_work(sink, now);
	for (; sink_counts(sink).dropped == 0; count++) {
		ck_assert_int_eq(put_long(), 0);
		got += drain(fd, 0);
		ck_assert_uint_lt(count, 10000);
	}
	ck_assert_uint_eq(got, count);
	ck_assert_int_eq(put_long(), 0); /* there is room again */
	(void)drain(fd, 1);
	ck_assert_uint_eq(sink_counts(sink).queued, 0);
	/* the stuck one was let go: what it has ends */
	while (read(stuck, line, sizeof(line)) > 0)
		continue;
	ck_assert_int_eq((int)read(stuck, line, 1), 0);
}
END_TEST

/* What the stuck one got and what it is counted to have lost are all. */
START_TEST(what_a_stuck_one_did_not_get_is_counted)
{
	autoclose int stuck = join(), fd = -1;
	uint64_t count = 0, got = 0, bytes = 0;
	static char text[1 << 16];
	ssize_t n;

	sink_work(sink, now);
	fd = join();
	sink_work(sink, now);
	for (; sink_counts(sink).dropped == 0; count++) {
		ck_assert_int_eq(put_long(), 0);
		got += drain(fd, 0);
	}
	while ((n = read(stuck, text, sizeof(text))) > 0)
		bytes += (uint64_t)n;
	/* the last line came after it was let go */
	ck_assert_uint_eq(bytes / LONG + sink_counts(sink).dropped, count - 1);
	ck_assert_uint_eq(got, count);
}
END_TEST

START_TEST(there_is_room_for_so_many_readers)
{
	int fds[SINK_READERS + 1];
	char byte;

	for (size_t i = 0; i <= SINK_READERS; i++) {
		fds[i] = join();
		sink_work(sink, now);
	}
	put("x\n");
	for (size_t i = 0; i < SINK_READERS; i++)
		expect(fds[i], "x\n");
	ck_assert_int_eq((int)read(fds[SINK_READERS], &byte, 1), 0);
	close(fds[3]);
	sink_work(sink, now);
	fds[3] = join();
	sink_work(sink, now);
	put("y\n");
	for (size_t i = 0; i < SINK_READERS; i++)
		expect(fds[i], "y\n");
	for (size_t i = 0; i <= SINK_READERS; i++)
		close(fds[i]);
}
END_TEST

START_TEST(what_a_reader_sends_is_not_read)
{
	autoclose int fd = join();

	sink_work(sink, now);
	ck_assert_int_eq((int)write(fd, "hello", 5), 5);
	put("x\n");
	expect(fd, "x\n");
	ck_assert_int_eq(shutdown(fd, SHUT_WR), 0);
	put("y\n");
	expect(fd, "y\n");
}
END_TEST

/* As a process leaves it that is killed. */
START_TEST(a_name_that_nobody_answers_at_is_taken_over)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX,
				       .sun_path = "stale.sock" };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	sink_free(sink);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&address, sizeof(address)),
			 0);
	close(fd);
	ck_assert_int_eq(rename("stale.sock", NAME), 0);
	make(&sink);
	ck_assert_int_eq(sink_open(sink, now), 0);
	fd = join();
	put("x\n");
	expect(fd, "x\n");
	close(fd);
}
END_TEST

START_TEST(a_name_that_another_has_is_left_and_tried_again)
{
	struct sink *other;

	make(&other);
	ck_assert_int_eq(sink_open(other, now), -EADDRINUSE);
	ck_assert_uint_eq(sink_due(other), now + SINK_RETRY_FIRST_MS);
	put("x\n"); /* ours still works */
	sink_free(sink);
	sink = other;
	now = sink_due(sink);
	sink_work(sink, now);
	ck_assert_int_eq(sink_counts(sink).error, 0);
	close(join());
}
END_TEST

START_TEST(what_is_no_socket_is_not_removed)
{
	struct stat st;

	sink_free(sink);
	scratch_dir_write(NAME, VIEW("theirs"));
	make(&sink);
	ck_assert_int_eq(sink_open(sink, now), -EADDRINUSE);
	sink_free(sink);
	sink = NULL;
	ck_assert_int_eq(stat(NAME, &st), 0);
	ck_assert_int_eq(st.st_size, 6);
}
END_TEST

/* The one that came in its place is another's. */
START_TEST(the_end_removes_its_own_name_alone)
{
	struct sink *other;
	struct stat st;

	ck_assert_int_eq(rename(NAME, "old.sock"), 0);
	make(&other);
	ck_assert_int_eq(sink_open(other, now), 0);
	sink_free(sink);
	sink = other;
	ck_assert_int_eq(lstat(NAME, &st), 0);
	close(join());
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_test(tcase, it_is_there_for_owner_and_group);
	tcase_add_test(tcase, every_reader_gets_what_comes_while_it_is_there);
	tcase_add_test(tcase, the_first_gets_what_was_queued_before);
	tcase_add_test(tcase, a_reader_that_leaves_takes_nothing_with_it);
	tcase_add_test(tcase,
		       poll_tells_of_one_that_comes_and_of_one_that_leaves);
	tcase_add_test(tcase, one_that_leaves_in_mid_line);
	tcase_add_test(tcase,
		       one_that_is_stuck_alone_costs_lines_which_are_counted);
	tcase_add_test(tcase, one_that_is_stuck_holds_no_other_back);
	tcase_add_test(tcase, what_a_stuck_one_did_not_get_is_counted);
	tcase_add_test(tcase, there_is_room_for_so_many_readers);
	tcase_add_test(tcase, what_a_reader_sends_is_not_read);
	tcase_add_test(tcase, a_name_that_nobody_answers_at_is_taken_over);
	tcase_add_test(tcase, a_name_that_another_has_is_left_and_tried_again);
	tcase_add_test(tcase, what_is_no_socket_is_not_removed);
	tcase_add_test(tcase, the_end_removes_its_own_name_alone);
}

int main(void)
{
	Suite *suite = suite_create("sink_unix");
	TCase *tcase = tcase_create("sink_unix");

	tcase_add_checked_fixture(tcase, setup, teardown);
	add_tests(tcase);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
