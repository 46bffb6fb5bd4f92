// SPDX-License-Identifier: BSD-2-Clause
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "scratch_dir.h"
#include "suite.h"
#include "trusted_file.h"

#define NOBODY_ELSE UINT32_MAX
#define STRANGER 12345
#define FRIEND 12346
#define CAP 10

/* As the user who runs the tests. */
static int read_own(const char *path, struct buf *out, struct errmsg *err)
{
	return trusted_file_read(path, geteuid(), out, err);
}

static void refused(const char *path, uint32_t also_owner, int want,
		    const char *message)
{
	autobuf struct buf out;
	struct errmsg err = { "" };
	int r;

	buf_init(&out, CAP);
	r = trusted_file_read(path, also_owner, &out, &err);
	ck_assert_msg(r == want, "got %d: %s", r, err.text);
	ck_assert_str_eq(err.text, message);
	ck_assert_uint_eq(out.size, 0);
	/* nobody has to want the words */
	ck_assert_int_eq(trusted_file_read(path, also_owner, &out, NULL), want);
}

START_TEST(a_file_of_ones_own_is_read)
{
	autobuf struct buf out;

	buf_init(&out, CAP);
	scratch_dir_write("f", VIEW("0123456789"));
	ck_assert_int_eq(chmod("f", 0600), 0);
	ck_assert_int_eq(read_own("f", &out, NULL), 0);
	ck_assert(view_is(buf_view(&out), "0123456789"));
}
END_TEST

START_TEST(an_empty_file_is_read)
{
	autobuf struct buf out;

	buf_init(&out, CAP);
	scratch_dir_write("f", VIEW(""));
	ck_assert_int_eq(read_own("f", &out, NULL), 0);
	ck_assert_uint_eq(out.size, 0);
}
END_TEST

START_TEST(what_is_in_the_buffer_counts)
{
	autobuf struct buf out;
	struct errmsg err = { "" };

	buf_init(&out, CAP);
	buf_add_text(&out, "abc");
	scratch_dir_write("f", VIEW("01234567"));
	ck_assert_int_eq(read_own("f", &out, &err), -EINVAL);
	ck_assert_str_eq(err.text, "is 8 bytes, at most 7");
	ck_assert(view_is(buf_view(&out), "abc"));
}
END_TEST

START_TEST(a_file_over_the_cap_is_refused)
{
	scratch_dir_write("f", VIEW("0123456789x"));
	refused("f", geteuid(), -EINVAL, "is 11 bytes, at most 10");
}
END_TEST

START_TEST(a_sparse_file_of_terabytes_is_refused)
{
	scratch_dir_write("f", VIEW(""));
	ck_assert_int_eq(truncate("f", (off_t)1 << 40), 0);
	refused("f", geteuid(), -EINVAL, "is 1099511627776 bytes, at most 10");
}
END_TEST

START_TEST(a_missing_file_is_not_there)
{
	refused("f", geteuid(), -ENOENT,
		"cannot be opened: No such file or directory");
	refused("", geteuid(), -ENOENT,
		"cannot be opened: No such file or directory");
}
END_TEST

START_TEST(a_link_is_refused_wherever_it_leads)
{
	scratch_dir_write("f", VIEW("x"));
	ck_assert_int_eq(symlink("f", "link"), 0);
	ck_assert_int_eq(symlink("nowhere", "dangling"), 0);
	refused("link", geteuid(), -EINVAL,
		"is a symbolic link, not a regular file");
	refused("dangling", geteuid(), -EINVAL,
		"is a symbolic link, not a regular file");
}
END_TEST

START_TEST(what_is_no_regular_file_is_refused_at_once)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX,
				       .sun_path = "socket" };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&address, sizeof(address)),
			 0);
	ck_assert_int_eq(mkfifo("fifo", 0600), 0);
	ck_assert_int_eq(mkdir("directory", 0700), 0);
	refused("fifo", geteuid(), -EINVAL, "is a FIFO, not a regular file");
	refused("directory", geteuid(), -EINVAL,
		"is a directory, not a regular file");
	refused("socket", geteuid(), -EINVAL,
		"is a special file, not a regular file");
	refused("/dev/null", geteuid(), -EINVAL,
		"is a device, not a regular file");
	ck_assert_int_eq(close(fd), 0);
}
END_TEST

struct mode_case {
	mode_t mode;
	const char *want; /* NULL: good */
};

static const struct mode_case modes[] = {
	{ 0600, NULL },
	{ 0644, NULL },
	{ 0755, NULL },
	{ 0620, "can be written by its group (mode 0620)" },
	{ 0664, "can be written by its group (mode 0664)" },
	{ 0602, "can be written by its world (mode 0602)" },
	{ 04666, "can be written by its world (mode 4666)" },
};

START_TEST(group_and_world_may_not_write)
{
	const struct mode_case *c = &modes[_i];
	autobuf struct buf out;
	struct errmsg err = { "" };
	int r;

	buf_init(&out, CAP);
	scratch_dir_write("f", VIEW("x"));
	ck_assert_int_eq(chmod("f", c->mode), 0);
	r = read_own("f", &out, &err);
	ck_assert_int_eq(r, c->want ? -EINVAL : 0);
	ck_assert_str_eq(err.text, c->want ? c->want : "");
}
END_TEST

struct owner_case {
	uid_t owner;
	uint32_t also;
	const char *want;
};

static const struct owner_case owners[] = {
	{ 0, NOBODY_ELSE, NULL },
	{ 0, FRIEND, NULL },
	{ FRIEND, FRIEND, NULL },
	{ STRANGER, FRIEND, "is owned by uid 12345, not by root" },
	{ FRIEND, NOBODY_ELSE, "is owned by uid 12346, not by root" },
	{ FRIEND, 0, "is owned by uid 12346, not by root" },
};

START_TEST(the_owner_is_root_or_the_one_who_is_named)
{
	const struct owner_case *c = &owners[_i];
	autobuf struct buf out;
	struct errmsg err = { "" };
	int r;

	scratch_dir_write("f", VIEW("x"));
	if (geteuid() != 0) {
		printf("skipped: the owner of a file: not root\n");
		return;
	}
	buf_init(&out, CAP);
	ck_assert_int_eq(chown("f", c->owner, 0), 0);
	r = trusted_file_read("f", c->also, &out, &err);
	ck_assert_int_eq(r, c->want ? -EINVAL : 0);
	ck_assert_str_eq(err.text, c->want ? c->want : "");
}
END_TEST

START_TEST(no_descriptor_is_left_open)
{
	int before = dup(STDOUT_FILENO), after;
	autobuf struct buf out;

	buf_init(&out, CAP);
	scratch_dir_write("f", VIEW("x"));
	for (int i = 0; i < 3; i++) {
		buf_reset(&out);
		ck_assert_int_eq(read_own("f", &out, NULL), 0);
		ck_assert_int_eq(read_own(".", &out, NULL), -EINVAL);
	}
	after = dup(STDOUT_FILENO);
	ck_assert_int_eq(after, before + 1);
	ck_assert_int_eq(close(before), 0);
	ck_assert_int_eq(close(after), 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("trusted_file");
	TCase *tcase = tcase_create("trusted_file");

	tcase_add_checked_fixture(tcase, scratch_dir_enter, scratch_dir_leave);
	tcase_add_test(tcase, a_file_of_ones_own_is_read);
	tcase_add_test(tcase, an_empty_file_is_read);
	tcase_add_test(tcase, what_is_in_the_buffer_counts);
	tcase_add_test(tcase, a_file_over_the_cap_is_refused);
	tcase_add_test(tcase, a_sparse_file_of_terabytes_is_refused);
	tcase_add_test(tcase, a_missing_file_is_not_there);
	tcase_add_test(tcase, a_link_is_refused_wherever_it_leads);
	tcase_add_test(tcase, what_is_no_regular_file_is_refused_at_once);
	tcase_add_loop_test(tcase, group_and_world_may_not_write, 0,
			    sizeof(modes) / sizeof(modes[0]));
	tcase_add_loop_test(tcase, the_owner_is_root_or_the_one_who_is_named, 0,
			    sizeof(owners) / sizeof(owners[0]));
	tcase_add_test(tcase, no_descriptor_is_left_open);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
