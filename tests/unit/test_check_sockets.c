// SPDX-License-Identifier: BSD-2-Clause
/* Docker's sockets: their group, mode, owner and ACL. */
#include <check.h>
#include <errno.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/xattr.h>

#include "check_scene.h"
#include "posix_acl.h"
#include "suite.h"

#define SOCKET "run/docker.sock"

static void make_socket(mode_t mode)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX,
				       .sun_path = SOCKET };
	autoclose int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	ck_assert_int_ge(fd, 0);
	scene_directories(SOCKET);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&address, sizeof(address)),
			 0);
	ck_assert_int_eq(chown(SOCKET, (uid_t)-1, scene_gid()), 0);
	ck_assert_int_eq(chmod(SOCKET, mode), 0);
}

/* Who is not root owns his fixture's socket himself; alice does then. */
static void open_scene(struct scene *s)
{
	char line[128];

	if (geteuid() != 0) {
		(void)snprintf(line, sizeof(line),
			       "alice:x:%u:1000::/home/alice:/bin/sh\n"
			       "root:x:0:0::/:\n"
			       "mallory:x:1001:1001::/:\n",
			       (unsigned int)geteuid());
		scene_write("etc/passwd", line);
	}
	scene_open(s);
}

START_TEST(a_socket_of_root_and_the_group_passes)
{
	struct scene s;

	make_socket(0660);
	open_scene(&s);
	check_users(&s.host, &s.result);
	if (check_result_status(&s.result) != CHECK_PASS)
		scene_print(&s);
	ck_assert_int_eq(check_result_status(&s.result), CHECK_PASS);
	ck_assert_ptr_nonnull(scene_find(&s, CHECK_PASS, "lets nobody else in",
					 "/run/docker.sock, uid "));
	scene_close(&s);
}
END_TEST

START_TEST(the_group_of_the_socket_is_protected_whatever_its_name)
{
	struct scene s;

	scene_write("etc/group", "wheelhouse:x:@G:mallory\n");
	make_socket(0660);
	open_scene(&s);
	check_users(&s.host, &s.result);
	ck_assert_ptr_nonnull(scene_find(
		&s, CHECK_FAIL, "untrusted member of wheelhouse", "mallory"));
	scene_close(&s);
}
END_TEST

START_TEST(a_group_that_may_not_write_is_not_protected)
{
	struct scene s;

	scene_write("etc/group", "wheelhouse:x:@G:mallory\n");
	make_socket(0640);
	open_scene(&s);
	check_users(&s.host, &s.result);
	ck_assert_ptr_nonnull(
		scene_find(&s, CHECK_NA, "there is no protected group", ""));
	scene_close(&s);
}
END_TEST

START_TEST(a_file_of_that_name_is_no_socket)
{
	struct scene s;

	scene_write(SOCKET, "");
	ck_assert_int_eq(chmod(SOCKET, 0666), 0);
	open_scene(&s);
	check_users(&s.host, &s.result);
	ck_assert_ptr_nonnull(
		scene_find(&s, CHECK_NA, "there is no socket", ""));
	scene_close(&s);
}
END_TEST

/* 0606 is less than 0660 as a number, and open to everybody. */
START_TEST(a_socket_that_the_world_may_write_fails)
{
	struct scene s;

	make_socket(0606);
	open_scene(&s);
	check_users(&s.host, &s.result);
	ck_assert_ptr_nonnull(scene_find(&s, CHECK_FAIL, "lets in",
					 "mode 0606: everybody, by its mode"));
	scene_close(&s);
}
END_TEST

START_TEST(a_socket_that_mallory_owns_fails)
{
	struct scene s;

	if (geteuid() != 0) {
		printf("skipped: a socket of mallory's: only root gives one\n");
		return;
	}
	make_socket(0660);
	ck_assert_int_eq(chown(SOCKET, 1001, (gid_t)-1), 0);
	open_scene(&s);
	check_users(&s.host, &s.result);
	ck_assert_ptr_nonnull(scene_find(&s, CHECK_FAIL, "lets in",
					 "its owner, user mallory (uid 1001)"));
	scene_close(&s);
}
END_TEST

struct acl_entry {
	uint16_t tag, bits;
	uint32_t id;
};

static size_t put(char *out, uint32_t value, size_t size)
{
	for (size_t i = 0; i < size; i++)
		out[i] = (char)(unsigned char)(value >> (8 * i));
	return size;
}

static size_t make_acl(const struct acl_entry *entries, size_t count, char *out)
{
	size_t size = put(out, 2, 4);

	for (size_t i = 0; i < count; i++) {
		size += put(out + size, entries[i].tag, 2);
		size += put(out + size, entries[i].bits, 2);
		size += put(out + size, entries[i].id, 4);
	}
	return size;
}

#define NO_ID UINT32_MAX
/* The owner, named users, the group, named groups, the mask, others. */
#define ACL(user, uid, group, gid, mask)                                     \
	{                                                                    \
		{ 0x01, 6, NO_ID }, { 0x02, user, uid }, { 0x04, 6, NO_ID }, \
			{ 0x08, group, gid }, { 0x10, mask, NO_ID },         \
			{ 0x20, 0, NO_ID },                                  \
	}

static const struct {
	const char *name;
	struct acl_entry acl[6];
	const char *evidence; /* NULL: nobody else is let in */
} acls[] = {
	{ "a user who is not trusted fails", ACL(6, 1001, 0, 3000, 6),
	  ": user mallory (uid 1001) by an ACL" },
	{ "a user whom nobody knows fails", ACL(2, 7777, 0, 3000, 6),
	  ": user uid 7777 by an ACL" },
	{ "a group is its members, who are judged", ACL(0, 1001, 6, 3000, 6),
	  NULL },
	{ "who may only read cannot connect", ACL(4, 1001, 4, 3000, 6), NULL },
	{ "what the mask takes away is not there", ACL(6, 1001, 6, 3000, 4),
	  NULL },
	{ "root and a trusted group pass", ACL(6, 0, 6, 2000, 6), NULL },
};

START_TEST(an_acl_is_judged)
{
	char bytes[64];
	size_t size = make_acl(acls[_i].acl, 6, bytes);
	struct scene s;

	make_socket(0660);
	if (setxattr(SOCKET, POSIX_ACL_ATTRIBUTE, bytes, size, 0) < 0) {
		ck_assert_int_eq(errno, ENOTSUP);
		printf("skipped: %s: no ACLs here\n", acls[_i].name);
		return;
	}
	open_scene(&s);
	check_users(&s.host, &s.result);
	if (acls[_i].evidence)
		ck_assert_msg(scene_find(&s, CHECK_FAIL, "lets in",
					 acls[_i].evidence) != NULL,
			      "%s", acls[_i].name);
	else
		ck_assert_msg(scene_find(&s, CHECK_PASS, "nobody else in",
					 "") != NULL,
			      "%s", acls[_i].name);
	scene_close(&s);
}
END_TEST

static void count(void *context, const struct posix_acl_entry *entry)
{
	(void)entry;
	++*(int *)context;
}

static const struct {
	const char *name, *bytes;
	size_t size;
} broken[] = {
	{ "empty", "", 0 },
	{ "half a header", "\2\0", 2 },
	{ "another version", "\1\0\0\0", 4 },
	{ "half an entry", "\2\0\0\0\1\0\6\0", 8 },
	{ "an unknown tag", "\2\0\0\0\3\0\6\0\0\0\0\0", 12 },
	{ "no tag", "\2\0\0\0\0\0\6\0\0\0\0\0", 12 },
	{ "a tag over all", "\2\0\0\0\100\0\6\0\0\0\0\0", 12 },
	{ "permissions over rwx", "\2\0\0\0\1\0\10\0\0\0\0\0", 12 },
};

START_TEST(bytes_that_are_no_acl_are_refused)
{
	int entries = 0;

	ck_assert_msg(
		posix_acl_each(view_from(broken[_i].bytes, broken[_i].size),
			       count, &entries) == -EBADMSG,
		"%s", broken[_i].name);
	ck_assert_int_eq(entries, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("check_sockets");
	TCase *tcase = tcase_create("check_sockets");

	tcase_add_checked_fixture(tcase, scene_enter, scratch_dir_leave);
	tcase_add_test(tcase, a_socket_of_root_and_the_group_passes);
	tcase_add_test(tcase,
		       the_group_of_the_socket_is_protected_whatever_its_name);
	tcase_add_test(tcase, a_group_that_may_not_write_is_not_protected);
	tcase_add_test(tcase, a_file_of_that_name_is_no_socket);
	tcase_add_test(tcase, a_socket_that_the_world_may_write_fails);
	tcase_add_test(tcase, a_socket_that_mallory_owns_fails);
	tcase_add_loop_test(tcase, an_acl_is_judged, 0,
			    sizeof(acls) / sizeof(acls[0]));
	tcase_add_loop_test(tcase, bytes_that_are_no_acl_are_refused, 0,
			    sizeof(broken) / sizeof(broken[0]));
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
