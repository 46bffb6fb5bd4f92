// SPDX-License-Identifier: BSD-2-Clause
#include <check.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"
#include "rule_field.h"
#include "rule_list.h"
#include "rule_print.h"
#include "scratch_dir.h"
#include "suite.h"

#define MAX_TEXT ((size_t)1 << 20)

static struct check_host host;

/* A host in the current directory: /d/s, /f, /l -> d, /a b. */
static void enter(void)
{
	scratch_dir_enter();
	ck_assert_int_eq(mkdir("d", 0755), 0);
	ck_assert_int_eq(mkdir("d/s", 0755), 0);
	ck_assert_int_eq(mkdir("etc", 0755), 0);
	ck_assert_int_eq(mkdir("audit", 0755), 0);
	ck_assert_int_eq(symlink("d", "l"), 0);
	ck_assert_int_eq(symlink("/d", "absolute"), 0);
	scratch_dir_write("f", VIEW("x"));
	scratch_dir_write("a b", VIEW("x"));
	scratch_dir_write("etc/passwd", VIEW("carol:x:77:78::/:/bin/sh\n"));
	scratch_dir_write("etc/group", VIEW("crew:x:99:\n"));
	ck_assert_int_eq(check_host_init(&host, "."), 0);
}

static void leave(void)
{
	check_host_done(&host);
	scratch_dir_leave();
}

static void read_text(const char *text, struct rule_list *list)
{
	struct errmsg err = { "" };
	int ret = rule_list_text(&host, "rules", view_of(text), list, &err);

	ck_assert_msg(ret == 0, "%s: %s", text, err.text);
}

static void print_list(const struct rule_list *list, struct buf *out)
{
	buf_init(out, MAX_TEXT);
	for (size_t i = 0; i < list->count; i++) {
		rule_print(&host, list->rules[i].data, out);
		buf_add_byte(out, '\n');
	}
	buf_add_byte(out, 0);
	ck_assert_int_eq(buf_error(out), 0);
}

/* A text, and what is printed of its rules. */
static const struct {
	const char *in, *out;
} texts[] = {
	{ "", "" },
	{ "\n  \n# comment\n  # another\n#-w /f\n", "" },
	{ "No rules\n", "" },
	{ "-w /f", "-w /f -p rwxa\n" },
	{ "-w /f -p aw -k docker", "-w /f -p wa -k docker\n" },
	{ "   -w   /f   -k  x  ", "-w /f -p rwxa -k x\n" },
	{ "-w /d -p wa -k docker", "-w /d -p wa -k docker\n" },
	{ "-w /d/ -p wa", "-w /d -p wa\n" },
	{ "-w /l -p wa", "-w /l -p wa\n" },
	{ "-w /absolute -p wa", "-w /absolute -p wa\n" },
	{ "-w /no/such -p wa", "-w /no/such -p wa\n" },
	{ "-w /f -k a -k b", "-w /f -p rwxa -k a -k b\n" },
	{ "-w /a\\ b -k c\\ d", "-w /a\\ b -p rwxa -k c\\ d\n" },
	{ "-w /x\\\\y -k \\z", "-w /x\\\\y -p rwxa -k \\\\z\n" },
	{ "-a always,exit -F path=/f -F perm=wa -k k", "-w /f -p wa -k k\n" },
	{ "-a always,exit -F perm=wa -F path=/f",
	  "-a always,exit -F perm=wa -F path=/f\n" },
	{ "-a exit,never -F path=/f -F perm=wa -k docker",
	  "-a never,exit -F path=/f -F perm=wa -k docker\n" },
	{ "-a always,exit -F path=/d -F perm=wa",
	  "-a always,exit -F path=/d -F perm=wa\n" },
	{ "-a always,exit -F dir=/f -F perm=wa",
	  "-a always,exit -F dir=/f -F perm=wa\n" },
	{ "-a always,exit -F dir=/d/ -F perm=wa",
	  "-a always,exit -F dir=/d/ -F perm=wa\n" },
	{ "-a always,exit -F path=/f", "-a always,exit -F path=/f\n" },
	{ "-a always,exit -F path=/f -F perm=wa -F exe!=/bin/dpkg",
	  "-a always,exit -F path=/f -F perm=wa -F exe!=/bin/dpkg\n" },
	{ "-a always,exit -F filetype=block -F perm=w",
	  "-a always,exit -F filetype=block -F perm=w\n" },
	{ "-a always,exit -S all -F auid!=-1 -k any",
	  "-a always,exit -S all -F auid!=unset -k any\n" },
	{ "-a always,exit -F uid=carol -F gid!=crew -F auid=0x10",
	  "-a always,exit -S all -F uid=77 -F gid!=99 -F auid=16\n" },
	{ "-a always,exit -F success=0 -F exit=-13 -F exit!=-EPERM",
	  "-a always,exit -S all -F success=0 -F exit=-EACCES "
	  "-F exit!=-EPERM\n" },
	{ "-a always,exclude -F msgtype=CWD -F auid=5",
	  "-a always,exclude -F msgtype=CWD -F auid=5\n" },
	{ "-a never,filesystem -F fstype=0x64626720",
	  "-a never,filesystem -F fstype=debugfs\n" },
	{ "-a never,task", "-a never,task\n" },
	{ "-a always,exit -S all -C euid!=uid", /* order is the kernel's */
	  "-a always,exit -S all -C uid!=euid\n" },
	/* Lists in the kernel's order, the first of one first. */
	{ "-a always,exit -F path=/f\n-a never,task\n-A never,exit -F path=/g",
	  "-a never,task\n-a never,exit -F path=/g\n"
	  "-a always,exit -F path=/f\n" },
	{ "-w /f\n-w /f\n-w /f -p wa", "-w /f -p rwxa\n-w /f -p wa\n" },
	{ "-w /f\n-w /g\n-D\n-w /h", "-w /h -p rwxa\n" },
	{ "-w /f -k a\n-w /g\n-W /f -k a", "-w /g -p rwxa\n" },
	{ "-w /f -k a\n-W /f", "-w /f -p rwxa -k a\n" },
	{ "-a never,task -F uid=1\n-d task,never -F uid=1", "" },
	{ "-c\n-i\n-b 8192\n-f 1\n-r 0\n--backlog_wait_time 60000\n-w /f",
	  "-w /f -p rwxa\n" },
};

START_TEST(a_text_makes_the_rules_that_are_printed)
{
	autorules struct rule_list list = { 0 };
	autobuf struct buf out;

	read_text(texts[_i].in, &list);
	print_list(&list, &out);
	ck_assert_str_eq(out.data, texts[_i].out);
}
END_TEST

START_TEST(what_is_printed_makes_the_same_rules)
{
	autorules struct rule_list list = { 0 }, back = { 0 };
	autobuf struct buf out;

	read_text(texts[_i].in, &list);
	print_list(&list, &out);
	read_text(out.data, &back);
	ck_assert_uint_eq(back.count, list.count);
	for (size_t i = 0; i < list.count; i++)
		ck_assert(rule_equal(back.rules[i].data, list.rules[i].data));
}
END_TEST

/* Each of these is refused by auditctl 3.0.9, too (tests/live/test_rules.sh
 * loads some of them). */
static const struct {
	const char *text, *message;
} wrong[] = {
	{ "-w", "rules: line 1: -w without a value" },
	{ "\n-w f", "rules: line 2: a watch needs a path from / on, got f" },
	{ "-w \"/a b\"",
	  "rules: line 1: a watch needs a path from / on, got \"/a" },
	{ "-w /a b -p wa", "rules: line 1: a word without an option" },
	{ "-w /f -p wz",
	  "rules: line 1: permissions are of r, w, x and a, got wz" },
	{ "-p wa -w /f", "rules: line 1: -p without a path before it" },
	{ "-k x -w /f", "rules: line 1: a key without a rule before it" },
	{ "-w /f -w /g", "rules: line 1: a watch is a rule of its own: -w /g" },
	{ "-F path=/f", "rules: line 1: a field before its list" },
	{ "-a always", "rules: line 1: expected always or never, a comma and a "
		       "list, got always" },
	{ "-a always,entry", "rules: line 1: expected always or never, a comma "
			     "and a list, got always,entry" },
	{ "-a always,exit -a never,exit",
	  "rules: line 1: a second list: never,exit" },
	{ "-a always,exit -S nosuchcall",
	  "rules: line 1: no system call: nosuchcall" },
	{ "-a never,task -S open",
	  "rules: line 1: this list takes no system calls" },
	{ "-a always,exit -S open -F arch=b64",
	  "rules: line 1: no such value: arch=b64" },
	{ "-a always,exit -F color=red", "rules: line 1: no field: color" },
	{ "-a always,exit -F uid", "rules: line 1: no name=value: uid" },
	{ "-a always,exit -F uid=nobodyhere",
	  "rules: line 1: no such value: uid=nobodyhere" },
	{ "-a always,exit -F uid=12x",
	  "rules: line 1: no such value: uid=12x" },
	{ "-a always,exit -F msgtype=CWD",
	  "rules: line 1: this list takes no msgtype=CWD" },
	{ "-a always,exclude -F path=/f",
	  "rules: line 1: this list takes no path=/f" },
	{ "-a always,exit -F exe>=/f",
	  "rules: line 1: this list takes no exe>=/f" },
	{ "-a always,exit -F auid=5 -k x",
	  "rules: line 1: a key needs a watch, a path, an exe, a fstype or -S "
	  "before it" },
	{ "-a always,exit -C uid!=gid",
	  "rules: line 1: not to be compared: uid!=gid" },
	{ "-z", "rules: line 1: no option of auditctl" },
	{ "-e 3", "rules: line 1: no such setting" },
	{ "LIST_RULES: exit,always watch=/f",
	  "rules: line 1: a word without an option" },
};

START_TEST(a_line_that_is_no_rule_is_named)
{
	struct rule_list list = { 0 };
	struct errmsg err = { "" };

	ck_assert_int_eq(rule_list_text(&host, "rules", view_of(wrong[_i].text),
					&list, &err),
			 -EINVAL);
	ck_assert_str_eq(err.text, wrong[_i].message);
	ck_assert_uint_eq(list.count, 0);
}
END_TEST

START_TEST(only_a_directory_is_watched_as_one)
{
	autorules struct rule_list list = { 0 };
	static const uint32_t want[] = { AUDIT_DIR,   AUDIT_DIR,   AUDIT_DIR,
					 AUDIT_WATCH, AUDIT_WATCH, AUDIT_DIR };

	read_text("-w /d\n-w /l\n-w /absolute\n-w /f\n-w /nothing\n-w /",
		  &list);
	ck_assert_uint_eq(list.count, 6);
	for (size_t i = 0; i < list.count; i++)
		ck_assert_uint_eq(list.rules[i].data->fields[0], want[i]);
}
END_TEST

START_TEST(a_rule_knows_its_line)
{
	autorules struct rule_list list = { 0 };

	read_text("# x\n-w /f\n\n-A always,exit -F path=/g\n", &list);
	ck_assert_uint_eq(list.count, 2);
	ck_assert_uint_eq(list.rules[0].place, 4);
	ck_assert_uint_eq(list.rules[1].place, 2);
}
END_TEST

START_TEST(a_listing_sets_the_status)
{
	autorules struct rule_list list = { 0 };

	read_text("-w /f\n-b 8192\n-r 100\n-e 2\n-f 0\n", &list);
	ck_assert(list.status.known);
	ck_assert_uint_eq(list.status.enabled, 2);
	ck_assert_uint_eq(list.status.rate_limit, 100);
	ck_assert_uint_eq(list.status.backlog_limit, 8192);
}
END_TEST

START_TEST(without_e_the_status_is_not_known)
{
	autorules struct rule_list list = { 0 };

	read_text("-w /f\n-b 8192\n", &list);
	ck_assert(!list.status.known);
}
END_TEST

START_TEST(the_status_is_what_auditctl_prints)
{
	static const char text[] =
		"enabled 1\nfailure 1\npid 812\nrate_limit 5\n"
		"backlog_limit 64\nlost 7\nbacklog 3\n"
		"backlog_wait_time 15000\nloginuid_immutable 0 unlocked\n";
	struct rule_status status;

	ck_assert_int_eq(rule_list_status(view_of(text), &status), 0);
	ck_assert(status.known);
	ck_assert_uint_eq(status.enabled, 1);
	ck_assert_uint_eq(status.pid, 812);
	ck_assert_uint_eq(status.rate_limit, 5);
	ck_assert_uint_eq(status.backlog_limit, 64);
	ck_assert_uint_eq(status.lost, 7);
	ck_assert_uint_eq(status.backlog, 3);
}
END_TEST

static const char *const no_status[] = { "", "enabled\n", "enabled x\n",
					 "pid 5\n", "enabled 99999999999\n" };

START_TEST(another_text_is_no_status)
{
	struct rule_status status;

	ck_assert_int_eq(rule_list_status(view_of(no_status[_i]), &status),
			 -EINVAL);
}
END_TEST

START_TEST(a_fixture_is_read_from_its_files)
{
	autorules struct rule_list list = { 0 };
	struct errmsg err = { "" };

	ck_assert_int_eq(rule_list_read(&host, &list, &err), -ENOENT);
	scratch_dir_write("audit/rules", VIEW("-w /f -k docker\n"));
	ck_assert_int_eq(rule_list_read(&host, &list, &err), 0);
	ck_assert(!list.status.known);
	rule_list_done(&list);
	scratch_dir_write("audit/status", VIEW("enabled 0\n"));
	ck_assert_int_eq(rule_list_read(&host, &list, &err), 0);
	ck_assert(list.status.known);
	ck_assert_uint_eq(list.count, 1);
	rule_list_done(&list);
	scratch_dir_write("audit/status", VIEW("no\n"));
	ck_assert_int_eq(rule_list_read(&host, &list, &err), -EINVAL);
	ck_assert_str_eq(err.text, "audit/status: not what auditctl -s prints");
}
END_TEST

START_TEST(a_person_sees_no_control_byte)
{
	autorules struct rule_list list = { 0 };
	autobuf struct buf out;

	read_text("-w /a\\ b\x1b[2J -k x\x07", &list);
	buf_init(&out, MAX_TEXT);
	rule_print_text(&host, list.rules[0].data, &out);
	buf_add_byte(&out, 0);
	ck_assert_str_eq(out.data, "-w \"/a b\\x1b[2J\" -p rwxa -k \"x\\x07\"");
}
END_TEST

START_TEST(no_line_is_too_long_for_a_message)
{
	autobuf struct buf text;
	struct rule_list list = { 0 };
	struct errmsg err = { "" };

	buf_init(&text, MAX_TEXT);
	buf_add_text(&text, "-w /");
	for (int i = 0; i < 7000; i++)
		buf_add_byte(&text, 'x');
	ck_assert_int_eq(rule_list_text(&host, "rules", buf_view(&text), &list,
					&err),
			 -EINVAL);
	ck_assert_str_eq(err.text, "rules: line 1: no line of text");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("rule_list");
	TCase *text = tcase_create("text");

	tcase_add_checked_fixture(text, enter, leave);
	tcase_add_loop_test(text, a_text_makes_the_rules_that_are_printed, 0,
			    sizeof(texts) / sizeof(*texts));
	tcase_add_loop_test(text, what_is_printed_makes_the_same_rules, 0,
			    sizeof(texts) / sizeof(*texts));
	tcase_add_loop_test(text, a_line_that_is_no_rule_is_named, 0,
			    sizeof(wrong) / sizeof(*wrong));
	tcase_add_test(text, only_a_directory_is_watched_as_one);
	tcase_add_test(text, a_rule_knows_its_line);
	tcase_add_test(text, a_listing_sets_the_status);
	tcase_add_test(text, without_e_the_status_is_not_known);
	tcase_add_test(text, the_status_is_what_auditctl_prints);
	tcase_add_loop_test(text, another_text_is_no_status, 0,
			    sizeof(no_status) / sizeof(*no_status));
	tcase_add_test(text, a_fixture_is_read_from_its_files);
	tcase_add_test(text, a_person_sees_no_control_byte);
	tcase_add_test(text, no_line_is_too_long_for_a_message);
	suite_add_tcase(suite, text);
	return suite_run(suite);
}
