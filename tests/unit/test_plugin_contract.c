// SPDX-License-Identifier: BSD-2-Clause
/*
 * The plugin under each version's auditd: start, reload, replacement, stop.
 */
#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "auditd_play.h"
#include "play_room.h"
#include "suite.h"

#define QUICK_MS (200 * ROOM_SLOWER) /* for an end */
#define SECOND_OUTPUT                                         \
	",{\"type\":\"file\",\"path\":\"%sout/second.json\"," \
	"\"format\":\"ecs\"}"

static void ends_well(const struct play_end *end)
{
	ck_assert_msg(WIFEXITED(end->status) && WEXITSTATUS(end->status) == 0,
		      "status %#x", (unsigned int)end->status);
	ck_assert_uint_lt(end->ms, QUICK_MS);
}

/* So that the outputs are open and signals are taken. */
static void start_and_see(struct play *p, enum auditd version)
{
	play_begin(p, version);
	play_start(p);
	play_event(p, "first");
	ck_assert(room_await_alert("first"));
}

/* A burst, so that records wait when auditd ends.  What was dispatched and is
 * not flagged by then is flagged at the next start, from the log. */
START_TEST(a_stop_is_quick_and_nothing_written_to_it_is_lost)
{
	struct play p;
	struct play_end end;
	char name[32];

	start_and_see(&p, (enum auditd)_i);
	for (int i = 0; i < 100; i++) {
		(void)snprintf(name, sizeof(name), "burst%d.", i);
		play_event(&p, name);
	}
	end = play_stop(&p);
	ends_well(&end);
	for (int i = 0; i < 100; i++) {
		(void)snprintf(name, sizeof(name), "burst%d.", i);
		ck_assert_msg(room_alerts(name) == 1, "%s", name);
	}
	ck_assert_uint_eq(room_alerts("first"), 1);
	play_done(&p);
}
END_TEST

/* A new process judges the event that was read last once more, and what it
 * had from the log beside the stream: there has to be something after. */
static void play_trusted(struct play *p)
{
	play_calm(p);
	ck_assert(play_drained(p));
	play_event(p, "trusted");
	ck_assert(play_drained(p));
	play_calm(p);
	ck_assert(play_drained(p));
}

START_TEST(a_changed_policy_takes_effect_at_a_reload)
{
	struct play p;
	struct play_end end;

	start_and_see(&p, (enum auditd)_i);
	room_policy(2003, SECOND_OUTPUT);
	end = play_reload(&p);
	ends_well(&end);
	ck_assert(room_await_file("out/second.json"));
	play_trusted(&p);
	room_policy(2001, "");
	end = play_reload(&p);
	ends_well(&end);
	/* SIGHUP and records are read in one turn, in either order. */
	for (int i = 0; i < 1000 && room_alerts("again") == 0; i++)
		play_event(&p, "again");
	ck_assert(room_await_alert("again"));
	end = play_stop(&p);
	ends_well(&end);
	ck_assert_uint_eq(room_alerts("trusted"), 0);
	ck_assert_uint_eq(room_alerts("first"), 1);
	play_done(&p);
}
END_TEST

#define UNFIT "the policy cannot be used, the one before stays in force"

/* 4.2 starts another process: it has no policy before. */
START_TEST(an_invalid_policy_at_a_reload_keeps_the_old_one_and_is_an_alert)
{
	struct play p;
	struct play_end end;
	FILE *file;

	start_and_see(&p, (enum auditd)_i);
	file = fopen("policy.json", "w");
	ck_assert_ptr_nonnull(file);
	fputs("{\"version\":1,\"trusted\":{\"users\":[2003],\"watches\":[]}}\n",
	      file);
	ck_assert_int_eq(fclose(file), 0);
	(void)play_reload(&p);
	ck_assert(room_await_notice("audit", UNFIT));
	ck_assert_uint_eq(room_count(ROOM_ALERTS, "watches"), 1);
	play_event(&p, "second");
	ck_assert(room_await_alert("second"));
	end = play_stop(&p);
	ends_well(&end);
	play_done(&p);
}
END_TEST

/* systemd's KillMode=control-group, of auditd.service before 4.2, signals the
 * plugin and its helpers as well as auditd. */
START_TEST(a_sigterm_that_is_not_its_parents_is_ignored)
{
	pid_t children[8];
	struct play_end end;
	struct play p;
	size_t count;

	start_and_see(&p, (enum auditd)_i);
	count = room_children(p.plugin, children, 8);
	ck_assert_uint_eq(count, 2);
	for (size_t i = 0; i < count; i++)
		play_foreign_signal(children[i], SIGTERM);
	play_foreign_signal(p.plugin, SIGTERM);
	play_event(&p, "second");
	ck_assert(room_await_alert("second"));
	play_event(&p, "third");
	ck_assert(room_await_alert("third"));
	ck_assert(play_runs(&p));
	for (size_t i = 0; i < count; i++)
		ck_assert_int_eq(kill(children[i], 0), 0);
	end = play_stop(&p);
	ends_well(&end);
	play_done(&p);
}
END_TEST

/* Where they are ignored or blocked when it is executed, nothing but the
 * plugin itself can let them through. */
static void starts_under_signals(struct play *p)
{
	for (int i = 0; i < 60; i++) {
		ck_assert_int_eq(kill(p->plugin, SIGHUP), 0);
		ck_assert_int_eq(kill(p->plugin, SIGUSR1), 0);
		play_foreign_signal(p->plugin, SIGTERM);
	}
	play_event(p, "first");
	ck_assert(room_await_alert("first"));
	ck_assert_uint_eq(p->restarts, 0);
}

START_TEST(signals_that_come_while_it_starts_end_nothing)
{
	struct play p;
	struct play_end end;

	play_begin(&p, (enum auditd)_i);
	play_start(&p);
	starts_under_signals(&p);
	end = play_stop(&p);
	ends_well(&end);
	play_done(&p);
}
END_TEST

/* 3.0.9 blocks them for a plugin that it starts again. */
START_TEST(signals_that_come_while_it_starts_again_end_nothing)
{
	struct play p;
	struct play_end end;

	play_begin(&p, AUDITD_3_0_9);
	play_restart(&p);
	starts_under_signals(&p);
	play_event(&p, "second");
	ck_assert(room_await_alert("second"));
	end = play_stop(&p);
	ends_well(&end);
	play_done(&p);
}
END_TEST

START_TEST(what_it_inherits_does_not_matter)
{
	struct play p;
	struct play_end end;
	struct stat st;

	play_begin(&p, (enum auditd)_i);
	p.large_environment = true;
	play_start(&p);
	play_event(&p, "first");
	ck_assert(room_await_alert("first"));
	ck_assert_int_eq(stat(ROOM_ALERTS, &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, 0640);
	end = play_stop(&p);
	ends_well(&end);
	play_done(&p);
}
END_TEST

/* Up to 4.1 auditd exits without waiting for it. */
START_TEST(auditd_may_be_gone_before_its_sigterm_is_read)
{
	struct play_end end;
	int report[2];
	pid_t auditd, plugin;

	ck_assert_int_eq(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	ck_assert_int_eq(pipe(report), 0);
	auditd = fork();
	if (auditd == 0) {
		struct play p;

		start_and_see(&p, (enum auditd)_i);
		for (int i = 0; i < 20; i++)
			play_event(&p, "last");
		if (write(report[1], &p.plugin, sizeof(p.plugin)) < 0)
			_exit(1);
		_exit(kill(p.plugin, SIGTERM) < 0);
	}
	ck_assert_int_eq(play_wait(auditd).status, 0);
	ck_assert_int_eq(read(report[0], &plugin, sizeof(plugin)),
			 (ssize_t)sizeof(plugin));
	end = play_wait(plugin);
	ends_well(&end);
	ck_assert_uint_eq(room_alerts("last"), 20);
}
END_TEST

static Suite *contract_suite(void)
{
	Suite *suite = suite_create("plugin_contract");
	TCase *tcase = tcase_create("plugin_contract");

	tcase_add_checked_fixture(tcase, room_enter, room_leave);
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase,
			    a_stop_is_quick_and_nothing_written_to_it_is_lost,
			    0, AUDITD_COUNT);
	tcase_add_loop_test(tcase, a_changed_policy_takes_effect_at_a_reload, 0,
			    AUDITD_COUNT);
	tcase_add_loop_test(
		tcase,
		an_invalid_policy_at_a_reload_keeps_the_old_one_and_is_an_alert,
		0, AUDITD_4_2_1);
	tcase_add_loop_test(tcase, a_sigterm_that_is_not_its_parents_is_ignored,
			    0, AUDITD_COUNT);
	tcase_add_loop_test(tcase,
			    signals_that_come_while_it_starts_end_nothing, 0,
			    AUDITD_COUNT);
	tcase_add_test(tcase,
		       signals_that_come_while_it_starts_again_end_nothing);
	tcase_add_loop_test(tcase, what_it_inherits_does_not_matter, 0,
			    AUDITD_COUNT);
	tcase_add_loop_test(tcase,
			    auditd_may_be_gone_before_its_sigterm_is_read, 0,
			    AUDITD_4_2_1);
	suite_add_tcase(suite, tcase);
	return suite;
}

int main(void)
{
	return suite_run(contract_suite());
}
