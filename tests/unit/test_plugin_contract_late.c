// SPDX-License-Identifier: BSD-2-Clause
/*
 * Events that come late, and those that never come: while the plugin runs, and
 * from one auditd to the next.
 */
#include <check.h>
#include <time.h>

#include "auditd_play.h"
#include "gap.h"
#include "play_room.h"
#include "suite.h"

typedef char lines_t[PLAY_RECORDS][PLAY_RECORD];

static void begin(struct play *p, const char *grace)
{
	play_begin(p, AUDITD_3_0_9);
	play_option(p, "--grace", grace);
	play_start(p);
	play_event(p, "before");
	ck_assert(room_await_alert("before"));
}

static void stop_well(struct play *p)
{
	ck_assert_int_eq(play_stop(p).status, 0);
	ck_assert_uint_eq(p->restarts, 0);
	play_done(p);
}

/* The log is looked into, and nothing is there. */
static void wait_for_the_first_look(void)
{
	const uint64_t ms = GAP_PATIENCE_MS + 300;
	struct timespec rest = { .tv_sec = (time_t)(ms / 1000),
				 .tv_nsec = (long)(ms % 1000) * 1000000 };

	while (nanosleep(&rest, &rest) < 0)
		continue;
}

static void play_from(struct play *p, lines_t lines, size_t first, int where)
{
	for (size_t k = first; k < PLAY_RECORDS; k++)
		play_record(p, lines[k], where);
}

/* DAEMON_* records count by themselves (src/auditd.c send_audit_event), and a
 * boot begins anew. */
START_TEST(serials_that_nobody_has_are_said_and_others_are_not_missed)
{
	struct play p;

	begin(&p, "0");
	play_record(&p,
		    "type=DAEMON_ROTATE msg=audit(1795600000.000:8888): "
		    "op=rotate-logs auid=0 pid=1 res=success",
		    PLAY_BOTH);
	play_calm(&p);
	p.serial = 20000 - 1;
	play_calm(&p); /* 1003 to 19999 */
	ck_assert(room_await_notice("lost", "18997 audit events between serial "
					    "1003 and 19999 never came"));
	p.serial = 0; /* a boot */
	play_calm(&p);
	play_calm(&p);
	p.serial = 12;
	play_event(&p, "after"); /* 3 to 12 */
	ck_assert(room_await_notice("lost", "10 audit events between serial 3 "
					    "and 12 never came"));
	stop_well(&p);
	ck_assert_uint_eq(room_notices("lost", "never came"), 2);
	ck_assert_uint_eq(room_alerts("after"), 1);
}
END_TEST

/* As the kernel's retry queue sends them.  _i: whether they reach the plugin,
 * too, or the log alone. */
START_TEST(events_that_come_late_are_flagged_and_not_said_to_be_lost)
{
	static lines_t late[2];
	struct play p;

	begin(&p, "3");
	play_records(&p, "late1.", late[0]);
	play_records(&p, "late2.", late[1]);
	play_event(&p, "after");
	ck_assert(room_await_alert("after"));
	wait_for_the_first_look();
	play_from(&p, late[0], 0, _i ? PLAY_BOTH : PLAY_LOG);
	play_from(&p, late[1], 0, _i ? PLAY_BOTH : PLAY_LOG);
	ck_assert(room_await_alert("late1."));
	ck_assert(room_await_alert("late2."));
	p.serial++; /* one that nobody has, and that is said after them */
	play_event(&p, "last");
	ck_assert(room_await_notice("lost", "1 audit events between serial "
					    "1005 and 1005 never came"));
	stop_well(&p);
	ck_assert_uint_eq(room_notices("lost", ""), 1);
	ck_assert_uint_eq(room_alerts("late1."), 1);
	ck_assert_uint_eq(room_alerts("late2."), 1);
}
END_TEST

START_TEST(records_that_nobody_has_are_said)
{
	static lines_t lines;
	struct play p;

	begin(&p, "0");
	play_records(&p, "torn", lines);
	play_record(&p, lines[0], PLAY_BOTH);
	play_record(&p, lines[4], PLAY_STREAM);
	ck_assert(room_await_notice("lost",
				    "1 audit events came without all of their "
				    "records, which are not in the audit log"));
	play_event(&p, "after");
	ck_assert(room_await_alert("after"));
	stop_well(&p);
}
END_TEST

/* _i: whether they reach the plugin, too, or the log alone. */
START_TEST(records_that_come_late_are_not_said_to_be_lost)
{
	static lines_t late, torn;
	struct play p;

	begin(&p, "3");
	play_records(&p, "late.", late);
	play_record(&p, late[0], PLAY_BOTH);
	play_record(&p, late[4], PLAY_STREAM);
	play_event(&p, "after");
	ck_assert(room_await_alert("after"));
	wait_for_the_first_look();
	play_from(&p, late, 1, _i ? PLAY_BOTH : PLAY_LOG);
	ck_assert(room_await_alert("late."));
	play_records(&p, "torn", torn);
	play_record(&p, torn[0], PLAY_BOTH);
	play_record(&p, torn[4], PLAY_STREAM);
	ck_assert(room_await_notice("lost", "1 audit events came without all"));
	stop_well(&p);
	ck_assert_uint_eq(room_notices("lost", ""), 1);
	ck_assert_uint_eq(room_alerts("late."), 1);
}
END_TEST

/* There is no later when auditd ends. */
START_TEST(records_that_nobody_has_yet_are_said_at_the_end)
{
	static lines_t lines;
	struct play p;

	begin(&p, "100");
	play_records(&p, "torn", lines);
	play_record(&p, lines[0], PLAY_BOTH);
	play_record(&p, lines[4], PLAY_STREAM);
	play_event(&p, "after");
	ck_assert(room_await_alert("after"));
	stop_well(&p);
	ck_assert_uint_eq(room_notices("lost", "1 audit events came without"),
			  1);
}
END_TEST

static void play_open_gap(struct play *p)
{
	p->serial++;
	play_event(p, "open");
	ck_assert(room_await_alert("open"));
}

/* What auditd had been sent when it was told to end is in no log.  _i: 1, the
 * run that saw the gap is over before it says so; 2, auditd's last word, which
 * has a count of its own, came to the plugin. */
START_TEST(what_is_lost_from_one_auditd_to_the_next_is_said)
{
	struct play p;

	begin(&p, "100");
	if (_i == 1)
		play_open_gap(&p);
	if (_i == 2)
		play_record(&p,
			    "type=DAEMON_END msg=audit(1795600000.000:580): "
			    "op=terminate auid=0 pid=1 res=success",
			    PLAY_BOTH);
	ck_assert_int_eq(play_stop(&p).status, 0);
	if (_i != 1)
		p.serial++;
	play_option(&p, "--grace", "0");
	play_start(&p);
	play_event(&p, "after");
	ck_assert(room_await_alert("after"));
	ck_assert(room_await_notice("lost", "1 audit events between serial "
					    "1002 and 1002 never came"));
	stop_well(&p);
	ck_assert_uint_eq(room_notices("lost", ""), 1);
}
END_TEST

static Suite *late_suite(void)
{
	Suite *suite = suite_create("plugin_contract_late");
	TCase *tcase = tcase_create("plugin_contract_late");

	tcase_add_checked_fixture(tcase, room_enter, room_leave);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(
		tcase,
		serials_that_nobody_has_are_said_and_others_are_not_missed);
	tcase_add_loop_test(
		tcase,
		events_that_come_late_are_flagged_and_not_said_to_be_lost, 0,
		2);
	tcase_add_test(tcase, records_that_nobody_has_are_said);
	tcase_add_loop_test(
		tcase, records_that_come_late_are_not_said_to_be_lost, 0, 2);
	tcase_add_test(tcase, records_that_nobody_has_yet_are_said_at_the_end);
	tcase_add_loop_test(
		tcase, what_is_lost_from_one_auditd_to_the_next_is_said, 0, 3);
	suite_add_tcase(suite, tcase);
	return suite;
}

int main(void)
{
	return suite_run(late_suite());
}
