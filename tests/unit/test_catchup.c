// SPDX-License-Identifier: BSD-2-Clause
/* What the log holds is handed out once and in order, and what of it is news
 * is told by the checkpoint, or by time where the checkpoint does not help. */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buf.h"
#include "catchup.h"
#include "cleanup.h"
#include "scratch_dir.h"
#include "suite.h"

#define LOG "audit.log"
#define T0 UINT64_C(1795308000) /* s; an event's serial is its second */

/* "3 4q": serials, with q where it was quiet. */
static struct buf got;
static size_t breaths;
static struct checkpoint done;
static struct catchup *catchup;

static int on_line(void *user, struct view line, bool quiet)
{
	struct record record;

	ck_assert_ptr_eq(user, &got);
	if (record_parse(line, &record) < 0)
		return 0;
	buf_printf(&got, "%s%u%s", got.size ? " " : "", record.id.serial,
		   quiet ? "q" : "");
	return 0;
}

static void on_breath(void *user)
{
	ck_assert_ptr_eq(user, &got);
	breaths++;
}

static void setup(void)
{
	scratch_dir_enter();
	buf_init(&got, (size_t)1 << 20);
	breaths = 0;
	catchup = NULL;
	done = (struct checkpoint){ .swept = 0 };
}

static void teardown(void)
{
	catchup_end(catchup);
	buf_done(&got);
	scratch_dir_leave();
}

static void append_text(const char *name, struct view text)
{
	autoclose int fd =
		open(name, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);

	ck_assert_int_eq((int)write(fd, text.data, text.size), (int)text.size);
}

static void append(const char *name, uint32_t serial)
{
	char line[128];
	int size = snprintf(line, sizeof(line),
			    "type=CWD msg=audit(%llu.007:%u): cwd=\"/\"\n",
			    (unsigned long long)(T0 + serial), serial);

	append_text(name, view_from(line, (size_t)size));
}

static void append_range(const char *name, uint32_t from, uint32_t to)
{
	for (uint32_t serial = from; serial <= to; serial++)
		append(name, serial);
}

static void done_at(uint32_t serial)
{
	done.event = (struct event_id){ T0 + serial, 7, serial };
}

static struct catchup_options make(void)
{
	return (struct catchup_options){
		.log = LOG,
		.done = done.event.seconds ? &done : NULL,
		.look_back = UINT64_MAX,
		.since = UINT64_MAX,
		.line = on_line,
		.breathe = on_breath,
		.user = &got,
	};
}

static struct caught begin(const struct catchup_options *options)
{
	struct caught caught;

	ck_assert_int_eq(catchup_start(options, &caught, &catchup), 0);
	return caught;
}

static void expect(const char *want)
{
	ck_assert_msg(view_is(buf_view(&got), want), "got '%.*s', want '%s'",
		      (int)got.size, got.data, want);
	buf_reset(&got);
}

START_TEST(what_lies_behind_the_checkpoint_is_news)
{
	struct catchup_options options;
	struct caught caught;

	append_range(LOG, 1, 5);
	done_at(3);
	options = make();
	caught = begin(&options);
	expect("1q 2q 3 4 5");
	ck_assert(caught.found);
	ck_assert_uint_eq(caught.lines, 5);
	ck_assert_uint_eq(caught.behind, 3);
	ck_assert_uint_eq(caught.first.serial, 1);
	ck_assert_uint_gt(breaths, 0);
}
END_TEST

START_TEST(across_rotated_files)
{
	struct catchup_options options;

	append_range(LOG ".2", 1, 2);
	append_range(LOG ".1", 3, 4);
	append_range(LOG, 5, 6);
	done_at(2);
	options = make();
	begin(&options);
	expect("1q 2 3 4 5 6");
}
END_TEST

START_TEST(what_is_logged_later_is_read_later)
{
	struct catchup_options options;

	append_range(LOG, 1, 2);
	done_at(2);
	options = make();
	begin(&options);
	append(LOG, 3);
	ck_assert_int_eq(rename(LOG, LOG ".1"), 0);
	append(LOG, 4);
	ck_assert_int_eq(catchup_more(catchup), 0);
	expect("1q 2 3 4");
	ck_assert_int_eq(catchup_more(catchup), 0);
	expect("");
}
END_TEST

static const struct {
	const char *name;
	uint32_t done;		   /* 0: there is none */
	uint32_t look_back, since; /* as serials; 0: never */
	const char *want;
	bool found, reached;
} starts[] = {
	{ "found", 3, 2, 0, "1q 2q 3 4 5", true, true },
	{ "found, with times that do not matter", 3, 1, 0, "1q 2q 3 4 5", true,
	  false },
	{ "since a time before it", 4, 5, 2, "1q 2 3 4 5", true, true },
	{ "since a time behind it", 2, 5, 4, "1q 2 3 4 5", true, true },
	{ "not found: by time", 77, 3, 0, "1q 2q 3 4 5", false, true },
	{ "not found, all is older", 77, 9, 0, "1q 2q 3q 4q 5q", false, true },
	{ "not found, all is younger", 77, 1, 0, "1 2 3 4 5", false, false },
	{ "no checkpoint: by time", 0, 4, 0, "1q 2q 3q 4 5", false, true },
	{ "no checkpoint, since a time", 0, 5, 3, "1q 2q 3 4 5", false, true },
};

static uint64_t ms_of(uint32_t serial)
{
	return serial ? (T0 + serial) * 1000 + 7 : UINT64_MAX;
}

START_TEST(what_is_news)
{
	struct catchup_options options;
	struct caught caught;

	append_range(LOG ".1", 1, 2);
	append_range(LOG, 3, 5);
	if (starts[_i].done)
		done_at(starts[_i].done);
	options = make();
	options.look_back = ms_of(starts[_i].look_back);
	options.since = ms_of(starts[_i].since);
	caught = begin(&options);
	expect(starts[_i].want);
	ck_assert_int_eq(caught.found, starts[_i].found);
	ck_assert_msg(caught.reached == starts[_i].reached, "%s",
		      starts[_i].name);
}
END_TEST

START_TEST(of_an_event_of_many_records_the_first_counts)
{
	struct catchup_options options;

	append(LOG, 1);
	append(LOG, 2);
	append(LOG, 1);
	append(LOG, 2);
	done_at(2);
	options = make();
	begin(&options);
	expect("1q 2 1 2");
}
END_TEST

/* A user's text that says what the checkpoint says. */
START_TEST(a_forged_id_is_not_the_checkpoint)
{
	struct catchup_options options;
	char line[256];
	int size;

	append(LOG, 1);
	size = snprintf(line, sizeof(line),
			"type=USER_CMD msg=audit(%llu.007:9): pid=1 "
			"msg='audit(%llu.007:3):'\n",
			(unsigned long long)T0, (unsigned long long)T0 + 3);
	append_text(LOG, view_from(line, (size_t)size));
	ck_assert(!catchup_is_done(&done, VIEW("")));
	done_at(3);
	ck_assert(!catchup_is_done(&done, view_from(line, (size_t)size - 1)));
	ck_assert(!catchup_holds(LOG, &done));
	append(LOG, 2);
	options = make();
	options.look_back = ms_of(2);
	ck_assert(!begin(&options).found);
	expect("1q 9q 2");
}
END_TEST

START_TEST(the_event_of_another_node_is_not_the_checkpoint)
{
	struct view line =
		VIEW("node=web type=CWD msg=audit(1795308003.007:3): a=b");

	done_at(3);
	ck_assert(!catchup_is_done(&done, line));
	(void)snprintf(done.node, sizeof(done.node), "web");
	ck_assert(catchup_is_done(&done, line));
	append_text(LOG, line);
	ck_assert(catchup_holds(LOG, &done));
	(void)snprintf(done.node, sizeof(done.node), "we");
	ck_assert(!catchup_holds(LOG, &done));
	ck_assert(!catchup_holds("none", &done));
}
END_TEST

START_TEST(without_a_log)
{
	struct catchup_options options;
	struct caught caught;

	done_at(3);
	options = make();
	ck_assert_int_eq(catchup_start(&options, &caught, &catchup), -ENOENT);
	ck_assert_uint_eq(caught.lines, 0);
	done.event.seconds = 0;
	options = make();
	ck_assert_int_eq(catchup_start(&options, &caught, &catchup), -ENOENT);
	ck_assert_ptr_null(catchup);
}
END_TEST

static const struct {
	const char *name;
	struct view text;
} damages[] = {
	{ "gzip, and damaged", VIEW("\x1f\x8b\x08 no more") },
	{ "of xz", VIEW("\xfd"
			"7zXZ\0 and more") },
	{ "no log", VIEW("\0\0\0\n\xff\xff") },
	{ "empty", VIEW("") },
};

/* The other files still tell what they have. */
START_TEST(a_rotated_file_that_is_damaged)
{
	struct catchup_options options;

	append_range(LOG ".2", 1, 2);
	append_text(LOG ".1", damages[_i].text);
	append_range(LOG, 3, 4);
	done_at(2);
	options = make();
	ck_assert(begin(&options).found);
	expect("1q 2 3 4");
}
END_TEST

START_TEST(lines_that_are_no_records_are_handed_on)
{
	struct catchup_options options;
	struct caught caught;

	append_text(LOG, VIEW("hello\n\n"));
	append(LOG, 1);
	append_text(LOG, VIEW("torn"));
	done_at(1);
	options = make();
	caught = begin(&options);
	expect("1");
	ck_assert_uint_eq(caught.lines, 3);
	ck_assert_uint_eq(caught.first.serial, 1);
}
END_TEST

static int on_found(void *user, struct view line)
{
	return on_line(user, line, false);
}

static int64_t search(uint32_t first, uint32_t last)
{
	const struct catchup_search options = { .log = LOG,
						.first = first,
						.last = last,
						.fn = on_found,
						.user = &got };

	return catchup_search(&options);
}

START_TEST(serials_that_are_looked_for)
{
	append_range(LOG ".1", 1, 4);
	append(LOG, 6);
	append(LOG, 5);
	append_range(LOG, 7, 9);
	ck_assert_int_eq(search(3, 7), 5);
	expect("3 4 6 5 7");
	ck_assert_int_eq(search(10, 20), 0);
	ck_assert_int_eq(search(9, 20), 1);
	expect("9");
}
END_TEST

START_TEST(an_event_of_several_records_is_found_once)
{
	append(LOG, 3);
	append(LOG, 3);
	append(LOG, 4);
	ck_assert_int_eq(search(3, 3), 1);
	expect("3 3");
}
END_TEST

START_TEST(serials_across_the_wrap)
{
	append(LOG, UINT32_MAX);
	append(LOG, 0);
	append(LOG, 5);
	ck_assert_int_eq(search(UINT32_MAX - 3, 2), 2);
	expect("4294967295 0");
}
END_TEST

START_TEST(what_is_older_or_of_another_node_is_not_looked_at)
{
	struct catchup_search options = { .log = LOG,
					  .node = VIEW("web"),
					  .first = 1,
					  .last = 9,
					  .after = ms_of(3),
					  .fn = on_found,
					  .user = &got };

	append_text(LOG,
		    VIEW("node=web type=CWD msg=audit(1795308002.007:2): a=b\n"
			 "node=web type=CWD msg=audit(1795308003.007:3): a=b\n"
			 "node=db type=CWD msg=audit(1795308004.007:4): a=b\n"
			 "type=CWD msg=audit(1795308005.007:5): a=b\n"
			 "node=web type=DAEMON_END "
			 "msg=audit(1795308006.007:6): a=b\n"));
	ck_assert_int_eq(catchup_search(&options), 1);
	expect("3");
}
END_TEST

/* The log's end has the last of them, not the first. */
START_TEST(of_very_many_the_last_are_found)
{
	append_range(LOG, 3000000000U - 5, 3000000000U);
	ck_assert_int_eq(search(1000, 3000000000U), 6);
}
END_TEST

START_TEST(further_back_than_the_last_rotation)
{
	append_range(LOG ".2", 1, 2);
	append_range(LOG ".1", 3, 4);
	append_range(LOG, 5, 6);
	ck_assert_int_eq(search(1, 6), 6);
	expect("1 2 3 4 5 6");
}
END_TEST

START_TEST(a_search_without_a_log)
{
	ck_assert_int_eq(search(1, 2), -ENOENT);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_test(tcase, what_lies_behind_the_checkpoint_is_news);
	tcase_add_test(tcase, across_rotated_files);
	tcase_add_test(tcase, what_is_logged_later_is_read_later);
	tcase_add_loop_test(tcase, what_is_news, 0, ROWS(starts));
	tcase_add_test(tcase, of_an_event_of_many_records_the_first_counts);
	tcase_add_test(tcase, a_forged_id_is_not_the_checkpoint);
	tcase_add_test(tcase, the_event_of_another_node_is_not_the_checkpoint);
	tcase_add_test(tcase, without_a_log);
	tcase_add_loop_test(tcase, a_rotated_file_that_is_damaged, 0,
			    ROWS(damages));
	tcase_add_test(tcase, lines_that_are_no_records_are_handed_on);
	tcase_add_test(tcase, serials_that_are_looked_for);
	tcase_add_test(tcase, an_event_of_several_records_is_found_once);
	tcase_add_test(tcase, serials_across_the_wrap);
	tcase_add_test(tcase,
		       what_is_older_or_of_another_node_is_not_looked_at);
	tcase_add_test(tcase, of_very_many_the_last_are_found);
	tcase_add_test(tcase, further_back_than_the_last_rotation);
	tcase_add_test(tcase, a_search_without_a_log);
}

int main(void)
{
	Suite *suite = suite_create("catchup");
	TCase *tcase = tcase_create("catchup");

	tcase_add_checked_fixture(tcase, setup, teardown);
	add_tests(tcase);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
