// SPDX-License-Identifier: BSD-2-Clause
/*
 * Few descriptors: with any RLIMIT_NOFILE, each item is answered as it would be
 * with plenty, or UNKNOWN; never otherwise, since what could not be opened may
 * be what decides.
 */
#include <check.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "built.h"
#include "check_answers.h"
#include "scratch_dir.h"
#include "suite.h"

#define FEWEST 3 /* standard input, output and error are three */
#define MOST 40
#define PLENTY 1024
#define WHEN_SIZE 64
#define TEST_LIMIT_S 120
#define STATUS_TROUBLE 2
#define STATUS_NO_LIBRARIES 127

static struct host_states states;
static char program[PATH_MAX];

static void run_child(rlim_t limit)
{
	const struct rlimit few = { limit, limit };
	int out = open("out", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (out < 0 || null < 0 || dup2(null, STDIN_FILENO) < 0 ||
	    dup2(out, STDOUT_FILENO) < 0 || dup2(null, STDERR_FILENO) < 0)
		_exit(126);
	for (int fd = 3; fd < PLENTY; fd++)
		(void)close(fd);
	if (setrlimit(RLIMIT_NOFILE, &few) < 0)
		_exit(126);
	(void)execl(program, program, "check", "--root", "root", "--format",
		    "json", (char *)NULL);
	_exit(126);
}

/* Its items; NULL where it gave up, and said so by its status. */
static struct json_object *answers(rlim_t limit, const char *when)
{
	pid_t pid = fork();
	int status;

	if (pid == 0)
		run_child(limit);
	status = check_answers_wait(pid, when);
	if (status == STATUS_TROUBLE || status == STATUS_NO_LIBRARIES)
		return NULL;
	ck_assert_int_le(status, 1);
	return check_answers_read(when);
}

/* An item's first state that is to be looked at: what makes it one is as a
 * rule a file that few descriptors may hide. */
static const struct host_state *state_of(unsigned int item)
{
	const struct host_state *found = NULL;

	for (size_t i = 0; i < states.count; i++) {
		const struct host_state *s = &states.list[i];

		if (s->item != item || s->nobody || s->option_count)
			continue;
		if (strcmp(host_state_overall(s), "WARN") == 0)
			return s;
		if (!found || strcmp(host_state_overall(s), "FAIL") == 0)
			found = s;
	}
	return found;
}

static void try_state(const struct host_state *s)
{
	struct json_object *full;

	check_answers_lay(&states, s);
	full = answers(PLENTY, "with plenty");
	ck_assert_ptr_nonnull(full);
	for (rlim_t limit = FEWEST; limit <= MOST; limit++) {
		struct json_object *few;
		char when[WHEN_SIZE];

		(void)snprintf(when, sizeof(when), "with %lu descriptors",
			       limit);
		few = answers(limit, when);
		if (few)
			check_answers_hold(s, few, full, when);
		json_object_put(few);
	}
	json_object_put(full);
}

START_TEST(few_descriptors_make_no_wrong_answer)
{
	const struct host_state *s = state_of((unsigned int)_i);

	if (s && geteuid() == 0)
		try_state(s);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("few files");
	TCase *tree = tcase_create("limits");
	int failed;

	built_find("dockwarden", program);
	host_states_load(&states);
	tcase_set_timeout(tree, TEST_LIMIT_S);
	tcase_add_checked_fixture(tree, scratch_dir_enter, scratch_dir_leave);
	tcase_add_loop_test(tree, few_descriptors_make_no_wrong_answer, 1,
			    HOST_ITEMS + 1);
	suite_add_tcase(suite, tree);
	failed = suite_run(suite);
	host_states_free(&states);
	return failed;
}
