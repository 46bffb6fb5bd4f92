// SPDX-License-Identifier: BSD-2-Clause
/*
 * What auditd writes, in each of its forms and however it is cut; what is
 * missing in it; and when an event is whole.
 */
#include <check.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "auditd_play.h"
#include "play_room.h"
#include "suite.h"

#define PROMPT_US (20000 * ROOM_SLOWER) /* complete to flagged */
#define EVENT_BYTES ((size_t)4096)

typedef char lines_t[PLAY_RECORDS][PLAY_RECORD];

static const struct form {
	const char *name;
	bool enriched, node;
} forms[] = {
	{ "RAW", false, false },
	{ "ENRICHED", true, false },
	{ "RAW with node=", false, true },
	{ "ENRICHED with node=", true, true },
};

#define FORMS ((int)(sizeof(forms) / sizeof(forms[0])))

static void begin(struct play *p, const struct form *form)
{
	play_begin(p, AUDITD_4_2_1);
	p->enriched = form->enriched;
	p->node = form->node;
	play_start(p);
}

static const char *name_of(size_t i)
{
	static char name[32];

	(void)snprintf(name, sizeof(name), "file%zu.", i);
	return name;
}

/* All lines of an event, as one text; they are in the log by then. */
static size_t event_text(struct play *p, const char *name,
			 char ret[static EVENT_BYTES])
{
	static lines_t lines;
	size_t size = 0;

	play_records(p, name, lines);
	for (size_t i = 0; i < PLAY_RECORDS; i++) {
		play_record(p, lines[i], PLAY_LOG);
		size += (size_t)snprintf(ret + size, EVENT_BYTES - size, "%s\n",
					 lines[i]);
	}
	ck_assert_uint_lt(size, EVENT_BYTES);
	return size;
}

static void stop_well(struct play *p)
{
	ck_assert_int_eq(play_stop(p).status, 0);
	ck_assert_uint_eq(p->restarts, 0);
	play_done(p);
}

#define TOLD "\"path\":\"/etc/docker/"

/* Each of so many events has its alert, and one. */
static void told_once_each(size_t count)
{
	size_t told = room_count(ROOM_ALERTS, TOLD);

	for (size_t i = 0; told != count && i < count; i++) {
		size_t named = room_count(ROOM_ALERTS, name_of(i));

		ck_assert_msg(named == 1, "%s is named %zu times; %zu of %zu",
			      name_of(i), named, told, count);
	}
	ck_assert_uint_eq(told, count);
}

/* An event for each byte at which a write may end. */
START_TEST(records_cut_at_any_byte_are_the_same_records)
{
	char text[EVENT_BYTES];
	struct play p;
	size_t size, at = 0;

	begin(&p, &forms[_i]);
	do {
		size = event_text(&p, name_of(at), text);
		play_bytes(&p, text, at);
		play_bytes(&p, text + at, size - at);
	} while (++at < size);
	/* Where the log was read to the middle of an event, it waits for records
	 * that are late; a stop before that leaves it to the next run. */
	(void)room_await(ROOM_ALERTS, TOLD, at);
	stop_well(&p);
	told_once_each(at);
}
END_TEST

START_TEST(records_of_one_byte_a_write_or_all_in_one_are_the_same)
{
	static char text[64 * EVENT_BYTES];
	struct play p;
	size_t size = 0;

	begin(&p, &forms[_i]);
	size = event_text(&p, "bytes", text);
	for (size_t i = 0; i < size; i++)
		play_bytes(&p, text + i, 1);
	ck_assert(room_await_alert("bytes"));
	size = 0;
	for (size_t i = 0; i < 50; i++)
		size += event_text(&p, name_of(i), text + size);
	play_bytes(&p, text, size);
	for (size_t i = 0; i < 50; i++)
		ck_assert(room_await_alert(name_of(i)));
	stop_well(&p);
}
END_TEST

/* 8,970 bytes is as long as auditd's get (MAX_AUDIT_MESSAGE_LENGTH), and NUL
 * may stand in what a program says of itself. */
START_TEST(a_long_line_a_nul_and_no_line_end_harm_nothing)
{
	static char line[8970 + 2] = "type=USER_CMD msg=audit(1.000:1): msg='";
	static const char nul[] = "type=USER_CMD msg=audit(1.000:1): msg='\0\n";
	char text[EVENT_BYTES];
	struct play p;
	size_t size;

	begin(&p, &forms[_i]);
	memset(line + strlen(line), 'x', sizeof(line) - 2 - strlen(line));
	line[8970] = '\n';
	play_event(&p, "first");
	play_bytes(&p, line, 8971);
	play_event(&p, "second");
	play_bytes(&p, nul, sizeof(nul) - 1);
	play_bytes(&p, "\n\0\n", 3);
	play_event(&p, "third");
	size = event_text(&p, "last", text);
	play_bytes(&p, text, size - 1);
	(void)play_stop(&p);
	play_start(&p); /* what was not whole, the log has */
	ck_assert(room_await_alert("last"));
	stop_well(&p);
	ck_assert_uint_eq(room_alerts("first"), 1);
	ck_assert_uint_eq(room_alerts("second"), 1);
	ck_assert_uint_eq(room_alerts("third"), 1);
	ck_assert_uint_eq(room_alerts("last"), 1);
}
END_TEST

START_TEST(without_a_log_a_line_without_its_end_counts_at_the_end)
{
	static lines_t lines;
	struct play p;

	play_begin(&p, AUDITD_4_2_1);
	play_option(&p, "--log", "none");
	play_start(&p);
	play_records(&p, "last", lines);
	for (size_t i = 0; i < 2; i++)
		play_record(&p, lines[i], PLAY_STREAM);
	play_bytes(&p, lines[2], strlen(lines[2])); /* PATH */
	stop_well(&p);
	ck_assert_uint_eq(room_alerts("last"), 1);
}
END_TEST

/* src/auditd-dispatch.c of v4.2 and v4.2.1, RAW, no name_format: EOE loses all
 * but "audit(", and CWD its id. */
START_TEST(records_without_their_last_16_bytes_are_found_by_path_and_said)
{
	struct play p;

	play_begin(&p, AUDITD_4_2_1);
	if (_i)
		play_option(&p, "--log", "none");
	p.cut = true;
	play_start(&p);
	play_event(&p, "first"); /* where there is a log, known from there */
	ck_assert(room_await_alert("first"));
	play_event(&p, "second");
	ck_assert(room_await_alert("second"));
	ck_assert(room_await_notice("lost",
				    "SYSCALL records came without their end"));
	stop_well(&p);
	ck_assert_uint_eq(room_alerts("first"), 1);
	ck_assert_uint_eq(room_alerts("second"), 1);
}
END_TEST

static void play_lines(struct play *p, lines_t lines, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		play_record(p, lines[i], PLAY_BOTH);
}

/* Once the stream and the log have met. */
static void begin_live(struct play *p)
{
	play_begin(p, AUDITD_3_0_9);
	play_start(p);
	play_event(p, "before");
	ck_assert(room_await_alert("before"));
}

START_TEST(an_alert_is_there_as_soon_as_eoe_is)
{
	static lines_t lines;
	uint64_t began, took, best = UINT64_MAX;
	struct play p;

	begin_live(&p);
	for (size_t i = 0; i < 20; i++) {
		play_records(&p, name_of(i), lines);
		play_lines(&p, lines, 0, PLAY_RECORDS - 1);
		ck_assert(play_drained(&p));
		began = play_now_us();
		play_lines(&p, lines, PLAY_RECORDS - 1, PLAY_RECORDS);
		ck_assert(room_await_alert(name_of(i)));
		took = play_now_us() - began;
		best = took < best ? took : best;
	}
	printf("EOE to alert: %.1f ms at best\n", (double)best / 1000);
	ck_assert_uint_lt(best, PROMPT_US);
	stop_well(&p);
}
END_TEST

/* Where the stream has none, as that of a collector has: 50 ms after
 * PROCTITLE (doc/audisp-dockwarden.8, LATENCY). */
START_TEST(without_eoe_an_alert_is_there_a_moment_after_proctitle)
{
	static lines_t lines;
	uint64_t began;
	struct play p;

	play_begin(&p, AUDITD_3_0_9);
	play_start(&p);
	for (size_t i = 0; i < 3; i++) {
		play_records(&p, name_of(i), lines);
		play_lines(&p, lines, 0, 4);
		began = play_now_us();
		ck_assert(room_await_alert(name_of(i)));
	}
	ck_assert_uint_lt(play_now_us() - began, 50000 + 10 * PROMPT_US);
	stop_well(&p);
}
END_TEST

START_TEST(a_path_that_comes_after_eoe_counts)
{
	static lines_t lines;
	struct play p;

	begin_live(&p);
	play_records(&p, "late", lines);
	play_lines(&p, lines, 0, 2);
	play_lines(&p, lines, 3, PLAY_RECORDS);
	ck_assert(play_drained(&p));
	play_event(&p, "next");
	ck_assert(room_await_alert("next"));
	play_lines(&p, lines, 2, 3);
	ck_assert(room_await_alert("late"));
	stop_well(&p);
	ck_assert_uint_eq(room_alerts("late"), 1);
}
END_TEST

/* auditd's queue to its plugins overflowed (audisp/queue.c): the log has
 * them. */
START_TEST(events_that_the_log_has_alone_are_flagged_and_said)
{
	static lines_t lines;
	struct play p;

	begin_live(&p);
	for (size_t i = 0; i < 3; i++) {
		play_records(&p, name_of(i), lines);
		for (size_t k = 0; k < PLAY_RECORDS; k++)
			play_record(&p, lines[k], PLAY_LOG);
	}
	play_event(&p, "after");
	ck_assert(room_await_notice("audit",
				    "3 audit events between serial 1002 and "
				    "1004 were not handed on"));
	for (size_t i = 0; i < 3; i++)
		ck_assert(room_await_alert(name_of(i)));
	stop_well(&p);
	for (size_t i = 0; i < 3; i++)
		ck_assert_uint_eq(room_alerts(name_of(i)), 1);
	ck_assert_uint_eq(room_notices("lost", "never came"), 0);
}
END_TEST

/* … also where it is one of the first, as at the beginning of a log that was
 * cut off there. */
START_TEST(a_first_event_of_which_the_path_alone_came_is_looked_for)
{
	static lines_t lines;
	struct play p;

	begin_live(&p);
	play_records(&p, "early", lines);
	for (size_t k = 0; k < PLAY_RECORDS; k++)
		play_record(&p, lines[k],
			    strstr(lines[k], "type=PATH ") ? PLAY_BOTH :
							     PLAY_LOG);
	ck_assert(room_await_alert("early"));
	stop_well(&p);
	ck_assert_uint_eq(room_alerts("early"), 1);
}
END_TEST

/* … which drops record by record: each choice of those that come, EOE too,
 * while the log has all. */
START_TEST(records_that_the_log_has_alone_complete_their_events)
{
	static lines_t lines;
	const unsigned int choices = 1U << PLAY_RECORDS;
	struct play p;

	begin_live(&p);
	for (unsigned int choice = 0; choice < choices; choice++) {
		play_records(&p, name_of(choice), lines);
		for (size_t k = 0; k < PLAY_RECORDS; k++)
			play_record(&p, lines[k],
				    choice >> k & 1 ? PLAY_BOTH : PLAY_LOG);
	}
	play_event(&p, "after");
	for (unsigned int choice = 0; choice < choices; choice++)
		ck_assert_msg(room_await_alert(name_of(choice)),
			      "of the records came %#x", choice);
	stop_well(&p);
	for (unsigned int choice = 0; choice < choices; choice++)
		ck_assert_uint_eq(room_alerts(name_of(choice)), 1);
	ck_assert_uint_eq(room_notices("lost", ""), 0);
}
END_TEST

static Suite *stream_suite(void)
{
	Suite *suite = suite_create("plugin_contract_stream");
	TCase *tcase = tcase_create("plugin_contract_stream");

	tcase_add_checked_fixture(tcase, room_enter, room_leave);
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, records_cut_at_any_byte_are_the_same_records,
			    0, FORMS);
	tcase_add_loop_test(
		tcase, records_of_one_byte_a_write_or_all_in_one_are_the_same,
		0, FORMS);
	tcase_add_loop_test(tcase,
			    a_long_line_a_nul_and_no_line_end_harm_nothing, 0,
			    FORMS);
	tcase_add_test(tcase,
		       without_a_log_a_line_without_its_end_counts_at_the_end);
	tcase_add_loop_test(
		tcase,
		records_without_their_last_16_bytes_are_found_by_path_and_said,
		0, 2);
	tcase_add_test(tcase, an_alert_is_there_as_soon_as_eoe_is);
	tcase_add_test(tcase,
		       without_eoe_an_alert_is_there_a_moment_after_proctitle);
	tcase_add_test(tcase, a_path_that_comes_after_eoe_counts);
	tcase_add_test(tcase,
		       events_that_the_log_has_alone_are_flagged_and_said);
	tcase_add_test(
		tcase,
		a_first_event_of_which_the_path_alone_came_is_looked_for);
	tcase_add_test(tcase,
		       records_that_the_log_has_alone_complete_their_events);
	suite_add_tcase(suite, tcase);
	return suite;
}

int main(void)
{
	return suite_run(stream_suite());
}
