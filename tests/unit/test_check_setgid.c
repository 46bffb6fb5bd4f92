// SPDX-License-Identifier: BSD-2-Clause
/* The search for setgid files of a protected group. */
#include <check.h>
#include <fcntl.h>
#include <stdlib.h>

#include "check_scene.h"
#include "suite.h"

#define HOME "home/mallory/bin/"
#define NONE "no setgid file"

static void make_file(const char *path, mode_t mode, uint32_t gid)
{
	scene_write(path, "#!\n");
	ck_assert_int_eq(chown(path, (uid_t)-1, gid), 0);
	ck_assert_int_eq(chmod(path, mode), 0);
}

static void expect_of(bool deep, enum check_status status, const char *what,
		      const char *evidence)
{
	struct scene s;

	scene_open(&s);
	s.host.deep = deep;
	check_users(&s.host, &s.result);
	if (!scene_find(&s, status, what, evidence))
		scene_print(&s);
	ck_assert_ptr_nonnull(scene_find(&s, status, what, evidence));
	scene_close(&s);
}

static void expect(enum check_status status, const char *what,
		   const char *evidence)
{
	expect_of(true, status, what, evidence);
}

START_TEST(a_setgid_file_of_the_group_is_found_and_gone_again)
{
	make_file(HOME "d", 02755, scene_gid());
	expect(CHECK_FAIL, "1 setgid file of a protected group",
	       "/home/mallory/bin/d (of ");
	ck_assert_int_eq(unlink(HOME "d"), 0);
	expect(CHECK_PASS, NONE, "on 1 local file system");
}
END_TEST

/* mode: of a file of this gid, that is not found. */
static const struct {
	const char *name;
	mode_t mode;
	bool other_gid;
} harmless[] = {
	{ "without the setgid bit", 0755, false },
	{ "a setuid file", 04755, false },
	{ "setgid without the group's execute bit", 02705, false },
	{ "another group's", 02755, true },
};

START_TEST(a_file_that_gives_nobody_the_group_is_not_found)
{
	if (harmless[_i].other_gid && geteuid() != 0) {
		printf("skipped: %s: only root gives one\n", harmless[_i].name);
		return;
	}
	make_file(HOME "d", harmless[_i].mode,
		  harmless[_i].other_gid ? scene_gid() + 1 : scene_gid());
	expect(CHECK_PASS, NONE, "");
}
END_TEST

START_TEST(a_setgid_directory_is_no_program)
{
	make_file(HOME "x", 0644, scene_gid());
	ck_assert_int_eq(chown(HOME, (uid_t)-1, scene_gid()), 0);
	ck_assert_int_eq(chmod(HOME, 02775), 0);
	expect(CHECK_PASS, NONE, "");
}
END_TEST

START_TEST(links_are_not_followed)
{
	char outside[] = "/tmp/dockwarden-outside.XXXXXX";
	char path[64];

	ck_assert_ptr_nonnull(mkdtemp(outside));
	(void)snprintf(path, sizeof(path), "%s/d", outside);
	make_file(path, 02755, scene_gid());
	scene_directories(HOME);
	ck_assert_int_eq(symlink(path, HOME "file"), 0);
	ck_assert_int_eq(symlink(outside, HOME "directory"), 0);
	ck_assert_int_eq(symlink(".", HOME "loop"), 0);
	expect(CHECK_PASS, NONE, "");
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(rmdir(outside), 0);
}
END_TEST

START_TEST(a_hostile_name_stays_one_name)
{
	make_file(HOME "d\n\x1b[1m, x", 02755, scene_gid());
	expect(CHECK_FAIL, "1 setgid file",
	       "\"/home/mallory/bin/d\\x0a\\x1b[1m, x\" (of ");
}
END_TEST

START_TEST(sixty_files_are_counted)
{
	char path[64];

	for (unsigned int i = 0; i < 60; i++) {
		(void)snprintf(path, sizeof(path), HOME "%u", i);
		make_file(path, 02755, scene_gid());
	}
	expect(CHECK_FAIL, "60 setgid files", ", and 10 more");
}
END_TEST

/* What of home/mallory/bin is a mount, and is it searched then? */
static const struct {
	const char *name, *mount;
	bool found;
} mount_rows[] = {
	{ "a disk of its own", "30 26 8:2 / /home rw - ext4 /dev/sdb rw",
	  true },
	{ "tmpfs", "30 26 0:40 / /home rw shared:7 - tmpfs tmpfs rw", true },
	{ "mounted nosuid", "30 26 8:2 / /home rw,nosuid - ext4 /dev/sdb rw",
	  false },
	{ "nosuidx is another word",
	  "30 26 8:2 / /home rw,nosuidx - ext4 /dev/sdb rw", true },
	{ "NFS", "30 26 0:50 / /home rw - nfs4 server:/home rw", false },
	{ "a user's FUSE", "30 26 0:51 / /home rw - fuse.sshfs /dev/fuse rw",
	  false },
	{ "a container's overlay", "30 26 0:52 / /home rw - overlay overlay rw",
	  false },
	{ "proc", "30 26 0:5 / /home rw - proc proc rw", false },
	{ "a packed image", "30 26 7:1 / /home ro - squashfs /dev/loop1 ro",
	  false },
	{ "the same directory again: once, below /",
	  "30 26 8:1 /home /home rw - ext4 /dev/sda1 rw", false },
};

START_TEST(a_mount_is_searched_where_setgid_counts)
{
	autobuf struct buf text;

	buf_init(&text, 4096);
	buf_printf(&text, "%s%s\n", SCENE_MOUNTS, mount_rows[_i].mount);
	scratch_dir_write("proc/self/mountinfo", buf_view(&text));
	make_file(HOME "d", 02755, scene_gid());
	if (mount_rows[_i].found)
		expect(CHECK_FAIL, "1 setgid file", "/home/mallory/bin/d");
	else
		expect(CHECK_PASS, NONE, "on 1 local file system");
}
END_TEST

START_TEST(a_mount_point_with_a_blank_is_understood)
{
	scene_write("proc/self/mountinfo", SCENE_MOUNTS
		    "30 26 8:2 / /a\\040b rw - ext4 /dev/sdb rw\n");
	make_file("a b/d", 02755, scene_gid());
	expect(CHECK_FAIL, "1 setgid file", "\"/a b/d\"");
}
END_TEST

START_TEST(an_image_without_proc_is_searched_as_one_tree)
{
	ck_assert_int_eq(unlink("proc/self/mountinfo"), 0);
	make_file(HOME "d", 02755, scene_gid());
	expect(CHECK_FAIL, "1 setgid file", "/home/mallory/bin/d");
}
END_TEST

START_TEST(mounts_that_cannot_be_read_are_unknown)
{
	ck_assert_int_eq(unlink("proc/self/mountinfo"), 0);
	ck_assert_int_eq(mkdir("proc/self/mountinfo", 0755), 0);
	expect(CHECK_UNKNOWN, "could not be searched", "mountinfo");
}
END_TEST

START_TEST(a_search_that_reaches_its_limit_says_so)
{
	struct scene s;

	make_file(HOME "d", 0755, scene_gid());
	scene_open(&s);
	s.host.deep = true;
	s.host.max_files = 3;
	check_users(&s.host, &s.result);
	ck_assert_ptr_nonnull(scene_find(
		&s, CHECK_UNKNOWN, "ended before its end", "3 files in "));
	ck_assert_ptr_null(scene_find(&s, CHECK_PASS, NONE, ""));
	scene_close(&s);
}
END_TEST

START_TEST(a_directory_too_deep_is_said)
{
	int fd = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	for (unsigned int i = 0; i < 210; i++) {
		int next;

		ck_assert_int_eq(mkdirat(fd, "d", 0755), 0);
		next = openat(fd, "d", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		ck_assert_int_ge(next, 0);
		(void)close(fd);
		fd = next;
	}
	(void)close(fd);
	expect(CHECK_UNKNOWN, "not all directories", "1 too deep");
}
END_TEST

/* Without --deep. */
static const struct {
	const char *path;
	bool found;
} near[] = {
	{ "usr/bin/d", true },
	{ "usr/local/bin/d", true },
	{ "opt/tool/bin/d", true },
	{ "tmp/x/d", true },
	{ "var/tmp/d", true },
	{ "home/mallory/d", true },
	{ "home/mallory/bin/d", false },
	{ "srv/d", false },
	{ "opt/tool/bin/deeper/d", false },
};

START_TEST(without_deep_it_is_searched_where_programs_live)
{
	make_file(near[_i].path, 02755, scene_gid());
	if (near[_i].found)
		expect_of(false, CHECK_FAIL, "1 setgid file", near[_i].path);
	else
		expect_of(false, CHECK_PASS, "where programs live",
			  "--deep searches everything");
	expect_of(true, CHECK_FAIL, "1 setgid file", near[_i].path);
}
END_TEST

START_TEST(a_place_that_is_a_link_is_searched_once)
{
	make_file("usr/bin/d", 02755, scene_gid());
	ck_assert_int_eq(symlink("usr/bin", "bin"), 0);
	expect_of(false, CHECK_FAIL, "1 setgid file", "/usr/bin/d (of ");
}
END_TEST

START_TEST(a_place_where_setgid_does_not_count_is_passed_over)
{
	scene_write("proc/self/mountinfo", SCENE_MOUNTS
		    "30 26 0:40 / /tmp rw,nosuid - tmpfs tmpfs rw\n"
		    "31 26 8:2 / /tmpx rw,nosuid - ext4 /dev/b "
		    "rw\n");
	make_file("tmp/d", 02755, scene_gid());
	expect_of(false, CHECK_PASS, "where programs live", "");
	make_file("var/tmp/d", 02755, scene_gid());
	expect_of(false, CHECK_FAIL, "1 setgid file", "/var/tmp/d (of ");
}
END_TEST

/* Root reads all: the test is nobody meanwhile. */
START_TEST(a_directory_that_cannot_be_read_is_unknown)
{
	bool root = geteuid() == 0;

	make_file(HOME "d", 02755, scene_gid());
	ck_assert_int_eq(chmod("home/mallory", 0), 0);
	ck_assert_int_eq(chmod(".", 0755), 0);
	if (root)
		ck_assert_int_eq(seteuid(65534), 0);
	expect(CHECK_UNKNOWN, "not all directories",
	       "the first is /home/mallory");
	if (root)
		ck_assert_int_eq(seteuid(0), 0);
	ck_assert_int_eq(chmod("home/mallory", 0700), 0);
}
END_TEST

/* The images of containers have gids of their own. */
START_TEST(dockers_data_that_only_root_enters_is_passed_over)
{
	if (geteuid() != 0) {
		printf("skipped: Docker's data: only root makes it root's\n");
		return;
	}
	make_file("var/lib/docker/overlay2/x/d", 02755, scene_gid());
	ck_assert_int_eq(chmod("var/lib/docker", 0710), 0);
	expect(CHECK_PASS, NONE, "");
	ck_assert_int_eq(chmod("var/lib/docker", 0711), 0);
	expect(CHECK_FAIL, "1 setgid file", "/var/lib/docker/overlay2/x/d");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("check_setgid");
	TCase *tcase = tcase_create("check_setgid");

	tcase_add_checked_fixture(tcase, scene_enter, scratch_dir_leave);
	tcase_add_test(tcase,
		       a_setgid_file_of_the_group_is_found_and_gone_again);
	tcase_add_loop_test(tcase,
			    a_file_that_gives_nobody_the_group_is_not_found, 0,
			    sizeof(harmless) / sizeof(harmless[0]));
	tcase_add_test(tcase, a_setgid_directory_is_no_program);
	tcase_add_test(tcase, links_are_not_followed);
	tcase_add_test(tcase, a_hostile_name_stays_one_name);
	tcase_add_test(tcase, sixty_files_are_counted);
	tcase_add_loop_test(tcase, a_mount_is_searched_where_setgid_counts, 0,
			    sizeof(mount_rows) / sizeof(mount_rows[0]));
	tcase_add_test(tcase, a_mount_point_with_a_blank_is_understood);
	tcase_add_test(tcase, an_image_without_proc_is_searched_as_one_tree);
	tcase_add_test(tcase, mounts_that_cannot_be_read_are_unknown);
	tcase_add_test(tcase, a_search_that_reaches_its_limit_says_so);
	tcase_add_test(tcase, a_directory_too_deep_is_said);
	tcase_add_loop_test(tcase,
			    without_deep_it_is_searched_where_programs_live, 0,
			    sizeof(near) / sizeof(near[0]));
	tcase_add_test(tcase, a_place_that_is_a_link_is_searched_once);
	tcase_add_test(tcase,
		       a_place_where_setgid_does_not_count_is_passed_over);
	tcase_add_test(tcase, a_directory_that_cannot_be_read_is_unknown);
	tcase_add_test(tcase,
		       dockers_data_that_only_root_enters_is_passed_over);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
