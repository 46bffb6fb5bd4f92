// SPDX-License-Identifier: BSD-2-Clause
/* The rules file that is printed for a list of objects. */
#include <check.h>
#include <stdlib.h>

#include "cleanup.h"
#include "rule_list.h"
#include "rule_profile.h"
#include "suite.h"

#define ITEM(number) "SSE_SEC_APP_DOCKER_" number
#define MAX_TEXT 8192

static struct object object(const char *item, const char *path,
			    enum watch_class class, enum object_kind kind)
{
	return (struct object){ .item = item,
				.path = (char *)(uintptr_t)path,
				.real = (char *)(uintptr_t)path,
				.why = (char *)(uintptr_t) "",
				.class = class,
				.kind = kind,
				.baseline = true };
}

static const struct {
	const char *name;
	const char *item, *path, *real;
	enum watch_class class;
	enum object_kind kind;
	const char *baseline, *full;
} rows[] = {
	{ "a program is asked for executions", ITEM("04"), "/usr/bin/docker",
	  NULL, WATCH_PROGRAM, OBJECT_FILE, "-w /usr/bin/docker -k docker",
	  "-w /usr/bin/docker -p rwxa -k docker -k docker-04" },
	{ "a directory is not", ITEM("06"), "/etc/docker", NULL, WATCH_CONFIG,
	  OBJECT_DIRECTORY, "-w /etc/docker -k docker",
	  "-w /etc/docker -p rwa -k docker -k docker-06" },
	{ "the real path is what is watched", ITEM("12"), "/usr/bin/runc",
	  "/usr/sbin/runc", WATCH_PROGRAM, OBJECT_FILE,
	  "-w /usr/sbin/runc -k docker",
	  "-w /usr/sbin/runc -p rwxa -k docker -k docker-12" },
	{ "a link is watched by its path, which -w would follow", ITEM("05"),
	  "/var/lib/docker", NULL, WATCH_STATE, OBJECT_LINK,
	  "-a always,exit -F path=/var/lib/docker -F perm=wa -k docker "
	  "-k docker-05",
	  "-a always,exit -F path=/var/lib/docker -F perm=wa -k docker "
	  "-k docker-05" },
	{ "the audit trail's key is its own", WATCH_ITEM_SELF, "/etc/audit",
	  NULL, WATCH_AUDIT, OBJECT_DIRECTORY, "-w /etc/audit -k docker",
	  "-w /etc/audit -p wa -k docker-audit" },
	{ "auditctl is asked for executions", WATCH_ITEM_SELF,
	  "/usr/sbin/auditctl", NULL, WATCH_AUDIT, OBJECT_FILE,
	  "-w /usr/sbin/auditctl -k docker",
	  "-w /usr/sbin/auditctl -p wxa -k docker-audit" },
	{ "a site's own item", "SITE_01", "/srv/auth", NULL, WATCH_SITE,
	  OBJECT_ABSENT, "-w /srv/auth -k docker",
	  "-w /srv/auth -p wa -k docker -k docker-site" },
	{ "spaces and backslashes are escaped", "SITE_01", "/srv/a b\\c", NULL,
	  WATCH_SITE, OBJECT_FILE, "-w /srv/a\\ b\\\\c -k docker",
	  "-w /srv/a\\ b\\\\c -p wa -k docker -k docker-site" },
};

static void is(const char *name, enum rule_profile profile,
	       const struct object *o, const char *want)
{
	autobuf struct buf got;

	buf_init(&got, MAX_TEXT);
	rule_profile_watch(profile, o, &got);
	buf_add_byte(&got, '\0');
	ck_assert_msg(strcmp(got.data, want) == 0, "%s: %s", name, got.data);
}

START_TEST(an_object_has_a_rule_of_each_profile)
{
	struct object o = object(rows[_i].item, rows[_i].path, rows[_i].class,
				 rows[_i].kind);

	if (rows[_i].real)
		o.real = (char *)(uintptr_t)rows[_i].real;
	is(rows[_i].name, RULE_PROFILE_BASELINE, &o, rows[_i].baseline);
	is(rows[_i].name, RULE_PROFILE_FULL, &o, rows[_i].full);
}
END_TEST

static void print(enum rule_profile profile, const struct object_list *objects,
		  struct buf *out)
{
	buf_init(out, MAX_TEXT);
	rule_profile_print(profile, objects, out);
	buf_add_byte(out, '\0');
}

START_TEST(a_name_cannot_make_a_line_of_its_own)
{
	static const char *const names[] = { "/a\n-D", "/a\rb", "/a\x7f",
					     "/a!=b", "" };
	struct object o = object("SITE_01", names[_i], WATCH_SITE, OBJECT_FILE);
	struct object_list objects = { .list = &o, .count = 1 };
	autobuf struct buf got;

	o.why = (char *)(uintptr_t) "x\n-e 0";
	print(RULE_PROFILE_BASELINE, &objects, &got);
	ck_assert_ptr_null(strstr(got.data, "\n-w"));
	ck_assert_ptr_null(strstr(got.data, "\n-D"));
	ck_assert_ptr_null(strstr(got.data, "\n-e"));
	ck_assert_ptr_nonnull(strstr(got.data, "# auditctl has no way"));
}
END_TEST

START_TEST(what_is_not_there_is_a_comment)
{
	struct object o = object(ITEM("08"), "/run/containerd/containerd.sock",
				 WATCH_SOCKET, OBJECT_ABSENT);
	struct object unread = object(ITEM("05"), "/var/lib/docker",
				      WATCH_STATE, OBJECT_UNREAD);
	struct object_list objects = {
		.list = &unread, .count = 1, .missing = &o, .missing_count = 1
	};
	autobuf struct buf got;

	print(RULE_PROFILE_BASELINE, &objects, &got);
	ck_assert_ptr_null(strstr(got.data, "\n-w"));
	ck_assert_ptr_nonnull(
		strstr(got.data, "# /run/containerd/containerd.sock\n"));
	ck_assert_ptr_nonnull(
		strstr(got.data, "# could not be looked at: /var/lib/docker"));
}
END_TEST

START_TEST(the_baseline_profile_has_only_the_baselines_objects)
{
	struct object list[] = {
		object(ITEM("03"), "/etc/group", WATCH_ACCOUNTS, OBJECT_FILE),
		object(WATCH_ITEM_SELF, "/var/lib/dockwarden", WATCH_AUDIT,
		       OBJECT_DIRECTORY),
	};
	struct object_list objects = { .list = list, .count = 2 };
	autobuf struct buf baseline, full;

	list[0].baseline = list[1].baseline = false;
	print(RULE_PROFILE_BASELINE, &objects, &baseline);
	print(RULE_PROFILE_FULL, &objects, &full);
	ck_assert_ptr_null(strstr(baseline.data, "\n-w"));
	ck_assert_ptr_nonnull(strstr(full.data, "\n-w /etc/group -p wa"));
	/* It would record what the plugin writes about the record. */
	ck_assert_ptr_null(strstr(full.data, "/var/lib/dockwarden"));
}
END_TEST

#define BOTH "mount,umount2,move_mount,open_tree,open_by_handle_at"
#define MOUNTS "mount,umount2,move_mount,open_tree"

static const struct {
	const char *name;
	enum watch_class class;
	enum object_kind kind;
	const char *want; /* of 64-bit callers; NULL: no rule */
} call_rows[] = {
	{ "a program's file", WATCH_PROGRAM, OBJECT_FILE,
	  "-S " BOTH " -F path=/x -k docker -k docker-06" },
	{ "a unit's file", WATCH_UNIT, OBJECT_FILE,
	  "-S " BOTH " -F path=/x -k docker -k docker-06" },
	{ "a directory of configuration", WATCH_CONFIG, OBJECT_DIRECTORY,
	  "-S " BOTH " -F dir=/x -k docker -k docker-06" },
	{ "the audit trail", WATCH_AUDIT, OBJECT_DIRECTORY, NULL },
	{ "a socket that a container is given", WATCH_SOCKET, OBJECT_SOCKET,
	  "-S " MOUNTS " -F path=/x -k docker -k docker-08" },
	{ "a socket that is not there yet", WATCH_SOCKET, OBJECT_ABSENT,
	  "-S " MOUNTS " -F path=/x -k docker -k docker-08" },
	{ "the data, below which the runtime mounts", WATCH_STATE,
	  OBJECT_DIRECTORY,
	  "-S open_by_handle_at -F dir=/x -k docker -k docker-06" },
	{ "/etc/passwd, which containers are given", WATCH_ACCOUNTS,
	  OBJECT_FILE,
	  "-S open_by_handle_at -F path=/x -k docker -k docker-06" },
	{ "what is not there", WATCH_PROGRAM, OBJECT_ABSENT, NULL },
	{ "a link", WATCH_PROGRAM, OBJECT_LINK, NULL },
	{ "a site's", WATCH_SITE, OBJECT_DIRECTORY, NULL },
};

START_TEST(what_no_watch_sees_has_calls_of_its_own)
{
	const char *item =
		call_rows[_i].class == WATCH_SOCKET ? ITEM("08") : ITEM("06");
	struct object o =
		object(item, "/x", call_rows[_i].class, call_rows[_i].kind);
	struct object_list objects = { .list = &o, .count = 1 };
	autobuf struct buf got, want;

	print(RULE_PROFILE_FULL, &objects, &got);
	buf_init(&want, MAX_TEXT);
	if (call_rows[_i].want)
		buf_printf(&want, "\n-a always,exit -F arch=b64 %s\n",
			   call_rows[_i].want);
	else
		buf_add_text(&want,
			     "handle\n-a always,exit -F arch=b64 -S " MOUNTS
			     " -F path=/etc ");
	buf_add_byte(&want, '\0');
	ck_assert_msg(strstr(got.data, want.data) != NULL, "%s: %s",
		      call_rows[_i].name, got.data);
	ck_assert_ptr_null(strstr(got.data, "-S open_by_handle_at,"));
}
END_TEST

/* auditctl's own word on them is in tests/live/test_rules.sh. */
START_TEST(what_is_printed_is_read_back)
{
	struct object list[] = {
		object(ITEM("08"), "/run/docker.sock", WATCH_SOCKET,
		       OBJECT_SOCKET),
		object(ITEM("06"), "/etc/docker", WATCH_CONFIG,
		       OBJECT_DIRECTORY),
	};
	struct object_list objects = { .list = list, .count = 2 };
	autohost struct check_host host = { .root = -1 };
	autorules struct rule_list rules = { 0 };
	struct errmsg err = { "" };
	autobuf struct buf got;

	ck_assert_int_eq(check_host_init(&host, "/"), 0);
	print(RULE_PROFILE_FULL, &objects, &got);
	buf_cut(&got, got.size - 1);
	ck_assert_msg(rule_list_text(&host, "x", buf_view(&got), &rules,
				     &err) == 0,
		      "%s", err.text);
	/* Two watches, two connects; of both architectures mounts over both
	 * and over /etc, io_uring and chattr. */
	ck_assert_uint_eq(rules.count, 2 + 2 + 2 * (2 + 1 + 2));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("rule_profile");
	TCase *tcase = tcase_create("rule_profile");

	tcase_add_loop_test(tcase, an_object_has_a_rule_of_each_profile, 0,
			    sizeof(rows) / sizeof(rows[0]));
	tcase_add_loop_test(tcase, a_name_cannot_make_a_line_of_its_own, 0, 5);
	tcase_add_test(tcase, what_is_not_there_is_a_comment);
	tcase_add_test(tcase,
		       the_baseline_profile_has_only_the_baselines_objects);
	tcase_add_loop_test(tcase, what_no_watch_sees_has_calls_of_its_own, 0,
			    sizeof(call_rows) / sizeof(call_rows[0]));
	tcase_add_test(tcase, what_is_printed_is_read_back);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
