// SPDX-License-Identifier: BSD-2-Clause
/*
 * The same records in any order that keeps each event's own give the same
 * events in the same order; limits hold and what they cost is counted.
 */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "cleanup.h"
#include "corpus.h"
#include "event.h"
#include "suite.h"

#define EVENTS 300 /* of a made log */
#define MAX_RECORDS 60
#define MAX_LINES (EVENTS * MAX_RECORDS)
#define LINE_BYTES 160

/* What came out, as text: "[node] S.MMM:N" and each record's line. */
struct output {
	char *text;
	size_t size, capacity;
	size_t events, cut;
};

struct log {
	char (*bytes)[LINE_BYTES];
	struct line {
		size_t event; /* index */
		struct view text;
	} * lines;
	size_t count;
};

static void append(struct output *o, struct view bytes)
{
	while (o->capacity - o->size < bytes.size + 1) {
		o->capacity = o->capacity ? 2 * o->capacity : 65536;
		o->text = realloc(o->text, o->capacity);
		ck_assert_ptr_nonnull(o->text);
	}
	memcpy(o->text + o->size, bytes.data, bytes.size);
	o->size += bytes.size;
	o->text[o->size++] = '\n';
}

static void on_event(void *user, const struct event *event)
{
	struct output *o = user;

	append(o, event->node.data ? event->node : VIEW("-"));
	for (size_t i = 0; i < event->count; i++)
		append(o, event->records[i].line);
	o->events++;
	o->cut += event->cut;
}

static uint64_t draw(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed >> 11;
}

static void add_line(struct log *log, size_t event, size_t place,
		     const char *type)
{
	static const char *const nodes[] = { "", "node=a ", "node=b " };
	char *line = log->bytes[log->count];
	/* Two nodes and no node share their ids. */
	size_t id = event / 3;
	int size = snprintf(line, LINE_BYTES,
			    "%stype=%s msg=audit(%zu.%03zu:%zu): place=%zu "
			    "text=\"%.*s\"",
			    nodes[event % 3], type, 1795308549 + id / 10,
			    id / 2 % 1000, id, place, (int)(event % 70),
			    "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeee"
			    "ffffffffffgggggggggg");

	log->lines[log->count++] =
		(struct line){ event, view_from(line, (size_t)size) };
}

/* Events of 1 to 50 records, with and without PROCTITLE. */
static struct log log_new(uint64_t seed)
{
	struct log log = { .count = 0 };

	log.bytes = calloc(MAX_LINES, LINE_BYTES);
	log.lines = calloc(MAX_LINES, sizeof(*log.lines));
	ck_assert(log.bytes && log.lines);
	for (size_t event = 0; event < EVENTS; event++) {
		size_t count = 1 + draw(&seed) % (event % 10 ? 6 : 50);

		for (size_t i = 0; i < count; i++)
			add_line(&log, event, i, i ? "PATH" : "SYSCALL");
		if (draw(&seed) % 2)
			add_line(&log, event, count, "PROCTITLE");
	}
	return log;
}

static void log_free(struct log *log)
{
	free(log->bytes);
	free(log->lines);
}

static struct output run(const struct events_limits *limits,
			 const struct line *lines, size_t count)
{
	__attribute__((cleanup(cleanup_events))) struct events *e = NULL;
	struct output o = { .text = NULL };

	append(&o, VIEW(""));
	ck_assert_int_eq(events_new(limits, on_event, &o, &e), 0);
	for (size_t i = 0; i < count; i++)
		(void)events_feed(e, lines[i].text);
	events_flush(e);
	return o;
}

static void same_output(const struct output *a, const struct output *b)
{
	ck_assert_uint_eq(a->events, b->events);
	ck_assert(view_equal(view_from(a->text, a->size),
			     view_from(b->text, b->size)));
}

static void swap(struct line *a, struct line *b)
{
	struct line c = *a;

	*a = *b;
	*b = c;
}

/* Moves records up to reach lines ahead, never past one of their own. */
static void shuffle(struct line *lines, size_t count, size_t reach,
		    uint64_t seed)
{
	for (size_t i = 1; i < count; i++) {
		size_t steps = draw(&seed) % reach;

		for (size_t j = i; j && steps; j--, steps--) {
			if (lines[j - 1].event == lines[j].event)
				break;
			swap(&lines[j - 1], &lines[j]);
		}
	}
}

START_TEST(any_interleaving_gives_the_same_events)
{
	struct log log = log_new(7);
	struct output want = run(&events_default_limits, log.lines, log.count);
	struct output got;

	ck_assert_uint_eq(want.events, EVENTS);
	shuffle(log.lines, log.count, _i < 20 ? 8 : 400, (uint64_t)_i + 1);
	got = run(&events_default_limits, log.lines, log.count);
	same_output(&want, &got);
	free(want.text);
	free(got.text);
	log_free(&log);
}
END_TEST

/* One record of each event, then the second of each, and so on. */
static void deal(struct log *log)
{
	struct line *dealt = calloc(log->count, sizeof(*dealt));
	size_t taken[EVENTS] = { 0 }, round = 0, count = 0;

	ck_assert_ptr_nonnull(dealt);
	for (; count < log->count; round++) {
		memset(taken, 0, sizeof(taken));
		for (size_t i = 0; i < log->count; i++)
			if (taken[log->lines[i].event]++ == round)
				dealt[count++] = log->lines[i];
	}
	free(log->lines);
	log->lines = dealt;
}

START_TEST(records_dealt_in_turn_give_the_same_events)
{
	struct log log = log_new(9);
	struct output want = run(&events_default_limits, log.lines, log.count);
	struct output got;

	deal(&log);
	got = run(&events_default_limits, log.lines, log.count);
	same_output(&want, &got);
	free(want.text);
	free(got.text);
	log_free(&log);
}
END_TEST

/* The log in small shuffles, with a window of events that slides over it. */
START_TEST(a_window_that_slides_gives_the_same_events)
{
	struct events_limits small = events_default_limits;
	struct log log = log_new(11);
	struct output want = run(&events_default_limits, log.lines, log.count);
	struct output got;

	small.max_events = 64;
	shuffle(log.lines, log.count, 12, (uint64_t)_i + 1);
	got = run(&small, log.lines, log.count);
	same_output(&want, &got);
	free(want.text);
	free(got.text);
	log_free(&log);
}
END_TEST

static size_t with_ends(const struct log *log, struct line *lines, char *bytes)
{
	size_t count = 0;

	for (size_t i = 0; i < log->count; i++) {
		struct view text = log->lines[i].text;
		const char *head = memmem(text.data, text.size, "type=", 5);
		const char *id = memmem(text.data, text.size, "msg=", 4);
		const char *end = memmem(text.data, text.size, "): ", 3);
		int size;

		lines[count++] = log->lines[i];
		if (i + 1 < log->count &&
		    log->lines[i + 1].event == log->lines[i].event)
			continue;
		size = snprintf(bytes, LINE_BYTES,
				"%.*stype=EOE %.*s):", (int)(head - text.data),
				text.data, (int)(end - id), id);
		lines[count++] =
			(struct line){ log->lines[i].event,
				       view_from(bytes, (size_t)size) };
		bytes += LINE_BYTES;
	}
	return count;
}

START_TEST(the_end_record_changes_nothing)
{
	struct log log = log_new(13);
	struct output want = run(&events_default_limits, log.lines, log.count);
	struct line *lines = calloc(MAX_LINES, sizeof(*lines));
	autofree char *bytes = calloc(EVENTS, LINE_BYTES);
	struct output got;
	size_t count;

	ck_assert(lines && bytes);
	count = with_ends(&log, lines, bytes);
	ck_assert_uint_eq(count, log.count + EVENTS);
	got = run(&events_default_limits, lines, count);
	same_output(&want, &got);
	free(lines);
	free(want.text);
	free(got.text);
	log_free(&log);
}
END_TEST

#define RECORD(type, id, body) \
	"type=" type " msg=audit(1795308549.846:" id "): " body
#define CALL(id) RECORD("SYSCALL", id, "arch=c000003e syscall=2")
#define CWD(id) RECORD("CWD", id, "cwd=\"/\"")

struct feed_case {
	const char *name;
	struct events_limits limits;
	const char *lines[8];
	struct events_counts want;
	const char *order; /* of what came out, by their ids' last digit */
};

#define ROOMY .limits = { 16, 1 << 20, 100, 100000, 0 }

static const struct feed_case feeds[] = {
	{ "events come in order of their ids",
	  ROOMY,
	  { CALL("3"), CALL("1"), CALL("2") },
	  { .lines = 3, .records = 3, .events = 3 },
	  "123" },
	{ "records before and long after their SYSCALL",
	  ROOMY,
	  { CWD("1"), CALL("2"), CALL("1"), CWD("3"), CWD("2"), CWD("1") },
	  { .lines = 6, .records = 6, .events = 3 },
	  "123" },
	{ "lines that are none are counted, empty ones are not",
	  ROOMY,
	  { CALL("1"), "", "noise", "type=CWD", CWD("1") },
	  { .lines = 4, .records = 2, .malformed = 2, .events = 1 },
	  "1" },
	{ "types that nothing needs are skipped",
	  ROOMY,
	  { CALL("1"), RECORD("USER_CMD", "2", "msg='x'"),
	    RECORD("SERVICE_START", "3", "msg='x'") },
	  { .lines = 3, .records = 3, .skipped = 2, .events = 1 },
	  "1" },
	{ "those of groups and logins are not",
	  ROOMY,
	  { RECORD("USER_MGMT", "1", "msg='x'"), RECORD("LOGIN", "2", "pid=1"),
	    RECORD("DAEMON_END", "3", "op=x"),
	    RECORD("USER_ACCT", "4", "msg='x'") },
	  { .lines = 4, .records = 4, .events = 4 },
	  "1234" },
	{ "an end of nothing is nothing",
	  ROOMY,
	  { RECORD("EOE", "1", ""), CALL("2"), RECORD("EOE", "2", "") },
	  { .lines = 3, .records = 3, .events = 1 },
	  "2" },
	{ "a full table gives its older half",
	  .limits = { 4, 1 << 20, 100, 100000, 0 },
	  { CALL("4"), CALL("3"), CALL("2"), CALL("1"), CALL("5"), CALL("6"),
	    CALL("7") },
	  { .lines = 7, .records = 7, .events = 7 },
	  "1234567" },
	{ "what comes after its event is an event, and late",
	  .limits = { 2, 1 << 20, 100, 100000, 0 },
	  { CALL("1"), CALL("2"), CALL("3"), CWD("1") },
	  { .lines = 4, .records = 4, .events = 4, .late = 1 },
	  "1213" },
	{ "a table of one event",
	  .limits = { 1, 1 << 20, 100, 100000, 0 },
	  { CALL("1"), CWD("1"), CALL("2"), CWD("2"), CWD("1") },
	  { .lines = 5, .records = 5, .events = 3, .late = 1 },
	  "121" },
	{ "records over an event's number are left out",
	  .limits = { 4, 1 << 20, 2, 100000, 0 },
	  { CALL("1"), CWD("1"), CWD("1"), CALL("2"), CWD("1") },
	  { .lines = 5, .records = 5, .events = 2, .cut = 2 },
	  "12" },
	{ "and those over its bytes",
	  .limits = { 4, 1 << 20, 100, 120, 0 },
	  { CALL("1"), CWD("1"), CWD("1"), CALL("2") },
	  { .lines = 4, .records = 4, .events = 2, .cut = 1 },
	  "12" },
	{ "a record too large for any event is none",
	  .limits = { 4, 1 << 20, 100, 60, 0 },
	  { CWD("1"), CALL("2"), CWD("3"), CALL("3"), CALL("4") },
	  { .lines = 5, .records = 5, .events = 2, .cut = 3 },
	  "13" },
	{ "no memory for more than one event",
	  .limits = { 4, 1, 100, 100000, 0 },
	  { CALL("1"), CWD("1"), CALL("2") },
	  { .lines = 3, .records = 3, .events = 3, .late = 1 },
	  "112" },
};

struct order {
	char ids[16];
	size_t count;
};

static void note_id(void *user, const struct event *event)
{
	struct order *o = user;

	ck_assert_uint_lt(o->count, sizeof(o->ids) - 1);
	o->ids[o->count++] = (char)('0' + event->id.serial % 10);
}

START_TEST(what_is_fed_is_counted)
{
	const struct feed_case *c = &feeds[_i];
	struct order order = { .count = 0 };
	const struct events_counts *got;
	struct events *e;

	ck_assert_int_eq(events_new(&c->limits, note_id, &order, &e), 0);
	for (size_t i = 0; i < 8 && c->lines[i]; i++)
		(void)events_feed(e, view_of(c->lines[i]));
	events_flush(e);
	got = events_counts(e);
	ck_assert_msg(strcmp(order.ids, c->order) == 0, "%s: %s", c->name,
		      order.ids);
	ck_assert_uint_eq(got->lines, c->want.lines);
	ck_assert_uint_eq(got->records, c->want.records);
	ck_assert_uint_eq(got->malformed, c->want.malformed);
	ck_assert_uint_eq(got->skipped, c->want.skipped);
	ck_assert_uint_eq(got->events, c->want.events);
	ck_assert_uint_eq(got->late, c->want.late);
	ck_assert_uint_eq(got->cut, c->want.cut);
	events_free(e);
}
END_TEST

START_TEST(what_is_cut_says_so)
{
	static const struct events_limits limits = { 4, 1 << 20, 2, 100000, 0 };
	const struct line lines[] = { { 0, view_of(CALL("1")) },
				      { 0, view_of(CWD("1")) },
				      { 0, view_of(CWD("1")) },
				      { 1, view_of(CALL("2")) } };
	struct output o = run(&limits, lines, 4);

	ck_assert_uint_eq(o.events, 2);
	ck_assert_uint_eq(o.cut, 1);
	free(o.text);
}
END_TEST

START_TEST(a_flushed_table_can_be_fed_again)
{
	struct order order = { .count = 0 };
	struct events *e;

	ck_assert_int_eq(
		events_new(&events_default_limits, note_id, &order, &e), 0);
	events_flush(e);
	ck_assert_int_eq(events_feed(e, VIEW(CALL("1"))), 0);
	events_flush(e);
	events_flush(e);
	ck_assert_int_eq(events_feed(e, VIEW(CALL("2"))), 0);
	ck_assert_int_eq(events_feed(e, VIEW("noise")), -EBADMSG);
	events_flush(e);
	ck_assert_str_eq(order.ids, "12");
	events_free(e);
	events_free(NULL);
}
END_TEST

/* A real log: what libc's stable order of its lines gives, shuffled. */
static void take_line(void *user, const char *path, struct view line)
{
	struct log *log = user;
	struct record r;

	(void)path;
	if (log->count == MAX_LINES || line.size >= LINE_BYTES * 8 ||
	    record_parse(line, &r))
		return;
	/* Of LINE_BYTES each, eight rows a line. */
	memcpy(log->bytes[log->count * 8], line.data, line.size);
	log->lines[log->count].event = r.id.serial;
	log->lines[log->count].text =
		view_from(log->bytes[log->count * 8], line.size);
	log->count++;
}

START_TEST(a_real_log_shuffled_gives_the_same_events)
{
	struct log log = { .count = 0 };
	struct output want, got;

	log.bytes = calloc((size_t)MAX_LINES * 8, LINE_BYTES);
	log.lines = calloc(MAX_LINES, sizeof(*log.lines));
	ck_assert(log.bytes && log.lines);
	(void)corpus_lines("tests/data/captures/baseline.log.gz", take_line,
			   &log);
	want = run(&events_default_limits, log.lines, log.count);
	ck_assert_uint_gt(want.events, 1000);
	shuffle(log.lines, log.count, 100, (uint64_t)_i + 1);
	got = run(&events_default_limits, log.lines, log.count);
	same_output(&want, &got);
	free(want.text);
	free(got.text);
	log_free(&log);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("event");
	TCase *tcase = tcase_create("event");

	tcase_set_timeout(tcase, 120);
	tcase_add_loop_test(tcase, any_interleaving_gives_the_same_events, 0,
			    40);
	tcase_add_test(tcase, records_dealt_in_turn_give_the_same_events);
	tcase_add_loop_test(tcase, a_window_that_slides_gives_the_same_events,
			    0, 20);
	tcase_add_test(tcase, the_end_record_changes_nothing);
	tcase_add_loop_test(tcase, what_is_fed_is_counted, 0,
			    (int)(sizeof(feeds) / sizeof(feeds[0])));
	tcase_add_test(tcase, what_is_cut_says_so);
	tcase_add_test(tcase, a_flushed_table_can_be_fed_again);
	tcase_add_loop_test(tcase, a_real_log_shuffled_gives_the_same_events, 0,
			    5);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
