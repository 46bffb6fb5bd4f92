// SPDX-License-Identifier: BSD-2-Clause
/* Answers of the kernel, one after another, and what is said of each. */
#include <check.h>
#include <errno.h>

#include "buf.h"
#include "kernel.h"
#include "suite.h"

static struct kernel kernel;
static struct aide_kernel answer;
static struct buf said; /* "ACTION SEVERITY COUNT reason|" */

static void setup(void)
{
	buf_init(&said, 65536);
	kernel = (struct kernel){ .known = false };
	answer = (struct aide_kernel){ .enabled = 1,
				       .pid = 700,
				       .backlog_limit = 8192,
				       .rules = 30,
				       .docker_rules = 20,
				       .digest = 0x1111,
				       .all_digest = 0x2222 };
}

static void teardown(void)
{
	buf_done(&said);
}

static void on_notice(void *user, const struct notice *notice)
{
	ck_assert_ptr_eq(user, &said);
	ck_assert_ptr_null(notice->node.data);
	buf_printf(&said, "%s %d %llu %.*s|", action_name(notice->action),
		   (int)notice->severity, (unsigned long long)notice->count,
		   (int)notice->reason.size, notice->reason.data);
}

static void compare(void)
{
	kernel_compare(&kernel, &answer, on_notice, &said);
}

static void expect(const char *want)
{
	buf_reset(&said);
	compare();
	ck_assert_msg(view_is(buf_view(&said), want), "got '%.*s', want '%s'",
		      (int)said.size, said.data, want);
}

#define OFF                                                              \
	"audit 99 0 auditing is switched off in the kernel: nothing is " \
	"recorded|"

START_TEST(nothing_has_changed)
{
	expect("");
	expect("");
	answer.backlog = 5; /* comes and goes */
	expect("");
}
END_TEST

START_TEST(auditing_is_off)
{
	expect("");
	answer.enabled = 0;
	expect(OFF);
	expect("");
	answer.enabled = 2;
	expect("");
	answer.enabled = 0;
	expect(OFF);
}
END_TEST

START_TEST(auditing_is_off_from_the_start)
{
	answer.enabled = 0;
	expect(OFF);
	expect("");
}
END_TEST

#define LOST(n)                                                   \
	"lost 99 " n " the kernel lost " n " audit records: its " \
	"backlog of 8192 was full, or a rate limit was met|"

START_TEST(records_are_lost)
{
	answer.lost = 7; /* before our time */
	expect("");
	answer.lost = 10;
	expect(LOST("3"));
	expect("");
	answer.lost = 11;
	expect(LOST("1"));
}
END_TEST

/* auditctl --reset-lost */
START_TEST(the_count_of_lost_records_begins_again)
{
	answer.lost = 1000;
	expect("");
	answer.lost = 0;
	expect("");
	answer.lost = 4;
	expect(LOST("4"));
	answer.lost = 3; /* set back, and three since */
	expect(LOST("3"));
}
END_TEST

START_TEST(a_rate_limit_is_set)
{
	expect("");
	answer.rate_limit = 100;
	expect("audit 73 0 the kernel drops audit records over 100 a second "
	       "(auditctl -r)|");
	expect("");
	answer.rate_limit = 0;
	expect("");
}
END_TEST

START_TEST(a_rate_limit_that_becomes_lower)
{
	answer.rate_limit = 100;
	expect("audit 73 0 the kernel drops audit records over 100 a second "
	       "(auditctl -r)|");
	answer.rate_limit = 200;
	expect("");
	answer.rate_limit = 1;
	expect("audit 73 0 the kernel drops audit records over 1 a second "
	       "(auditctl -r)|");
}
END_TEST

#define REPLACED                                                   \
	"audit 99 0 process 800 takes the audit records in place " \
	"of process 700|"

START_TEST(another_process_takes_the_records)
{
	expect("");
	answer.pid = 800;
	expect(REPLACED);
	expect("");
}
END_TEST

START_TEST(no_process_takes_the_records_any_more)
{
	expect("");
	answer.pid = 0;
	expect("audit 99 0 no process takes the audit records any more: "
	       "process 700 did|");
	expect("");
	answer.pid = 700;
	expect("");
}
END_TEST

START_TEST(another_process_takes_the_records_after_a_while)
{
	expect("");
	answer.pid = 0;
	compare();
	answer.pid = 800;
	expect(REPLACED);
}
END_TEST

/* Records that come from a file or a pipe: nobody takes the kernel's. */
START_TEST(the_first_process_to_take_the_records)
{
	answer.pid = 0;
	expect("");
	answer.pid = 700;
	expect("");
	answer.pid = 800;
	expect(REPLACED);
}
END_TEST

static void rules(uint32_t docker, uint64_t digest)
{
	answer.docker_rules = docker;
	answer.digest = digest;
}

START_TEST(rules_that_are_gone)
{
	expect("");
	rules(0, 0x3333);
	expect("");
	expect("rule 99 0 the kernel has no audit rule with a docker key any "
	       "more|");
	expect("");
	rules(20, 0x1111);
	expect("");
	expect("rule 47 0 the kernel's audit rules with a docker key were "
	       "changed: 0 before, 20 now|");
}
END_TEST

START_TEST(no_rules_from_the_start)
{
	rules(0, 0x3333);
	expect("");
	expect("");
	expect("rule 99 0 the kernel has no audit rule with a docker key|");
	expect("");
}
END_TEST

START_TEST(rules_that_are_loaded_after_the_start_are_no_change)
{
	rules(0, 0x3333);
	expect("");
	expect("");
	rules(20, 0x1111);
	expect("");
	expect("");
	rules(0, 0x3333);
	expect("");
	expect("rule 99 0 the kernel has no audit rule with a docker key any "
	       "more|");
}
END_TEST

START_TEST(rules_that_keep_events_from_being_recorded)
{
	answer.mute_rules = 1; /* a distribution's */
	expect("");
	answer.mute_rules = 0;
	expect("");
	answer.mute_rules = 2;
	answer.all_digest = 0x5555;
	expect("");
	expect("rule 73 0 audit rules that keep events from being recorded "
	       "(never, exclude) were added: 0 before, 2 now|");
	expect("");
}
END_TEST

START_TEST(rules_that_are_fewer_or_others)
{
	expect("");
	rules(19, 0x3333);
	expect("");
	expect("rule 73 0 the kernel's audit rules with a docker key were "
	       "changed: 20 before, 19 now|");
	rules(19, 0x4444);
	expect("");
	expect("rule 47 0 the kernel's audit rules with a docker key were "
	       "changed: 19 before, 19 now|");
	expect("");
}
END_TEST

/* augenrules --load: none, some, all again. */
START_TEST(rules_that_are_loaded_anew_are_no_change)
{
	expect("");
	rules(0, 0x3333);
	expect("");
	rules(20, 0x1111);
	expect("");
	expect("");
}
END_TEST

START_TEST(rules_that_are_being_loaded_settle_first)
{
	expect("");
	for (uint32_t i = 0; i < 5; i++) {
		rules(i, 0x3000 + i);
		expect("");
	}
	expect("rule 73 0 the kernel's audit rules with a docker key were "
	       "changed: 20 before, 4 now|");
}
END_TEST

/* What differs in between need not be what was seen first. */
START_TEST(a_change_that_was_taken_back_does_not_count_for_the_next)
{
	expect("");
	rules(0, 0x3333);
	expect("");
	rules(20, 0x1111);
	expect("");
	rules(0, 0x3333);
	expect("");
}
END_TEST

START_TEST(an_answer_that_failed_says_nothing)
{
	expect("");
	answer = (struct aide_kernel){ .error = -EPERM };
	expect("");
	setup();
	answer.error = -EPERM;
	answer.enabled = 0;
	expect("");
	answer.error = 0;
	expect(OFF);
}
END_TEST

START_TEST(several_things_at_once)
{
	expect("");
	answer.enabled = 0;
	answer.lost = 2;
	answer.pid = 800;
	expect(OFF REPLACED LOST("2"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("kernel");
	TCase *tcase = tcase_create("kernel");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, nothing_has_changed);
	tcase_add_test(tcase, auditing_is_off);
	tcase_add_test(tcase, auditing_is_off_from_the_start);
	tcase_add_test(tcase, records_are_lost);
	tcase_add_test(tcase, the_count_of_lost_records_begins_again);
	tcase_add_test(tcase, a_rate_limit_is_set);
	tcase_add_test(tcase, a_rate_limit_that_becomes_lower);
	tcase_add_test(tcase, another_process_takes_the_records);
	tcase_add_test(tcase, no_process_takes_the_records_any_more);
	tcase_add_test(tcase, another_process_takes_the_records_after_a_while);
	tcase_add_test(tcase, the_first_process_to_take_the_records);
	tcase_add_test(tcase, rules_that_are_gone);
	tcase_add_test(tcase, no_rules_from_the_start);
	tcase_add_test(tcase,
		       rules_that_are_loaded_after_the_start_are_no_change);
	tcase_add_test(tcase, rules_that_keep_events_from_being_recorded);
	tcase_add_test(tcase, rules_that_are_fewer_or_others);
	tcase_add_test(tcase, rules_that_are_loaded_anew_are_no_change);
	tcase_add_test(tcase, rules_that_are_being_loaded_settle_first);
	tcase_add_test(
		tcase,
		a_change_that_was_taken_back_does_not_count_for_the_next);
	tcase_add_test(tcase, an_answer_that_failed_says_nothing);
	tcase_add_test(tcase, several_things_at_once);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
