// SPDX-License-Identifier: BSD-2-Clause
/*
 * A stream: an event is handed out when it is complete, in order, and a record
 * that comes late joins its event again.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "buf.h"
#include "event.h"
#include "suite.h"

#define MAX_OUT 4096

/* What came out: "serial:types" and marks, an event a word. */
static void on_event(void *user, const struct event *event)
{
	struct buf *out = user;

	buf_printf(out, "%u:", event->id.serial);
	for (size_t i = 0; i < event->count; i++)
		buf_add_byte(out, event->records[i].type_name.data[0]);
	buf_printf(out, "%s%s ", event->again ? "+" : "",
		   event->quiet ? "q" : "");
}

/*
 * A script: words that each feed a record or move the clock.
 *   S1 P1 T1 E1 C1  SYSCALL, PATH, PROCTITLE, EOE, CONFIG_CHANGE of serial 1
 *   U1              USER_ACCT, which stands alone
 *   @50             50 ms pass
 *   !               what is complete is handed out; "|" in the output
 *   q Q             quiet begins, ends
 *   nS1             the same from node n (one lower-case letter)
 */
static const char *type_of(char letter)
{
	switch (letter) {
	case 'S':
		return "SYSCALL";
	case 'P':
		return "PATH";
	case 'T':
		return "PROCTITLE";
	case 'E':
		return "EOE";
	case 'C':
		return "CONFIG_CHANGE";
	case 'U':
		return "USER_ACCT";
	default:
		ck_abort_msg("type '%c'", letter);
	}
}

static void feed_record(struct events *e, const char *word)
{
	char line[128], node[16] = "";
	int size;

	if (*word >= 'a' && *word <= 'z')
		(void)snprintf(node, sizeof(node), "node=%c ", *word++);
	size = snprintf(line, sizeof(line),
			"%stype=%s msg=audit(1795308549.8%02d:%s): a=1", node,
			type_of(*word), (int)strtol(word + 1, NULL, 10) % 100,
			word + 1);
	ck_assert_int_eq(events_feed(e, view_from(line, (size_t)size)), 0);
}

static void run(const struct events_limits *limits, const char *script,
		struct buf *out)
{
	struct events *e;
	uint64_t now = 1000;
	char copy[1024], *rest = copy, *word;

	ck_assert_uint_lt(strlen(script), sizeof(copy));
	(void)snprintf(copy, sizeof(copy), "%s", script);
	ck_assert_int_eq(events_new(limits, on_event, out, &e), 0);
	events_clock(e, now);
	while ((word = strsep(&rest, " "))) {
		if (*word == '@') {
			now += strtoull(word + 1, NULL, 10);
			events_clock(e, now);
		} else if (*word == '!') {
			events_settle(e);
			buf_add_text(out, "| ");
		} else if (strcmp(word, "q") == 0 || strcmp(word, "Q") == 0) {
			events_quiet(e, *word == 'q');
		} else if (*word) {
			feed_record(e, word);
		}
	}
	events_free(e);
}

static const struct row {
	const char *name, *script, *want;
} rows[] = {
	{ "EOE completes at once", "S1 P1 T1 E1 !", "1:SPP | " },
	{ "nothing is complete before EOE where it is expected",
	  "S1 E1 ! S2 T2 ! @60 ! @200 !", "1:S | | | 2:SP | " },
	{ "PROCTITLE and a grace where no EOE comes", "S1 P1 T1 ! @49 ! @1 !",
	  "| | 1:SPP | " },
	{ "a record within the grace counts", "S1 T1 @40 P1 @40 ! @10 !",
	  "| 1:SPP | " },
	{ "without either, two seconds", "S1 P1 ! @1999 ! @1 !",
	  "| | 1:SP | " },
	{ "a lone CONFIG_CHANGE waits for a SYSCALL as long as for more",
	  "C1 ! @50 !", "| 1:C | " },
	{ "a program's own record stands alone", "U1 !", "1:U | " },
	{ "a late record joins its event, which comes again",
	  "S1 T1 E1 ! P1 ! @50 !", "1:SP | | 1:SPP+ | " },
	{ "a late EOE changes nothing", "S1 T1 @50 ! E1 ! @300 !",
	  "1:SP | | | " },
	{ "late again", "S1 E1 ! P1 @50 ! P1 @50 !",
	  "1:S | 1:SP+ | 1:SPP+ | " },
	{ "what is complete waits for an older one that is just coming",
	  "S1 S2 E2 ! E1 !", "| 1:S 2:S | " },
	{ "… and not for long", "S1 S2 E2 ! @10 !", "| 2:S | " },
	{ "… and not for another node's", "aS1 bS2 bE2 !", "2:S | " },
	{ "two that were begun out of order go out in order", "S2 S1 E2 E1 !",
	  "1:S 2:S | " },
	{ "quiet is an event's own, to its end", "q S1 P1 Q P1 S2 E1 E2 !",
	  "1:SPPq 2:S | " },
	{ "the same serial of two nodes", "aS1 bS1 aE1 bE1 !", "1:S 1:S | " },
};

START_TEST(completes)
{
	const struct row *row = &rows[_i];
	struct buf out;

	buf_init(&out, MAX_OUT);
	run(&events_stream_limits, row->script, &out);
	buf_add_byte(&out, '\0');
	ck_assert_int_eq(buf_error(&out), 0);
	ck_assert_msg(strcmp(out.data, row->want) == 0,
		      "%s: want \"%s\", got \"%s\"", row->name, row->want,
		      out.data);
	buf_done(&out);
}
END_TEST

/* More events than are kept: the oldest is forgotten, a late record of it is
 * an event of its own, and nothing is lost or told twice. */
START_TEST(keeps_so_many)
{
	struct events *e;
	struct buf out;
	char word[16];

	buf_init(&out, 65536);
	ck_assert_int_eq(events_new(&events_stream_limits, on_event, &out, &e),
			 0);
	events_clock(e, 1);
	for (int i = 0; i <= EVENTS_MAX_KEPT; i++) {
		(void)snprintf(word, sizeof(word), "S%d", i);
		feed_record(e, word);
		*word = 'E';
		feed_record(e, word);
		events_settle(e);
	}
	buf_reset(&out);
	feed_record(e, "P1");
	feed_record(e, "P0");
	events_clock(e, 100);
	events_settle(e);
	buf_add_byte(&out, '\0');
	ck_assert_str_eq(out.data, "0:P 1:SP+ ");
	ck_assert_uint_eq(events_counts(e)->joined, 1);
	ck_assert_uint_eq(events_counts(e)->late, 1);
	events_free(e);
	buf_done(&out);
}
END_TEST

/* What is read once more from a log joins only where it was missing. */
START_TEST(mends_what_is_open_and_what_was_handed_out)
{
	struct events *e;
	struct buf out;

	buf_init(&out, MAX_OUT);
	ck_assert_int_eq(events_new(&events_stream_limits, on_event, &out, &e),
			 0);
	feed_record(e, "S1");
	feed_record(e, "E1");
	feed_record(e, "S2");
	feed_record(e, "P2");
	feed_record(e, "E2");
	events_settle(e);
	feed_record(e, "S3");
	events_mend(e, true);
	for (const char *const *word =
		     (const char *const[]){ "S1", "P1", "S2", "P2", "S3", "P3",
					    "S4", "P4", NULL };
	     *word; word++)
		feed_record(e, *word);
	events_mend(e, false);
	feed_record(e, "E3");
	events_flush(e);
	buf_add_byte(&out, '\0');
	ck_assert_str_eq(out.data, "1:S 2:SP 1:SP+ 3:SP 4:SP ");
	ck_assert_uint_eq(events_counts(e)->mended, 4);
	events_free(e);
	buf_done(&out);
}
END_TEST

START_TEST(says_when_to_look_again)
{
	struct events *e;
	struct event_id id;
	struct view node;
	struct buf out;

	buf_init(&out, MAX_OUT);
	ck_assert_int_eq(events_new(&events_stream_limits, on_event, &out, &e),
			 0);
	ck_assert_uint_eq(events_due(e), UINT64_MAX);
	ck_assert(!events_oldest(e, &id, &node));
	events_clock(e, 1000);
	feed_record(e, "nS7");
	ck_assert(events_oldest(e, &id, &node));
	ck_assert_uint_eq(id.serial, 7);
	ck_assert(view_is(node, "n"));
	/* A bound from below at first, exact once it was asked. */
	ck_assert_uint_le(events_due(e), 1000 + EVENTS_TIMEOUT_MS);
	events_clock(e, 1000 + EVENTS_GRACE_MS);
	events_settle(e);
	ck_assert_uint_eq(events_due(e), 1000 + EVENTS_TIMEOUT_MS);
	feed_record(e, "nE7");
	events_settle(e);
	ck_assert_uint_eq(events_due(e), UINT64_MAX);
	events_free(e);
	buf_done(&out);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("event_stream");
	TCase *tcase = tcase_create("event_stream");

	tcase_add_loop_test(tcase, completes, 0,
			    (int)(sizeof(rows) / sizeof(rows[0])));
	tcase_add_test(tcase, keeps_so_many);
	tcase_add_test(tcase, mends_what_is_open_and_what_was_handed_out);
	tcase_add_test(tcase, says_when_to_look_again);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
