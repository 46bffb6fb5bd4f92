// SPDX-License-Identifier: BSD-2-Clause
/* Whatever becomes of the disk and of the file's name: no line is torn, none
 * is written twice, and what did not fit is counted. */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"
#include "scratch_dir.h"
#include "sink.h"
#include "suite.h"

#define NAME "alerts.json"
#define OLD "alerts.json.1"

static struct sink *sink;
static uint64_t now; /* ms */

static void open_at(const char *path)
{
	const struct policy_output output = { .type = POLICY_OUTPUT_FILE,
					      .path = (char *)(size_t)path,
					      .format = (char[]){ "ecs" } };

	ck_assert_int_eq(sink_new(&output, &sink), 0);
}

static void setup(void)
{
	scratch_dir_enter();
	(void)umask(0);
	now = 1000;
	open_at(NAME);
}

static void teardown(void)
{
	sink_free(sink);
	scratch_dir_leave();
}

static int put(const char *line)
{
	return sink_put(sink, view_of(line), SEVERITY_HIGH, now);
}

static void expect(const char *name, const char *want)
{
	char text[4096];
	autofclose FILE *file = fopen(name, "re");
	size_t size;

	ck_assert_msg(file != NULL, "%s", name);
	size = fread(text, 1, sizeof(text) - 1, file);
	text[size] = '\0';
	ck_assert_str_eq(text, want);
}

static void expect_counts(uint64_t written, uint64_t dropped, uint64_t queued,
			  int error)
{
	struct sink_counts counts = sink_counts(sink);

	ck_assert_uint_eq(counts.written, written);
	ck_assert_uint_eq(counts.dropped, dropped);
	ck_assert_uint_eq(counts.queued, queued);
	ck_assert_int_eq(counts.error, error);
}

/* The pause after a failure is over. */
static void work_later(void)
{
	now += SINK_RETRY_MAX_MS;
	sink_work(sink, now);
}

/* From here on a file ends there, as on a full disk. */
static void limit_size(rlim_t bytes)
{
	struct rlimit limit;

	(void)signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = bytes < limit.rlim_max ? bytes : limit.rlim_max;
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

START_TEST(lines_are_appended)
{
	struct stat st;

	scratch_dir_write(NAME, VIEW("before\n"));
	ck_assert_int_eq(put("one\n"), 0);
	ck_assert_int_eq(put("two\n"), 0);
	expect(NAME, "before\none\ntwo\n");
	expect_counts(2, 0, 0, 0);
	ck_assert_int_eq(unlink(NAME), 0);
	ck_assert_int_eq(put("three\n"), 0);
	expect(NAME, "three\n");
	ck_assert_int_eq(stat(NAME, &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, 0640);
}
END_TEST

START_TEST(its_names)
{
	ck_assert_str_eq(sink_name(sink), "file " NAME);
	ck_assert_str_eq(sink_path(sink), NAME);
	ck_assert_int_eq(sink_type(sink), POLICY_OUTPUT_FILE);
	ck_assert_str_eq(sink_format(sink)->name, "ecs");
	ck_assert_int_eq(access(NAME, F_OK), -1); /* nothing is opened */
	ck_assert_uint_eq(sink_due(sink), UINT64_MAX);
}
END_TEST

START_TEST(after_a_renaming_the_next_line_goes_into_a_new_file)
{
	ck_assert_int_eq(put("one\n"), 0);
	ck_assert_int_eq(rename(NAME, OLD), 0);
	ck_assert_int_eq(put("two\n"), 0);
	expect(OLD, "one\n");
	expect(NAME, "two\n");
}
END_TEST

START_TEST(a_new_file_in_its_place_is_appended_to)
{
	ck_assert_int_eq(put("one\n"), 0);
	ck_assert_int_eq(rename(NAME, OLD), 0);
	scratch_dir_write(NAME, VIEW("theirs\n"));
	ck_assert_int_eq(put("two\n"), 0);
	expect(OLD, "one\n");
	expect(NAME, "theirs\ntwo\n");
}
END_TEST

static const struct {
	const char *name;
	const char *before;
	const char *after; /* and one line more */
} tails[] = {
	{ "whole", "one\n", "one\nnew\n" },
	{ "a torn line is cut off", "one\ntwo", "one\nnew\n" },
	{ "a torn line alone", "tw", "new\n" },
	{ "empty", "", "new\n" },
	{ "an empty line", "\n", "\nnew\n" },
};

START_TEST(what_a_killed_process_left)
{
	scratch_dir_write(NAME, view_of(tails[_i].before));
	ck_assert_int_eq(put("new\n"), 0);
	expect(NAME, tails[_i].after);
}
END_TEST

START_TEST(what_is_no_line_of_ours_is_left_and_ended)
{
	static char text[FORMAT_MAX_LINE + 100];
	struct stat st;

	memset(text, 'x', sizeof(text));
	scratch_dir_write(NAME, view_from(text, sizeof(text)));
	ck_assert_int_eq(put("new\n"), 0);
	ck_assert_int_eq(stat(NAME, &st), 0);
	ck_assert_int_eq(st.st_size, (off_t)sizeof(text) + 5);
}
END_TEST

START_TEST(the_longest_torn_line_is_cut_off)
{
	static char text[FORMAT_MAX_LINE + 10];

	memset(text, 'x', sizeof(text));
	text[10] = '\n'; /* behind it: a line that lacks its end alone */
	scratch_dir_write(NAME, view_from(text, sizeof(text)));
	ck_assert_int_eq(put("new\n"), 0);
	expect(NAME, "xxxxxxxxxx\nnew\n");
}
END_TEST

START_TEST(a_link_is_refused)
{
	scratch_dir_write("target", VIEW("theirs"));
	ck_assert_int_eq(symlink("target", NAME), 0);
	ck_assert_int_eq(sink_open(sink, now), -ELOOP);
	ck_assert_int_eq(put("one\n"), 0);
	expect("target", "theirs");
	expect_counts(0, 0, 1, -ELOOP);
	ck_assert_int_eq(unlink(NAME), 0);
	work_later();
	expect(NAME, "one\n");
	expect_counts(1, 0, 0, 0);
}
END_TEST

START_TEST(a_directory_that_comes_later)
{
	sink_free(sink);
	open_at("logs/" NAME);
	ck_assert_int_eq(sink_open(sink, now), -ENOENT);
	ck_assert_int_eq(put("one\n"), 0);
	ck_assert_int_eq(mkdir("logs", 0700), 0);
	ck_assert_int_eq(put("two\n"), 0); /* within the pause */
	expect_counts(0, 0, 2, -ENOENT);
	ck_assert_uint_eq(sink_unsaid(sink), 0); /* the audit log has them */
	ck_assert_uint_eq(sink_due(sink), now + SINK_RETRY_FIRST_MS);
	now = sink_due(sink);
	sink_work(sink, now);
	expect("logs/" NAME, "one\ntwo\n");
	expect_counts(2, 0, 0, 0);
	ck_assert_uint_eq(sink_due(sink), UINT64_MAX);
}
END_TEST

START_TEST(a_directory_in_its_place)
{
	ck_assert_int_eq(mkdir(NAME, 0700), 0);
	ck_assert_int_eq(put("one\n"), 0);
	expect_counts(0, 0, 1, -EISDIR);
}
END_TEST

START_TEST(pauses_double_up_to_the_longest)
{
	uint64_t pause = SINK_RETRY_FIRST_MS;

	ck_assert_int_eq(mkdir(NAME, 0700), 0);
	ck_assert_int_eq(put("one\n"), 0);
	for (uint64_t failures = 1; failures < 12; failures++) {
		ck_assert_uint_eq(sink_due(sink), now + pause);
		sink_work(sink, now + pause - 1);
		ck_assert_uint_eq(sink_counts(sink).errors, failures);
		now += pause;
		sink_work(sink, now);
		pause = 2 * pause < SINK_RETRY_MAX_MS ? 2 * pause :
							SINK_RETRY_MAX_MS;
	}
	ck_assert_int_eq(rmdir(NAME), 0);
	sink_reopen(sink); /* does not wait */
	sink_work(sink, now);
	expect(NAME, "one\n");
}
END_TEST

START_TEST(a_line_that_a_full_disk_cut_is_continued)
{
	limit_size(10);
	ck_assert_int_eq(put("one\n"), 0);
	ck_assert_int_eq(put("two and more\n"), 0);
	ck_assert_int_eq(put("three\n"), 0);
	expect(NAME, "one\ntwo an");
	expect_counts(1, 0, 2, -EFBIG);
	limit_size(17);
	work_later();
	expect(NAME, "one\ntwo and more\n");
	expect_counts(2, 0, 1, -EFBIG);
	limit_size(RLIM_INFINITY);
	work_later();
	expect(NAME, "one\ntwo and more\nthree\n");
	expect_counts(3, 0, 0, 0);
	ck_assert_uint_eq(sink_take_lost(sink), 0);
}
END_TEST

static void fill_disk(void)
{
	limit_size(10);
	ck_assert_int_eq(put("one\n"), 0);
	ck_assert_int_eq(put("two and more\n"), 0);
	expect(NAME, "one\ntwo an");
}

START_TEST(a_renaming_in_the_middle_of_a_line_takes_it_whole)
{
	fill_disk();
	ck_assert_int_eq(rename(NAME, OLD), 0);
	limit_size(RLIM_INFINITY);
	work_later();
	expect(OLD, "one\n");
	expect(NAME, "two and more\n");
	expect_counts(2, 0, 0, 0);
}
END_TEST

START_TEST(a_file_that_is_emptied_and_renamed_in_the_middle_of_a_line)
{
	fill_disk();
	ck_assert_int_eq(truncate(NAME, 0), 0);
	ck_assert_int_eq(rename(NAME, OLD), 0);
	limit_size(RLIM_INFINITY);
	work_later();
	expect(OLD, "");
	expect(NAME, "two and more\n");
}
END_TEST

START_TEST(a_file_that_is_emptied_in_the_middle_of_a_line)
{
	fill_disk();
	ck_assert_int_eq(truncate(NAME, 0), 0); /* logrotate copytruncate */
	limit_size(RLIM_INFINITY);
	work_later();
	expect(NAME, "two and more\n");
	expect_counts(2, 0, 0, 0);
}
END_TEST

/* chattr +a; false where that cannot be. */
static bool set_append_only(const char *name, bool on)
{
	autoclose int fd = open(name, O_RDONLY | O_CLOEXEC);
	int flags = 0;

	if (fd < 0 || ioctl(fd, FS_IOC_GETFLAGS, &flags) < 0)
		return false;
	flags = on ? flags | FS_APPEND_FL : flags & ~FS_APPEND_FL;
	return ioctl(fd, FS_IOC_SETFLAGS, &flags) == 0;
}

START_TEST(a_file_that_can_only_be_appended_to)
{
	scratch_dir_write(NAME, VIEW("one\ntor"));
	if (!set_append_only(NAME, true)) {
		puts("skipped: an append-only file needs root and a file "
		     "system that has them");
		return;
	}
	ck_assert_int_eq(put("two\n"), 0);
	ck_assert(set_append_only(NAME, false));
	expect(NAME, "one\ntor\ntwo\n");
	expect_counts(1, 0, 0, 0);
}
END_TEST

START_TEST(opened_anew_in_the_middle_of_a_line)
{
	fill_disk();
	sink_reopen(sink);
	limit_size(RLIM_INFINITY);
	sink_work(sink, now);
	expect(NAME, "one\ntwo and more\n");
	expect_counts(2, 0, 0, 0);
}
END_TEST

START_TEST(what_a_full_disk_keeps_waiting_is_bounded_and_counted)
{
	static char line[8000];
	uint64_t dropped = 0, fit = SINK_QUEUE_BYTES / sizeof(line);

	memset(line, 'x', sizeof(line));
	line[sizeof(line) - 1] = '\n';
	sink_free(sink);
	open_at("/dev/full");
	for (uint64_t i = 0; i < fit + 7; i++) {
		int r = sink_put(sink, view_from(line, sizeof(line)),
				 SEVERITY_HIGH, now);

		ck_assert(r == 0 || r == -ENOBUFS);
		dropped += r < 0;
	}
	ck_assert_uint_eq(dropped, 7);
	expect_counts(0, 7, fit, -ENOSPC);
	ck_assert_uint_eq(sink_take_lost(sink), 0);
}
END_TEST

START_TEST(the_loss_is_told_once_it_works_again)
{
	static char line[8000];

	memset(line, 'x', sizeof(line));
	line[sizeof(line) - 1] = '\n';
	ck_assert_int_eq(mkdir(NAME, 0700), 0);
	for (size_t i = 0; i < SINK_QUEUE_BYTES / sizeof(line) + 3; i++)
		(void)sink_put(sink, view_from(line, sizeof(line)),
			       SEVERITY_HIGH, now);
	ck_assert_uint_eq(sink_take_lost(sink), 0);
	ck_assert_uint_eq(sink_unsaid(sink),
			  SINK_QUEUE_BYTES / sizeof(line) + 3);
	ck_assert_int_eq(rmdir(NAME), 0);
	work_later();
	ck_assert_uint_eq(sink_unsaid(sink), 3);
	expect_counts(SINK_QUEUE_BYTES / sizeof(line), 3, 0, 0);
	ck_assert_uint_eq(sink_take_lost(sink), 3);
	ck_assert_uint_eq(sink_take_lost(sink), 0);
	ck_assert_uint_eq(sink_unsaid(sink), 0);
}
END_TEST

/* Nobody reads it: the pipe fills up, and then the queue. */
START_TEST(a_fifo_never_holds_us_up)
{
	static char line[8000], back[SINK_QUEUE_BYTES];
	struct sink_counts counts;
	struct pollfd fds[4];
	size_t size = 0;
	autoclose int fd = -1;

	memset(line, 'x', sizeof(line));
	line[sizeof(line) - 1] = '\n';
	ck_assert_int_eq(mkfifo(NAME, 0600), 0);
	for (int i = 0; i < 40; i++)
		ck_assert_int_eq(sink_put(sink, view_from(line, sizeof(line)),
					  SEVERITY_HIGH, now),
				 0);
	counts = sink_counts(sink);
	ck_assert_uint_gt(counts.written, 0);
	ck_assert_uint_gt(counts.queued, 0);
	ck_assert_int_eq(counts.error, 0);
	ck_assert_uint_eq(sink_poll(sink, fds, 4), 1);
	ck_assert_int_eq(fds[0].events, POLLOUT);
	ck_assert_int_eq(poll(fds, 1, 0), 0);
	fd = open(NAME, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	while (size < 40 * sizeof(line)) {
		ssize_t n = read(fd, back + size, sizeof(back) - size);

		ck_assert_int_gt(n, 0);
		size += (size_t)n;
		sink_work(sink, now);
	}
	expect_counts(40, 0, 0, 0);
	for (size_t i = 0; i < size; i += sizeof(line))
		ck_assert_mem_eq(back + i, line, sizeof(line));
	ck_assert_uint_eq(sink_poll(sink, fds, 4), 0);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_test(tcase, lines_are_appended);
	tcase_add_test(tcase, its_names);
	tcase_add_test(tcase,
		       after_a_renaming_the_next_line_goes_into_a_new_file);
	tcase_add_test(tcase, a_new_file_in_its_place_is_appended_to);
	tcase_add_loop_test(tcase, what_a_killed_process_left, 0, ROWS(tails));
	tcase_add_test(tcase, what_is_no_line_of_ours_is_left_and_ended);
	tcase_add_test(tcase, the_longest_torn_line_is_cut_off);
	tcase_add_test(tcase, a_link_is_refused);
	tcase_add_test(tcase, a_directory_that_comes_later);
	tcase_add_test(tcase, a_directory_in_its_place);
	tcase_add_test(tcase, pauses_double_up_to_the_longest);
	tcase_add_test(tcase, a_line_that_a_full_disk_cut_is_continued);
	tcase_add_test(tcase,
		       a_renaming_in_the_middle_of_a_line_takes_it_whole);
	tcase_add_test(
		tcase,
		a_file_that_is_emptied_and_renamed_in_the_middle_of_a_line);
	tcase_add_test(tcase, a_file_that_is_emptied_in_the_middle_of_a_line);
	tcase_add_test(tcase, a_file_that_can_only_be_appended_to);
	tcase_add_test(tcase, opened_anew_in_the_middle_of_a_line);
	tcase_add_test(tcase,
		       what_a_full_disk_keeps_waiting_is_bounded_and_counted);
	tcase_add_test(tcase, the_loss_is_told_once_it_works_again);
	tcase_add_test(tcase, a_fifo_never_holds_us_up);
}

int main(void)
{
	Suite *suite = suite_create("sink_file");
	TCase *tcase = tcase_create("sink_file");

	tcase_add_checked_fixture(tcase, setup, teardown);
	add_tests(tcase);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
