// SPDX-License-Identifier: BSD-2-Clause
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"
#include "procdir.h"
#include "scratch_dir.h"
#include "suite.h"

/* Fields 5 to 21, and what follows the start time. */
#define MIDDLE "7 7 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 "
#define REST " 3133440 381 18446744073709551615 1 0\n"
#define MOST "9223372036854775807"

static const struct {
	const char *name;
	struct view text;
	int want;
	struct view comm;
	bool ended;
	uint32_t ppid;
	uint64_t started;
} stats[] = {
	{ "a process", VIEW("7 (sh) S 3 " MIDDLE "4242" REST), 0, VIEW("sh"),
	  false, 3, 4242 },
	{ "a comm like the rest of a line",
	  VIEW("7 (a) R 1 " MIDDLE "1 \n) S 3 " MIDDLE "4242" REST), 0,
	  VIEW("a) R 1 " MIDDLE "1 \n"), false, 3, 4242 },
	{ "no comm", VIEW("7 () S 3 " MIDDLE "4242" REST), 0, VIEW(""), false,
	  3, 4242 },
	{ "parentheses alone", VIEW("7 ()(() S 3 " MIDDLE "4242" REST), 0,
	  VIEW(")(("), false, 3, 4242 },
	{ "NUL and high bytes", VIEW("7 (\0\xff) S 3 " MIDDLE "4242" REST), 0,
	  VIEW("\0\xff"), false, 3, 4242 },
	{ "dead", VIEW("7 (sh) Z 3 " MIDDLE "4242" REST), 0, VIEW("sh"), true,
	  3, 4242 },
	{ "no parent", VIEW("1 (init) X 0 " MIDDLE "0" REST), 0, VIEW("init"),
	  true, 0, 0 },
	{ "the largest", VIEW("7 (sh) S 2147483647 " MIDDLE MOST REST), 0,
	  VIEW("sh"), false, 2147483647, INT64_MAX },
	{ "a start too large",
	  VIEW("7 (sh) S 3 " MIDDLE "9223372036854775808" REST), -EBADMSG,
	  VIEW_NONE, false, 0, 0 },
	{ "a parent too large", VIEW("7 (sh) S 2147483648 " MIDDLE "1" REST),
	  -EBADMSG, VIEW_NONE, false, 0, 0 },
	{ "a negative parent", VIEW("7 (sh) S -3 " MIDDLE "1" REST), -EBADMSG,
	  VIEW_NONE, false, 0, 0 },
	{ "a bad start, a good parent", VIEW("7 (sh) S 3 " MIDDLE "x" REST),
	  -EBADMSG, VIEW_NONE, false, 0, 0 },
	{ "no blank after the comm", VIEW("7 (sh)S 3 " MIDDLE "1" REST),
	  -EBADMSG, VIEW_NONE, false, 0, 0 },
	{ "nothing", VIEW(""), -EBADMSG, VIEW_NONE, false, 0, 0 },
	{ "no parenthesis", VIEW("7 sh S 3"), -EBADMSG, VIEW_NONE, false, 0,
	  0 },
};

static int read_stat(struct view text, char *data, size_t size,
		     struct procdir_stat *ret)
{
	scratch_dir_write("stat", text);
	return procdir_stat(AT_FDCWD, data, size, ret);
}

START_TEST(stat_lines)
{
	struct procdir_stat stat = { .ppid = 77 };
	char data[4096];
	int r = read_stat(stats[_i].text, data, sizeof(data), &stat);

	ck_assert_msg(r == stats[_i].want, "%s: %d", stats[_i].name, r);
	if (r < 0) {
		ck_assert_uint_eq(stat.ppid, 77);
		return;
	}
	ck_assert(view_equal(stat.name, stats[_i].comm));
	ck_assert_int_eq(stat.ended, stats[_i].ended);
	ck_assert_uint_eq(stat.ppid, stats[_i].ppid);
	ck_assert_uint_eq(stat.started, stats[_i].started);
}
END_TEST

START_TEST(a_stat_cut_anywhere_before_its_start_time_is_refused)
{
	struct view text = VIEW("7 (s)h) S 3 " MIDDLE "4242 ");
	struct procdir_stat stat;
	char data[4096];

	for (size_t size = 0; size < text.size; size++)
		ck_assert_int_eq(read_stat(view_from(text.data, size), data,
					   sizeof(data), &stat),
				 -EBADMSG);
	ck_assert_int_eq(read_stat(text, data, sizeof(data), &stat), 0);
	/* what fills the room may be cut */
	ck_assert_int_eq(read_stat(text, data, text.size, &stat), -EBADMSG);
	ck_assert_int_eq(read_stat(text, data, text.size + 1, &stat), 0);
}
END_TEST

static const struct {
	const char *link;
	int want;
	uint64_t inode;
} namespaces[] = {
	{ "mnt:[4026531841]", 0, 4026531841 },
	{ "pid:[18446744073709551615]", 0, UINT64_MAX },
	{ "pid:[18446744073709551616]", -EBADMSG, 0 },
	{ "mnt:[]", -EBADMSG, 0 },
	{ "mnt:[-1]", -EBADMSG, 0 },
	{ "mnt:[1", -EBADMSG, 0 },
	{ "mnt:[", -EBADMSG, 0 },
	{ "mnt[1]", -EBADMSG, 0 },
	{ "mnt:1]", -EBADMSG, 0 },
	{ "mnt:[1]]", -EBADMSG, 0 },
	{ "mnt:[1] (deleted)", -EBADMSG, 0 },
};

START_TEST(namespace_links)
{
	uint64_t inode = 77;

	ck_assert_int_eq(symlink(namespaces[_i].link, "ns"), 0);
	ck_assert_int_eq(procdir_namespace(AT_FDCWD, "ns", &inode),
			 namespaces[_i].want);
	ck_assert_uint_eq(inode,
			  namespaces[_i].want ? 77 : namespaces[_i].inode);
}
END_TEST

static const struct {
	const char *text;
	int want;
	uint64_t ms;
} uptimes[] = {
	{ "0.00 0.00\n", 0, 0 },
	{ "9383.12 18646.60\n", 0, 9383120 },
	{ "1000000000000.99 1.00\n", 0, 1000000000000990 },
	{ "1000000000001.00 1.00\n", -EBADMSG, 0 },
	{ "1.2 3.45\n", -EBADMSG, 0 },
	{ "1.234 5.00\n", -EBADMSG, 0 },
	{ "-1.00 5.00\n", -EBADMSG, 0 },
	{ ".00 5.00\n", -EBADMSG, 0 },
	{ "12.34", -EBADMSG, 0 },
	{ "12", -EBADMSG, 0 },
	{ "", -EBADMSG, 0 },
};

START_TEST(uptime_lines)
{
	uint64_t ms = 77;

	scratch_dir_write("uptime", view_of(uptimes[_i].text));
	ck_assert_int_eq(procdir_uptime(AT_FDCWD, &ms), uptimes[_i].want);
	ck_assert_uint_eq(ms, uptimes[_i].want ? 77 : uptimes[_i].ms);
}
END_TEST

START_TEST(reads_are_bounded_and_links_never_cut)
{
	struct view view = VIEW_NONE;
	char data[4];

	scratch_dir_write("file", VIEW("012345"));
	ck_assert_int_eq(procdir_read(AT_FDCWD, "file", data, 4, &view), 0);
	ck_assert(view_is(view, "0123"));
	ck_assert_int_eq(symlink("abc", "short"), 0);
	ck_assert_int_eq(symlink("abcd", "long"), 0);
	ck_assert_int_eq(procdir_link(AT_FDCWD, "short", data, 4, &view), 0);
	ck_assert(view_is(view, "abc"));
	ck_assert_int_eq(procdir_link(AT_FDCWD, "long", data, 4, &view),
			 -ENAMETOOLONG);
	ck_assert_int_eq(procdir_link(AT_FDCWD, "none", data, 4, &view),
			 -ENOENT);
	ck_assert_int_eq(procdir_link(AT_FDCWD, "file", data, 4, &view),
			 -EINVAL);
	ck_assert_int_eq(procdir_read(AT_FDCWD, "none", data, 4, &view),
			 -ENOENT);
	ck_assert_int_eq(mkdir("dir", 0700), 0);
	ck_assert_int_eq(procdir_read(AT_FDCWD, "dir", data, 4, &view),
			 -EISDIR);
}
END_TEST

START_TEST(a_process_is_opened_by_its_number)
{
	autoclose int dir = -1;

	ck_assert_int_eq(procdir_open(AT_FDCWD, 12), -ENOENT);
	ck_assert_int_eq(mkdir("4294967295", 0700), 0);
	scratch_dir_write("12", VIEW(""));
	ck_assert_int_eq(procdir_open(AT_FDCWD, 12), -ENOTDIR);
	dir = procdir_open(AT_FDCWD, UINT32_MAX);
	ck_assert_int_ge(dir, 0);
	ck_assert_int_eq(fcntl(dir, F_GETFD), FD_CLOEXEC);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("procdir");
	TCase *tcase = tcase_create("procdir");

	tcase_add_checked_fixture(tcase, scratch_dir_enter, scratch_dir_leave);
	tcase_add_loop_test(tcase, stat_lines, 0, ROWS(stats));
	tcase_add_test(tcase,
		       a_stat_cut_anywhere_before_its_start_time_is_refused);
	tcase_add_loop_test(tcase, namespace_links, 0, ROWS(namespaces));
	tcase_add_loop_test(tcase, uptime_lines, 0, ROWS(uptimes));
	tcase_add_test(tcase, reads_are_bounded_and_links_never_cut);
	tcase_add_test(tcase, a_process_is_opened_by_its_number);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
