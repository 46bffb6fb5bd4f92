// SPDX-License-Identifier: BSD-2-Clause
#include <check.h>
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "cleanup.h"
#include "scratch_dir.h"
#include "sink.h"
#include "suite.h"

#define NAME "log"
#define RSYSLOG_MAX 8096 /* bytes of a message that it takes whole */

static struct sink *sink;
static int server = -1;
static uint64_t now; /* ms */

static void serve(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX,
				       .sun_path = NAME };

	server = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	ck_assert_int_ge(server, 0);
	ck_assert_int_eq(
		bind(server, (struct sockaddr *)&address, sizeof(address)), 0);
}

static void go_away(void)
{
	ck_assert_int_eq(close(server), 0);
	ck_assert_int_eq(unlink(NAME), 0);
	server = -1;
}

static void setup(void)
{
	const struct policy_output output = { .type = POLICY_OUTPUT_SYSLOG,
					      .path = (char[]){ NAME },
					      .format = (char[]){ "text" } };

	scratch_dir_enter();
	now = 1000;
	serve();
	ck_assert_int_eq(sink_new(&output, &sink), 0);
}

static void teardown(void)
{
	sink_free(sink);
	if (server >= 0)
		close(server);
	scratch_dir_leave();
}

static int put(const char *line)
{
	return sink_put(sink, view_of(line), SEVERITY_HIGH, now);
}

/* The next datagram, NUL behind it; -1: there is none. */
static ssize_t receive(char *ret, size_t size)
{
	ssize_t n = recv(server, ret, size - 1, 0);

	ret[n > 0 ? n : 0] = '\0';
	return n;
}

/* What stands behind " - ". */
static void expect(const char *want)
{
	static char text[10000];
	const char *message;

	ck_assert_int_gt(receive(text, sizeof(text)), 0);
	message = strstr(text, " alert - ");
	ck_assert_ptr_nonnull(message);
	ck_assert_str_eq(message + 9, want);
}

static void expect_nothing(void)
{
	char text[16];

	ck_assert_int_eq(receive(text, sizeof(text)), -1);
	ck_assert_int_eq(errno, EAGAIN);
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

static const struct {
	enum severity severity;
	const char *head;
} severities[] = {
	{ SEVERITY_CRITICAL, "<82>1 " },
	{ SEVERITY_HIGH, "<83>1 " },
	{ SEVERITY_MEDIUM, "<84>1 " },
	{ SEVERITY_LOW, "<85>1 " },
};

/* Digits where the pattern has '0', the same byte elsewhere. */
static bool looks_like(const char *text, const char *pattern)
{
	for (; *pattern; text++, pattern++)
		if (*pattern == '0' ? *text < '0' || *text > '9' :
				      *text != *pattern)
			return false;
	return true;
}

START_TEST(a_datagram_is_rfc_5424)
{
	char text[1024];
	const char *at;

	ck_assert_int_eq(sink_put(sink, VIEW("a line\n"),
				  severities[_i].severity, now),
			 0);
	ck_assert_int_gt(receive(text, sizeof(text)), 0);
	ck_assert_msg(strncmp(text, severities[_i].head, 6) == 0, "%s", text);
	ck_assert_msg(looks_like(text + 6, "0000-00-00T00:00:00.000000Z "),
		      "%s", text);
	at = strchr(text + 34, ' '); /* behind the host */
	ck_assert_msg(at && at > text + 34 && at - text <= 34 + 34, "%s", text);
	ck_assert_msg(strncmp(at, " dockwarden 0", 12) == 0, "%s", text);
	ck_assert_str_eq(strrchr(text, '-'), "- a line");
}
END_TEST

/* Whatever the length of the host's name and of the pid. */
START_TEST(the_longest_line_is_not_cut_by_rsyslog)
{
	static char line[FORMAT_MAX_LINE], text[10000];
	size_t head = strlen("<82>1 2026-11-22T00:46:48.202123Z ") +
		      strlen(" dockwarden 4194304 alert - ");
	const char *host, *end;

	memset(line, 'x', sizeof(line));
	line[sizeof(line) - 1] = '\n';
	if (getuid() == 0 && unshare(CLONE_NEWUTS) == 0)
		ck_assert_int_eq(sethostname("a-host-name-that-is-as-long-as-a-"
					     "host-name-can-be-without-dots",
					     62),
				 0);
	else
		puts("skipped: a long name of the host needs root");
	ck_assert_int_eq(sink_put(sink, view_from(line, sizeof(line)),
				  SEVERITY_HIGH, now),
			 0);
	ck_assert_int_gt(receive(text, sizeof(text)), 8000);
	host = strchr(text, 'Z') + 2;
	end = strchr(host, ' ');
	ck_assert_uint_lt(head + (size_t)(end - host) + sizeof(line) - 1,
			  RSYSLOG_MAX);
}
END_TEST

START_TEST(a_server_that_went_and_came_again)
{
	ck_assert_int_eq(put("one\n"), 0);
	expect("one");
	go_away();
	ck_assert_int_eq(put("two\n"), 0);
	expect_counts(1, 0, 1, -ENOENT);
	ck_assert_uint_eq(sink_due(sink), now + SINK_RETRY_FIRST_MS);
	serve();
	now = sink_due(sink);
	sink_work(sink, now);
	expect("two");
	expect_counts(2, 0, 0, 0);
	ck_assert_uint_eq(sink_due(sink), UINT64_MAX);
}
END_TEST

START_TEST(a_server_that_was_replaced_costs_no_line)
{
	ck_assert_int_eq(put("one\n"), 0);
	go_away();
	serve();
	ck_assert_int_eq(put("two\n"), 0);
	expect("two");
	expect_counts(2, 0, 0, 0);
	ck_assert_uint_eq(sink_counts(sink).errors, 0);
}
END_TEST

START_TEST(no_server_at_all)
{
	go_away();
	ck_assert_int_eq(sink_open(sink, now), -ENOENT);
	ck_assert_int_eq(put("one\n"), 0);
	expect_counts(0, 0, 1, -ENOENT);
	serve();
	now += SINK_RETRY_FIRST_MS;
	sink_work(sink, now);
	expect("one");
}
END_TEST

START_TEST(a_server_that_is_busy_is_waited_for)
{
	struct pollfd fds[2];
	uint64_t count = 0;

	while (sink_counts(sink).queued < 3) {
		ck_assert_int_eq(put("a line\n"), 0);
		ck_assert_uint_lt(count++, 100000);
	}
	ck_assert_int_eq(sink_counts(sink).error, 0);
	ck_assert_uint_eq(sink_poll(sink, fds, 2), 1);
	ck_assert_int_eq(fds[0].events, POLLOUT);
	ck_assert_int_eq(poll(fds, 1, 0), 0);
	for (uint64_t i = 0; i < count; i++) {
		expect("a line");
		sink_work(sink, now);
	}
	expect_nothing();
	expect_counts(count, 0, 0, 0);
}
END_TEST

START_TEST(what_a_server_that_is_stuck_does_not_get_is_counted)
{
	static char line[8000], text[10000];
	uint64_t taken = 0, came = 0, lost;

	memset(line, 'x', sizeof(line));
	line[sizeof(line) - 1] = '\n';
	for (; sink_counts(sink).dropped < 5; taken++)
		(void)sink_put(sink, view_from(line, sizeof(line)),
			       SEVERITY_LOW, now);
	ck_assert_uint_eq(sink_take_lost(sink), 0);
	while (receive(text, sizeof(text)) > 0) {
		came++;
		sink_work(sink, now);
	}
	lost = sink_take_lost(sink);
	ck_assert_uint_eq(lost, 5);
	ck_assert_uint_eq(came + lost, taken);
	expect_counts(came, lost, 0, 0);
}
END_TEST

/* A datagram must fit the sender's buffer (unix(7), SO_SNDBUF). */
START_TEST(a_line_that_no_datagram_holds_is_dropped_alone)
{
	static char line[400 << 10];

	memset(line, 'x', sizeof(line));
	line[sizeof(line) - 1] = '\n';
	ck_assert_int_eq(put("one\n"), 0);
	ck_assert_int_eq(sink_put(sink, view_from(line, sizeof(line)),
				  SEVERITY_HIGH, now),
			 0);
	ck_assert_int_eq(put("two\n"), 0);
	expect("one");
	expect("two");
	expect_nothing();
	expect_counts(2, 1, 0, 0);
	ck_assert_uint_eq(sink_take_lost(sink), 1);
}
END_TEST

START_TEST(a_name_that_is_no_socket)
{
	go_away();
	scratch_dir_write(NAME, VIEW("text"));
	ck_assert_int_eq(put("one\n"), 0);
	expect_counts(0, 0, 1, -ECONNREFUSED);
	ck_assert_int_eq(unlink(NAME), 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sink_syslog");
	TCase *tcase = tcase_create("sink_syslog");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, a_datagram_is_rfc_5424, 0, ROWS(severities));
	tcase_add_test(tcase, the_longest_line_is_not_cut_by_rsyslog);
	tcase_add_test(tcase, a_server_that_went_and_came_again);
	tcase_add_test(tcase, a_server_that_was_replaced_costs_no_line);
	tcase_add_test(tcase, no_server_at_all);
	tcase_add_test(tcase, a_server_that_is_busy_is_waited_for);
	tcase_add_test(tcase,
		       what_a_server_that_is_stuck_does_not_get_is_counted);
	tcase_add_test(tcase, a_line_that_no_datagram_holds_is_dropped_alone);
	tcase_add_test(tcase, a_name_that_is_no_socket);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
