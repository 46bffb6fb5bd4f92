// SPDX-License-Identifier: BSD-2-Clause
/* What all sinks have in common, and the one onto standard output, whose
 * descriptor is another's and blocks. */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "cleanup.h"
#include "sink.h"
#include "suite.h"

#define LONG 8000

static struct sink *sink;
static char line[LONG];
static int reader = -1; /* of what is written to standard output */
static const uint64_t now = 1000;

static struct sink *make(enum policy_output_type type, char *path, char *format)
{
	const struct policy_output output = { type, path, format };
	struct sink *made;

	ck_assert_int_eq(sink_new(&output, &made), 0);
	return made;
}

/* Each test is a process of its own, so its standard output is too. */
static void setup(void)
{
	int fds[2];

	memset(line, 'x', sizeof(line));
	line[sizeof(line) - 1] = '\n';
	ck_assert_int_eq(pipe2(fds, O_CLOEXEC), 0);
	ck_assert_int_eq(dup2(fds[1], STDOUT_FILENO), STDOUT_FILENO);
	close(fds[1]);
	reader = fds[0];
	ck_assert_int_eq(fcntl(reader, F_SETFL, O_NONBLOCK), 0);
	sink = make(POLICY_OUTPUT_STDOUT, NULL, (char[]){ "text" });
}

static void teardown(void)
{
	sink_free(sink);
	if (reader >= 0)
		close(reader);
}

static int put_long(void)
{
	return sink_put(sink, view_from(line, sizeof(line)), SEVERITY_HIGH,
			now);
}

/* Bytes that came, until there are no more for now. */
static size_t drain(void)
{
	static char bytes[1 << 20];
	size_t size = 0;
	ssize_t n;

	while ((n = read(reader, bytes, sizeof(bytes))) > 0) {
		size += (size_t)n;
		sink_work(sink, now);
	}
	return size;
}

START_TEST(lines_go_to_standard_output)
{
	char text[64] = "";

	ck_assert_str_eq(sink_name(sink), "stdout");
	ck_assert_ptr_null(sink_path(sink));
	ck_assert_str_eq(sink_format(sink)->name, "text");
	ck_assert_int_eq(sink_put(sink, VIEW("one\n"), SEVERITY_LOW, now), 0);
	ck_assert_int_eq((int)read(reader, text, sizeof(text) - 1), 4);
	ck_assert_str_eq(text, "one\n");
	ck_assert_uint_eq(sink_counts(sink).written, 1);
}
END_TEST

/* The test would not come to its end. */
START_TEST(a_pipe_that_nobody_reads_holds_nobody_up)
{
	struct pollfd fds[2];

	for (int i = 0; i < 40; i++)
		ck_assert_int_eq(put_long(), 0);
	ck_assert_uint_gt(sink_counts(sink).queued, 0);
	ck_assert_uint_eq(sink_unsaid(sink), sink_counts(sink).queued);
	ck_assert_int_eq(sink_counts(sink).error, 0);
	ck_assert_uint_eq(sink_poll(sink, fds, 2), 1);
	ck_assert_int_eq(fds[0].events, POLLOUT);
	ck_assert_uint_eq(drain(), 40 * LONG);
	ck_assert_uint_eq(sink_counts(sink).queued, 0);
	ck_assert_uint_eq(sink_counts(sink).written, 40);
	ck_assert_uint_eq(sink_poll(sink, fds, 2), 0);
}
END_TEST

START_TEST(what_does_not_fit_is_counted_and_told_once)
{
	uint64_t count = 0;

	for (; sink_counts(sink).dropped < 3; count++)
		ck_assert_int_eq(put_long(),
				 sink_counts(sink).dropped ? -ENOBUFS : 0);
	ck_assert_uint_eq(sink_take_lost(sink), 0);
	ck_assert_uint_eq(drain(), (count - 3) * LONG);
	ck_assert_uint_eq(sink_take_lost(sink), 3);
	ck_assert_uint_eq(sink_take_lost(sink), 0);
	ck_assert_uint_eq(sink_counts(sink).dropped, 3);
}
END_TEST

START_TEST(a_reader_that_is_gone)
{
	(void)signal(SIGPIPE, SIG_IGN); /* as sandbox_reset() does */
	close(take_fd(&reader));
	ck_assert_int_eq(put_long(), 0);
	ck_assert_int_eq(sink_counts(sink).error, -EPIPE);
	ck_assert_uint_eq(sink_counts(sink).queued, 1);
	ck_assert_uint_eq(sink_due(sink), now + SINK_RETRY_FIRST_MS);
}
END_TEST

START_TEST(the_descriptor_is_left_to_its_owner)
{
	ck_assert_int_eq(put_long(), 0);
	sink_free(sink);
	sink = NULL;
	ck_assert_int_ge(fcntl(STDOUT_FILENO, F_GETFD), 0);
	ck_assert_int_eq(fcntl(STDOUT_FILENO, F_GETFL) & O_NONBLOCK, 0);
}
END_TEST

START_TEST(it_copies_what_it_is_told)
{
	char path[] = "/tmp/alerts.json", format[] = "text";
	struct sink *made = make(POLICY_OUTPUT_FILE, path, format);

	memset(path, '!', sizeof(path) - 1);
	memset(format, '!', sizeof(format) - 1);
	ck_assert_str_eq(sink_path(made), "/tmp/alerts.json");
	ck_assert_str_eq(sink_name(made), "file /tmp/alerts.json");
	ck_assert_str_eq(sink_format(made)->name, "text");
	sink_free(made);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sink");
	TCase *tcase = tcase_create("sink");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, lines_go_to_standard_output);
	tcase_add_test(tcase, a_pipe_that_nobody_reads_holds_nobody_up);
	tcase_add_test(tcase, what_does_not_fit_is_counted_and_told_once);
	tcase_add_test(tcase, a_reader_that_is_gone);
	tcase_add_test(tcase, the_descriptor_is_left_to_its_owner);
	tcase_add_test(tcase, it_copies_what_it_is_told);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
