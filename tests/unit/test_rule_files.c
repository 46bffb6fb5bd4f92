// SPDX-License-Identifier: BSD-2-Clause
/* The rules that a host's files would load, in augenrules' order. */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"
#include "rule_files.h"
#include "rule_print.h"
#include "scratch_dir.h"
#include "suite.h"

#define MAX_TEXT 4096
#define FILES 3
#define D "etc/audit/rules.d/"

static const struct {
	const char *name;
	struct {
		const char *path, *text;
	} files[FILES];
	const char *want; /* "FILE:LINE: RULE" of each; "bad FILE:LINE: why" */
} states[] = {
	{ "no files", { { 0 } }, "" },
	{ "audit.rules alone",
	  { { "etc/audit/audit.rules", "-D\n-b 8192\n\n-w /x -k a\n" } },
	  "/etc/audit/audit.rules:4: -w /x -p rwxa -k a\n" },
	{ "the files of rules.d go before it, in the order of their numbers",
	  { { D "100-b.rules", "-w /c -k c\n" },
	    { D "20-a.rules", "# x\n-w /a -k a\n-w /b -k b" },
	    { "etc/audit/audit.rules", "-w /z -k z\n" } },
	  "/etc/audit/rules.d/20-a.rules:2: -w /a -p rwxa -k a\n"
	  "/etc/audit/rules.d/20-a.rules:3: -w /b -p rwxa -k b\n"
	  "/etc/audit/rules.d/100-b.rules:1: -w /c -p rwxa -k c\n" },
	{ "other names are not read",
	  { { D "a.rules.bak", "-w /a\n" }, { D ".b.rules", "-w /b\n" } },
	  "" },
	{ "what follows a line that is no rule is not loaded",
	  { { D "1.rules", "-w /a -k a\n-w\n-w /b -k b\n" },
	    { D "2.rules", "-w /c -k c\n" } },
	  "/etc/audit/rules.d/1.rules:1: -w /a -p rwxa -k a\n"
	  "bad /etc/audit/rules.d/1.rules:2: -w without a value\n" },
	{ "but after -c it is",
	  { { D "1.rules", "-c\n-w /a -k a\nnonsense\n-w /b -k b\n" },
	    { D "2.rules", "-w\n-w /c -k c\n" } },
	  "/etc/audit/rules.d/1.rules:2: -w /a -p rwxa -k a\n"
	  "/etc/audit/rules.d/1.rules:4: -w /b -p rwxa -k b\n"
	  "/etc/audit/rules.d/2.rules:2: -w /c -p rwxa -k c\n"
	  "bad /etc/audit/rules.d/1.rules:3: a word without an option\n" },
	{ "audit.rules alone forgets at a -D",
	  { { "etc/audit/audit.rules", "-w /x -k a\n-D\n-w /y -k b\n" } },
	  "/etc/audit/audit.rules:3: -w /y -p rwxa -k b\n" },
	{ "-A goes to the front, and augenrules puts a -D before all",
	  { { D "1.rules", "-w /b -k a\n -D \n-w /a -k a\n" },
	    { D "2.rules", "-A never,exit -F path=/a\n" } },
	  "/etc/audit/rules.d/2.rules:1: -a never,exit -F path=/a\n"
	  "/etc/audit/rules.d/1.rules:1: -w /b -p rwxa -k a\n"
	  "/etc/audit/rules.d/1.rules:3: -w /a -p rwxa -k a\n" },
};

static void put(const char *path, const char *text)
{
	(void)mkdir("etc", 0755);
	(void)mkdir("etc/audit", 0755);
	(void)mkdir("etc/audit/rules.d", 0755);
	scratch_dir_write(path, view_of(text));
}

static void say(const struct check_host *host, const struct rule_files *files,
		struct buf *out)
{
	for (size_t i = 0; i < files->rules.count; i++) {
		rule_files_place(files, files->rules.rules[i].place, out);
		buf_add_text(out, ": ");
		rule_print(host, files->rules.rules[i].data, out);
		buf_add_byte(out, '\n');
	}
	if (files->bad) {
		buf_add_text(out, "bad ");
		rule_files_place(files, files->bad, out);
		buf_printf(out, ": %s\n", files->reason.text);
	}
	buf_add_byte(out, '\0');
}

START_TEST(the_files_rules_are_those_that_auditctl_would_load)
{
	autohost struct check_host host = { .root = -1 };
	autorulefiles struct rule_files files = { 0 };
	struct errmsg err = { "" };
	autobuf struct buf got;

	for (size_t i = 0; i < FILES && states[_i].files[i].path; i++)
		put(states[_i].files[i].path, states[_i].files[i].text);
	buf_init(&got, MAX_TEXT);
	ck_assert_int_eq(check_host_init(&host, "."), 0);
	ck_assert_int_eq(rule_files_read(&host, &files, &err), 0);
	say(&host, &files, &got);
	ck_assert_msg(strcmp(got.data, states[_i].want) == 0,
		      "%s: got\n%swanted\n%s", states[_i].name, got.data,
		      states[_i].want);
}
END_TEST

START_TEST(a_file_that_cannot_be_read_is_named)
{
	autohost struct check_host host = { .root = -1 };
	autorulefiles struct rule_files files = { 0 };
	struct errmsg err = { "" };

	put(D "1.rules", "-w /a -k a\n");
	ck_assert_int_eq(mkdir(D "2.rules", 0755), 0);
	ck_assert_int_eq(check_host_init(&host, "."), 0);
	ck_assert_int_eq(rule_files_read(&host, &files, &err), -EISDIR);
	ck_assert_str_eq(err.text,
			 "/etc/audit/rules.d/2.rules: Is a directory");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("rule_files");
	TCase *tcase = tcase_create("rule_files");

	tcase_add_checked_fixture(tcase, scratch_dir_enter, scratch_dir_leave);
	tcase_add_loop_test(tcase,
			    the_files_rules_are_those_that_auditctl_would_load,
			    0, sizeof(states) / sizeof(states[0]));
	tcase_add_test(tcase, a_file_that_cannot_be_read_is_named);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
