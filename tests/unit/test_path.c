// SPDX-License-Identifier: BSD-2-Clause
#include <check.h>
#include <stdlib.h>

#include "path.h"
#include "suite.h"

#define ck_assert_view(got, want)                                              \
	do {                                                                   \
		struct view got_view = (got);                                  \
		ck_assert_msg(view_is(got_view, want),                         \
			      "got \"%.*s\" instead of \"%s\"",                \
			      (int)got_view.size,                              \
			      got_view.data ? got_view.data : "(none)", want); \
	} while (0)

struct normal_case {
	const char *base, *name;
	const char *want; /* NULL: none */
};

static const struct normal_case normals[] = {
	{ NULL, "/", "/" },
	{ NULL, "//", "/" },
	{ NULL, "/etc/docker", "/etc/docker" },
	{ NULL, "/etc/docker/", "/etc/docker" },
	{ NULL, "//etc///docker//", "/etc/docker" },
	{ NULL, "/etc/./docker/.", "/etc/docker" },
	{ NULL, "/etc/docker/..", "/etc" },
	{ NULL, "/etc/docker/../docker/daemon.json",
	  "/etc/docker/daemon.json" },
	{ NULL, "/ab/../etc/docker/daemon.json", "/etc/docker/daemon.json" },
	{ NULL, "/a/../b", "/b" },
	{ NULL, "/..", "/" },
	{ NULL, "/../../etc", "/etc" },
	{ NULL, "/a/b/c/../../d", "/a/d" },
	{ NULL, "/.hidden", "/.hidden" },
	{ NULL, "/..hidden/...", "/..hidden/..." },
	{ NULL, "/a/.b/..c", "/a/.b/..c" },
	{ "/etc", "docker", "/etc/docker" },
	{ "/etc/", "docker/", "/etc/docker" },
	{ "/etc", "./docker", "/etc/docker" },
	{ "/etc/docker", "../group", "/etc/group" },
	{ "/etc", "", "/etc" },
	{ "/etc", ".", "/etc" },
	{ "/", "etc", "/etc" },
	{ "/", "..", "/" },
	{ "/etc", "/tmp/x", "/tmp/x" },
	{ "etc", "/tmp/x", "/tmp/x" },
	{ "/tmp/../etc", "a/../docker", "/etc/docker" },
	{ NULL, "docker", NULL },
	{ "etc", "docker", NULL },
	{ "", "", NULL },
	/* merged-/usr and /run */
	{ NULL, "/bin/sh", "/usr/bin/sh" },
	{ NULL, "/sbin", "/usr/sbin" },
	{ NULL, "/lib/systemd/system/docker.service",
	  "/usr/lib/systemd/system/docker.service" },
	{ NULL, "/lib64/ld.so", "/usr/lib64/ld.so" },
	{ NULL, "/library", "/library" },
	{ NULL, "/binary/x", "/binary/x" },
	{ NULL, "/x/bin/sh", "/x/bin/sh" },
	{ NULL, "/usr/bin/sh", "/usr/bin/sh" },
	{ NULL, "/var/run/docker.sock", "/run/docker.sock" },
	{ NULL, "/var/run", "/run" },
	{ NULL, "/var/runner", "/var/runner" },
	{ NULL, "/var//run/./docker.sock", "/run/docker.sock" },
	{ "/var", "run/docker.sock", "/run/docker.sock" },
	{ NULL, "/bin/../etc", "/etc" },
};

START_TEST(a_name_has_one_normal_form)
{
	const struct normal_case *c = &normals[_i];
	struct scratch s;
	struct view got;

	ck_assert_int_eq(scratch_init(&s, 256), 0);
	got = path_normal(view_of(c->base), view_of(c->name), &s);
	if (c->want)
		ck_assert_view(got, c->want);
	else
		ck_assert_ptr_null(got.data);
	/* What is normal stays as it is. */
	if (c->want)
		ck_assert_view(path_normal(VIEW_NONE, got, &s), c->want);
	scratch_done(&s);
}
END_TEST

START_TEST(what_does_not_fit_has_none)
{
	static char name[2 * PATH_MAX_BYTES + 2];
	const size_t most = 2 * PATH_MAX_BYTES;
	struct scratch s;

	memset(name, 'a', sizeof(name));
	name[0] = '/';
	ck_assert_int_eq(scratch_init(&s, 8), 0);
	ck_assert_uint_eq(
		path_normal(VIEW_NONE, view_from(name, most), &s).size, most);
	ck_assert_ptr_null(
		path_normal(VIEW_NONE, view_from(name, most + 1), &s).data);
	ck_assert_ptr_null(
		path_normal(VIEW("/etc"), view_from(name + 1, most), &s).data);
	ck_assert_uint_eq(s.refused, 0);
	ck_assert_ptr_null(path_normal(VIEW("/etc"), VIEW("docker"), &s).data);
	ck_assert_ptr_null(path_normal(VIEW_NONE, VIEW("/bin/bash"), &s).data);
	ck_assert_uint_eq(s.refused, 2);
	scratch_done(&s);
}
END_TEST

struct below_case {
	const char *path, *directory;
	bool want;
};

static const struct below_case belows[] = {
	{ "/etc/docker", "/etc/docker", true },
	{ "/etc/docker/daemon.json", "/etc/docker", true },
	{ "/etc/docker/a/b", "/etc/docker", true },
	{ "/etc/dockerfoo", "/etc/docker", false },
	{ "/etc/docker.json", "/etc/docker", false },
	{ "/etc/docke", "/etc/docker", false },
	{ "/etc", "/etc/docker", false },
	{ "/x/etc/docker", "/etc/docker", false },
	{ "/", "/etc", false },
	{ "/", "/", true },
	{ "/etc", "/", true },
	{ "etc", "/", false },
	{ "", "/", false },
	{ "", "/etc", false },
};

START_TEST(below_is_by_component)
{
	const struct below_case *c = &belows[_i];

	ck_assert_msg(path_below(view_of(c->path), view_of(c->directory)) ==
			      c->want,
		      "%s below %s", c->path, c->directory);
}
END_TEST

struct split_case {
	const char *path, *parent, *name;
};

static const struct split_case splits[] = {
	{ "/etc/docker/daemon.json", "/etc/docker", "daemon.json" },
	{ "/etc", "/", "etc" },
	{ "/", "/", "" },
	{ "name", "", "name" },
	{ "a/b", "a", "b" },
	{ "/a/b/", "/a", "b/" },
};

START_TEST(a_path_is_parent_and_name)
{
	const struct split_case *c = &splits[_i];
	struct view name = path_name(view_of(c->path));

	/* A slash at the end, which no normal path has, belongs to neither. */
	if (view_ends(view_of(c->name), VIEW("/")))
		ck_assert(view_starts(view_of(c->name), name));
	else
		ck_assert_view(name, c->name);
	ck_assert_view(path_parent(view_of(c->path)), c->parent);
}
END_TEST

START_TEST(a_deleted_file_says_so)
{
	bool deleted;

	ck_assert_view(path_undeleted(VIEW("/usr/sbin/dockerd (deleted)"),
				      &deleted),
		       "/usr/sbin/dockerd");
	ck_assert(deleted);
	ck_assert_view(path_undeleted(VIEW("/usr/sbin/dockerd"), &deleted),
		       "/usr/sbin/dockerd");
	ck_assert(!deleted);
	ck_assert_view(path_undeleted(VIEW("/x (deleted)y"), &deleted),
		       "/x (deleted)y");
	ck_assert(!deleted);
	ck_assert_view(path_undeleted(VIEW("/x (deleted) (deleted)"), &deleted),
		       "/x (deleted)");
	ck_assert(deleted);
	ck_assert_view(path_undeleted(VIEW(""), &deleted), "");
	ck_assert(!deleted);
}
END_TEST

#define LOOP(tcase, test, table)            \
	tcase_add_loop_test(tcase, test, 0, \
			    (int)(sizeof(table) / sizeof((table)[0])))

int main(void)
{
	Suite *suite = suite_create("path");
	TCase *tcase = tcase_create("path");

	LOOP(tcase, a_name_has_one_normal_form, normals);
	tcase_add_test(tcase, what_does_not_fit_has_none);
	LOOP(tcase, below_is_by_component, belows);
	LOOP(tcase, a_path_is_parent_and_name, splits);
	tcase_add_test(tcase, a_deleted_file_says_so);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
