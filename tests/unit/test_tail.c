// SPDX-License-Identifier: BSD-2-Clause
/* A log that is written, rotated and emptied between the reads: every line
 * comes once, in order. */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buf.h"
#include "cleanup.h"
#include "scratch_dir.h"
#include "suite.h"
#include "tail.h"

#define NAME "audit.log"

static struct tail *tail;
static struct buf got; /* "line|" */

static int on_line(void *user, struct view line)
{
	ck_assert_ptr_eq(user, &got);
	buf_add(&got, line);
	buf_add_byte(&got, '|');
	return view_is(line, "stop") ? -ECANCELED : 0;
}

static void setup(void)
{
	scratch_dir_enter();
	tail = NULL;
	buf_init(&got, 65536);
}

static void teardown(void)
{
	tail_close(tail);
	buf_done(&got);
	scratch_dir_leave();
}

static void append(const char *name, const char *text)
{
	autoclose int fd =
		open(name, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq((int)write(fd, text, strlen(text)), (int)strlen(text));
}

static void begin(const char *text)
{
	append(NAME, text);
	ck_assert_int_eq(tail_open(NAME, on_line, &got, &tail), 0);
}

static void expect(const char *want)
{
	ck_assert_int_eq(tail_read(tail), 0);
	ck_assert_msg(view_is(buf_view(&got), want), "got '%.*s', want '%s'",
		      (int)got.size, got.data, want);
	buf_reset(&got);
}

START_TEST(it_reads_on_where_it_was)
{
	begin("one\ntwo\n");
	expect("one|two|");
	expect("");
	append(NAME, "three\n");
	expect("three|");
}
END_TEST

START_TEST(a_line_is_whole_before_it_comes)
{
	begin("one\ntw");
	expect("one|");
	append(NAME, "o");
	expect("");
	append(NAME, "\nthree");
	expect("two|");
}
END_TEST

START_TEST(the_rest_of_a_rotated_file_comes_first)
{
	begin("one\n");
	expect("one|");
	append(NAME, "two\n");
	ck_assert_int_eq(rename(NAME, NAME ".1"), 0);
	append(NAME, "three\n");
	expect("two|three|");
	append(NAME, "four\n");
	expect("four|");
}
END_TEST

START_TEST(between_the_renaming_and_the_new_file)
{
	begin("one\n");
	ck_assert_int_eq(rename(NAME, NAME ".1"), 0);
	expect("one|");
	append(NAME ".1", "two\n");
	expect("two|");
	append(NAME ".1", "three\n");
	append(NAME, "four\n");
	expect("three|four|");
}
END_TEST

START_TEST(the_end_of_a_rotated_file_ends_its_last_line)
{
	begin("one\ntorn");
	ck_assert_int_eq(rename(NAME, NAME ".1"), 0);
	append(NAME, "two\n");
	expect("one|torn|two|");
}
END_TEST

START_TEST(a_file_that_is_gone_is_read_to_its_end)
{
	begin("one\n");
	append(NAME, "two\n");
	ck_assert_int_eq(unlink(NAME), 0);
	expect("one|two|");
	expect("");
	append(NAME, "three\n");
	expect("three|");
}
END_TEST

START_TEST(an_emptied_file_is_read_from_its_beginning)
{
	begin("one\ntwo\nthree\nto");
	expect("one|two|three|");
	ck_assert_int_eq(truncate(NAME, 0), 0);
	append(NAME, "four\n");
	expect("to|four|");
	ck_assert_int_eq(truncate(NAME, 0), 0);
	expect("");
	append(NAME, "five\n");
	expect("five|");
}
END_TEST

START_TEST(what_the_reader_says_ends_it)
{
	begin("one\nstop\ntwo\n");
	ck_assert_int_eq(tail_read(tail), -ECANCELED);
	ck_assert(view_is(buf_view(&got), "one|stop|"));
}
END_TEST

START_TEST(what_is_no_file_is_refused)
{
	ck_assert_int_eq(tail_open(NAME, on_line, &got, &tail), -ENOENT);
	ck_assert_int_eq(mkfifo(NAME, 0600), 0); /* does not wait */
	ck_assert_int_eq(tail_open(NAME, on_line, &got, &tail), -EINVAL);
	ck_assert_int_eq(tail_open(".", on_line, &got, &tail), -EINVAL);
	ck_assert_ptr_null(tail);
}
END_TEST

/* Whatever came in its place, what was in the file in hand is read. */
START_TEST(a_rotation_to_what_is_no_file)
{
	begin("one\n");
	ck_assert_int_eq(rename(NAME, NAME ".1"), 0);
	ck_assert_int_eq(mkfifo(NAME, 0600), 0);
	ck_assert_int_eq(tail_read(tail), -EINVAL);
	ck_assert(view_is(buf_view(&got), "one|"));
	ck_assert_int_eq(unlink(NAME), 0);
	append(NAME, "two\n");
	buf_reset(&got);
	expect("two|");
}
END_TEST

START_TEST(more_than_a_piece_at_a_time)
{
	static char text[600 << 10];

	memset(text, 'x', sizeof(text));
	for (size_t i = 99; i < sizeof(text); i += 100)
		text[i] = '\n';
	scratch_dir_write(NAME, view_from(text, sizeof(text)));
	buf_done(&got);
	buf_init(&got, sizeof(text));
	ck_assert_int_eq(tail_open(NAME, on_line, &got, &tail), 0);
	ck_assert_int_eq(tail_read(tail), 0);
	ck_assert_int_eq(buf_error(&got), 0);
	ck_assert_uint_eq(got.size, sizeof(text));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("tail");
	TCase *tcase = tcase_create("tail");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, it_reads_on_where_it_was);
	tcase_add_test(tcase, a_line_is_whole_before_it_comes);
	tcase_add_test(tcase, the_rest_of_a_rotated_file_comes_first);
	tcase_add_test(tcase, between_the_renaming_and_the_new_file);
	tcase_add_test(tcase, the_end_of_a_rotated_file_ends_its_last_line);
	tcase_add_test(tcase, a_file_that_is_gone_is_read_to_its_end);
	tcase_add_test(tcase, an_emptied_file_is_read_from_its_beginning);
	tcase_add_test(tcase, what_the_reader_says_ends_it);
	tcase_add_test(tcase, what_is_no_file_is_refused);
	tcase_add_test(tcase, a_rotation_to_what_is_no_file);
	tcase_add_test(tcase, more_than_a_piece_at_a_time);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
