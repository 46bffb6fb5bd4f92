// SPDX-License-Identifier: BSD-2-Clause
/*
 * On directories made to look like /proc, where nothing moves of itself; the
 * kernel's own is looked at in test_plugin_witness.c.
 */
#include <check.h>
#include <dirent.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "buf.h"
#include "proc_tree.h"
#include "scratch_dir.h"
#include "suite.h"
#include "witness.h"

#if !__GLIBC_PREREQ(2, 33)
#define mallinfo2 mallinfo
#endif

#define A "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define B "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210"
#define SCOPE(id) "0::/system.slice/docker-" id ".scope\n"

/* The machine booted at BOOT and has been up for UPTIME: NOW. */
#define BOOT 1700000000000ULL
#define UPTIME 1000000ULL /* ms */
#define NOW (BOOT + UPTIME)
/* The event: 500 s after boot, tick 50000. */
#define EVENT (BOOT + 500000)
#define TICK 50000

static int proc = -1;
static struct witnesses *witnesses;

static void enter(void)
{
	scratch_dir_enter();
	proc = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	scratch_dir_write("uptime", VIEW("1000.00 1.00\n"));
	proc_tree_process(1, "init", 0, 3);
	proc_tree_process(100, "sshd", 1, 100);
	proc_tree_process(200, "sh", 100, 20000);
	ck_assert_int_eq(symlink("200", "self"), 0);
	ck_assert_int_eq(witnesses_new(proc, &witnesses), 0);
}

static void leave(void)
{
	witnesses_free(witnesses);
	close(proc);
	scratch_dir_leave();
}

static void add_field(struct buf *out, const char *name, struct view value)
{
	if (!value.data)
		return;
	buf_printf(out, " %s=", name);
	buf_add(out, value);
}

static void print(const struct alert_witness *a, struct buf *out)
{
	buf_add_text(out, witness_name(a->state));
	if (a->started)
		buf_printf(out, " @%ju", (uintmax_t)a->started);
	add_field(out, "exe", a->executable);
	if (a->has_exe)
		buf_add_text(out, " file");
	if (a->mount_ns)
		buf_printf(out, " %ju%s", (uintmax_t)a->mount_ns,
			   a->foreign_mount_ns ? "!" : "");
	if (a->pid_ns)
		buf_printf(out, " %ju%s", (uintmax_t)a->pid_ns,
			   a->foreign_pid_ns ? "!" : "");
	add_field(out, "in", a->container_id);
	add_field(out, "called", a->container_name);
	for (size_t i = 0; i < a->ancestor_count; i++) {
		buf_printf(out, " <%u", a->ancestors[i].pid);
		add_field(out, "comm", a->ancestors[i].name);
		add_field(out, "exe", a->ancestors[i].executable);
		buf_add_text(out, ">");
	}
}

static void look_ppid(unsigned int pid, unsigned int ppid, uint64_t event,
		      const char *want)
{
	autobuf struct buf out;

	buf_init(&out, 65536);
	print(witnesses_look(witnesses, pid, ppid, event, NOW), &out);
	buf_add_byte(&out, '\0');
	ck_assert_int_eq(buf_error(&out), 0);
	ck_assert_str_eq(out.data, want);
}

static void look(unsigned int pid, const char *want)
{
	look_ppid(pid, 0, EVENT, want);
}

#define SSHD " <100 comm=sshd exe=/none/sshd>"
#define INIT " <1 comm=init exe=/none/init>"
#define SH " <200 comm=sh exe=/none/sh>"

START_TEST(a_process_on_the_host)
{
	look(200, "seen @20000 exe=/none/sh 11 22" SSHD INIT);
	look(1, "seen @3 exe=/none/init 11 22");
}
END_TEST

START_TEST(a_process_in_a_container)
{
	proc_tree_process(300, "ash", 200, 30000);
	proc_tree_link(300, "ns/mnt", "mnt:[33]");
	proc_tree_link(300, "ns/pid", "pid:[44]");
	proc_tree_file(300, "cgroup", VIEW(SCOPE(A)));
	look(300, "seen @30000 exe=/none/ash 33! 44! in=" A SH SSHD INIT);
	ck_assert(view_is(witnesses_nameless(witnesses), A));
	ck_assert_ptr_null(witnesses_nameless(witnesses).data);
	witnesses_name(witnesses, VIEW(A), VIEW("web"));
	look(300, "seen @30000 exe=/none/ash 33! 44! in=" A
		  " called=web" SH SSHD INIT);
	ck_assert_ptr_null(witnesses_nameless(witnesses).data);
}
END_TEST

START_TEST(the_file_is_the_one_that_exe_leads_to)
{
	const struct alert_witness *a;
	struct stat st;

	scratch_dir_write("program", VIEW("x"));
	ck_assert_int_eq(stat("program", &st), 0);
	proc_tree_process(300, "x", 200, 30000);
	proc_tree_link(300, "exe", "../program");
	a = witnesses_look(witnesses, 300, 0, EVENT, NOW);
	ck_assert_int_eq(a->state, WITNESS_SEEN);
	ck_assert(a->has_exe);
	ck_assert(view_is(a->executable, "../program"));
	ck_assert_uint_eq(a->exe_inode, st.st_ino);
	ck_assert_uint_eq(a->exe_major, major(st.st_dev));
	ck_assert_uint_eq(a->exe_minor, minor(st.st_dev));
}
END_TEST

START_TEST(neither_ours_nor_the_first_process_s_namespaces_are_foreign)
{
	witnesses_free(witnesses);
	proc_tree_link(1, "ns/mnt", "mnt:[55]");
	proc_tree_link(1, "ns/pid", "pid:[66]");
	ck_assert_int_eq(witnesses_new(proc, &witnesses), 0);
	look(1, "seen @3 exe=/none/init 55 66");
	look(100, "seen @100 exe=/none/sshd 11 22" INIT);
	proc_tree_link(100, "ns/mnt", "mnt:[56]");
	look(100, "seen @100 exe=/none/sshd 56! 22" INIT);
}
END_TEST

START_TEST(where_our_namespaces_are_unknown_none_is_foreign)
{
	witnesses_free(witnesses);
	ck_assert_int_eq(unlink("self"), 0);
	ck_assert_int_eq(unlink("1/ns/mnt"), 0);
	proc_tree_link(1, "ns/pid", "pid:[0]");
	ck_assert_int_eq(witnesses_new(proc, &witnesses), 0);
	look(100, "seen @100 exe=/none/sshd 11 22" INIT);
}
END_TEST

/* 500 s and the slack of 30 ms after boot: tick 50003 */
START_TEST(who_started_after_the_event_is_another)
{
	proc_tree_process(300, "x", 200, TICK + 3);
	look(300, "seen @50003 exe=/none/x 11 22" SH SSHD INIT);
	proc_tree_stat(300, "x", 'S', 200, TICK + 4);
	look(300, "another");
	look_ppid(300, 200, EVENT, "another");
	look_ppid(300, 0, EVENT + 9, "another");
	look_ppid(300, 0, EVENT + 10,
		  "seen @50004 exe=/none/x 11 22" SH SSHD INIT);
	proc_tree_stat(300, "x", 'S', 200, INT64_MAX);
	look(300, "another");
	/* before the boot there was nobody */
	look_ppid(1, 0, BOOT - 31, "another");
	look_ppid(1, 0, 0, "another");
	look_ppid(1, 0, BOOT, "seen @3 exe=/none/init 11 22");
	look_ppid(300, 0, UINT64_MAX, "another");
}
END_TEST

START_TEST(the_same_pid_with_another_start_is_looked_up_anew)
{
	proc_tree_process(300, "x", 200, 30000);
	look(300, "seen @30000 exe=/none/x 11 22" SH SSHD INIT);
	proc_tree_process(300, "y", 100, 40000);
	look(300, "seen @40000 exe=/none/y 11 22" SSHD INIT);
}
END_TEST

START_TEST(parents_are_remembered_and_all_else_is_read_again)
{
	proc_tree_process(300, "x", 200, 30000);
	look(300, "seen @30000 exe=/none/x 11 22" SH SSHD INIT);
	proc_tree_process(200, "changed", 100, 20000);
	proc_tree_stat(300, "y", 'S', 1, 30000);
	proc_tree_link(300, "exe", "/none/y");
	proc_tree_link(300, "ns/mnt", "mnt:[33]");
	proc_tree_file(300, "cgroup", VIEW(SCOPE(B)));
	look(300, "seen @30000 exe=/none/y 33! 22 in=" B SH SSHD INIT);
}
END_TEST

START_TEST(parents_that_could_not_all_be_read_are_looked_up_again)
{
	proc_tree_process(300, "x", 200, 30000);
	proc_tree_stat(200, "sh", 'S', 99, 20000);
	look(300, "seen @30000 exe=/none/x 11 22" SH);
	proc_tree_stat(200, "sh", 'S', 100, 20000);
	look(300, "seen @30000 exe=/none/x 11 22" SH SSHD INIT);
}
END_TEST

START_TEST(of_what_is_gone_the_parent_tells)
{
	look(999, "gone");
	look_ppid(999, 998, EVENT, "gone");
	look_ppid(999, 999, EVENT, "gone");
	look_ppid(999, 200, EVENT, "gone" SH SSHD INIT);
	proc_tree_file(200, "cgroup", VIEW(SCOPE(A)));
	look_ppid(999, 200, EVENT, "gone in=" A SH SSHD INIT);
	/* the parent's pid is another's by now */
	proc_tree_stat(200, "sh", 'S', 100, TICK + 4);
	look_ppid(999, 200, EVENT, "gone");
}
END_TEST

START_TEST(what_has_ended_tells_its_own_parents)
{
	proc_tree_process(300, "x", 200, 30000);
	proc_tree_stat(300, "x", 'Z', 200, 30000);
	(void)unlink("300/exe");
	(void)unlink("300/ns/mnt");
	(void)unlink("300/ns/pid");
	look_ppid(300, 100, EVENT, "gone @30000" SH SSHD INIT);
	proc_tree_file(200, "cgroup", VIEW(SCOPE(A)));
	look(300, "gone @30000 in=" A SH SSHD INIT);
	proc_tree_file(300, "cgroup", VIEW(SCOPE(B)));
	look(300, "gone @30000 in=" B SH SSHD INIT);
}
END_TEST

START_TEST(a_kernel_thread_has_no_executable)
{
	proc_tree_process(300, "kworker/u8:3-events_unbound", 2, 5);
	(void)unlink("300/exe");
	look(300, "seen @5 11 22");
	proc_tree_process(301, "x", 300, 6);
	look(301, "seen @6 exe=/none/x 11 22 <300 "
		  "comm=kworker/u8:3-events_unbound>");
}
END_TEST

START_TEST(eight_parents_are_said_the_nearest_first)
{
	for (unsigned int i = 0; i < 12; i++)
		proc_tree_process(300 + i, "x", i ? 299 + i : 200, 30000 + i);
#define X(pid) " <" #pid " comm=x exe=/none/x>"
	look(311, "seen @30011 exe=/none/x 11 22" X(310) X(309) X(308) X(307)
			  X(306) X(305) X(304) X(303));
	look_ppid(999, 311, EVENT,
		  "gone" X(311) X(310) X(309) X(308) X(307) X(306) X(305)
			  X(304));
	look(307, "seen @30007 exe=/none/x 11 22" X(306) X(305) X(304) X(303)
			  X(302) X(301) X(300) SH);
}
END_TEST

START_TEST(circles_end)
{
	proc_tree_process(300, "x", 300, 30000);
	look(300, "seen @30000 exe=/none/x 11 22");
	proc_tree_process(301, "x", 302, 30000);
	proc_tree_process(302, "x", 303, 30000);
	proc_tree_process(303, "x", 302, 30000);
	look(301, "seen @30000 exe=/none/x 11 22" X(302) X(303));
	proc_tree_process(304, "x", 305, 30000);
	proc_tree_process(305, "x", 304, 30000);
	look(304, "seen @30000 exe=/none/x 11 22" X(305));
	look_ppid(999, 304, EVENT, "gone" X(304) X(305));
}
END_TEST

START_TEST(no_parent_is_younger_than_its_child)
{
	proc_tree_process(300, "x", 301, 30000);
	proc_tree_process(301, "x", 1, 30001);
	look(300, "seen @30000 exe=/none/x 11 22");
	proc_tree_stat(301, "x", 'S', 1, 30000);
	look(300, "seen @30000 exe=/none/x 11 22" X(301) INIT);
}
END_TEST

START_TEST(names_are_any_bytes_and_too_long_ones_are_not_said)
{
	char exe[WITNESS_MAX_PARENT_EXE + 1];

	memset(exe, 'e', sizeof(exe));
	exe[WITNESS_MAX_PARENT_EXE] = '\0';
	proc_tree_process(300, "x", 200, 30000);
	proc_tree_stat(300, "a) R 1 (\n\xff", 'S', 200, 30000);
	proc_tree_link(300, "exe", exe);
	proc_tree_process(301, "x", 300, 30000);
	look(301,
	     "seen @30000 exe=/none/x 11 22 <300 comm=a) R 1 (\n\xff>" SH SSHD
		     INIT);
	proc_tree_link(300, "exe", exe + 1);
	ck_assert_uint_eq(witnesses_look(witnesses, 301, 0, EVENT, NOW)
				  ->ancestors[0]
				  .executable.size,
			  0);
	proc_tree_stat(301, "x", 'S', 300, 30001);
	ck_assert_uint_eq(witnesses_look(witnesses, 301, 0, EVENT, NOW)
				  ->ancestors[0]
				  .executable.size,
			  WITNESS_MAX_PARENT_EXE - 1);
}
END_TEST

START_TEST(what_cannot_be_told_apart_is_refused)
{
	scratch_dir_write("uptime", VIEW("1000"));
	look_ppid(200, 100, EVENT, "refused");
	(void)unlink("uptime");
	look_ppid(999, 100, EVENT, "refused");
	scratch_dir_write("uptime", VIEW("1000.00 1.00\n"));
	proc_tree_file(200, "stat", VIEW("200 (sh) S 100"));
	look_ppid(200, 100, EVENT, "refused");
	proc_tree_file(200, "stat", VIEW(""));
	look(200, "refused");
}
END_TEST

START_TEST(a_cut_control_group_is_no_container)
{
	static char long_text[20000];

	memset(long_text, 'g', sizeof(long_text));
	proc_tree_file(200, "cgroup", VIEW("0::/docker/" A));
	look(200, "seen @20000 exe=/none/sh 11 22" SSHD INIT);
	proc_tree_file(200, "cgroup", view_from(long_text, sizeof(long_text)));
	look(200, "seen @20000 exe=/none/sh 11 22" SSHD INIT);
	memcpy(long_text, SCOPE(A), sizeof(SCOPE(A)) - 1);
	proc_tree_file(200, "cgroup", view_from(long_text, sizeof(long_text)));
	look(200, "seen @20000 exe=/none/sh 11 22 in=" A SSHD INIT);
}
END_TEST

static size_t count_descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	size_t count = 0;

	ck_assert_ptr_nonnull(dir);
	while (readdir(dir))
		count++;
	closedir(dir);
	return count;
}

START_TEST(looking_keeps_no_memory_and_no_descriptor)
{
	size_t before = count_descriptors();
	size_t used = mallinfo2().uordblks;

	for (unsigned int i = 0; i < 3000; i++) {
		proc_tree_stat(200, "sh", 'S', 100, 20000 + i);
		(void)witnesses_look(witnesses, 200, 0, EVENT, NOW);
		(void)witnesses_look(witnesses, 999, 200, EVENT, NOW);
		(void)witnesses_look(witnesses, 100, 0, BOOT, NOW);
	}
	ck_assert_uint_eq(mallinfo2().uordblks, used);
	ck_assert_uint_eq(count_descriptors(), before);
	look(200, "seen @22999 exe=/none/sh 11 22" SSHD INIT);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("witness");
	TCase *tcase = tcase_create("witness");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, enter, leave);
	tcase_add_test(tcase, a_process_on_the_host);
	tcase_add_test(tcase, a_process_in_a_container);
	tcase_add_test(tcase, the_file_is_the_one_that_exe_leads_to);
	tcase_add_test(
		tcase,
		neither_ours_nor_the_first_process_s_namespaces_are_foreign);
	tcase_add_test(tcase, where_our_namespaces_are_unknown_none_is_foreign);
	tcase_add_test(tcase, who_started_after_the_event_is_another);
	tcase_add_test(tcase,
		       the_same_pid_with_another_start_is_looked_up_anew);
	tcase_add_test(tcase,
		       parents_are_remembered_and_all_else_is_read_again);
	tcase_add_test(tcase,
		       parents_that_could_not_all_be_read_are_looked_up_again);
	tcase_add_test(tcase, of_what_is_gone_the_parent_tells);
	tcase_add_test(tcase, what_has_ended_tells_its_own_parents);
	tcase_add_test(tcase, a_kernel_thread_has_no_executable);
	tcase_add_test(tcase, eight_parents_are_said_the_nearest_first);
	tcase_add_test(tcase, circles_end);
	tcase_add_test(tcase, no_parent_is_younger_than_its_child);
	tcase_add_test(tcase,
		       names_are_any_bytes_and_too_long_ones_are_not_said);
	tcase_add_test(tcase, what_cannot_be_told_apart_is_refused);
	tcase_add_test(tcase, a_cut_control_group_is_no_container);
	tcase_add_test(tcase, looking_keeps_no_memory_and_no_descriptor);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
