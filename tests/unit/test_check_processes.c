// SPDX-License-Identifier: BSD-2-Clause
/* Processes that hold a protected gid, by what /proc shows of them. */
#include <check.h>
#include <stdlib.h>

#include "check_scene.h"
#include "suite.h"

#define NAME(name) "Name:\t" name "\n"
#define UIDS(uid) "Uid:\t" uid "\t" uid "\t" uid "\t" uid "\n"
#define GIDS(gid) "Gid:\t" gid "\t" gid "\t" gid "\t" gid "\n"
#define GROUPS(groups) "Groups:\t" groups " \n"

#define MALLORY NAME("bash") UIDS("1001") GIDS("1001")
#define HOLDER MALLORY GROUPS("27 @G")

#define STATUS "proc/77/status"
#define CGROUP "proc/77/cgroup"
#define LOGIN "proc/77/loginuid"
#define HOLDS "1 process of mallory (uid 1001) holds docker (gid @G)"
#define NOBODY "no process of an untrusted user holds a protected gid"

static const struct scene_row rows[] = {
	{ "a supplementary group after the removal fails",
	  { { STATUS, HOLDER } },
	  CHECK_FAIL,
	  CHECK_FAIL,
	  HOLDS,
	  "77 (bash)",
	  "kill 77" },
	{ "an effective gid alone fails",
	  { { STATUS,
	      NAME("x") UIDS("1001") "Gid:\t1001\t@G\t1001\t1001\n" GROUPS(
		      "27") } },
	  CHECK_FAIL,
	  CHECK_FAIL,
	  HOLDS,
	  "77 (x)",
	  NULL },
	{ "a saved gid alone fails",
	  { { STATUS,
	      NAME("x") UIDS("1001") "Gid:\t1001\t1001\t@G\t1001\n" GROUPS(
		      "") } },
	  CHECK_FAIL,
	  CHECK_FAIL,
	  HOLDS,
	  "77 (x)",
	  NULL },
	{ "a real gid alone fails",
	  { { STATUS,
	      NAME("x") UIDS("1001") "Gid:\t@G\t1001\t1001\t1001\n" GROUPS(
		      "") } },
	  CHECK_FAIL,
	  CHECK_FAIL,
	  HOLDS,
	  "77 (x)",
	  NULL },
	{ "a process without the gid passes",
	  { { STATUS, MALLORY GROUPS("27 @A") } },
	  CHECK_PASS,
	  CHECK_PASS,
	  NOBODY,
	  "2 processes",
	  NULL },
	{ "a trusted user's process passes",
	  { { STATUS, NAME("bash") UIDS("1000") GIDS("1000") GROUPS("@G") } },
	  CHECK_PASS,
	  CHECK_PASS,
	  NOBODY,
	  "",
	  NULL },
	{ "a member of a trusted group passes",
	  { { STATUS, NAME("bash") UIDS("1003") GIDS("@G") GROUPS("") } },
	  CHECK_PASS,
	  CHECK_PASS,
	  NOBODY,
	  "",
	  NULL },
	{ "root's process passes",
	  { { STATUS, NAME("dockerd") UIDS("0") GIDS("@G") GROUPS("@G") } },
	  CHECK_PASS,
	  CHECK_PASS,
	  NOBODY,
	  "",
	  NULL },
	{ "a setuid program that mallory runs does not",
	  { { STATUS,
	      NAME("su") "Uid:\t1001\t0\t0\t0\n" GIDS("@G") GROUPS("") } },
	  CHECK_FAIL,
	  CHECK_FAIL,
	  HOLDS,
	  "77 (su)",
	  NULL },
	{ "a uid that no user has fails",
	  { { STATUS, NAME("x") UIDS("5555") GIDS("1") GROUPS("@G") } },
	  CHECK_FAIL,
	  CHECK_FAIL,
	  "1 process of uid 5555 holds docker",
	  "",
	  NULL },
	{ "a thread that holds it fails",
	  { { STATUS, MALLORY GROUPS("27") },
	    { "proc/77/task/78/status", HOLDER } },
	  CHECK_FAIL,
	  CHECK_FAIL,
	  HOLDS,
	  "77 (bash)",
	  NULL },
	{ "the session is named",
	  { { STATUS, HOLDER },
	    { CGROUP, "0::/user.slice/user-1001.slice/session-5.scope\n" },
	    { LOGIN, "1001" } },
	  CHECK_FAIL,
	  CHECK_FAIL,
	  HOLDS,
	  "mallory (uid 1001), login mallory (uid 1001), session-5: 77",
	  "loginctl terminate-user mallory, or kill 77" },
	{ "an older systemd of his own is named",
	  { { STATUS, HOLDER },
	    { CGROUP, "0::/user.slice/user-1001.slice/user@1001.service/"
		      "init.scope\n" } },
	  CHECK_FAIL,
	  CHECK_FAIL,
	  HOLDS,
	  "under his own systemd",
	  "loginctl terminate-user mallory" },
	{ "without a login it says so",
	  { { STATUS, HOLDER }, { LOGIN, "4294967295" } },
	  CHECK_FAIL,
	  CHECK_FAIL,
	  HOLDS,
	  "no login uid",
	  NULL },
	{ "a container's process is a warning: there it is another group",
	  { { STATUS, HOLDER },
	    { CGROUP, "0::/system.slice/docker-0123456789abcdef.scope\n" } },
	  CHECK_WARN,
	  CHECK_WARN,
	  HOLDS,
	  "in a container",
	  "container" },
	{ "a cgroup that a user calls docker is no container",
	  { { STATUS, HOLDER },
	    { CGROUP, "0::/user.slice/user-1001.slice/user@1001.service/"
		      "docker-0123456789abcdef.scope\n" } },
	  CHECK_FAIL,
	  CHECK_FAIL,
	  HOLDS,
	  "77 (bash)",
	  NULL },
	{ "a hostile process name stays one word",
	  { { STATUS, NAME("a) root (\x1b[1m\xff") UIDS("1001") GIDS("1001")
			      GROUPS("@G") } },
	  CHECK_FAIL,
	  CHECK_FAIL,
	  HOLDS,
	  "77 (\"a) root (\\x1b[1m\\xff\")",
	  NULL },
	{ "a name that a shell would run is not in the remedy",
	  { { "etc/passwd", SCENE_PASSWD "a;reboot:x:1008:1008::/:\n" },
	    { STATUS, NAME("x") UIDS("1008") GIDS("1") GROUPS("@G") },
	    { CGROUP, "0::/user.slice/user-1008.slice/session-9.scope\n" } },
	  CHECK_FAIL,
	  CHECK_FAIL,
	  "\"a;reboot\" (uid 1008)",
	  "",
	  "loginctl terminate-user 1008, or kill 77" },
	{ "a status that cannot be read is unknown",
	  { { STATUS, SCENE_DIRECTORY } },
	  CHECK_UNKNOWN,
	  CHECK_UNKNOWN,
	  "not all processes",
	  "1 looked at, 1 unreadable",
	  "as root" },
	{ "a status that is none is unknown",
	  { { STATUS, "Name:\tx\nUid:\t1001\n" } },
	  CHECK_UNKNOWN,
	  CHECK_UNKNOWN,
	  "not all processes",
	  "1 unreadable",
	  NULL },
	{ "where process 1 is hidden, others are",
	  { { "proc/1/status", SCENE_NONE },
	    { "proc/1", SCENE_NONE },
	    { STATUS, MALLORY GROUPS("") } },
	  CHECK_UNKNOWN,
	  CHECK_UNKNOWN,
	  "not all processes",
	  "process 1 is not shown",
	  NULL },
	{ "an image has no processes",
	  { { "proc/1/status", SCENE_NONE }, { "proc/1", SCENE_NONE } },
	  CHECK_PASS,
	  CHECK_NA,
	  "not a running host",
	  "",
	  NULL },
	{ "a process that ended meanwhile is none",
	  { { CGROUP, "0::/\n" } },
	  CHECK_PASS,
	  CHECK_PASS,
	  NOBODY,
	  "1 process",
	  NULL },
	{ "users who could not be read are not accused",
	  { { "etc/passwd", SCENE_DIRECTORY }, { STATUS, HOLDER } },
	  CHECK_UNKNOWN,
	  CHECK_UNKNOWN,
	  "could not be read",
	  "etc/passwd",
	  NULL },
};

START_TEST(a_state_of_proc_is_judged)
{
	scene_judge(&rows[_i]);
}
END_TEST

static void write_process(unsigned int pid, unsigned int session)
{
	char path[64], text[64];

	(void)snprintf(path, sizeof(path), "proc/%u/status", pid);
	scene_write(path, HOLDER);
	(void)snprintf(path, sizeof(path), "proc/%u/sessionid", pid);
	(void)snprintf(text, sizeof(text), "%u", session);
	scene_write(path, text);
}

START_TEST(sixty_processes_of_a_session_are_counted)
{
	const struct check_finding *found;
	struct scene s;

	for (unsigned int i = 0; i < 60; i++)
		write_process(100 + i, 7);
	scene_open(&s);
	check_users(&s.host, &s.result);
	found = scene_find(&s, CHECK_FAIL, "60 processes of mallory",
			   "audit session 7");
	ck_assert_ptr_nonnull(found);
	ck_assert_ptr_nonnull(strstr(found->evidence, ", and 10 more"));
	ck_assert_ptr_nonnull(strstr(found->remedy, "check again"));
	scene_close(&s);
}
END_TEST

START_TEST(more_sessions_than_are_told_apart_are_said)
{
	struct scene s;

	for (unsigned int i = 0; i < 203; i++)
		write_process(100 + i, i);
	scene_open(&s);
	check_users(&s.host, &s.result);
	ck_assert_ptr_nonnull(
		scene_find(&s, CHECK_FAIL, "further sessions", "3 processes"));
	scene_close(&s);
}
END_TEST

/* NGROUPS_MAX: 65,536 groups of ten digits, the protected one last. */
START_TEST(the_last_of_65536_groups_is_seen)
{
	autobuf struct buf text;
	struct scene s;

	buf_init(&text, (size_t)1 << 20);
	buf_add_text(&text, MALLORY "Groups:\t");
	for (unsigned int i = 0; i < 65535; i++)
		buf_printf(&text, "%u ", 1000000000 + i);
	buf_printf(&text, "%u \n", scene_gid());
	scene_directories(STATUS);
	scratch_dir_write(STATUS, buf_view(&text));
	scene_open(&s);
	check_users(&s.host, &s.result);
	ck_assert_ptr_nonnull(
		scene_find(&s, CHECK_FAIL, "1 process of mallory", "77"));
	scene_close(&s);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("check_processes");
	TCase *tcase = tcase_create("check_processes");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, scene_enter, scratch_dir_leave);
	tcase_add_loop_test(tcase, a_state_of_proc_is_judged, 0,
			    sizeof(rows) / sizeof(rows[0]));
	tcase_add_test(tcase, sixty_processes_of_a_session_are_counted);
	tcase_add_test(tcase, more_sessions_than_are_told_apart_are_said);
	tcase_add_test(tcase, the_last_of_65536_groups_is_seen);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
