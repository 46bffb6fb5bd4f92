// SPDX-License-Identifier: BSD-2-Clause
/*
 * The plugin dies, or two of them overlap: each change is flagged once.
 */
#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "auditd_play.h"
#include "play_room.h"
#include "suite.h"

#define EVENTS 3
#define POINTS (EVENTS * PLAY_RECORDS + 1)

static const char *name_of(size_t i)
{
	static char name[32];

	(void)snprintf(name, sizeof(name), "file%zu.", i);
	return name;
}

static void all_are_flagged_once(size_t count)
{
	for (size_t i = 0; i < count; i++)
		ck_assert_msg(room_await_alert(name_of(i)), "%s", name_of(i));
	for (size_t i = 0; i < count; i++)
		ck_assert_msg(room_alerts(name_of(i)) == 1, "%s: %zu times",
			      name_of(i), room_alerts(name_of(i)));
}

/* What was written to a plugin that died is in the log: the next one finds
 * it, at the latest the one of auditd's next start. */
static void start_once_more(struct play *p, size_t count)
{
	(void)play_stop(p);
	play_start(p);
	play_event(p, name_of(count));
	all_are_flagged_once(count + 1);
	(void)play_stop(p);
	all_are_flagged_once(count + 1);
}

/* _i: where it dies, and whether it has read all by then. */
START_TEST(it_may_die_between_any_two_records)
{
	static char lines[PLAY_RECORDS][PLAY_RECORD];
	size_t point = (size_t)_i / 2;
	struct play p;

	play_begin(&p, (point + (size_t)_i) % 2 ? AUDITD_4_2_1 : AUDITD_3_0_9);
	play_start(&p);
	play_event(&p, "before");
	ck_assert(room_await_alert("before"));
	for (size_t i = 0; i < EVENTS * PLAY_RECORDS; i++) {
		if (i % PLAY_RECORDS == 0)
			play_records(&p, name_of(i / PLAY_RECORDS), lines);
		if (i == point && _i % 2)
			ck_assert(play_drained(&p));
		if (i == point)
			play_crash(&p);
		play_record(&p, lines[i % PLAY_RECORDS], PLAY_BOTH);
	}
	if (point == EVENTS * PLAY_RECORDS)
		play_crash(&p);
	play_event(&p, name_of(EVENTS)); /* finds it dead */
	ck_assert_uint_eq(p.restarts, 1);
	start_once_more(&p, EVENTS + 1);
	ck_assert_uint_eq(room_alerts("before"), 1);
	play_done(&p);
}
END_TEST

static void pause_us(long us)
{
	(void)nanosleep(&(struct timespec){ .tv_nsec = us * 1000 }, NULL);
}

/* Which instants they are, the seed says; where those lie in the plugin's
 * work, nobody. */
START_TEST(it_may_die_at_any_instant_under_load)
{
	struct play p;
	size_t i = 0;

	srandom((unsigned int)_i);
	play_begin(&p, _i % 2 ? AUDITD_4_2_1 : AUDITD_3_0_9);
	play_start(&p);
	for (int death = 0; death < 8; death++) {
		for (long n = 3 + random() % 10; n > 0; n--)
			play_event(&p, name_of(i++));
		pause_us(random() % 30000);
		play_crash(&p);
	}
	play_event(&p, name_of(i++));
	ck_assert_uint_le(p.restarts, 8);
	start_once_more(&p, i);
	play_done(&p);
}
END_TEST

/* A log of some size, so that there is time to die in. */
START_TEST(it_may_die_while_it_catches_up)
{
	static char lines[PLAY_RECORDS][PLAY_RECORD];
	struct play p;
	size_t i;

	srandom((unsigned int)_i);
	play_begin(&p, AUDITD_4_2_1);
	for (i = 0; i < 100; i++) {
		play_records(&p, name_of(i), lines);
		for (size_t k = 0; k < PLAY_RECORDS; k++)
			play_record(&p, lines[k], PLAY_LOG);
	}
	for (int death = 0; death < 8; death++) {
		play_start(&p);
		pause_us(random() % 40000);
		play_crash(&p);
		close(p.fd);
	}
	play_start(&p);
	all_are_flagged_once(i);
	start_once_more(&p, i);
	play_done(&p);
}
END_TEST

/* The plugin's file was replaced (to 4.1): SIGTERM, 50 ms, the new one.  The
 * old one may be slow: it has been stopped here, with records unread. */
START_TEST(two_generations_say_nothing_twice_and_lose_nothing)
{
	struct play p;
	pid_t old;

	play_begin(&p, (enum auditd)(_i / 2));
	play_start(&p);
	play_event(&p, name_of(0));
	ck_assert(room_await_alert(name_of(0)));
	if (_i % 2)
		ck_assert_int_eq(kill(p.plugin, SIGSTOP), 0);
	for (size_t i = 1; i < 20; i++)
		play_event(&p, name_of(i));
	play_replace(&p, &old);
	for (size_t i = 20; i < 40; i++)
		play_event(&p, name_of(i));
	ck_assert(play_drained(&p));
	(void)kill(old, SIGCONT);
	ck_assert_int_eq(play_wait(old).status, 0);
	all_are_flagged_once(40);
	start_once_more(&p, 40);
	play_done(&p);
}
END_TEST

START_TEST(what_came_before_its_turn_is_flagged_without_a_log_too)
{
	struct play p;
	pid_t old;

	play_begin(&p, AUDITD_3_0_9);
	play_start(&p);
	play_event(&p, "first");
	ck_assert(room_await_alert("first"));
	ck_assert_int_eq(unlink("audit.log"), 0);
	ck_assert_int_eq(kill(p.plugin, SIGSTOP), 0);
	play_replace(&p, &old);
	play_event(&p, name_of(0));
	ck_assert(play_drained(&p));
	(void)kill(old, SIGCONT);
	ck_assert_int_eq(play_wait(old).status, 0);
	all_are_flagged_once(1);
	(void)play_stop(&p);
	play_done(&p);
}
END_TEST

static Suite *crash_suite(void)
{
	Suite *suite = suite_create("plugin_contract_crash");
	TCase *tcase = tcase_create("plugin_contract_crash");

	tcase_add_checked_fixture(tcase, room_enter, room_leave);
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, it_may_die_between_any_two_records, 0,
			    2 * POINTS);
	tcase_add_loop_test(tcase, it_may_die_at_any_instant_under_load, 0, 4);
	tcase_add_loop_test(tcase, it_may_die_while_it_catches_up, 0, 4);
	tcase_add_loop_test(tcase,
			    two_generations_say_nothing_twice_and_lose_nothing,
			    0, 2 * AUDITD_4_2_1);
	tcase_add_test(tcase,
		       what_came_before_its_turn_is_flagged_without_a_log_too);
	suite_add_tcase(suite, tcase);
	return suite;
}

int main(void)
{
	return suite_run(crash_suite());
}
