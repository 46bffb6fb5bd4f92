// SPDX-License-Identifier: BSD-2-Clause
/*
 * What the kernel's own /proc shows of processes made for it.
 */
#include <check.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "suite.h"
#include "witness.h"

#define NOBODY 65534

static int proc = -1;
static struct witnesses *witnesses;

static void enter(void)
{
	proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	ck_assert_int_ge(proc, 0);
	ck_assert_int_eq(witnesses_new(proc, &witnesses), 0);
}

static void leave(void)
{
	witnesses_free(witnesses);
	close(proc);
}

static uint64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static const struct alert_witness *look(pid_t pid, pid_t ppid)
{
	uint64_t now = now_ms();

	return witnesses_look(witnesses, (uint32_t)pid, (uint32_t)ppid, now,
			      now);
}

/* A child that says on a pipe when it is ready and ends with its input. */
struct child {
	pid_t pid;
	int to, from;
};

static struct child start(void (*prepare)(void))
{
	int in[2], out[2];
	struct child child;
	char byte;

	ck_assert_int_eq(pipe2(in, O_CLOEXEC), 0);
	ck_assert_int_eq(pipe2(out, O_CLOEXEC), 0);
	child = (struct child){ fork(), in[1], out[0] };
	ck_assert_int_ge(child.pid, 0);
	if (child.pid == 0) {
		close(in[1]);
		prepare();
		if (write(out[1], "r", 1) != 1 || read(in[0], &byte, 1) != 1)
			_exit(1);
		dup2(in[0], 0);
		dup2(out[1], 1);
		execlp("cat", "cat", (char *)NULL);
		_exit(1);
	}
	close(in[0]);
	close(out[1]);
	ck_assert_int_eq(read(child.from, &byte, 1), 1);
	return child;
}

/* It runs cat when this returns. */
static void make_exec(struct child *child)
{
	char byte;

	ck_assert_int_eq(write(child->to, "gx", 2), 2);
	ck_assert_int_eq(read(child->from, &byte, 1), 1);
}

static void end(struct child *child)
{
	close(child->to);
	close(child->from);
	ck_assert_int_eq(waitpid(child->pid, NULL, 0), child->pid);
}

static void nothing(void)
{
}

START_TEST(our_own_process)
{
	const struct alert_witness *a = look(getpid(), 0);
	char exe[PATH_MAX];
	struct stat st;
	ssize_t size = readlink("/proc/self/exe", exe, sizeof(exe));

	ck_assert_int_gt(size, 0);
	ck_assert_int_eq(stat("/proc/self/exe", &st), 0);
	ck_assert_int_eq(a->state, WITNESS_SEEN);
	ck_assert(view_equal(a->executable, view_from(exe, (size_t)size)));
	ck_assert(a->has_exe);
	ck_assert_uint_eq(a->exe_inode, st.st_ino);
	ck_assert_uint_eq(a->exe_major, major(st.st_dev));
	ck_assert_uint_eq(a->exe_minor, minor(st.st_dev));
	ck_assert_int_eq(stat("/proc/self/ns/mnt", &st), 0);
	ck_assert_uint_eq(a->mount_ns, st.st_ino);
	ck_assert_int_eq(stat("/proc/self/ns/pid", &st), 0);
	ck_assert_uint_eq(a->pid_ns, st.st_ino);
	ck_assert(!a->foreign_mount_ns && !a->foreign_pid_ns);
	ck_assert_uint_gt(a->started, 0);
	ck_assert_uint_ge(a->ancestor_count, 1);
	ck_assert_uint_eq(a->ancestors[0].pid, (uint32_t)getppid());
	ck_assert(a->ancestors[0].name.size > 0);
}
END_TEST

START_TEST(the_first_process_has_no_parents)
{
	const struct alert_witness *a = look(1, 0);

	ck_assert(a->state == WITNESS_SEEN || a->state == WITNESS_REFUSED);
	ck_assert_uint_eq(a->ancestor_count, 0);
	ck_assert(!a->foreign_mount_ns && !a->foreign_pid_ns);
}
END_TEST

START_TEST(execve_changes_the_file_and_not_the_process)
{
	struct child child = start(nothing);
	const struct alert_witness *a = look(child.pid, 0);
	uint64_t started = a->started, inode = a->exe_inode;

	ck_assert_int_eq(a->state, WITNESS_SEEN);
	ck_assert(view_ends(a->executable, VIEW("test_plugin_witness")));
	make_exec(&child);
	a = look(child.pid, 0);
	ck_assert_int_eq(a->state, WITNESS_SEEN);
	ck_assert_uint_eq(a->started, started);
	ck_assert(!view_ends(a->executable, VIEW("test_plugin_witness")));
	ck_assert_uint_ne(a->exe_inode, inode);
	ck_assert_uint_eq(a->ancestors[0].pid, (uint32_t)getpid());
	end(&child);
}
END_TEST

START_TEST(a_process_dead_and_one_that_was_waited_for)
{
	pid_t pid = fork();
	const struct alert_witness *a;
	siginfo_t info;

	ck_assert_int_ge(pid, 0);
	if (pid == 0)
		_exit(0);
	ck_assert_int_eq(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
	a = look(pid, 0);
	ck_assert_int_eq(a->state, WITNESS_GONE);
	ck_assert(!a->has_exe && !a->executable.data);
	ck_assert_uint_gt(a->started, 0);
	ck_assert_uint_eq(a->ancestors[0].pid, (uint32_t)getpid());
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
	a = look(pid, getpid());
	ck_assert_int_eq(a->state, WITNESS_GONE);
	ck_assert_uint_eq(a->started, 0);
	ck_assert_uint_ge(a->ancestor_count, 2);
	ck_assert_uint_eq(a->ancestors[0].pid, (uint32_t)getpid());
	ck_assert_uint_eq(a->ancestors[1].pid, (uint32_t)getppid());
	a = look(pid, 0);
	ck_assert_int_eq(a->state, WITNESS_GONE);
	ck_assert_uint_eq(a->ancestor_count, 0);
}
END_TEST

/* For as long as a process has lived its events are its own. */
START_TEST(an_event_at_any_time_of_its_life_is_the_process_s_own)
{
	uint64_t before = now_ms();
	struct child child = start(nothing);
	uint64_t after = now_ms();
	uint32_t pid = (uint32_t)child.pid;

	ck_assert_int_eq(
		witnesses_look(witnesses, pid, 0, after, now_ms())->state,
		WITNESS_SEEN);
	/* slack, and what the clocks cut off */
	ck_assert_int_eq(witnesses_look(witnesses, pid, 0,
					before - WITNESS_SLACK - 25, now_ms())
				 ->state,
			 WITNESS_ANOTHER);
	end(&child);
}
END_TEST

static void name_it(void)
{
	prctl(PR_SET_NAME, "a) Z 1 (\n)");
}

START_TEST(a_comm_that_looks_like_the_rest_of_the_line)
{
	struct child child = start(name_it);
	const struct alert_witness *a = look(child.pid, 0);

	ck_assert_int_eq(a->state, WITNESS_SEEN);
	ck_assert_uint_eq(a->ancestors[0].pid, (uint32_t)getpid());
	a = look(4000000, child.pid);
	ck_assert_int_eq(a->state, WITNESS_GONE);
	ck_assert(view_is(a->ancestors[0].name, "a) Z 1 (\n)"));
	end(&child);
}
END_TEST

static void move_away(void)
{
	pid_t pid;

	if (unshare(CLONE_NEWNS | CLONE_NEWPID) < 0)
		_exit(1);
	/* the new pid namespace is that of children only */
	pid = fork();
	if (pid > 0) {
		waitpid(pid, NULL, 0);
		_exit(0);
	}
}

/* The only child of pid. */
static pid_t child_of(pid_t pid)
{
	char path[64];
	FILE *file;
	int child = 0;

	(void)snprintf(path, sizeof(path), "/proc/%d/task/%d/children", pid,
		       pid);
	file = fopen(path, "r");
	ck_assert_ptr_nonnull(file);
	ck_assert_int_eq(fscanf(file, "%d", &child), 1);
	fclose(file);
	return child;
}

START_TEST(a_process_in_other_namespaces)
{
	const struct alert_witness *a;
	struct child child;

	if (geteuid() != 0) {
		printf("skipped: namespaces are made by root\n");
		return;
	}
	child = start(move_away);
	a = look(child.pid, 0);
	ck_assert_int_eq(a->state, WITNESS_SEEN);
	ck_assert(a->foreign_mount_ns && !a->foreign_pid_ns);
	a = look(child_of(child.pid), 0);
	ck_assert_int_eq(a->state, WITNESS_SEEN);
	ck_assert(a->foreign_mount_ns && a->foreign_pid_ns);
	ck_assert_uint_eq(a->ancestors[0].pid, (uint32_t)child.pid);
	ck_assert_uint_eq(a->ancestors[1].pid, (uint32_t)getpid());
	end(&child);
}
END_TEST

/* Of the exit code: what held of a look at a process of root's. */
static int look_as_nobody(pid_t pid)
{
	const struct alert_witness *a;

	if (setresgid(NOBODY, NOBODY, NOBODY) < 0 ||
	    setresuid(NOBODY, NOBODY, NOBODY) < 0)
		return 1;
	a = look(pid, 0);
	if (a->state != WITNESS_REFUSED)
		return 2;
	if (a->has_exe || a->executable.data || a->mount_ns || a->pid_ns)
		return 3;
	if (!a->started || !a->ancestor_count || !a->ancestors[0].name.size)
		return 4;
	return 0;
}

START_TEST(a_process_that_we_may_not_look_at)
{
	pid_t us = getpid(), pid;
	int status = 0;

	if (geteuid() != 0) {
		printf("skipped: only root can become nobody\n");
		return;
	}
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0)
		_exit(look_as_nobody(us));
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	ck_assert_int_eq(WEXITSTATUS(status), 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("plugin_witness");
	TCase *tcase = tcase_create("plugin_witness");

	tcase_add_checked_fixture(tcase, enter, leave);
	tcase_add_test(tcase, our_own_process);
	tcase_add_test(tcase, the_first_process_has_no_parents);
	tcase_add_test(tcase, execve_changes_the_file_and_not_the_process);
	tcase_add_test(tcase, a_process_dead_and_one_that_was_waited_for);
	tcase_add_test(tcase,
		       an_event_at_any_time_of_its_life_is_the_process_s_own);
	tcase_add_test(tcase, a_comm_that_looks_like_the_rest_of_the_line);
	tcase_add_test(tcase, a_process_in_other_namespaces);
	tcase_add_test(tcase, a_process_that_we_may_not_look_at);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
