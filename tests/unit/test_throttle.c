// SPDX-License-Identifier: BSD-2-Clause
/* The first goes out at once, the others as one with their count; whatever
 * happens to the table, every alert is counted in one that goes out. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "buf.h"
#include "sample_alert.h"
#include "suite.h"
#include "throttle.h"

#define T0 UINT64_C(1795308549000) /* ms */
#define WINDOW UINT64_C(60000)
#define END (WINDOW + THROTTLE_LATE_MS)

/* What went out: "PATH COUNT@MS" from T0 on, "q" behind it where quiet. */
static struct buf out;
static uint64_t out_count; /* of events, in all */
static struct throttle *throttle;
static struct sample sample;

static void on_alert(void *user, const struct alert *alert)
{
	uint64_t at =
		alert->event->id.seconds * 1000 + alert->event->id.milliseconds;

	ck_assert_ptr_eq(user, &out);
	out_count += alert->count;
	buf_printf(&out, "%s%.*s %llu@%lld%s", out.size ? " " : "",
		   (int)alert->file.path.size, alert->file.path.data,
		   (unsigned long long)alert->count, (long long)(at - T0),
		   alert->event->quiet ? "q" : "");
}

static void start(uint64_t window)
{
	throttle_free(throttle);
	ck_assert_int_eq(throttle_new(window, on_alert, &out, &throttle), 0);
}

static void setup(void)
{
	buf_init(&out, (size_t)1 << 20);
	out_count = 0;
	throttle = NULL;
	start(WINDOW);
	sample_init(&sample);
	sample.alert.severity = SEVERITY_HIGH;
	sample.alert.file.path = VIEW("/a");
}

static void teardown(void)
{
	ck_assert_int_eq(buf_error(&out), 0);
	throttle_free(throttle);
	buf_done(&out);
}

static void take_at(uint64_t at)
{
	sample.event.id.seconds = (T0 + at) / 1000;
	sample.event.id.milliseconds = (uint32_t)((T0 + at) % 1000);
	throttle_take(throttle, &sample.alert);
}

static void take_path(const char *path, uint64_t at)
{
	sample.alert.file.path = view_of(path);
	take_at(at);
}

static void take_node(const char *node, const char *path, uint64_t at)
{
	sample.event.node = view_of(node);
	take_path(path, at);
}

/* What went out since the last time. */
static void expect(const char *want)
{
	ck_assert_msg(view_is(buf_view(&out), want), "got '%.*s', want '%s'",
		      (int)out.size, out.data, want);
	buf_reset(&out);
}

START_TEST(the_first_goes_out_and_the_rest_is_one)
{
	take_at(0);
	expect("/a 1@0");
	take_at(1);
	take_at(WINDOW - 1);
	expect("");
	throttle_sweep(throttle, T0 + END - 1);
	expect("");
	throttle_sweep(throttle, T0 + END);
	expect("/a 2@59999");
	take_at(WINDOW + 10);
	expect("/a 1@60010");
}
END_TEST

START_TEST(one_alone_is_not_said_again)
{
	take_at(0);
	expect("/a 1@0");
	throttle_flush(throttle);
	expect("");
	ck_assert_uint_eq(throttle_counts(throttle).summaries, 0);
}
END_TEST

START_TEST(one_behind_the_window_ends_it_first)
{
	take_at(0);
	take_at(5);
	take_at(WINDOW);
	expect("/a 1@0 /a 1@5 /a 1@60000");
	take_at(WINDOW + 1);
	throttle_flush(throttle);
	expect("/a 1@60001");
}
END_TEST

START_TEST(another_s_time_ends_a_window_when_nothing_late_is_expected)
{
	take_path("/a", 0);
	take_path("/a", 7);
	take_path("/b", END - 1);
	expect("/a 1@0 /b 1@62499");
	take_path("/c", END);
	expect("/a 1@7 /c 1@62500");
}
END_TEST

START_TEST(a_late_alert_counts_in_its_window)
{
	take_at(1000);
	take_at(0);
	throttle_flush(throttle);
	expect("/a 1@1000 /a 1@0");
}
END_TEST

START_TEST(windows_end_in_the_order_they_began)
{
	take_path("/b", 2);
	take_path("/a", 1);
	take_path("/c", 3);
	take_path("/b", 10);
	take_path("/a", 11);
	take_path("/c", 12);
	buf_reset(&out);
	throttle_sweep(throttle, T0 + END + 2);
	expect("/a 1@11 /b 1@10");
	throttle_flush(throttle);
	expect("/c 1@12");
}
END_TEST

START_TEST(critical_ones_always_go_out)
{
	sample.alert.severity = SEVERITY_CRITICAL;
	take_at(0);
	take_at(1);
	take_at(2);
	expect("/a 1@0 /a 1@1 /a 1@2");
	throttle_flush(throttle);
	expect("");
	ck_assert_uint_eq(throttle_counts(throttle).open, 0);
}
END_TEST

START_TEST(without_a_window_everything_goes_out)
{
	start(0);
	take_at(0);
	take_at(0);
	expect("/a 1@0 /a 1@0");
	throttle_flush(throttle);
	expect("");
	ck_assert_uint_eq(throttle_due(throttle), UINT64_MAX);
}
END_TEST

static void other_node(struct sample *s)
{
	s->event.node = VIEW("db");
}

static void other_login(struct sample *s)
{
	s->alert.user.audit_id = 1000;
}

static void other_user(struct sample *s)
{
	s->alert.user.id = 1000;
}

static void other_program(struct sample *s)
{
	s->alert.process.executable = VIEW("/usr/bin/vi");
}

static void other_action(struct sample *s)
{
	s->alert.action = ACTION_DELETE;
}

static void other_outcome(struct sample *s)
{
	s->alert.outcome = OUTCOME_FAILURE;
}

static void other_verdict(struct sample *s)
{
	s->alert.verdict = VERDICT_AUTHORIZED;
}

static void other_severity(struct sample *s)
{
	s->alert.severity = SEVERITY_MEDIUM;
}

static void other_item(struct sample *s)
{
	s->alert.rule_id = VIEW("SITE_01");
}

static void other_policy_rule(struct sample *s)
{
	s->alert.policy_rule = VIEW("ci deploys");
}

static void other_file(struct sample *s)
{
	s->alert.file.path = VIEW("/etc/docker/key.json");
}

static void other_recorded_file(struct sample *s)
{
	s->alert.file.recorded_path = VIEW("key.json");
}

static void other_target(struct sample *s)
{
	s->alert.file.target_path = VIEW("/tmp/x");
}

static void other_group(struct sample *s)
{
	s->alert.group_name = VIEW("docker");
}

static void other_member(struct sample *s)
{
	s->alert.member_name = VIEW("bob");
}

static void other_pid(struct sample *s)
{
	s->alert.process.pid++;
}

static void other_serial(struct sample *s)
{
	s->event.id.serial++;
}

static void other_words(struct sample *s)
{
	s->alert.reason = VIEW("because");
	s->alert.process.title = VIEW("sh -c ls");
}

static const struct {
	const char *name;
	void (*change)(struct sample *s);
	bool apart;
} sames[] = {
	{ "node", other_node, true },
	{ "login uid", other_login, true },
	{ "uid", other_user, true },
	{ "program", other_program, true },
	{ "action", other_action, true },
	{ "outcome", other_outcome, true },
	{ "verdict", other_verdict, true },
	{ "severity", other_severity, true },
	{ "item", other_item, true },
	{ "rule of the policy", other_policy_rule, true },
	{ "path", other_file, true },
	{ "recorded path", other_recorded_file, true },
	{ "target", other_target, true },
	{ "group", other_group, true },
	{ "member", other_member, true },
	{ "pid", other_pid, false },
	{ "serial", other_serial, false },
	{ "words", other_words, false },
};

START_TEST(what_says_the_same)
{
	take_at(0);
	buf_reset(&out);
	sames[_i].change(&sample);
	take_at(1);
	ck_assert_msg((out.size > 0) == sames[_i].apart, "%s", sames[_i].name);
}
END_TEST

/* "/ab" + "c" and "/a" + "bc" are not the same two texts. */
START_TEST(texts_do_not_run_into_each_other)
{
	sample.alert.file.recorded_path = VIEW("c");
	take_path("/ab", 0);
	sample.alert.file.recorded_path = VIEW("bc");
	take_path("/a", 0);
	expect("/ab 1@0 /a 1@0");
}
END_TEST

START_TEST(what_is_too_long_to_compare_is_not_merged)
{
	static char path[9000];

	memset(path, 'x', sizeof(path));
	sample.alert.file.recorded_path = view_from(path, sizeof(path));
	take_at(0);
	take_at(0);
	expect("/a 1@0 /a 1@0");
}
END_TEST

START_TEST(each_node_has_its_clock)
{
	take_node("web", "/a", 0);
	take_node("web", "/a", 1);
	take_node("db", "/b", 10 * END);
	take_node("db", "/b", 10 * END + 1);
	expect("/a 1@0 /b 1@625000");
	take_node("web", "/c", 2);
	expect("/c 1@2");
	throttle_sweep(throttle, T0 + END);
	expect("/a 1@1");
	throttle_flush(throttle);
	expect("/b 1@625001");
}
END_TEST

START_TEST(a_clock_that_was_put_back_opens_a_window_anew)
{
	take_at(10 * END);
	take_at(10 * END + 1);
	take_at(0);
	expect("/a 1@625000 /a 1@625001 /a 1@0");
	take_at(1);
	throttle_sweep(throttle, T0 + END);
	expect("/a 1@1");
}
END_TEST

START_TEST(due_is_when_the_first_window_ends)
{
	ck_assert_uint_eq(throttle_due(throttle), UINT64_MAX);
	take_path("/b", 5);
	take_path("/a", 3);
	ck_assert_uint_eq(throttle_due(throttle), T0 + 3 + END);
	throttle_sweep(throttle, throttle_due(throttle));
	ck_assert_uint_eq(throttle_due(throttle), T0 + 5 + END);
	throttle_sweep(throttle, throttle_due(throttle));
	ck_assert_uint_eq(throttle_due(throttle), UINT64_MAX);
}
END_TEST

START_TEST(held_and_summaries_are_counted)
{
	struct throttle_counts counts;

	for (uint64_t i = 0; i < 5; i++) {
		take_path("/a", i);
		take_path("/b", i);
	}
	counts = throttle_counts(throttle);
	ck_assert_uint_eq(counts.held, 8);
	ck_assert_uint_eq(counts.summaries, 0);
	ck_assert_uint_eq(counts.open, 2);
	throttle_flush(throttle);
	counts = throttle_counts(throttle);
	ck_assert_uint_eq(counts.held, 8);
	ck_assert_uint_eq(counts.summaries, 2);
	ck_assert_uint_eq(counts.open, 0);
	ck_assert_uint_eq(out_count, 10);
}
END_TEST

START_TEST(alerts_that_count_several_are_added_up)
{
	sample.alert.count = 3;
	take_at(0);
	take_at(1);
	sample.alert.count = 4;
	take_at(2);
	throttle_flush(throttle);
	expect("/a 3@0 /a 7@2");
}
END_TEST

START_TEST(one_that_counts_nothing_is_said_all_the_same)
{
	sample.alert.count = 0;
	take_at(0);
	take_at(1);
	throttle_flush(throttle);
	expect("/a 0@0 /a 0@1");
}
END_TEST

START_TEST(a_full_table_ends_the_window_used_least)
{
	char path[THROTTLE_MAX][16];

	for (size_t i = 0; i < THROTTLE_MAX; i++) {
		(void)snprintf(path[i], sizeof(path[i]), "/%zu", i);
		take_path(path[i], i);
	}
	take_path(path[1], 1000); /* held, and used by now */
	take_path(path[0], 1001);
	buf_reset(&out);
	take_path("/x", 1002); /* ends /2, which holds nothing */
	expect("/x 1@1002");
	for (size_t i = 3; i < THROTTLE_MAX; i++)
		take_path(path[i], 1003);
	expect("");
	take_path("/y", 1004);
	expect("/y 1@1004 /1 1@1000");
	ck_assert_uint_eq(throttle_counts(throttle).open, THROTTLE_MAX);
}
END_TEST

START_TEST(no_alert_is_lost_in_a_crowded_table)
{
	uint64_t taken = 0;

	for (uint64_t i = 0; i < 20000; i++) {
		char path[16];

		(void)snprintf(path, sizeof(path), "/%u",
			       (unsigned int)(i * i % 997 % 331));
		take_path(path, i);
		taken++;
		buf_reset(&out);
	}
	throttle_flush(throttle);
	ck_assert_uint_eq(out_count, taken);
}
END_TEST

START_TEST(what_is_held_is_a_copy)
{
	char path[] = "/changing", reason[] = "first";
	char *record = strdup(sample.records[0].line.data);

	ck_assert_ptr_nonnull(record);
	sample.alert.file.path = view_of(path);
	sample.alert.reason = view_of(reason);
	record_moved(&sample.records[0], sample.records[0].line.data, record);
	take_at(0);
	take_at(1);
	memset(path, '!', sizeof(path) - 1);
	memset(reason, '!', sizeof(reason) - 1);
	memset(record, '!', strlen(record));
	free(record);
	memset(&sample, 0, sizeof(sample));
	throttle_flush(throttle);
	expect("/changing 1@0 /changing 1@1");
}
END_TEST

static const struct {
	const char *name;
	bool quiet[3]; /* of three alerts, the first of which goes out */
	uint64_t told; /* ms after T0 */
	const char *want;
} told[] = {
	{ "all told, and the summary too",
	  { true, true, true },
	  END,
	  "/a 1@0q /a 2@2q" },
	{ "all told, but their window was open when the last run ended",
	  { true, true, true },
	  END - 1,
	  "/a 1@0q /a 2@2" },
	{ "one is news", { true, true, false }, END, "/a 1@0q /a 2@2" },
	{ "the news came first", { true, false, true }, END, "/a 1@0q /a 2@2" },
	{ "the one that opened it is news",
	  { false, true, true },
	  END,
	  "/a 1@0 /a 2@2q" },
};

START_TEST(what_the_last_run_told_is_quiet)
{
	throttle_told_until(throttle, T0 + told[_i].told);
	for (size_t i = 0; i < 3; i++) {
		sample.event.quiet = told[_i].quiet[i];
		take_at(i);
	}
	throttle_flush(throttle);
	expect(told[_i].want);
}
END_TEST

START_TEST(the_latest_time_of_a_record_is_survived)
{
	throttle_told_until(throttle, UINT64_MAX);
	sample.event.id.seconds = 253402300799; /* record.c takes no more */
	sample.event.id.milliseconds = 999;
	throttle_take(throttle, &sample.alert);
	throttle_take(throttle, &sample.alert);
	throttle_sweep(throttle, T0);
	ck_assert_uint_eq(throttle_counts(throttle).open, 1);
	throttle_flush(throttle);
	ck_assert_uint_eq(out_count, 2);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("throttle");
	TCase *tcase = tcase_create("throttle");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, the_first_goes_out_and_the_rest_is_one);
	tcase_add_test(tcase, one_alone_is_not_said_again);
	tcase_add_test(tcase, one_behind_the_window_ends_it_first);
	tcase_add_test(
		tcase,
		another_s_time_ends_a_window_when_nothing_late_is_expected);
	tcase_add_test(tcase, a_late_alert_counts_in_its_window);
	tcase_add_test(tcase, windows_end_in_the_order_they_began);
	tcase_add_test(tcase, critical_ones_always_go_out);
	tcase_add_test(tcase, without_a_window_everything_goes_out);
	tcase_add_loop_test(tcase, what_says_the_same, 0, ROWS(sames));
	tcase_add_test(tcase, texts_do_not_run_into_each_other);
	tcase_add_test(tcase, what_is_too_long_to_compare_is_not_merged);
	tcase_add_test(tcase, each_node_has_its_clock);
	tcase_add_test(tcase, a_clock_that_was_put_back_opens_a_window_anew);
	tcase_add_test(tcase, due_is_when_the_first_window_ends);
	tcase_add_test(tcase, held_and_summaries_are_counted);
	tcase_add_test(tcase, alerts_that_count_several_are_added_up);
	tcase_add_test(tcase, one_that_counts_nothing_is_said_all_the_same);
	tcase_add_test(tcase, a_full_table_ends_the_window_used_least);
	tcase_add_test(tcase, no_alert_is_lost_in_a_crowded_table);
	tcase_add_test(tcase, what_is_held_is_a_copy);
	tcase_add_loop_test(tcase, what_the_last_run_told_is_quiet, 0,
			    ROWS(told));
	tcase_add_test(tcase, the_latest_time_of_a_record_is_survived);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
