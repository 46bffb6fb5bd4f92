// SPDX-License-Identifier: BSD-2-Clause
/* Item 03 by the files of a host: each row a state, and what it is said. */

#include "check_scene.h"
#include "suite.h"

static const struct scene_row rows[] = {
	/* ----- members ----- */
	{ "a host as it should be passes",
	  { { NULL, NULL } },
	  CHECK_PASS,
	  CHECK_PASS,
	  "no untrusted member of docker (gid @G)",
	  "1 trusted member",
	  NULL },
	{ "a member whom the policy does not name fails",
	  { { "etc/group", "docker:x:@G:alice,mallory\n" } },
	  CHECK_FAIL,
	  CHECK_FAIL,
	  "1 untrusted member of docker (gid @G)",
	  "mallory (uid 1001, by docker)",
	  "gpasswd -d" },
	{ "mallory whose primary group it is fails",
	  { { "etc/passwd", SCENE_PASSWD "eve:x:1005:@G::/:/bin/sh\n" } },
	  CHECK_FAIL,
	  CHECK_FAIL,
	  "1 untrusted member",
	  "eve (uid 1005, his primary group)",
	  "usermod -g" },
	{ "a member by another name of the gid fails",
	  { { "etc/group", SCENE_GROUP "dock2:x:@G:mallory\n" } },
	  CHECK_FAIL,
	  CHECK_FAIL,
	  "1 untrusted member",
	  "mallory (uid 1001, by dock2)",
	  NULL },
	{ "two groups of one gid are a warning",
	  { { "etc/group", SCENE_GROUP "dock2:x:@G:\n" } },
	  CHECK_WARN,
	  CHECK_WARN,
	  "gid @G has 2 names",
	  "docker, dock2",
	  "groupdel" },
	{ "a member of a trusted group passes",
	  { { "etc/group", "admins:x:2000:carol\ndocker:x:@G:alice,carol\n" } },
	  CHECK_PASS,
	  CHECK_PASS,
	  "no untrusted member",
	  "2 trusted members",
	  NULL },
	{ "root as a member passes",
	  { { "etc/group", "docker:x:@G:root\n" } },
	  CHECK_PASS,
	  CHECK_PASS,
	  "no untrusted member",
	  "1 trusted member",
	  NULL },
	{ "a name that no user has is a warning",
	  { { "etc/group", "docker:x:@G:alice,ghost\n" } },
	  CHECK_WARN,
	  CHECK_WARN,
	  "lists names that no user has",
	  "ghost",
	  "gpasswd -d" },
	{ "a name is matched whole: al is not alice",
	  { { "etc/passwd", SCENE_PASSWD "al:x:1006:1006::/:\n" },
	    { "etc/group", "docker:x:@G:al\n" } },
	  CHECK_FAIL,
	  CHECK_FAIL,
	  "1 untrusted member",
	  "al (uid 1006",
	  NULL },
	{ "a group called docker-old is not docker",
	  { { "etc/group", "docker-old:x:@G:mallory\n" } },
	  CHECK_NA,
	  CHECK_NA,
	  "there is no protected group",
	  "",
	  NULL },
	{ "without the group there is nothing to control",
	  { { "etc/group", "root:x:0:\n" } },
	  CHECK_NA,
	  CHECK_NA,
	  "there is no protected group",
	  "",
	  NULL },
	{ "a hostile name stays one name",
	  { { "etc/passwd",
	      SCENE_PASSWD "x\x1b[2J, by root:x:1007:@G::/:\n" } },
	  CHECK_FAIL,
	  CHECK_FAIL,
	  "1 untrusted member",
	  "\"x\\x1b[2J, by root\" (uid 1007",
	  NULL },
	{ "a hostile member that no user has stays one name",
	  { { "etc/group", "docker:x:@G:a b\"\xff\n" } },
	  CHECK_WARN,
	  CHECK_WARN,
	  "names that no user has",
	  "\"a b\\x22\\xff\"",
	  NULL },
	{ "lines that are no entries are said",
	  { { "etc/passwd", SCENE_PASSWD "half:x:1\nbad:x:-1:1:::\n" } },
	  CHECK_WARN,
	  CHECK_WARN,
	  "no entries",
	  "2 lines",
	  "pwck" },
	{ "without passwd it is unknown",
	  { { "etc/passwd", SCENE_NONE } },
	  CHECK_UNKNOWN,
	  CHECK_UNKNOWN,
	  "could not be read",
	  "etc/passwd",
	  NULL },
	{ "a group file that cannot be read is unknown, not absent",
	  { { "etc/group", SCENE_DIRECTORY } },
	  CHECK_UNKNOWN,
	  CHECK_UNKNOWN,
	  "could not be read",
	  "etc/group",
	  NULL },
	/* ----- passwords ----- */
	{ "a group password fails",
	  { { "etc/gshadow", "docker:$6$salt$hash::alice\n" } },
	  CHECK_FAIL,
	  CHECK_FAIL,
	  "has a password",
	  "docker in /etc/gshadow",
	  "gpasswd -r" },
	{ "a password in group itself fails",
	  { { "etc/group", "docker:$6$salt$hash:@G:alice\n" } },
	  CHECK_FAIL,
	  CHECK_FAIL,
	  "has a password",
	  "docker in /etc/group",
	  "gpasswd -r" },
	{ "a password of another name of the gid fails",
	  { { "etc/group", SCENE_GROUP "dock2:x:@G:\n" },
	    { "etc/gshadow", "dock2:$1$x$y::\n" } },
	  CHECK_FAIL,
	  CHECK_FAIL,
	  "has a password",
	  "dock2 in /etc/gshadow",
	  NULL },
	{ "a locked password passes",
	  { { "etc/gshadow", "docker:!$6$salt$hash::alice\n" } },
	  CHECK_PASS,
	  CHECK_PASS,
	  "no protected group has a password",
	  "",
	  NULL },
	{ "a star passes",
	  { { "etc/gshadow", "docker:*::\n" } },
	  CHECK_PASS,
	  CHECK_PASS,
	  "no protected group has a password",
	  "",
	  NULL },
	{ "an empty field is no password",
	  { { "etc/gshadow", "docker:::\n" } },
	  CHECK_PASS,
	  CHECK_PASS,
	  "no protected group has a password",
	  "",
	  NULL },
	{ "another group's password does not matter",
	  { { "etc/gshadow", "games:$6$salt$hash::mallory\n" } },
	  CHECK_PASS,
	  CHECK_PASS,
	  "no protected group has a password",
	  "",
	  NULL },
	{ "no gshadow passes",
	  { { "etc/gshadow", SCENE_NONE } },
	  CHECK_PASS,
	  CHECK_PASS,
	  "no protected group has a password",
	  "",
	  NULL },
	{ "a gshadow that cannot be read is unknown",
	  { { "etc/gshadow", SCENE_DIRECTORY } },
	  CHECK_UNKNOWN,
	  CHECK_UNKNOWN,
	  "group passwords",
	  "/etc/gshadow",
	  NULL },
	{ "a member in gshadow alone fails",
	  { { "etc/gshadow", "docker:!::alice,mallory\n" } },
	  CHECK_FAIL,
	  CHECK_FAIL,
	  "gshadow gives",
	  "mallory (member of docker)",
	  NULL },
	{ "an administrator who is not trusted fails",
	  { { "etc/gshadow", "docker:!:mallory:\n" } },
	  CHECK_FAIL,
	  CHECK_FAIL,
	  "gshadow gives",
	  "mallory (administrator of docker)",
	  "gpasswd -A" },
	{ "a trusted administrator passes",
	  { { "etc/gshadow", "docker:!:alice:carol\n" } },
	  CHECK_PASS,
	  CHECK_PASS,
	  "no protected group has a password",
	  "",
	  NULL },
	{ "a hostile name in gshadow stays one name",
	  { { "etc/gshadow", "docker:!::a\tb\n" } },
	  CHECK_FAIL,
	  CHECK_FAIL,
	  "gshadow gives",
	  "\"a\\x09b\" (member",
	  NULL },
	{ "lines of gshadow that are no entries are said",
	  { { "etc/gshadow", "docker:!\n" } },
	  CHECK_WARN,
	  CHECK_WARN,
	  "lines of gshadow",
	  "1 lines",
	  "grpck" },
	/* ----- subordinate gids ----- */
	{ "a range that is the gid fails",
	  { { "etc/subgid", "bob:@G:1\n" } },
	  CHECK_FAIL,
	  CHECK_FAIL,
	  "covers a protected gid",
	  "bob:@G:1 covers docker",
	  "usermod --del-subgids" },
	{ "a range around the gid fails",
	  { { "etc/subgid", "bob:1:4000000000\n" } },
	  CHECK_FAIL,
	  CHECK_FAIL,
	  "covers a protected gid",
	  "bob:1:4000000000",
	  NULL },
	{ "a range that ends before it passes",
	  { { "etc/subgid", "bob:@B:1\n" } },
	  CHECK_PASS,
	  CHECK_PASS,
	  "no range",
	  "",
	  NULL },
	{ "a range that begins after it passes",
	  { { "etc/subgid", "bob:@A:1000\n" } },
	  CHECK_PASS,
	  CHECK_PASS,
	  "no range",
	  "",
	  NULL },
	{ "an empty range passes",
	  { { "etc/subgid", "bob:@G:0\n" } },
	  CHECK_PASS,
	  CHECK_PASS,
	  "no range",
	  "",
	  NULL },
	{ "a trusted user's range passes",
	  { { "etc/subgid", "alice:@G:1\n1000:@G:1\nroot:@G:1\n" } },
	  CHECK_PASS,
	  CHECK_PASS,
	  "no range",
	  "",
	  NULL },
	{ "a range by uid fails",
	  { { "etc/subgid", "1001:@G:1\n" } },
	  CHECK_FAIL,
	  CHECK_FAIL,
	  "covers a protected gid",
	  "1001:@G:1",
	  NULL },
	{ "a range of a user who is not there fails",
	  { { "etc/subgid", "later\x1b:@G:1\n" } },
	  CHECK_FAIL,
	  CHECK_FAIL,
	  "covers a protected gid",
	  "\"later\\x1b\":@G:1",
	  NULL },
	{ "ranges that are none are said",
	  { { "etc/subgid", "bob:@G:99999999999\nbob:x:1\n" } },
	  CHECK_WARN,
	  CHECK_WARN,
	  "no ranges",
	  "2 lines",
	  NULL },
	{ "no subgid passes",
	  { { "etc/subgid", SCENE_NONE } },
	  CHECK_PASS,
	  CHECK_PASS,
	  "no range",
	  "",
	  NULL },
	{ "a subgid that cannot be read is unknown",
	  { { "etc/subgid", SCENE_DIRECTORY } },
	  CHECK_UNKNOWN,
	  CHECK_UNKNOWN,
	  "subordinate gids",
	  "/etc/subgid",
	  NULL },
};

START_TEST(a_state_of_the_files_is_judged)
{
	scene_judge(&rows[_i]);
}
END_TEST

START_TEST(an_absolute_link_leads_below_the_root)
{
	static const struct scene_row row = {
		"linked",   { { NULL, NULL } },	  CHECK_FAIL,
		CHECK_FAIL, "1 untrusted member", "mallory",
		NULL
	};

	scene_change("etc/group", SCENE_NONE);
	scene_write("real/group", "docker:x:@G:mallory\n");
	ck_assert_int_eq(symlink("/real/group", "etc/group"), 0);
	scene_judge(&row);
}
END_TEST

#define MANY 20000

static void write_many(void)
{
	autobuf struct buf passwd, group;

	buf_init(&passwd, (size_t)4 << 20);
	buf_init(&group, (size_t)4 << 20);
	buf_add_text(&passwd, SCENE_PASSWD);
	buf_printf(&group, "docker:x:%u:alice", scene_gid());
	for (unsigned int i = 0; i < MANY; i++) {
		buf_printf(&passwd, "user%05u:x:%u:5000::/:\n", i, 10000 + i);
		buf_printf(&group, ",user%05u", i);
	}
	buf_add_byte(&group, '\n');
	ck_assert_int_eq(buf_error(&passwd) | buf_error(&group), 0);
	scratch_dir_write("etc/passwd", buf_view(&passwd));
	scratch_dir_write("etc/group", buf_view(&group));
}

START_TEST(a_group_of_20000_members_is_counted_and_the_first_are_named)
{
	const struct check_finding *found;
	struct scene s;

	write_many();
	scene_open(&s);
	check_users(&s.host, &s.result);
	found = scene_find(&s, CHECK_FAIL, "20000 untrusted members of docker",
			   "user00000 (uid 10000, by docker)");
	ck_assert_ptr_nonnull(found);
	ck_assert_ptr_nonnull(strstr(found->evidence, "user00049 "));
	ck_assert_ptr_null(strstr(found->evidence, "user00050 "));
	ck_assert_ptr_nonnull(strstr(found->evidence, ", and 19950 more"));
	scene_close(&s);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("check_users");
	TCase *tcase = tcase_create("check_users");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, scene_enter, scratch_dir_leave);
	tcase_add_loop_test(tcase, a_state_of_the_files_is_judged, 0,
			    sizeof(rows) / sizeof(rows[0]));
	tcase_add_test(tcase, an_absolute_link_leads_below_the_root);
	tcase_add_test(
		tcase,
		a_group_of_20000_members_is_counted_and_the_first_are_named);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
