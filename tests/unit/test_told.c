// SPDX-License-Identifier: BSD-2-Clause
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "format.h"
#include "sample_alert.h"
#include "scratch_dir.h"
#include "suite.h"
#include "told.h"

static struct told *told;

static void setup(void)
{
	scratch_dir_enter();
	ck_assert_int_eq(told_new(&told), 0);
}

static void teardown(void)
{
	told_free(told);
	scratch_dir_leave();
}

static struct view id_of(size_t n, char text[static ALERT_ID_SIZE])
{
	(void)snprintf(text, ALERT_ID_SIZE, "%016zx%016zx", n * 77, n + 1);
	return view_from(text, ALERT_ID_SIZE - 1);
}

static bool has(size_t n)
{
	char text[ALERT_ID_SIZE];

	return told_has(told, id_of(n, text));
}

static bool add(size_t n)
{
	char text[ALERT_ID_SIZE];

	return told_add(told, id_of(n, text));
}

START_TEST(an_id_is_new_once)
{
	ck_assert(!has(1));
	ck_assert(add(1));
	ck_assert(has(1));
	ck_assert(!add(1));
	ck_assert(add(2));
	ck_assert(!has(3));
}
END_TEST

START_TEST(the_latest_are_handed_out_in_order)
{
	char text[ALERT_ID_SIZE];

	ck_assert_ptr_null(told_recent(told, 0).data);
	for (size_t i = 0; i < TOLD_RECENT + 3; i++) {
		ck_assert(add(i));
		ck_assert(!add(i)); /* does not count twice */
	}
	for (size_t i = 0; i < TOLD_RECENT; i++)
		ck_assert(view_equal(told_recent(told, i), id_of(i + 3, text)));
	ck_assert_ptr_null(told_recent(told, TOLD_RECENT).data);
}
END_TEST

START_TEST(the_oldest_is_forgotten_when_there_are_too_many)
{
	for (size_t i = 0; i < TOLD_MAX; i++)
		ck_assert(add(i));
	ck_assert(has(0)); /* and so was asked for last */
	ck_assert(add(TOLD_MAX));
	ck_assert(has(0));
	ck_assert(!has(1));
	ck_assert(has(2));
	ck_assert(has(TOLD_MAX));
}
END_TEST

static const char *const no_ids[] = {
	"",
	"0123456789abcdef0123456789abcde",
	"0123456789abcdef0123456789abcdef0",
	"0123456789abcdeg0123456789abcdef",
	"0123456789abcdef0123456789abcde ",
	"-123456789abcdef0123456789abcdef",
};

START_TEST(what_is_no_id_is_always_new)
{
	struct view id = view_of(no_ids[_i]);

	ck_assert(!told_has(told, id));
	ck_assert(told_add(told, id));
	ck_assert(told_add(told, id));
	ck_assert(!told_has(told, id));
	ck_assert_ptr_null(told_recent(told, 0).data);
}
END_TEST

START_TEST(a_file_of_alerts_in_any_format_that_has_ids)
{
	const struct format *format;
	struct sample sample;
	autobuf struct buf text;

	sample_init(&sample);
	for (size_t i = 0; (format = format_at(i)); i++) {
		struct view id = view_of(sample.alert.id);
		bool has_ids = strcmp(format->name, "text") != 0;

		sample.alert.id[0] = (char)('a' + i);
		ck_assert(!told_has(told, id));
		buf_init(&text, FORMAT_MAX_LINE);
		ck_assert_int_eq(format->write(&sample.alert, &text), 0);
		scratch_dir_write("alerts", buf_view(&text));
		buf_done(&text);
		ck_assert_int_eq(told_read(told, "alerts"), 0);
		ck_assert_msg(told_has(told, id) == has_ids, "%s",
			      format->name);
	}
}
END_TEST

static const struct {
	const char *name;
	struct view text;
	bool want;
} texts[] = {
	{ "an id alone", VIEW("0123456789abcdef0123456789abcdef"), true },
	{ "at the end", VIEW("x 0123456789abcdef0123456789abcdef"), true },
	{ "between quotes", VIEW("\"0123456789abcdef0123456789abcdef\"\n"),
	  true },
	{ "a digit more", VIEW("0123456789abcdef0123456789abcdef0\n"), false },
	{ "a digit before", VIEW("f0123456789abcdef0123456789abcdef\n"),
	  false },
	{ "a digit less", VIEW("0123456789abcdef0123456789abcde\n"), false },
	{ "in two", VIEW("0123456789abcdef-0123456789abcdef\n"), false },
	{ "NUL between", VIEW("\0000123456789abcdef0123456789abcdef\0"), true },
	{ "twice an id",
	  VIEW("0123456789abcdef0123456789abcdef"
	       "0123456789abcdef0123456789abcdef"),
	  false },
};

START_TEST(runs_of_just_so_many_digits)
{
	scratch_dir_write("alerts", texts[_i].text);
	ck_assert_int_eq(told_read(told, "alerts"), 0);
	ck_assert_msg(told_has(told,
			       VIEW("0123456789abcdef0123456789abcdef")) ==
			      texts[_i].want,
		      "%s", texts[_i].name);
}
END_TEST

/* Wherever the pieces lie that it is read in. */
START_TEST(an_id_across_pieces)
{
	static char text[(64 << 10) + 64];

	for (size_t at = (64 << 10) - 40; at < (64 << 10) + 8; at++) {
		char id[ALERT_ID_SIZE];

		memset(text, ' ', sizeof(text));
		memcpy(text + at, id_of(at, id).data, ALERT_ID_SIZE - 1);
		scratch_dir_write("alerts", view_from(text, sizeof(text)));
		ck_assert_int_eq(told_read(told, "alerts"), 0);
		ck_assert(has(at));
	}
}
END_TEST

START_TEST(the_end_of_a_long_file)
{
	static char text[TOLD_TAIL_BYTES + 4096];
	char id[ALERT_ID_SIZE];

	memset(text, ' ', sizeof(text));
	memcpy(text, id_of(1, id).data, ALERT_ID_SIZE - 1);
	memcpy(text + 4096, id_of(2, id).data, ALERT_ID_SIZE - 1);
	memcpy(text + sizeof(text) - 40, id_of(3, id).data, ALERT_ID_SIZE - 1);
	scratch_dir_write("alerts", view_from(text, sizeof(text)));
	ck_assert_int_eq(told_read(told, "alerts"), 0);
	ck_assert(!has(1));
	ck_assert(has(2));
	ck_assert(has(3));
}
END_TEST

START_TEST(what_is_no_file_is_refused)
{
	ck_assert_int_eq(told_read(told, "none"), -ENOENT);
	ck_assert_int_eq(mkfifo("fifo", 0600), 0);
	ck_assert_int_eq(told_read(told, "fifo"), -EINVAL); /* does not wait */
	ck_assert_int_eq(mkdir("directory", 0700), 0);
	ck_assert_int_eq(told_read(told, "directory"), -EINVAL);
	scratch_dir_write("alerts", VIEW("0123456789abcdef0123456789abcdef"));
	ck_assert_int_eq(symlink("alerts", "link"), 0);
	ck_assert_int_eq(told_read(told, "link"), -ELOOP);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("told");
	TCase *tcase = tcase_create("told");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, an_id_is_new_once);
	tcase_add_test(tcase, the_latest_are_handed_out_in_order);
	tcase_add_test(tcase, the_oldest_is_forgotten_when_there_are_too_many);
	tcase_add_loop_test(tcase, what_is_no_id_is_always_new, 0,
			    ROWS(no_ids));
	tcase_add_test(tcase, a_file_of_alerts_in_any_format_that_has_ids);
	tcase_add_loop_test(tcase, runs_of_just_so_many_digits, 0, ROWS(texts));
	tcase_add_test(tcase, an_id_across_pieces);
	tcase_add_test(tcase, the_end_of_a_long_file);
	tcase_add_test(tcase, what_is_no_file_is_refused);
	tcase_set_timeout(tcase, 60);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
