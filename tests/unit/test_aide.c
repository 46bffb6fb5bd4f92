// SPDX-License-Identifier: BSD-2-Clause
/* A real aide: it answers, survives what it is not to be asked, passes
 * signals by, and ends when we do. */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "aide.h"
#include "suite.h"

#define ID "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define PATIENCE_MS 20000 /* of a busy machine */

static struct aide aide;

static void setup(void)
{
	ck_assert_int_eq(aide_start(&aide), 0);
	ck_assert_int_ge(aide.fd, 0);
	ck_assert_int_gt(aide.pid, 0);
}

/* It is over: nobody else reaps it here. */
static void teardown(void)
{
	aide_stop(&aide);
	(void)waitpid(aide.pid, NULL, 0);
}

/* The answer that poll tells of. */
static int await(struct aide_answer *ret)
{
	struct pollfd fd = { .fd = aide.fd, .events = POLLIN };

	ck_assert_int_eq(poll(&fd, 1, PATIENCE_MS), 1);
	return aide_answer(&aide, ret);
}

START_TEST(the_kernel_s_state)
{
	struct aide_answer answer;

	ck_assert_int_eq(aide_answer(&aide, &answer), 0);
	ck_assert_int_eq(aide_ask_kernel(&aide), 0);
	ck_assert_int_eq(await(&answer), 1);
	ck_assert_int_eq(answer.kind, AIDE_KERNEL);
	if (answer.kernel.error) {
		ck_assert_int_lt(answer.kernel.error, 0);
		puts("skipped: the kernel's audit state needs "
		     "CAP_AUDIT_CONTROL");
		return;
	}
	ck_assert_uint_le(answer.kernel.enabled, 2);
	ck_assert_uint_le(answer.kernel.docker_rules, answer.kernel.rules);
	ck_assert_uint_ne(answer.kernel.digest, 0);
	ck_assert_int_eq(aide_answer(&aide, &answer), 0);
}
END_TEST

START_TEST(a_container_s_name)
{
	struct aide_answer answer;

	ck_assert_int_eq(aide_ask_container(&aide, VIEW(ID)), 0);
	ck_assert_int_eq(await(&answer), 1);
	ck_assert_int_eq(answer.kind, AIDE_CONTAINER);
	ck_assert_str_eq(answer.container.id, ID);
	ck_assert_str_eq(answer.container.name, ""); /* there is no such */
}
END_TEST

static const struct {
	const char *name;
	struct view id;
} bad_ids[] = {
	{ "nothing", VIEW("") },
	{ "a digit less", { ID, AIDE_ID_SIZE - 2 } },
	{ "a digit more", VIEW(ID "0") },
	{ "NUL", { ID, AIDE_ID_SIZE } },
	{ "NUL in it",
	  VIEW("0123456789abcdef\0"
	       "123456789abcdef0123456789abcdef0123456789abcdef") },
	{ "upper case", VIEW("0123456789ABCDEF0123456789abcdef"
			     "0123456789abcdef0123456789abcdef") },
	{ "a path", VIEW("../../../../../../../../../../../"
			 "../../../../../../../../../etc/x") },
	{ "a line end", VIEW("0123456789abcdef0123456789abcdef"
			     "0123456789abcdef0123456789abcde\n") },
};

START_TEST(what_is_no_id_is_not_asked_for)
{
	struct aide_answer answer;

	ck_assert_msg(aide_ask_container(&aide, bad_ids[_i].id) == -EINVAL,
		      "%s", bad_ids[_i].name);
	ck_assert_int_eq(aide_ask_kernel(&aide), 0);
	ck_assert_int_eq(await(&answer), 1);
	ck_assert_int_eq(answer.kind, AIDE_KERNEL);
}
END_TEST

/* Should the plugin be somebody else by then. */
START_TEST(what_is_no_question_is_not_answered)
{
	static char bytes[4096];
	struct aide_answer answer;

	memset(bytes, 1, sizeof(bytes));
	for (size_t size = 1; size < 200; size++)
		ck_assert_int_eq((int)send(aide.fd, bytes, size, 0), (int)size);
	ck_assert_int_eq((int)send(aide.fd, bytes, sizeof(bytes), 0),
			 (int)sizeof(bytes));
	memset(bytes, 0xFF, sizeof(bytes));
	for (size_t size = 1; size < 100; size++)
		(void)send(aide.fd, bytes, size, MSG_DONTWAIT);
	while (aide_ask_container(&aide, VIEW(ID)) == -EAGAIN)
		continue;
	ck_assert_int_eq(await(&answer), 1);
	ck_assert_int_eq(answer.kind, AIDE_CONTAINER);
	ck_assert_int_eq(aide_answer(&aide, &answer), 0);
}
END_TEST

START_TEST(signals_meant_for_the_plugin_pass_it_by)
{
	static const int signals[] = { SIGTERM, SIGINT, SIGHUP, SIGUSR1,
				       SIGUSR2 };
	struct aide_answer answer;

	/* it answers, so it is past its beginning */
	ck_assert_int_eq(aide_ask_container(&aide, VIEW(ID)), 0);
	ck_assert_int_eq(await(&answer), 1);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		ck_assert_int_eq(kill(aide.pid, signals[i]), 0);
	ck_assert_int_eq(aide_ask_container(&aide, VIEW(ID)), 0);
	ck_assert_int_eq(await(&answer), 1);
}
END_TEST

START_TEST(one_that_is_stuck_is_not_waited_for)
{
	struct aide_answer answer;
	int r = 0, asked = 0;

	ck_assert_int_eq(kill(aide.pid, SIGSTOP), 0);
	ck_assert_int_eq(waitpid(aide.pid, NULL, WUNTRACED), aide.pid);
	for (; r == 0; asked++) {
		r = aide_ask_container(&aide, VIEW(ID));
		ck_assert_int_lt(asked, 100000);
	}
	ck_assert_int_eq(r, -EAGAIN);
	ck_assert_int_eq(aide_answer(&aide, &answer), 0);
	ck_assert_int_eq(kill(aide.pid, SIGCONT), 0);
	for (int i = 1; i < asked; i++)
		ck_assert_int_eq(await(&answer), 1);
	ck_assert_int_eq(aide_answer(&aide, &answer), 0);
}
END_TEST

START_TEST(one_that_is_gone)
{
	struct aide_answer answer;

	ck_assert_int_eq(kill(aide.pid, SIGKILL), 0);
	ck_assert_int_eq(await(&answer), -EPIPE);
	ck_assert_int_eq(aide_ask_kernel(&aide), -EPIPE);
	aide_stop(&aide);
	ck_assert_int_eq(aide.fd, -1);
	ck_assert_int_eq(aide_ask_kernel(&aide), -ENOTCONN);
	ck_assert_int_eq(aide_answer(&aide, &answer), 0);
	aide_stop(&aide); /* once more */
}
END_TEST

START_TEST(it_ends_when_its_end_is_closed)
{
	pid_t r;

	aide_stop(&aide);
	r = waitpid(aide.pid, NULL, 0);
	ck_assert(r == aide.pid || (r == -1 && errno == ECHILD));
}
END_TEST

/* Standard error is all that it keeps of ours: when that is closed by the last
 * who had it, the aide is gone. */
START_TEST(it_ends_when_the_plugin_is_killed)
{
	struct pollfd fd = { .events = POLLIN };
	int fds[2];
	pid_t plugin;
	char byte;

	ck_assert_int_eq(pipe2(fds, O_CLOEXEC), 0);
	plugin = fork();
	ck_assert_int_ge(plugin, 0);
	if (plugin == 0) {
		(void)dup2(fds[1], STDERR_FILENO);
		if (aide_start(&aide) == 0)
			(void)raise(SIGKILL);
		_exit(1);
	}
	close(fds[1]);
	ck_assert_int_eq(waitpid(plugin, NULL, 0), plugin);
	fd.fd = fds[0];
	ck_assert_int_eq(poll(&fd, 1, PATIENCE_MS), 1);
	ck_assert_int_eq((int)read(fds[0], &byte, 1), 0);
	close(fds[0]);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("aide");
	TCase *tcase = tcase_create("aide");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, the_kernel_s_state);
	tcase_add_test(tcase, a_container_s_name);
	tcase_add_loop_test(tcase, what_is_no_id_is_not_asked_for, 0,
			    ROWS(bad_ids));
	tcase_add_test(tcase, what_is_no_question_is_not_answered);
	tcase_add_test(tcase, signals_meant_for_the_plugin_pass_it_by);
	tcase_add_test(tcase, one_that_is_stuck_is_not_waited_for);
	tcase_add_test(tcase, one_that_is_gone);
	tcase_add_test(tcase, it_ends_when_its_end_is_closed);
	tcase_add_test(tcase, it_ends_when_the_plugin_is_killed);
	tcase_set_timeout(tcase, 60);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
