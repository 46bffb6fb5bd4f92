// SPDX-License-Identifier: BSD-2-Clause
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "cleanup.h"
#include "outputs.h"
#include "sample_alert.h"
#include "scratch_dir.h"
#include "sink_kinds.h"
#include "suite.h"

static struct outputs *outputs;
static struct sample sample;
static struct buf remarks;
static uint64_t now; /* ms */

static void setup(void)
{
	scratch_dir_enter();
	sample_init(&sample);
	buf_init(&remarks, 4096);
	now = 1000;
	ck_assert_int_eq(outputs_new(&outputs), 0);
}

static void teardown(void)
{
	outputs_free(outputs);
	buf_done(&remarks);
	scratch_dir_leave();
}

static struct policy_output file(const char *path, const char *format)
{
	return (struct policy_output){ POLICY_OUTPUT_FILE, (char *)(size_t)path,
				       (char *)(size_t)format };
}

static void set(struct policy_output *list, size_t count)
{
	const struct policy policy = { .outputs = list, .output_count = count };

	buf_reset(&remarks);
	ck_assert_int_eq(outputs_set(outputs, &policy, now, &remarks), 0);
}

static void expect_remarks(const char *want)
{
	ck_assert_msg(view_is(buf_view(&remarks), want), "got '%.*s'",
		      (int)remarks.size, remarks.data);
}

static void say(void)
{
	outputs_say(outputs, &sample.alert, now);
	outputs_work(outputs, now);
}

/* The file holds the sample so many times in that format, and nothing else. */
static void expect(const char *name, const char *format, size_t times)
{
	static char text[1 << 16];
	autofclose FILE *in = fopen(name, "re");
	autobuf struct buf want;
	size_t size;

	ck_assert_ptr_nonnull(in);
	size = fread(text, 1, sizeof(text), in);
	buf_init(&want, sizeof(text));
	for (size_t i = 0; i < times; i++)
		ck_assert_int_eq(format_find(view_of(format))
					 ->write(&sample.alert, &want),
				 0);
	ck_assert(view_equal(view_from(text, size), buf_view(&want)));
}

START_TEST(each_output_gets_the_alert_in_its_format)
{
	struct policy_output list[] = { file("a", "ecs"), file("b", "text"),
					file("c", "ecs") };

	set(list, 3);
	expect_remarks("");
	say();
	say();
	expect("a", "ecs", 2);
	expect("b", "text", 2);
	expect("c", "ecs", 2);
	ck_assert_uint_eq(outputs_count(outputs), 3);
	ck_assert_str_eq(sink_path(outputs_at(outputs, 1)), "b");
	ck_assert_ptr_null(outputs_at(outputs, 3));
}
END_TEST

START_TEST(what_is_said_together_is_written_together)
{
	struct policy_output list[] = { file("a", "ecs"), file("b", "ecs") };

	set(list, 2);
	outputs_say(outputs, &sample.alert, now);
	outputs_say(outputs, &sample.alert, now);
	ck_assert_uint_eq(outputs_queued(outputs), 4);
	expect("a", "ecs", 0);
	outputs_work(outputs, now);
	ck_assert_uint_eq(outputs_queued(outputs), 0);
	expect("a", "ecs", 2);
	expect("b", "ecs", 2);
}
END_TEST

START_TEST(one_that_stays_keeps_its_queue)
{
	struct policy_output before[] = { file("d/a", "ecs"),
					  file("b", "ecs") };
	struct policy_output after[] = { file("b", "ecs"), file("d/a", "ecs") };

	set(before, 2);
	expect_remarks("output file d/a: No such file or directory\n");
	say();
	ck_assert_uint_eq(outputs_queued(outputs), 1);
	set(after, 2);
	ck_assert_uint_eq(outputs_queued(outputs), 1);
	ck_assert_int_eq(mkdir("d", 0700), 0);
	now = outputs_due(outputs);
	outputs_work(outputs, now);
	expect("d/a", "ecs", 1);
	expect("b", "ecs", 1);
	ck_assert_uint_eq(outputs_queued(outputs), 0);
	ck_assert_uint_eq(outputs_due(outputs), UINT64_MAX);
}
END_TEST

static const struct {
	const char *name;
	struct policy_output other;
} others[] = {
	{ "another path",
	  { POLICY_OUTPUT_FILE, (char[]){ "x" }, (char[]){ "ecs" } } },
	{ "another format",
	  { POLICY_OUTPUT_FILE, (char[]){ "a" }, (char[]){ "text" } } },
	{ "another type",
	  { POLICY_OUTPUT_UNIX, (char[]){ "a" }, (char[]){ "ecs" } } },
	{ "none", { POLICY_OUTPUT_STDOUT, NULL, (char[]){ "ecs" } } },
};

START_TEST(one_that_goes_writes_no_more)
{
	struct policy_output before[] = { file("a", "ecs") };
	struct policy_output after[] = { others[_i].other };

	set(before, 1);
	say();
	ck_assert_int_eq(rename("a", "old"), 0);
	set(after, others[_i].other.type == POLICY_OUTPUT_STDOUT ? 0 : 1);
	expect_remarks("");
	say();
	expect("old", "ecs", 1);
}
END_TEST

/* What waits in it goes nowhere: that is a loss like any other. */
START_TEST(what_waits_in_one_that_goes_is_counted)
{
	struct policy_output list[] = { file("d/a", "ecs") };

	set(list, 1);
	say();
	say();
	ck_assert_uint_eq(outputs_dropped(outputs), 0);
	set(NULL, 0);
	ck_assert_uint_eq(outputs_dropped(outputs), 2);
	ck_assert_uint_eq(outputs_queued(outputs), 0);
}
END_TEST

static size_t fill(void)
{
	size_t count = 0;

	for (; outputs_dropped(outputs) < 3; count++)
		say();
	return count;
}

START_TEST(a_loss_is_handed_out_once_it_works_again)
{
	struct policy_output list[] = { file("b", "ecs"), file("d/a", "ecs") };
	const struct sink *sink;
	uint64_t lost = 0;

	set(list, 2);
	(void)fill();
	ck_assert_ptr_null(outputs_lost(outputs, &lost));
	ck_assert_int_eq(mkdir("d", 0700), 0);
	now += SINK_RETRY_MAX_MS;
	outputs_work(outputs, now);
	sink = outputs_lost(outputs, &lost);
	ck_assert_ptr_eq(sink, outputs_at(outputs, 1));
	ck_assert_uint_eq(lost, 3);
	ck_assert_ptr_null(outputs_lost(outputs, &lost));
	ck_assert_uint_eq(outputs_dropped(outputs), 3);
	set(list, 1);
	ck_assert_uint_eq(outputs_dropped(outputs), 3); /* since the start */
}
END_TEST

START_TEST(only_a_file_is_waited_for)
{
	struct policy_output socket[] = {
		{ POLICY_OUTPUT_UNIX, (char[]){ "a.sock" }, (char[]){ "ecs" } }
	};
	struct policy_output missing[] = { file("d/a", "ecs") };

	set(socket, 1);
	say();
	ck_assert_uint_eq(outputs_queued(outputs), 1);
	ck_assert_uint_eq(outputs_going(outputs), 0);
	ck_assert(!outputs_waiting(outputs));
	set(missing, 1);
	ck_assert(!outputs_waiting(outputs));
	say();
	ck_assert(outputs_waiting(outputs));
}
END_TEST

START_TEST(files_are_opened_anew_when_told)
{
	struct policy_output list[] = { file("d/a", "ecs") };

	set(list, 1);
	say();
	ck_assert_int_eq(mkdir("d", 0700), 0);
	outputs_work(outputs, now); /* within the pause */
	ck_assert_uint_eq(outputs_queued(outputs), 1);
	outputs_reopen(outputs);
	outputs_work(outputs, now);
	expect("d/a", "ecs", 1);
}
END_TEST

START_TEST(more_than_there_is_room_for_are_left_out)
{
	struct policy_output list[OUTPUTS_MAX + 2];
	char names[OUTPUTS_MAX + 2][8];

	for (size_t i = 0; i < OUTPUTS_MAX + 2; i++) {
		(void)snprintf(names[i], sizeof(names[i]), "f%zu", i);
		list[i] = file(names[i], "ecs");
	}
	set(list, OUTPUTS_MAX + 2);
	expect_remarks("only the first 16 outputs are used\n");
	ck_assert_uint_eq(outputs_count(outputs), OUTPUTS_MAX);
	say();
	expect("f15", "ecs", 1);
	ck_assert_int_eq(access("f16", F_OK), -1);
}
END_TEST

static int join(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	memcpy(address.sun_path, path, strlen(path) + 1);
	ck_assert_int_eq(
		connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

START_TEST(there_are_never_more_descriptors_than_room)
{
	struct policy_output list[OUTPUTS_MAX];
	struct pollfd fds[OUTPUTS_POLL];
	char names[OUTPUTS_MAX][8], format[] = "ecs";

	for (size_t i = 0; i < OUTPUTS_MAX; i++) {
		(void)snprintf(names[i], sizeof(names[i]), "s%zu", i);
		list[i] = (struct policy_output){ POLICY_OUTPUT_UNIX, names[i],
						  format };
	}
	set(list, OUTPUTS_MAX);
	expect_remarks("");
	ck_assert_uint_eq(outputs_poll(outputs, fds), OUTPUTS_MAX);
	for (size_t i = 0; i < OUTPUTS_MAX; i++)
		for (size_t k = 0; k < SINK_READERS; k++)
			(void)join(names[i]); /* closed by the end */
	outputs_work(outputs, now);
	ck_assert_uint_eq(outputs_poll(outputs, fds), OUTPUTS_POLL);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("outputs");
	TCase *tcase = tcase_create("outputs");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, each_output_gets_the_alert_in_its_format);
	tcase_add_test(tcase, what_is_said_together_is_written_together);
	tcase_add_test(tcase, one_that_stays_keeps_its_queue);
	tcase_add_loop_test(tcase, one_that_goes_writes_no_more, 0,
			    ROWS(others));
	tcase_add_test(tcase, what_waits_in_one_that_goes_is_counted);
	tcase_add_test(tcase, a_loss_is_handed_out_once_it_works_again);
	tcase_add_test(tcase, only_a_file_is_waited_for);
	tcase_add_test(tcase, files_are_opened_anew_when_told);
	tcase_add_test(tcase, more_than_there_is_room_for_are_left_out);
	tcase_add_test(tcase, there_are_never_more_descriptors_than_room);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
