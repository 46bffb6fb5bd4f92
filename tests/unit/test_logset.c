// SPDX-License-Identifier: BSD-2-Clause
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "logset.h"
#include "scratch_dir.h"
#include "suite.h"

#define MAX_NAMES 16

struct opening {
	struct logset set;
	struct buf messages;
	int result;
};

static void open_set(struct opening *o, const char *const *names)
{
	char *operands[MAX_NAMES];
	size_t count = 0;

	buf_init(&o->messages, 100000);
	for (; count < MAX_NAMES && names[count]; count++)
		ck_assert_ptr_nonnull(operands[count] = strdup(names[count]));
	o->result = logset_open(operands, count, &o->messages, &o->set);
	while (count > 0)
		free(operands[--count]);
}

static void done(struct opening *o)
{
	logset_close(&o->set);
	buf_done(&o->messages);
}

/* The names in their order, joined by spaces. */
static void expect_order(const struct opening *o, const char *want)
{
	struct buf got;

	buf_init(&got, 100000);
	for (size_t i = 0; i < o->set.count; i++) {
		if (i > 0)
			buf_add_byte(&got, ' ');
		buf_add_text(&got, source_name(o->set.sources[i]));
	}
	ck_assert_msg(view_is(buf_view(&got), want), "got %.*s", (int)got.size,
		      got.data);
	buf_done(&got);
}

static void expect_messages(const struct opening *o, const char *want)
{
	ck_assert_msg(view_is(buf_view(&o->messages), want), "got %.*s",
		      (int)o->messages.size, o->messages.data);
}

static void make(const char *const *names)
{
	for (; *names; names++)
		scratch_dir_write(*names, view_of(*names));
}

/* files are made; directories a and b are there. */
static const struct {
	const char *name;
	const char *files[MAX_NAMES];
	const char *operands[MAX_NAMES];
	const char *want;
} orders[] = {
	{ "a directory's audit.log set, oldest first",
	  { "a/audit.log", "a/audit.log.1", "a/audit.log.2.gz",
	    "a/audit.log.10.gz", "a/audit.log-20260101.gz", "a/other.log",
	    "a/audit.log.lock", "a/audit.log.1~" },
	  { "a" },
	  "a/audit.log-20260101.gz a/audit.log.10.gz a/audit.log.2.gz "
	  "a/audit.log.1 a/audit.log" },
	{ "a directory without audit.log: every .log in it, set by set",
	  { "a/web.log", "a/web.log.1", "a/db.log.2.gz", "a/db.log", "a/notes",
	    "a/db.log.1", "a/x.gz" },
	  { "a/" },
	  "a/db.log.2.gz a/db.log.1 a/db.log a/web.log.1 a/web.log" },
	{ "files of a set, as a shell's * gives them",
	  { "audit.log", "audit.log.1", "audit.log.10", "audit.log.2" },
	  { "audit.log", "audit.log.1", "audit.log.10", "audit.log.2" },
	  "audit.log.10 audit.log.2 audit.log.1 audit.log" },
	{ "unrelated files keep the user's order",
	  { "web", "db", "mail" },
	  { "web", "db", "mail" },
	  "web db mail" },
	{ "a set is read where its first file was named",
	  { "x", "audit.log", "y", "audit.log.1" },
	  { "x", "audit.log", "y", "audit.log.1" },
	  "x audit.log.1 audit.log y" },
	{ "sets in different directories are different sets",
	  { "a/audit.log", "b/audit.log", "a/audit.log.1", "b/audit.log.1" },
	  { "b/audit.log", "a/audit.log", "a/audit.log.1", "b/audit.log.1" },
	  "b/audit.log.1 b/audit.log a/audit.log.1 a/audit.log" },
	{ "a directory is known however it is written",
	  { "a/audit.log", "a/audit.log.1" },
	  { "a/audit.log", "b/../a//audit.log.1" },
	  "b/../a//audit.log.1 a/audit.log" },
	{ "the same file twice is read once",
	  { "audit.log", "audit.log.1" },
	  { "audit.log", "./audit.log", "audit.log.1", "audit.log" },
	  "audit.log.1 audit.log" },
	{ "a directory and a file in it",
	  { "a/audit.log", "a/audit.log.1" },
	  { "a/audit.log", "a" },
	  "a/audit.log.1 a/audit.log" },
	{ "a name that looks like an option was an operand",
	  { "-x" },
	  { "-x" },
	  "-x" },
};

START_TEST(files_are_read_in_order)
{
	struct opening o;

	ck_assert_int_eq(mkdir("a", 0700), 0);
	ck_assert_int_eq(mkdir("b", 0700), 0);
	make(orders[_i].files);
	open_set(&o, orders[_i].operands);
	ck_assert_int_eq(o.result, 0);
	expect_messages(&o, "");
	expect_order(&o, orders[_i].want);
	done(&o);
}
END_TEST

#define OPEN(o, ...) open_set(o, (const char *const[]){ __VA_ARGS__, NULL })

START_TEST(every_failure_is_told_and_nothing_is_open)
{
	struct opening o;

	ck_assert_int_eq(mkdir("empty", 0700), 0);
	scratch_dir_write("log", VIEW("a\n"));
	OPEN(&o, "log", "none", "empty", "log/x", "nowhere/");
	ck_assert_int_lt(o.result, 0);
	expect_messages(&o, "empty: no log files in it\n"
			    "none: No such file or directory\n"
			    "log/x: Not a directory\n"
			    "nowhere/: No such file or directory\n");
	ck_assert_uint_eq(o.set.count, 0);
	ck_assert_ptr_null(o.set.sources);
	done(&o);
}
END_TEST

START_TEST(a_directory_is_never_waited_for)
{
	struct opening o;

	ck_assert_int_eq(mkdir("a", 0700), 0);
	ck_assert_int_eq(mkdir("a/audit.log.3", 0700), 0);
	ck_assert_int_eq(mkfifo("a/audit.log.2", 0600), 0);
	ck_assert_int_eq(symlink("/dev/zero", "a/audit.log.1"), 0);
	scratch_dir_write("a/audit.log", VIEW("a\n"));
	OPEN(&o, "a");
	ck_assert_int_eq(o.result, 0);
	expect_order(&o, "a/audit.log");
	ck_assert_uint_eq(o.messages.size,
			  strlen("a/audit.log.N: left out: not a regular "
				 "file\n") *
				  3);
	done(&o);
}
END_TEST

START_TEST(a_link_in_a_directory_is_followed)
{
	struct opening o;

	ck_assert_int_eq(mkdir("a", 0700), 0);
	scratch_dir_write("elsewhere", VIEW("a\n"));
	ck_assert_int_eq(symlink("../elsewhere", "a/audit.log"), 0);
	ck_assert_int_eq(symlink("audit.log", "a/audit.log.1"), 0);
	OPEN(&o, "a");
	ck_assert_int_eq(o.result, 0);
	expect_messages(&o, "");
	expect_order(&o, "a/audit.log");
	done(&o);
}
END_TEST

START_TEST(a_link_to_nothing_is_a_failure)
{
	struct opening o;

	ck_assert_int_eq(mkdir("a", 0700), 0);
	scratch_dir_write("a/audit.log", VIEW("a\n"));
	ck_assert_int_eq(symlink("nothing", "a/audit.log.1"), 0);
	OPEN(&o, "a");
	ck_assert_int_eq(o.result, -ENOENT);
	expect_messages(&o, "a/audit.log.1: No such file or directory\n");
	done(&o);
}
END_TEST

START_TEST(damage_at_the_start_is_found_before_reading)
{
	struct opening o;

	scratch_dir_write("audit.log", VIEW("a\n"));
	scratch_dir_write("audit.log.1.gz", VIEW("\x1f\x8bxxxxxxxxxxxxxxxx"));
	OPEN(&o, "audit.log", "audit.log.1.gz");
	ck_assert_int_eq(o.result, -EBADMSG);
	expect_messages(&o, "audit.log.1.gz: compressed data is damaged from "
			    "the start\n");
	done(&o);
}
END_TEST

START_TEST(the_sizes_are_summed_up)
{
	struct opening o;

	scratch_dir_write("audit.log", VIEW("abc\n"));
	scratch_dir_write("audit.log.1", VIEW("abcdef\n"));
	OPEN(&o, "audit.log", "audit.log.1");
	ck_assert_uint_eq(o.set.bytes, 11);
	done(&o);
	OPEN(&o, "audit.log", "/dev/null");
	ck_assert_uint_eq(o.set.bytes, SOURCE_SIZE_UNKNOWN);
	done(&o);
}
END_TEST

START_TEST(more_files_than_descriptors_at_first)
{
	struct opening o;
	char name[32];

	ck_assert_int_eq(mkdir("a", 0700), 0);
	for (int i = 1; i <= 1500; i++) {
		(void)snprintf(name, sizeof(name), "a/audit.log.%d", i);
		scratch_dir_write(name, VIEW("a\n"));
	}
	OPEN(&o, "a");
	ck_assert_int_eq(o.result, 0);
	ck_assert_uint_eq(o.set.count, 1500);
	ck_assert_str_eq(source_name(o.set.sources[0]), "a/audit.log.1500");
	ck_assert_str_eq(source_name(o.set.sources[1499]), "a/audit.log.1");
	done(&o);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("logset");
	TCase *tests = tcase_create("logset");

	tcase_add_checked_fixture(tests, scratch_dir_enter, scratch_dir_leave);
	tcase_add_loop_test(tests, files_are_read_in_order, 0,
			    (int)(sizeof(orders) / sizeof(orders[0])));
	tcase_add_test(tests, every_failure_is_told_and_nothing_is_open);
	tcase_add_test(tests, a_directory_is_never_waited_for);
	tcase_add_test(tests, a_link_in_a_directory_is_followed);
	tcase_add_test(tests, a_link_to_nothing_is_a_failure);
	tcase_add_test(tests, damage_at_the_start_is_found_before_reading);
	tcase_add_test(tests, the_sizes_are_summed_up);
	tcase_add_test(tests, more_files_than_descriptors_at_first);
	suite_add_tcase(suite, tests);
	return suite_run(suite);
}
