// SPDX-License-Identifier: BSD-2-Clause
/* A real looker: what it says of real processes, and what is said in its stead
 * when it is stuck or gone. */
#include <check.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cleanup.h"
#include "looker.h"
#include "number.h"
#include "suite.h"

#define ID "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define SLACK_MS 500 /* of a busy machine */
#define PATIENCE_MS 20000

static struct looker *looker;

static uint64_t clock_ms(clockid_t clock)
{
	struct timespec ts;

	ck_assert_int_eq(clock_gettime(clock, &ts), 0);
	return (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
}

/* The one child that there is; 0 where /proc does not tell
 * (CONFIG_PROC_CHILDREN). */
static pid_t only_child(void)
{
	char name[64], line[64] = "";
	autofclose FILE *file = NULL;
	uint64_t pid;

	(void)snprintf(name, sizeof(name), "/proc/self/task/%ld/children",
		       syscall(SYS_gettid));
	file = fopen(name, "re");
	if (!file || !fgets(line, sizeof(line), file))
		return 0;
	line[strcspn(line, " ")] = '\0';
	return number_decimal(view_of(line), INT32_MAX, &pid) ? 0 : (pid_t)pid;
}

static void setup(void)
{
	ck_assert_int_eq(looker_start(&looker), 0);
	ck_assert(looker_works(looker));
}

static void teardown(void)
{
	looker_stop(looker);
}

static const struct alert_witness *look_at(pid_t pid)
{
	uint64_t now = clock_ms(CLOCK_REALTIME);

	return looker_look(looker, (uint32_t)pid, (uint32_t)getpid(), now, now);
}

/* Late answers are of a busy machine. */
static const struct alert_witness *look(pid_t pid)
{
	uint64_t end = clock_ms(CLOCK_MONOTONIC) + PATIENCE_MS;
	const struct alert_witness *w;

	do
		w = look_at(pid);
	while (w->state == WITNESS_LATE && clock_ms(CLOCK_MONOTONIC) < end);
	return w;
}

/* A process that waits to be killed. */
static pid_t start_process(void)
{
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	while (pid == 0)
		(void)pause();
	return pid;
}

static void end_process(pid_t pid)
{
	ck_assert_int_eq(kill(pid, SIGKILL), 0);
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
}

static void expect_our_program(const struct alert_witness *w)
{
	char path[4096];
	ssize_t size = readlink("/proc/self/exe", path, sizeof(path));

	if (w->state == WITNESS_REFUSED) {
		puts("skipped: looking at a process needs CAP_SYS_PTRACE here");
		return;
	}
	ck_assert_int_eq(w->state, WITNESS_SEEN);
	ck_assert_int_gt(size, 0);
	ck_assert(view_equal(w->executable, view_from(path, (size_t)size)));
	ck_assert(w->has_exe);
	ck_assert_uint_ne(w->exe_inode, 0);
	ck_assert(!w->foreign_mount_ns && !w->foreign_pid_ns);
}

START_TEST(ourselves)
{
	const struct alert_witness *w = look(getpid());

	expect_our_program(w);
	ck_assert_uint_gt(w->started, 0);
	ck_assert_uint_gt(w->ancestor_count, 0);
	ck_assert_uint_eq(w->ancestors[0].pid, (uint32_t)getppid());
}
END_TEST

START_TEST(a_child)
{
	pid_t pid = start_process();
	const struct alert_witness *w = look(pid);

	expect_our_program(w);
	ck_assert_uint_gt(w->ancestor_count, 0);
	ck_assert_uint_eq(w->ancestors[0].pid, (uint32_t)getpid());
	ck_assert(view_starts(w->ancestors[0].name, VIEW("test_looker")));
	end_process(pid);
}
END_TEST

START_TEST(one_that_is_gone)
{
	pid_t pid = start_process();

	end_process(pid);
	ck_assert_int_eq(look(pid)->state, WITNESS_GONE);
}
END_TEST

START_TEST(one_that_has_ended_and_was_not_reaped)
{
	pid_t pid = start_process();
	siginfo_t info;

	ck_assert_int_eq(kill(pid, SIGKILL), 0);
	ck_assert_int_eq(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
	ck_assert_int_eq(look(pid)->state, WITNESS_GONE);
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
}
END_TEST

START_TEST(one_that_began_after_the_event)
{
	uint64_t now = clock_ms(CLOCK_REALTIME);
	const struct alert_witness *w;
	pid_t pid = start_process();

	do
		w = looker_look(looker, (uint32_t)pid, 0, now - 60000, now);
	while (w->state == WITNESS_LATE);
	ck_assert_int_eq(w->state, WITNESS_ANOTHER);
	ck_assert_uint_eq(w->executable.size, 0);
	end_process(pid);
}
END_TEST

START_TEST(many_in_a_row)
{
	for (int i = 0; i < 2000; i++)
		ck_assert_int_ne(look(getpid())->state, WITNESS_GONE);
	ck_assert(looker_works(looker));
}
END_TEST

START_TEST(one_that_is_stuck_is_waited_for_once_and_comes_again)
{
	pid_t pid = only_child();
	uint64_t start;

	if (!pid) {
		puts("skipped: /proc has no list of children");
		return;
	}
	ck_assert_int_eq(kill(pid, SIGSTOP), 0);
	ck_assert_int_eq(waitpid(pid, NULL, WUNTRACED), pid);
	start = clock_ms(CLOCK_MONOTONIC);
	for (int i = 0; i < 1000; i++)
		ck_assert_int_eq(look_at(getpid())->state, WITNESS_LATE);
	ck_assert_uint_ge(clock_ms(CLOCK_MONOTONIC) - start,
			  LOOKER_WAIT_MS - 1);
	ck_assert_uint_le(clock_ms(CLOCK_MONOTONIC) - start,
			  LOOKER_WAIT_MS + SLACK_MS);
	for (int i = 0; i < 10000; i++) /* nor for these */
		looker_name(looker, VIEW(ID), VIEW("web"));
	ck_assert_uint_le(clock_ms(CLOCK_MONOTONIC) - start,
			  LOOKER_WAIT_MS + 2 * SLACK_MS);
	ck_assert(looker_works(looker));
	ck_assert_int_eq(kill(pid, SIGCONT), 0);
	ck_assert_int_ne(look(getpid())->state, WITNESS_LATE);
	expect_our_program(look(getpid()));
}
END_TEST

START_TEST(one_that_was_killed)
{
	pid_t pid = only_child();

	if (!pid) {
		puts("skipped: /proc has no list of children");
		return;
	}
	end_process(pid);
	ck_assert_int_eq(look(getpid())->state, WITNESS_REFUSED);
	ck_assert(!looker_works(looker));
	ck_assert_int_eq(look_at(getpid())->state, WITNESS_REFUSED);
	looker_name(looker, VIEW(ID), VIEW("web"));
	ck_assert_ptr_null(looker_nameless(looker).data);
}
END_TEST

START_TEST(it_ends_when_it_is_stopped)
{
	pid_t pid = only_child();

	looker_stop(looker);
	looker = NULL;
	if (pid)
		while (waitpid(pid, NULL, 0) == pid)
			continue;
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
	ck_assert_int_eq(errno, ECHILD);
}
END_TEST

START_TEST(names_are_taken_or_left)
{
	looker_name(looker, VIEW(ID), VIEW("web"));
	looker_name(looker, VIEW(ID), VIEW(""));
	looker_name(looker, VIEW("short"), VIEW("web"));
	looker_name(looker, VIEW_NONE, VIEW_NONE);
	ck_assert_int_ne(look(getpid())->state, WITNESS_GONE);
	ck_assert(looker_works(looker));
	ck_assert_ptr_null(looker_nameless(looker).data);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("looker");
	TCase *tcase = tcase_create("looker");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, ourselves);
	tcase_add_test(tcase, a_child);
	tcase_add_test(tcase, one_that_is_gone);
	tcase_add_test(tcase, one_that_has_ended_and_was_not_reaped);
	tcase_add_test(tcase, one_that_began_after_the_event);
	tcase_add_test(tcase, many_in_a_row);
	tcase_add_test(tcase,
		       one_that_is_stuck_is_waited_for_once_and_comes_again);
	tcase_add_test(tcase, one_that_was_killed);
	tcase_add_test(tcase, it_ends_when_it_is_stopped);
	tcase_add_test(tcase, names_are_taken_or_left);
	tcase_set_timeout(tcase, 60);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
