// SPDX-License-Identifier: BSD-2-Clause
/*
 * The module as libpam loads it: every row of the policy's and of the errors'
 * table (pam_dockwarden(8)).
 */
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pam_scene.h"

#define HUGE_MEMBERS 40000 /* 340 KB of one line and more */
/* nss_wrapper reads them in square time, of which a sanitizer makes minutes. */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED
#endif
#endif
#ifdef SANITIZED
#define MANY_GROUPS 4096
#define TRANSACTIONS 100
#else
#define MANY_GROUPS 65536
#define TRANSACTIONS 1000
#endif

#define TRUSTING                                             \
	"{\"version\":1,\"trusted\":{\"users\":[\"alice\"]," \
	"\"groups\":[\"docker-admins\"]}}"
#define BROKEN "{\"version\":1,\"trused\":{}}"

enum ask { ACCOUNT, SESSION, SETCRED };

static int ask_of(pam_handle_t *pamh, enum ask ask, int flags)
{
	switch (ask) {
	case ACCOUNT:
		return pam_acct_mgmt(pamh, flags);
	case SESSION:
		return pam_open_session(pamh, flags);
	case SETCRED:
		break;
	}
	return pam_setcred(pamh, flags);
}

static int ask_service(const char *service, enum ask ask, const char *user,
		       const char *arguments)
{
	pam_handle_t *pamh = pam_scene_start(service, user, arguments);
	int code = ask_of(pamh, ask, 0);

	ck_assert_int_eq(pam_end(pamh, code), PAM_SUCCESS);
	ck_assert_int_eq(pam_traces.trapped, 0);
	return code;
}

static int ask(enum ask what, const char *user, const char *arguments)
{
	return ask_service("login", what, user, arguments);
}

static void forget(void)
{
	memset(&pam_traces, 0, sizeof(pam_traces));
}

/* The process gets a user's groups, as initgroups(3) gives them. */
static void become(const char *user, gid_t gid)
{
	ck_assert_int_eq(initgroups(user, gid), 0);
}

static bool carries(gid_t gid)
{
	gid_t list[64];
	int count = getgroups(64, list);

	for (int i = 0; i < count; i++)
		if (list[i] == gid)
			return true;
	return false;
}

static const struct {
	const char *policy; /* NULL: there is no file */
	const char *arguments;
	const char *user;
	int account, session;
	const char *log; /* begins a line of it; NULL: nothing is logged */
} rows[] = {
	/* No policy is the built-in one: nobody is trusted. */
	{ NULL, "", "root", PAM_SUCCESS, PAM_SUCCESS, NULL },
	{ NULL, "", "toor", PAM_SUCCESS, PAM_SUCCESS, NULL },
	{ NULL, "", "bob", PAM_SUCCESS, PAM_SUCCESS, NULL },
	{ NULL, "", "alice", PAM_PERM_DENIED, PAM_PERM_DENIED, "5 denied: " },
	{ NULL, "", "mallory", PAM_PERM_DENIED, PAM_PERM_DENIED,
	  "5 denied: user=mallory uid=1002 service=login group=docker gid=600 "
	  "member=supplementary rule=SSE_SEC_APP_DOCKER_03 policy=built-in "
	  "why=\"not trusted by the policy\"\n" },
	{ NULL, "", "pguser", PAM_PERM_DENIED, PAM_PERM_DENIED,
	  "5 denied: user=pguser uid=1004 service=login group=docker gid=600 "
	  "member=primary " },
	{ NULL, "", "eve", PAM_PERM_DENIED, PAM_PERM_DENIED, "5 denied: " },
	{ NULL, "", "nosuch", PAM_USER_UNKNOWN, PAM_SUCCESS, NULL },
	{ NULL, "onerr=allow", "mallory", PAM_PERM_DENIED, PAM_PERM_DENIED,
	  "5 denied: " },
	/* Who is trusted: by name, by uid, by a group. */
	{ TRUSTING, "", "alice", PAM_SUCCESS, PAM_SUCCESS, NULL },
	{ TRUSTING, "", "carol", PAM_SUCCESS, PAM_SUCCESS, NULL },
	{ TRUSTING, "", "mallory", PAM_PERM_DENIED, PAM_PERM_DENIED,
	  "5 denied: " },
	{ TRUSTING, "", "bob", PAM_SUCCESS, PAM_SUCCESS, NULL },
	{ "{\"version\":1,\"trusted\":{\"users\":[1002]}}", "", "mallory",
	  PAM_SUCCESS, PAM_SUCCESS, NULL },
	{ "{\"version\":1,\"trusted\":{\"users\":[\"1002\"]}}", "", "mallory",
	  PAM_PERM_DENIED, PAM_PERM_DENIED, "5 denied: " },
	{ "{\"version\":1,\"trusted\":{\"groups\":[\"nosuch\"]}}", "",
	  "mallory", PAM_PERM_DENIED, PAM_PERM_DENIED, "5 denied: " },
	/* What is protected. */
	{ "{\"version\":1,\"docker_groups\":[\"docker-admins\"]}", "", "carol",
	  PAM_PERM_DENIED, PAM_PERM_DENIED, "5 denied: " },
	{ "{\"version\":1,\"docker_groups\":[\"docker-admins\"]}", "",
	  "mallory", PAM_SUCCESS, PAM_SUCCESS, NULL },
	{ "{\"version\":1,\"docker_groups\":[]}", "", "mallory", PAM_SUCCESS,
	  PAM_SUCCESS, NULL },
	{ "{\"version\":1,\"docker_groups\":[\"nosuch\"]}", "", "mallory",
	  PAM_SUCCESS, PAM_SUCCESS, NULL },
	/* The action, of the policy and of the service. */
	{ "{\"version\":1,\"login\":{\"action\":\"strip\"}}", "", "mallory",
	  PAM_SUCCESS, PAM_SUCCESS, "5 stripped: " },
	{ "{\"version\":1,\"login\":{\"action\":\"strip\"}}", "", "pguser",
	  PAM_PERM_DENIED, PAM_PERM_DENIED, "5 denied: " },
	{ "{\"version\":1,\"login\":{\"action\":\"warn\"}}", "", "mallory",
	  PAM_SUCCESS, PAM_SUCCESS, "5 warned: " },
	{ "{\"version\":1,\"login\":{\"action\":\"warn\"}}", "action=deny",
	  "mallory", PAM_PERM_DENIED, PAM_PERM_DENIED, "5 denied: " },
	{ NULL, "action=strip", "mallory", PAM_SUCCESS, PAM_SUCCESS,
	  "5 stripped: " },
	{ NULL, "action=warn", "mallory", PAM_SUCCESS, PAM_SUCCESS,
	  "5 warned: " },
	{ NULL, "action=warn", "pguser", PAM_SUCCESS, PAM_SUCCESS,
	  "5 warned: " },
	/* A broken policy trusts nobody, and refuses nobody else. */
	{ BROKEN, "", "mallory", PAM_PERM_DENIED, PAM_PERM_DENIED, "3 " },
	{ BROKEN, "", "alice", PAM_PERM_DENIED, PAM_PERM_DENIED, "3 " },
	{ BROKEN, "", "bob", PAM_SUCCESS, PAM_SUCCESS, "3 " },
	{ BROKEN, "", "root", PAM_SUCCESS, PAM_SUCCESS, NULL },
	{ BROKEN, "", "toor", PAM_SUCCESS, PAM_SUCCESS, NULL },
	{ BROKEN, "onerr=deny", "mallory", PAM_PERM_DENIED, PAM_PERM_DENIED,
	  "3 " },
	{ BROKEN, "onerr=allow", "mallory", PAM_SUCCESS, PAM_SUCCESS, "3 " },
	{ BROKEN, "onerr=allow action=strip", "mallory", PAM_SUCCESS,
	  PAM_SUCCESS, "3 " },
	/* And so do broken arguments. */
	{ TRUSTING, "colour=blue", "alice", PAM_PERM_DENIED, PAM_PERM_DENIED,
	  "3 unknown option: colour=blue\n" },
	{ TRUSTING, "colour=blue", "bob", PAM_SUCCESS, PAM_SUCCESS,
	  "3 unknown option: colour=blue\n" },
	{ TRUSTING, "colour=blue onerr=allow", "mallory", PAM_SUCCESS,
	  PAM_SUCCESS, "3 unknown option: colour=blue\n" },
	{ TRUSTING, "debugging", "alice", PAM_PERM_DENIED, PAM_PERM_DENIED,
	  "3 unknown option: debugging\n" },
	{ TRUSTING, "onerr=maybe", "alice", PAM_PERM_DENIED, PAM_PERM_DENIED,
	  "3 onerr=maybe: expected deny or allow\n" },
	{ TRUSTING, "action=drop", "alice", PAM_PERM_DENIED, PAM_PERM_DENIED,
	  "3 action=drop: expected deny, strip or warn\n" },
	{ TRUSTING, "policy=policy.json", "alice", PAM_PERM_DENIED,
	  PAM_PERM_DENIED,
	  "3 policy=policy.json: expected an absolute path\n" },
	{ TRUSTING, "policy=/nonexistent/policy.json", "alice", PAM_PERM_DENIED,
	  PAM_PERM_DENIED, "5 denied: " },
};

START_TEST(a_row_of_the_table_is_answered)
{
	pam_scene_policy(rows[_i].policy);
	ck_assert_int_eq(ask(ACCOUNT, rows[_i].user, rows[_i].arguments),
			 rows[_i].account);
	forget();
	become(rows[_i].user, 1);
	ck_assert_int_eq(ask(SESSION, rows[_i].user, rows[_i].arguments),
			 rows[_i].session);
	if (!rows[_i].log)
		ck_assert_str_eq(pam_traces.log, "");
	else
		ck_assert_msg(strncmp(pam_traces.log, rows[_i].log,
				      strlen(rows[_i].log)) == 0,
			      "logged: %s", pam_traces.log);
}
END_TEST

/* What lies where the policy should be. */
static void make_nothing(const char *path)
{
	(void)path;
}

static void make_directory(const char *path)
{
	ck_assert_int_eq(mkdir(path, 0755), 0);
}

static void make_fifo(const char *path)
{
	ck_assert_int_eq(mkfifo(path, 0644), 0);
}

static void make_link(const char *path)
{
	pam_scene_policy(TRUSTING);
	ck_assert_int_eq(rename("policy.json", "real.json"), 0);
	ck_assert_int_eq(symlink("real.json", path), 0);
}

static void make_writable(const char *path)
{
	pam_scene_policy(TRUSTING);
	ck_assert_int_eq(chmod(path, 0646), 0);
}

static void make_group_writable(const char *path)
{
	pam_scene_policy(TRUSTING);
	ck_assert_int_eq(chmod(path, 0664), 0);
}

static void make_large(const char *path)
{
	pam_scene_policy(TRUSTING);
	ck_assert_int_eq(truncate(path, (off_t)4 << 30), 0);
}

static void make_empty(const char *path)
{
	(void)path;
	pam_scene_policy("");
}

static void make_cut(const char *path)
{
	(void)path;
	pam_scene_policy("{\"version\":1,\"trusted\":{\"users\":[\"ali");
}

static const struct {
	const char *name;
	void (*make)(const char *path);
	const char *arguments;
	const char *says; /* in the log */
} breaks[] = {
	{ "a directory", make_directory, "", "is a directory" },
	{ "a FIFO", make_fifo, "", "is a FIFO" },
	{ "a symbolic link", make_link, "", "is a symbolic link" },
	{ "writable by all", make_writable, "", "by its world" },
	{ "writable by its group", make_group_writable, "", "by its group" },
	{ "of 4 GB", make_large, "", "is 4294967296 bytes" },
	{ "empty", make_empty, "", "" },
	{ "cut off", make_cut, "", "" },
	/* Another's: the real root's, as the namespace shows him. */
	{ "another's", make_nothing, "policy=/etc/passwd", "not by root" },
	{ "a device", make_nothing, "policy=/dev/null", "is a device" },
};

START_TEST(a_policy_that_cannot_be_used_refuses_members_and_nobody_else)
{
	char allow[128];

	breaks[_i].make("policy.json");
	ck_assert_int_eq(ask(ACCOUNT, "bob", breaks[_i].arguments),
			 PAM_SUCCESS);
	ck_assert_msg(strstr(pam_traces.log, breaks[_i].says) != NULL, "%s: %s",
		      breaks[_i].name, pam_traces.log);
	ck_assert_str_eq(pam_traces.record, "");
	forget();
	ck_assert_int_eq(ask(ACCOUNT, "root", breaks[_i].arguments),
			 PAM_SUCCESS);
	ck_assert_int_eq(ask(SESSION, "root", breaks[_i].arguments),
			 PAM_SUCCESS);
	ck_assert_str_eq(pam_traces.log, "");
	ck_assert_int_eq(ask(ACCOUNT, "mallory", breaks[_i].arguments),
			 PAM_PERM_DENIED);
	ck_assert(strstr(pam_traces.log, "why=\"the policy is broken\""));
	ck_assert_int_eq(ask(SESSION, "alice", breaks[_i].arguments),
			 PAM_PERM_DENIED);
	forget();
	(void)snprintf(allow, sizeof(allow), "%s onerr=allow",
		       breaks[_i].arguments);
	ck_assert_int_eq(ask(SESSION, "mallory", allow), PAM_SUCCESS);
	ck_assert(strstr(pam_traces.log, "excused: user=mallory"));
	ck_assert(strstr(pam_traces.record, "decision=excused"));
}
END_TEST

START_TEST(a_denial_leaves_a_line_a_record_and_a_message)
{
	pam_scene_policy("{\"version\":1,\"login\":{\"message\":\"Ask.\"}}");
	ck_assert_int_eq(ask(ACCOUNT, "mallory", ""), PAM_PERM_DENIED);
	ck_assert_str_eq(pam_traces.record, "2103 pam_dockwarden "
					    "decision=denied gid=600 "
					    "grp=\"docker\" 6\n");
	ck_assert_str_eq(pam_traces.shown, "!Ask.\n");
	ck_assert_ptr_nonnull(strchr(pam_traces.log, '\n'));
	ck_assert_str_eq(strchr(pam_traces.log, '\n'), "\n"); /* one line */
}
END_TEST

START_TEST(quiet_noaudit_and_silent_each_take_one_of_them)
{
	pam_handle_t *pamh;

	ck_assert_int_eq(ask(ACCOUNT, "mallory", "quiet"), PAM_PERM_DENIED);
	ck_assert_str_eq(pam_traces.log, "");
	ck_assert_str_ne(pam_traces.record, "");
	ck_assert_str_ne(pam_traces.shown, "");
	forget();
	ck_assert_int_eq(ask(ACCOUNT, "mallory", "noaudit"), PAM_PERM_DENIED);
	ck_assert_str_ne(pam_traces.log, "");
	ck_assert_str_eq(pam_traces.record, "");
	forget();
	pamh = pam_scene_start("login", "mallory", "");
	ck_assert_int_eq(pam_acct_mgmt(pamh, (int)PAM_SILENT), PAM_PERM_DENIED);
	ck_assert_str_ne(pam_traces.log, "");
	ck_assert_str_eq(pam_traces.shown, "");
	ck_assert_int_eq(pam_end(pamh, 0), PAM_SUCCESS);
}
END_TEST

START_TEST(quiet_does_not_hide_what_is_broken)
{
	pam_scene_policy(BROKEN);
	ck_assert_int_eq(ask(ACCOUNT, "mallory", "quiet"), PAM_PERM_DENIED);
	ck_assert(strstr(pam_traces.log, "unknown key"));
	ck_assert(!strstr(pam_traces.log, "denied"));
}
END_TEST

START_TEST(debug_says_who_passes)
{
	ck_assert_int_eq(ask(ACCOUNT, "bob", "debug"), PAM_SUCCESS);
	ck_assert_str_eq(pam_traces.log, "7 outside: user=bob\n");
}
END_TEST

START_TEST(a_conversation_that_fails_changes_nothing)
{
	pam_trouble.no_conversation = true;
	ck_assert_int_eq(ask(ACCOUNT, "mallory", ""), PAM_PERM_DENIED);
	ck_assert_int_eq(ask(SESSION, "mallory", "action=strip"), PAM_SUCCESS);
	ck_assert_int_eq(ask(ACCOUNT, "bob", ""), PAM_SUCCESS);
}
END_TEST

START_TEST(a_transaction_says_the_same_once)
{
	pam_handle_t *pamh = pam_scene_start("login", "mallory", "");

	(void)pam_acct_mgmt(pamh, 0);
	(void)pam_open_session(pamh, 0);
	(void)pam_setcred(pamh, PAM_ESTABLISH_CRED);
	ck_assert_int_eq(pam_end(pamh, 0), PAM_SUCCESS);
	ck_assert_str_eq(strchr(pam_traces.log, '\n'), "\n");
	ck_assert_str_eq(strchr(pam_traces.record, '\n'), "\n");
}
END_TEST

START_TEST(without_a_user_there_is_nobody_to_judge)
{
	ck_assert_int_eq(ask(ACCOUNT, NULL, ""), PAM_USER_UNKNOWN);
	ck_assert_int_eq(ask(SESSION, NULL, ""), PAM_SUCCESS);
	ck_assert_int_eq(ask(ACCOUNT, "", ""), PAM_USER_UNKNOWN);
	ck_assert_int_eq(ask(SESSION, "", ""), PAM_SUCCESS);
	ck_assert_str_eq(pam_traces.log, "");
}
END_TEST

START_TEST(a_user_named_like_a_uid_or_an_option_is_a_name)
{
	static const char *const names[] = { "0",     "1002",	   "-1",
					     "root ", "mallory\n", "../root",
					     "%s%n" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		ck_assert_int_eq(ask(ACCOUNT, names[i], ""), PAM_USER_UNKNOWN);
}
END_TEST

START_TEST(strip_takes_the_group_in_either_hook_and_no_other)
{
	become("carol", 1006);
	ck_assert(carries(SCENE_DOCKER));
	ck_assert_int_eq(ask(SETCRED, "carol", "action=strip"), PAM_SUCCESS);
	ck_assert(!carries(SCENE_DOCKER) && carries(601) && carries(1006));
	become("mallory", 1002);
	ck_assert_int_eq(ask(SESSION, "mallory", "action=strip"), PAM_SUCCESS);
	ck_assert(!carries(SCENE_DOCKER) && carries(1002));
	ck_assert(strstr(pam_traces.shown, "Docker access"));
}
END_TEST

START_TEST(a_strip_that_does_not_hold_refuses)
{
	become("mallory", 1002);
	pam_trouble.deaf_setgroups = true;
	ck_assert_int_eq(ask(SESSION, "mallory", "action=strip"),
			 PAM_PERM_DENIED);
	ck_assert(strstr(pam_traces.log, "cannot be taken"));
	pam_trouble.deaf_setgroups = false;
	pam_trouble.no_setgroups = true;
	ck_assert_int_eq(ask(SESSION, "mallory", "action=strip"),
			 PAM_PERM_DENIED);
	/* Nothing to take, nothing to fail. */
	ck_assert_int_eq(ask(SESSION, "bob", "action=strip"), PAM_SUCCESS);
}
END_TEST

/* Services, in the state in which they open a session: see login.h. */
START_TEST(where_groups_come_later_strip_refuses)
{
	static const struct {
		const char *service, *groups_of;
		int code;
	} services[] = {
		{ "atd", "root", PAM_PERM_DENIED },
		{ "doas", "root", PAM_PERM_DENIED },
		{ "polkit-1", "root", PAM_PERM_DENIED },
		{ "sudo", "root", PAM_PERM_DENIED }, /* sudo-rs */
		{ "sudo", "mallory", PAM_SUCCESS },
		{ "sddm", "mallory", PAM_PERM_DENIED },
		{ "cron", "root", PAM_SUCCESS },
		{ "sshd", "root", PAM_SUCCESS },
		{ "login", "root", PAM_SUCCESS },
		{ "su", "mallory", PAM_SUCCESS },
	};

	become(services[_i].groups_of,
	       strcmp(services[_i].groups_of, "root") == 0 ? 0 : 1002);
	ck_assert_int_eq(ask_service(services[_i].service, SESSION, "mallory",
				     "action=strip"),
			 services[_i].code);
	become("root", 0);
	ck_assert_int_eq(ask_service(services[_i].service, SESSION, "bob",
				     "action=strip"),
			 PAM_SUCCESS);
}
END_TEST

START_TEST(deny_takes_the_group_as_well)
{
	become("mallory", 1002);
	(void)ask(SETCRED, "mallory", "");
	ck_assert(!carries(SCENE_DOCKER));
}
END_TEST

START_TEST(warn_leaves_the_group)
{
	become("mallory", 1002);
	ck_assert_int_eq(ask(SESSION, "mallory", "action=warn"), PAM_SUCCESS);
	ck_assert(carries(SCENE_DOCKER));
}
END_TEST

START_TEST(credentials_that_end_or_are_refreshed_are_left)
{
	pam_handle_t *pamh = pam_scene_start("login", "mallory", "");

	become("mallory", 1002);
	ck_assert_int_eq(pam_setcred(pamh, PAM_DELETE_CRED), PAM_SUCCESS);
	ck_assert_int_eq(pam_setcred(pamh, PAM_REFRESH_CRED), PAM_SUCCESS);
	ck_assert(carries(SCENE_DOCKER));
	ck_assert_int_eq(pam_end(pamh, 0), PAM_SUCCESS);
}
END_TEST

START_TEST(a_gid_of_the_process_counts_as_membership)
{
	/* sudo -g docker */
	become("bob", 1003);
	ck_assert_int_eq(setresgid(600, 600, 600), 0);
	ck_assert_int_eq(ask_service("sudo", ACCOUNT, "bob", ""), PAM_SUCCESS);
	ck_assert_int_eq(ask_service("sudo", SESSION, "bob", ""),
			 PAM_PERM_DENIED);
	ck_assert(strstr(pam_traces.log, "member=process-gid"));
	ck_assert_int_eq(ask_service("sudo", SESSION, "bob", "action=strip"),
			 PAM_PERM_DENIED);
	pam_scene_policy(TRUSTING);
	ck_assert_int_eq(ask_service("sudo", SESSION, "alice", ""),
			 PAM_SUCCESS);
	/* sudo -P -g docker: nobody's groups, but the gid is set */
	become("root", 0);
	ck_assert_int_eq(ask_service("sudo", SESSION, "bob", ""),
			 PAM_PERM_DENIED);
	/* su has its caller's gid still; a daemon its own */
	ck_assert_int_eq(ask_service("su", SESSION, "bob", ""), PAM_SUCCESS);
	ck_assert_int_eq(ask_service("cron", SESSION, "bob", ""), PAM_SUCCESS);
}
END_TEST

START_TEST(a_group_that_pam_group_gave_counts_as_membership)
{
	static const gid_t given[] = { 1003, SCENE_DOCKER };

	ck_assert_int_eq(setgroups(2, given), 0);
	ck_assert_int_eq(ask(SESSION, "bob", ""), PAM_PERM_DENIED);
	ck_assert(strstr(pam_traces.log, "member=process-list"));
	ck_assert_int_eq(setgroups(2, given), 0);
	ck_assert_int_eq(ask(SESSION, "bob", "action=strip"), PAM_SUCCESS);
	ck_assert(!carries(SCENE_DOCKER) && carries(1003));
}
END_TEST

START_TEST(a_group_of_the_caller_or_daemon_is_shed_and_refuses_nobody)
{
	static const gid_t daemons[] = { 0, SCENE_DOCKER };

	ck_assert_int_eq(setgroups(2, daemons), 0);
	ck_assert_int_eq(ask_service("cron", SESSION, "bob", ""), PAM_SUCCESS);
	ck_assert(!carries(SCENE_DOCKER));
	/* doas: alice's groups and real uid, bob's session */
	become("alice", 1001);
	ck_assert_int_eq(setresuid(1001, 0, 0), 0);
	ck_assert_int_eq(ask_service("doas", SESSION, "bob", ""), PAM_SUCCESS);
	ck_assert_str_eq(pam_traces.log, "");
}
END_TEST

START_TEST(a_lookup_that_fails_refuses_members_and_nobody_else)
{
	pam_scene_policy(TRUSTING);
	pam_trouble.no_users = true;
	ck_assert_int_eq(ask(ACCOUNT, "mallory", ""), PAM_PERM_DENIED);
	ck_assert_int_eq(ask(ACCOUNT, "mallory", "onerr=allow"), PAM_SUCCESS);
	ck_assert_int_eq(ask(ACCOUNT, "bob", ""), PAM_SUCCESS);
	ck_assert_int_eq(ask(ACCOUNT, "root", ""), PAM_SUCCESS);
	ck_assert(strstr(pam_traces.log, "3 the user cannot be looked up"));
	pam_trouble.no_users = false;
	pam_trouble.no_lists = true;
	ck_assert_int_eq(ask(ACCOUNT, "mallory", ""), PAM_PERM_DENIED);
	ck_assert_int_eq(ask(ACCOUNT, "pguser", ""), PAM_PERM_DENIED);
	ck_assert_int_eq(ask(ACCOUNT, "pguser", "onerr=allow"), PAM_SUCCESS);
	ck_assert_int_eq(ask(ACCOUNT, "alice", ""), PAM_SUCCESS);
	ck_assert_int_eq(ask(SESSION, "bob", ""), PAM_SUCCESS);
	ck_assert_int_eq(ask(SESSION, "toor", ""), PAM_SUCCESS);
}
END_TEST

START_TEST(a_trusted_group_that_cannot_be_looked_up_trusts_nobody)
{
	pam_scene_policy(TRUSTING);
	pam_trouble.no_group = "docker-admins";
	ck_assert_int_eq(ask(ACCOUNT, "carol", ""), PAM_PERM_DENIED);
	ck_assert(strstr(pam_traces.log, "why=\"a look-up failed\""));
	ck_assert_int_eq(ask(ACCOUNT, "carol", "onerr=allow"), PAM_SUCCESS);
	ck_assert_int_eq(ask(ACCOUNT, "alice", ""), PAM_SUCCESS);
	ck_assert_int_eq(ask(ACCOUNT, "bob", ""), PAM_SUCCESS);
}
END_TEST

START_TEST(a_protected_group_that_cannot_be_looked_up_is_said)
{
	pam_trouble.no_group = "docker";
	ck_assert_int_eq(ask(ACCOUNT, "bob", ""), PAM_SUCCESS);
	ck_assert_int_eq(ask(ACCOUNT, "mallory", ""), PAM_PERM_DENIED);
	ck_assert_int_eq(ask(ACCOUNT, "pguser", ""), PAM_PERM_DENIED);
	ck_assert_int_eq(ask(ACCOUNT, "mallory", "onerr=allow"), PAM_SUCCESS);
	ck_assert(strstr(pam_traces.log, "3 the protected groups cannot"));
}
END_TEST

/* Whoever calls su may have limited its memory. */
START_TEST(memory_that_fails_once_changes_nothing_and_always_lets_nobody_in)
{
	pam_trouble.no_memory = 1;
	ck_assert_int_eq(ask(ACCOUNT, "mallory", ""), PAM_PERM_DENIED);
	pam_trouble.no_memory = 1;
	ck_assert_int_eq(ask(ACCOUNT, "bob", ""), PAM_SUCCESS);
	pam_trouble.no_memory = 1;
	ck_assert_int_eq(ask(SESSION, "bob", ""), PAM_SUCCESS);
	pam_trouble.no_memory = 1;
	ck_assert_int_eq(ask(SESSION, "toor", ""), PAM_SUCCESS);
	/* By the names of his own gids he is a member all the same. */
	pam_trouble.no_memory = 1000;
	ck_assert_int_eq(ask(ACCOUNT, "mallory", ""), PAM_PERM_DENIED);
	pam_trouble.no_users = true;
	ck_assert_int_eq(ask(ACCOUNT, "mallory", ""), PAM_PERM_DENIED);
	ck_assert_int_eq(ask(ACCOUNT, "mallory", "onerr=allow"), PAM_SUCCESS);
	ck_assert_int_eq(ask(ACCOUNT, "root", ""), PAM_SUCCESS);
	ck_assert(strstr(pam_traces.log, "no memory to find out"));
}
END_TEST

START_TEST(a_group_line_of_340_kilobytes_hides_nobody)
{
	FILE *file = fopen("group", "w");

	ck_assert_ptr_nonnull(file);
	fputs("bob:x:1003:\ndocker:x:600:", file);
	for (int i = 0; i < HUGE_MEMBERS; i++)
		fprintf(file, "user%05d,", i);
	fputs("mallory\n", file);
	ck_assert_int_eq(fclose(file), 0);
	ck_assert_int_eq(ask(ACCOUNT, "mallory", ""), PAM_PERM_DENIED);
	ck_assert_int_eq(ask(SESSION, "mallory", ""), PAM_PERM_DENIED);
	ck_assert_int_eq(ask(ACCOUNT, "bob", ""), PAM_SUCCESS);
	pam_trouble.no_users = true;
	ck_assert_int_eq(ask(ACCOUNT, "mallory", ""), PAM_PERM_DENIED);
}
END_TEST

START_TEST(the_last_of_many_groups_counts)
{
	FILE *file = fopen("group", "w");

	ck_assert_ptr_nonnull(file);
	for (int i = 0; i < MANY_GROUPS - 2; i++)
		fprintf(file, "g%d:x:%d:mallory,bob\n", i, 100000 + i);
	fputs("docker:x:600:mallory\n", file);
	ck_assert_int_eq(fclose(file), 0);
	ck_assert_int_eq(ask(ACCOUNT, "mallory", ""), PAM_PERM_DENIED);
	ck_assert_int_eq(ask(SESSION, "bob", ""), PAM_SUCCESS);
}
END_TEST

START_TEST(other_entries_answer_nothing)
{
	pam_handle_t *pamh = pam_scene_start("login", "mallory", "");

	/* pam_permit lets him in: the module says neither yes nor no. */
	ck_assert_int_eq(pam_authenticate(pamh, 0), PAM_SUCCESS);
	ck_assert_int_eq(pam_close_session(pamh, 0), PAM_SUCCESS);
	ck_assert_str_eq(pam_traces.log, "");
	ck_assert_int_eq(pam_end(pamh, 0), PAM_SUCCESS);
}
END_TEST

START_TEST(many_transactions_leave_no_descriptor)
{
	int before, after;

	(void)ask(SESSION, "mallory", ""); /* nss_wrapper opens its files */
	before = dup(0);
	ck_assert_int_ge(before, 0);
	close(before);
	for (int i = 0; i < TRANSACTIONS; i++) {
		(void)ask(i % 2 ? ACCOUNT : SESSION, i % 3 ? "mallory" : "bob",
			  i % 5 ? "" : "action=strip");
		forget();
	}
	after = dup(0);
	ck_assert_int_eq(after, before);
	close(after);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("pam_module");
	TCase *t = tcase_create("pam_module");

	tcase_add_checked_fixture(t, pam_scene_enter, pam_scene_leave);
	if (!getenv("CK_DEFAULT_TIMEOUT"))
		tcase_set_timeout(t, 120);
	tcase_add_loop_test(t, a_row_of_the_table_is_answered, 0,
			    sizeof(rows) / sizeof(rows[0]));
	tcase_add_loop_test(
		t, a_policy_that_cannot_be_used_refuses_members_and_nobody_else,
		0, sizeof(breaks) / sizeof(breaks[0]));
	tcase_add_test(t, a_denial_leaves_a_line_a_record_and_a_message);
	tcase_add_test(t, quiet_noaudit_and_silent_each_take_one_of_them);
	tcase_add_test(t, quiet_does_not_hide_what_is_broken);
	tcase_add_test(t, debug_says_who_passes);
	tcase_add_test(t, a_conversation_that_fails_changes_nothing);
	tcase_add_test(t, a_transaction_says_the_same_once);
	tcase_add_test(t, without_a_user_there_is_nobody_to_judge);
	tcase_add_test(t, a_user_named_like_a_uid_or_an_option_is_a_name);
	tcase_add_test(t, strip_takes_the_group_in_either_hook_and_no_other);
	tcase_add_test(t, a_strip_that_does_not_hold_refuses);
	tcase_add_loop_test(t, where_groups_come_later_strip_refuses, 0, 10);
	tcase_add_test(t, deny_takes_the_group_as_well);
	tcase_add_test(t, warn_leaves_the_group);
	tcase_add_test(t, credentials_that_end_or_are_refreshed_are_left);
	tcase_add_test(t, a_gid_of_the_process_counts_as_membership);
	tcase_add_test(t, a_group_that_pam_group_gave_counts_as_membership);
	tcase_add_test(
		t, a_group_of_the_caller_or_daemon_is_shed_and_refuses_nobody);
	tcase_add_test(t, a_lookup_that_fails_refuses_members_and_nobody_else);
	tcase_add_test(t,
		       a_trusted_group_that_cannot_be_looked_up_trusts_nobody);
	tcase_add_test(t, a_protected_group_that_cannot_be_looked_up_is_said);
	tcase_add_test(
		t,
		memory_that_fails_once_changes_nothing_and_always_lets_nobody_in);
	tcase_add_test(t, a_group_line_of_340_kilobytes_hides_nobody);
	tcase_add_test(t, the_last_of_many_groups_counts);
	tcase_add_test(t, other_entries_answer_nothing);
	tcase_add_test(t, many_transactions_leave_no_descriptor);
	suite_add_tcase(s, t);
	return s;
}

int main(int argc, char **argv)
{
	(void)argc;
	return pam_scene_main(argv, "", suite);
}
