// SPDX-License-Identifier: BSD-2-Clause
/*
 * The n-th open(2) fails for want of a descriptor, or the n-th readdir(3) for
 * a disk that cannot be read: each item is answered as it is without the
 * fault, or UNKNOWN.
 */
#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "check_answers.h"
#include "cleanup.h"
#include "command.h"
#include "scratch_dir.h"
#include "suite.h"

#define TEST_LIMIT_S 240
#define ENOUGH 100000 /* more calls than a check of these hosts makes */
#define WHEN_SIZE 128
#define UNHARMED 100 /* added to the status where no call failed */

/* Which calls fail, with what, and how many come before. */
static struct fault {
	bool reading; /* readdir(3), not open(2) */
	int error;
	bool lasts; /* from then on */
} fault;
static long to_come = -1; /* -1: none fails */

static bool fails(bool reading)
{
	if (to_come < 0 || reading != fault.reading)
		return false;
	if (to_come > 0) {
		to_come--;
		return false;
	}
	to_come = fault.lasts ? 0 : -2;
	errno = fault.error;
	return true;
}

int __real_open(const char *path, int flags, ...);
int __real_openat(int at, const char *path, int flags, ...);
int __real___open_2(const char *path, int flags);
int __real___openat_2(int at, const char *path, int flags);
long __real_syscall(long number, ...);
struct dirent *__real_readdir(DIR *stream);
int __wrap_open(const char *path, int flags, ...);
int __wrap_openat(int at, const char *path, int flags, ...);
int __wrap___open_2(const char *path, int flags);
int __wrap___openat_2(int at, const char *path, int flags);
long __wrap_syscall(long number, ...);
struct dirent *__wrap_readdir(DIR *stream);

/* Nothing that is checked is created. */
int __wrap_open(const char *path, int flags, ...)
{
	return fails(false) ? -1 : __real_open(path, flags, 0600);
}

int __wrap_openat(int at, const char *path, int flags, ...)
{
	return fails(false) ? -1 : __real_openat(at, path, flags, 0600);
}

int __wrap___open_2(const char *path, int flags)
{
	return fails(false) ? -1 : __real___open_2(path, flags);
}

int __wrap___openat_2(int at, const char *path, int flags)
{
	return fails(false) ? -1 : __real___openat_2(at, path, flags);
}

/* On an image openat2 is the only call that has no function: four arguments. */
long __wrap_syscall(long number, ...)
{
	long words[4];
	va_list ap;

	if (number != __NR_openat2)
		abort();
	va_start(ap, number);
	for (size_t i = 0; i < ROWS(words); i++)
		words[i] = va_arg(ap, long);
	va_end(ap);
	return fails(false) ? -1 :
			      __real_syscall(number, words[0], words[1],
					     words[2], words[3]);
}

struct dirent *__wrap_readdir(DIR *stream)
{
	return fails(true) ? NULL : __real_readdir(stream);
}

/* ----- the runs ----- */

static struct host_states states;

static void run_child(long n)
{
	static const char *const words[] = { "check",	 "--root", "root",
					     "--format", "json",   NULL };
	char *argv[6] = { NULL };
	int out = open("out", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC), count = 0, status;

	for (; words[count]; count++)
		argv[count] = strdup(words[count]);
	if (out < 0 || null < 0 || dup2(out, STDOUT_FILENO) < 0 ||
	    dup2(null, STDERR_FILENO) < 0)
		_exit(99);
	to_come = n;
	status = check_command(count, argv);
	(void)fflush(stdout);
	_exit(status + (to_come > 0 || n < 0 ? UNHARMED : 0));
}

/* Its items, NULL where it gave up; the exit status. */
static struct json_object *answers(long n, const char *when, int *ret_status)
{
	pid_t pid = fork();

	if (pid == 0)
		run_child(n);
	*ret_status = check_answers_wait(pid, when);
	if (*ret_status % UNHARMED == STATUS_TROUBLE)
		return NULL;
	ck_assert_int_le(*ret_status % UNHARMED, STATUS_FOUND);
	return check_answers_read(when);
}

static const struct host_state *state_of(unsigned int item, const char *overall)
{
	for (size_t i = 0; i < states.count; i++) {
		const struct host_state *s = &states.list[i];

		if (s->item == item && !s->nobody && !s->option_count &&
		    strcmp(host_state_overall(s), overall) == 0)
			return s;
	}
	return NULL;
}

static const struct {
	unsigned int item;
	const char *overall;
} tried[] = {
	{ 1, "WARN" },
	{ 7, "FAIL" },
	{ 13, "WARN" },
	{ 18, "FAIL" },
};
static const struct fault faults[] = {
	{ .error = EMFILE },
	{ .reading = true, .error = EIO },
	{ .reading = true, .error = EIO, .lasts = true },
};

START_TEST(a_call_that_fails_makes_no_wrong_answer)
{
	int which = _i / ROWS(faults);
	const struct host_state *s =
		state_of(tried[which].item, tried[which].overall);
	struct json_object *full, *items;
	char when[WHEN_SIZE];
	int status = 0;
	long n = 0;

	if (!s || geteuid() != 0)
		return;
	fault = faults[_i % ROWS(faults)];
	check_answers_lay(&states, s);
	full = answers(-1, "without a fault", &status);
	ck_assert_ptr_nonnull(full);
	for (status = 0; status < UNHARMED && n < ENOUGH; n += 1 + n / 100) {
		(void)snprintf(when, sizeof(when),
			       "where call %ld failed with %s", n,
			       strerror(fault.error));
		items = answers(n, when, &status);
		if (items)
			check_answers_hold(s, items, full, when);
		json_object_put(items);
	}
	ck_assert_int_ge(status, UNHARMED);
	ck_assert_int_gt(n, fault.reading ? 20 : 200);
	json_object_put(full);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("faults");
	TCase *tcase = tcase_create("calls");
	int failed;

	host_states_load(&states);
	tcase_set_timeout(tcase, TEST_LIMIT_S);
	tcase_add_checked_fixture(tcase, scratch_dir_enter, scratch_dir_leave);
	tcase_add_loop_test(tcase, a_call_that_fails_makes_no_wrong_answer, 0,
			    ROWS(tried) * ROWS(faults));
	suite_add_tcase(suite, tcase);
	failed = suite_run(suite);
	host_states_free(&states);
	return failed;
}
