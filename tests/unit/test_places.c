// SPDX-License-Identifier: BSD-2-Clause
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buf.h"
#include "places.h"
#include "scratch_dir.h"
#include "suite.h"

static struct places *places;
static struct buf said;
static char path[256]; /* of the directory "watched" */

static void setup(void)
{
	scratch_dir_enter();
	ck_assert_ptr_nonnull(getcwd(path, sizeof(path) - 16));
	strcat(path, "/watched");
	buf_init(&said, 65536);
	places = NULL;
}

static void teardown(void)
{
	places_free(places);
	buf_done(&said);
	scratch_dir_leave();
}

static void watch(const char *watched)
{
	struct policy_watch entry = { .path = (char *)(size_t)watched,
				      .item = (char[]){ "SITE_01" },
				      .title = (char[]){ "a title" } };
	const struct policy policy = { .watch = &entry, .watch_count = 1 };

	ck_assert_int_eq(places_new(&policy, &places), 0);
}

/* Of the host's own directories, which are watched as well, nothing. */
static void on_notice(void *user, const struct notice *notice)
{
	ck_assert_ptr_eq(user, &said);
	ck_assert_int_eq(notice->action, ACTION_RULE);
	ck_assert_int_eq(notice->severity, SEVERITY_HIGH);
	if (memmem(notice->reason.data, notice->reason.size, path,
		   strlen(path)))
		buf_add(&said, notice->reason);
}

/* "": nothing is said; else what is said of the directory. */
static void expect(const char *want)
{
	char text[512] = "";

	buf_reset(&said);
	places_look(places, on_notice, &said);
	if (*want)
		(void)snprintf(text, sizeof(text),
			       "the watched directory %s %s: an audit watch "
			       "on it stays with the one that was moved, or is "
			       "gone; load the rules again",
			       path, want);
	ck_assert_msg(view_is(buf_view(&said), text), "got '%.*s'",
		      (int)said.size, said.data);
}

START_TEST(one_that_stays)
{
	ck_assert_int_eq(mkdir("watched", 0700), 0);
	watch(path);
	expect("");
	scratch_dir_write("watched/file", VIEW("x")); /* is the log's matter */
	expect("");
}
END_TEST

START_TEST(one_that_is_moved_away_and_back)
{
	ck_assert_int_eq(mkdir("watched", 0700), 0);
	watch(path);
	ck_assert_int_eq(rename("watched", "moved"), 0);
	expect("is gone");
	expect("");
	ck_assert_int_eq(rename("moved", "watched"), 0);
	expect("");
	ck_assert_int_eq(rename("watched", "moved"), 0);
	expect("is gone");
}
END_TEST

START_TEST(one_that_another_is_put_in_place_of)
{
	ck_assert_int_eq(mkdir("watched", 0700), 0);
	watch(path);
	ck_assert_int_eq(rename("watched", "moved"), 0);
	ck_assert_int_eq(mkdir("watched", 0700), 0);
	expect("is another one now");
	expect("");
	ck_assert_int_eq(rmdir("watched"), 0);
	expect("is gone");
	ck_assert_int_eq(rename("moved", "watched"), 0);
	expect("is another one now");
}
END_TEST

START_TEST(one_that_becomes_a_file)
{
	ck_assert_int_eq(mkdir("watched", 0700), 0);
	watch(path);
	ck_assert_int_eq(rmdir("watched"), 0);
	scratch_dir_write("watched", VIEW("x"));
	expect("is gone");
}
END_TEST

/* A link in its place leads elsewhere. */
START_TEST(one_that_becomes_a_link)
{
	ck_assert_int_eq(mkdir("watched", 0700), 0);
	ck_assert_int_eq(mkdir("elsewhere", 0700), 0);
	watch(path);
	ck_assert_int_eq(rename("watched", "moved"), 0);
	ck_assert_int_eq(symlink("elsewhere", "watched"), 0);
	expect("is another one now");
}
END_TEST

START_TEST(what_is_no_directory_is_the_log_s_matter)
{
	scratch_dir_write("watched", VIEW("x"));
	watch(path);
	ck_assert_int_eq(unlink("watched"), 0);
	expect("");
}
END_TEST

START_TEST(what_was_not_there_is_not_missed)
{
	watch(path);
	expect("");
	ck_assert_int_eq(mkdir("watched", 0700), 0);
	expect("");
}
END_TEST

START_TEST(below_run_they_come_and_go)
{
	char name[] = "/run/dockwarden-test.XXXXXX";

	if (!mkdtemp(name)) {
		puts("skipped: a directory in /run needs root");
		return;
	}
	(void)snprintf(path, sizeof(path), "%s", name);
	watch(name);
	ck_assert_int_eq(rmdir(name), 0);
	expect("");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("places");
	TCase *tcase = tcase_create("places");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, one_that_stays);
	tcase_add_test(tcase, one_that_is_moved_away_and_back);
	tcase_add_test(tcase, one_that_another_is_put_in_place_of);
	tcase_add_test(tcase, one_that_becomes_a_file);
	tcase_add_test(tcase, one_that_becomes_a_link);
	tcase_add_test(tcase, what_is_no_directory_is_the_log_s_matter);
	tcase_add_test(tcase, what_was_not_there_is_not_missed);
	tcase_add_test(tcase, below_run_they_come_and_go);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
