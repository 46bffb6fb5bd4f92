// SPDX-License-Identifier: BSD-2-Clause
/*
 * What must make no difference to the alerts of a capture: how its bytes were
 * cut into reads, how the records of different events are interleaved, what
 * lies between them, in which of auditd's forms they are; and what may make
 * fewer, but never one of ordinary work.
 */
#include <check.h>
#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>

#include "cleanup.h"
#include "format.h"
#include "labels.h"
#include "lines.h"
#include "suite.h"
#include "syscall.h"

static struct lines_list captures[CAPTURE_COUNT];
static struct alerts plain[CAPTURE_COUNT];
static struct labels labels[CAPTURE_COUNT];

/* Numbers that are the same everywhere and every time (xorshift64). */
static uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static const struct lines_list *capture_of(int i)
{
	return &captures[i % CAPTURE_COUNT];
}

static const struct alerts *plain_of(int i)
{
	return &plain[i % CAPTURE_COUNT];
}

/* Judges the lines and compares with the capture's own alerts. */
static void makes_no_difference(const char *what, int capture,
				const struct lines_list *lines)
{
	struct alerts got;

	alerts_of(lines, &got);
	ck_assert_uint_gt(got.count, 100);
	alerts_same(what, &got, plain_of(capture));
	alerts_free(&got);
}

/* ----- reads ----- */

static int on_line(void *user, struct view line)
{
	return warden_feed(user, line) == -ENOMEM;
}

static const size_t pieces[] = { 1,    2,     3,     7,		  64, 511,
				 4096, 65535, 65536, LINES_PIECE, 0 };

#define PIECE_COUNT (sizeof(pieces) / sizeof(pieces[0]))

/* Sizes from the table; 0 stands for sizes at random. */
static void feed_in_pieces(struct lines *lines, struct view bytes, size_t piece)
{
	uint64_t state = 1;

	while (bytes.size) {
		size_t size = piece ? piece : 1 + next_random(&state) % 9000;

		if (size > bytes.size)
			size = bytes.size;
		memcpy(lines_room(lines), bytes.data, size);
		demand(lines_take(lines, size) == 0, "out of memory");
		bytes = view_skip(bytes, size);
	}
	ck_assert_int_eq(lines_end(lines), 0);
}

START_TEST(any_split_into_reads_gives_the_same_alerts)
{
	autopolicy struct policy *policy = alerts_policy();
	struct lines_list bytes;
	struct alerts got;
	struct warden_options options = alerts_options(policy, &got);
	autowarden struct warden *warden = NULL;
	autolines struct lines lines;
	const struct view *last;

	ck_assert_int_eq(warden_new(&options, &warden), 0);
	ck_assert_int_eq(lines_init(&lines, on_line, warden), 0);
	lines_list_dress(capture_of(_i), "", "", &bytes);
	last = &bytes.lines[bytes.count - 1];
	feed_in_pieces(&lines,
		       view_from(bytes.bytes, (size_t)(last->data + last->size -
						       bytes.bytes)),
		       pieces[(size_t)_i / CAPTURE_COUNT]);
	warden_flush(warden);
	alerts_same("pieces", &got, plain_of(_i));
	alerts_free(&got);
	lines_list_free(&bytes);
}
END_TEST

/* ----- order ----- */

#define NONE SIZE_MAX

/* For each line the next one of its event, and the first lines of all. */
struct chains {
	size_t *next, *first;
	size_t count;
};

static void chains_of(const struct lines_list *l, struct chains *c)
{
	struct record *records = calloc(l->count, sizeof(*records));

	c->next = calloc(l->count, sizeof(size_t));
	c->first = calloc(l->count, sizeof(size_t));
	c->count = 0;
	for (size_t i = 0; i < l->count; i++) {
		size_t j = i;

		c->next[i] = NONE;
		demand(record_parse(l->lines[i], &records[i]) == 0,
		       "malformed");
		while (j && i - j < 256 &&
		       event_id_compare(&records[j - 1].id, &records[i].id))
			j--;
		if (j && !event_id_compare(&records[j - 1].id, &records[i].id))
			c->next[j - 1] = i;
		else
			c->first[c->count++] = i;
	}
	free(records);
}

static void chains_free(struct chains *c)
{
	free(c->next);
	free(c->first);
}

/* Deals the records of up to window events at a time in random order; each
 * event's own stay in theirs. */
static void interleave(const struct lines_list *l, size_t window, uint64_t seed,
		       struct lines_list *ret)
{
	size_t *open = calloc(window, sizeof(*open)), count = 0, begun = 0;
	struct chains c;

	chains_of(l, &c);
	lines_list_new(l->count, ret);
	while (count || begun < c.count) {
		size_t at;

		while (count < window && begun < c.count)
			open[count++] = c.first[begun++];
		at = next_random(&seed) % count;
		ret->lines[ret->count++] = l->lines[open[at]];
		open[at] = c.next[open[at]];
		if (open[at] == NONE)
			open[at] = open[--count];
	}
	ck_assert_uint_eq(ret->count, l->count);
	chains_free(&c);
	free(open);
}

static const size_t windows[] = { 2, 3, 8, 50, 200, 400 };

#define WINDOW_COUNT (sizeof(windows) / sizeof(windows[0]))
#define SEEDS 2

START_TEST(interleaved_events_give_the_same_alerts)
{
	size_t turn = (size_t)_i / CAPTURE_COUNT;
	struct lines_list lines;

	interleave(capture_of(_i), windows[turn % WINDOW_COUNT],
		   turn / WINDOW_COUNT + 1, &lines);
	makes_no_difference("interleaved", _i, &lines);
	lines_list_free(&lines);
}
END_TEST

/* ----- form ----- */

START_TEST(carriage_returns_make_no_difference)
{
	struct lines_list lines;

	lines_list_dress(capture_of(_i), "", "\r", &lines);
	makes_no_difference("CRLF", _i, &lines);
	lines_list_free(&lines);
}
END_TEST

static const struct view noise[] = {
	{ "type=SYSCALL", 12 },
	{ "type=SYSCALL msg=audit(17", 25 },
	{ "type=PATH msg=audit(1.2:3)", 26 },
	{ "\xff\xfe\x80\x1b[2J", 7 },
	{ "a\0b", 3 },
	{ "key=\"docker\"", 12 },
	{ "=", 1 },
	{ "Nov 22 02:42:02 harbor01 kernel: audit: backlog limit exceeded",
	  62 },
};

#define NOISE_COUNT (sizeof(noise) / sizeof(noise[0]))

START_TEST(noise_between_the_lines_is_counted_and_makes_no_difference)
{
	const struct lines_list *l = capture_of(_i);
	struct lines_list lines;
	struct alerts got;
	uint64_t state = 7;
	size_t added = 0;

	lines_list_new(2 * l->count, &lines);
	for (size_t i = 0; i < l->count; i++) {
		if (next_random(&state) % 3 == 0)
			lines.lines[lines.count++] =
				noise[added++ % NOISE_COUNT];
		lines.lines[lines.count++] = l->lines[i];
	}
	alerts_of(&lines, &got);
	alerts_same("noise", &got, plain_of(_i));
	ck_assert_uint_gt(added, 10000);
	ck_assert_uint_eq(got.counts.events.malformed, added);
	alerts_free(&got);
	lines_list_free(&lines);
}
END_TEST

/* ----- RAW ----- */

static void drop(struct json_object *document, const char *name)
{
	json_object_object_del(document, name);
}

/* What an ENRICHED log tells more: names.  They are in these fields alone. */
static void drop_names(struct json_object *document)
{
	struct json_object *user = json_object_object_get(document, "user");
	struct json_object *login = json_object_object_get(user, "audit");

	drop(user, "name");
	if (login)
		drop(login, "name");
	drop(document, "related");
	drop(document, "message");
}

static struct json_object *parsed(const struct alerts *a, size_t i)
{
	autofree char *text =
		strndup(a->text.data + a->list[i].at, a->list[i].size);
	struct json_object *document = json_tokener_parse(text);

	ck_assert_ptr_nonnull(document);
	return document;
}

/* A document at its limit has its longest texts cut, and what a name takes
 * they lack. */
static void drop_cut(struct json_object *document)
{
	drop(document, "process");
	drop(json_object_object_get(document, "event"), "original");
}

/* All of both, but for what drops() takes out. */
static void same_but(const struct alerts *got, const struct alerts *want,
		     void drops(struct json_object *))
{
	ck_assert_uint_eq(got->count, want->count);
	for (size_t i = 0; i < got->count; i++) {
		struct json_object *g = parsed(got, i), *w = parsed(want, i);

		drops(g);
		drops(w);
		if (want->list[i].size > FORMAT_MAX_LINE - 1000) {
			drop_cut(g);
			drop_cut(w);
		}
		if (strcmp(json_object_to_json_string(g),
			   json_object_to_json_string(w)) != 0)
			ck_abort_msg("got\n%.1500s\nwant\n%.1500s",
				     json_object_to_json_string(g),
				     json_object_to_json_string(w));
		json_object_put(g);
		json_object_put(w);
	}
}

START_TEST(a_raw_log_gives_the_same_alerts_but_for_names)
{
	const struct lines_list *l = capture_of(_i);
	struct lines_list lines;
	struct alerts got;
	size_t cut = 0;

	lines_list_new(l->count, &lines);
	for (size_t i = 0; i < l->count; i++) {
		struct view line = l->lines[i];
		const char *mark = memchr(line.data, '\x1d', line.size);

		cut += mark != NULL;
		if (mark)
			line.size = (size_t)(mark - line.data);
		lines.lines[lines.count++] = line;
	}
	ck_assert_uint_gt(cut, 1000);
	alerts_of(&lines, &got);
	same_but(&got, plain_of(_i), drop_names);
	alerts_free(&got);
	lines_list_free(&lines);
}
END_TEST

/* ----- nodes ----- */

static void drop_node(struct json_object *document)
{
	struct json_object *event = json_object_object_get(document, "event");

	drop(event, "id");
	drop(event, "original");
	drop(document, "host");
	drop(document, "related");
}

START_TEST(a_node_in_front_gives_the_same_findings)
{
	struct lines_list lines;
	struct alerts got;

	lines_list_dress(capture_of(_i), "node=harbor01 ", "", &lines);
	alerts_of(&lines, &got);
	same_but(&got, plain_of(_i), drop_node);
	for (size_t i = 0; i < got.count; i++)
		ck_assert_str_ne(got.list[i].id, plain_of(_i)->list[i].id);
	alerts_free(&got);
	lines_list_free(&lines);
}
END_TEST

static bool is_of(struct view document, const char *node)
{
	autofree char *mark = NULL;

	ck_assert_int_gt(asprintf(&mark, "\"host\":{\"name\":\"%s\"", node), 0);
	return memmem(document.data, document.size, mark, strlen(mark));
}

/* The alerts of one node, in their order, are those of its log alone. */
static void holds_all_of(const struct alerts *mixed, const char *node,
			 const struct lines_list *alone)
{
	struct alerts want, got;

	alerts_of(alone, &want);
	got = *mixed;
	got.list = calloc(mixed->count, sizeof(*got.list));
	got.count = 0;
	for (size_t i = 0; i < mixed->count; i++)
		if (is_of(alerts_document(mixed, i), node))
			got.list[got.count++] = mixed->list[i];
	ck_assert_uint_gt(got.count, 100);
	alerts_same(node, &got, &want);
	free(got.list);
	alerts_free(&want);
}

/* Two logs of the same hours, and two of different ones. */
static const struct {
	size_t a, b;
} mixtures[] = { { 0, 1 }, { 1, 0 }, { 0, 0 }, { 1, 1 } };

START_TEST(two_nodes_logs_mixed_give_the_alerts_of_each)
{
	struct lines_list a, b, mixed;
	struct alerts got;
	size_t i = 0, j = 0;
	uint64_t state = 3;

	lines_list_dress(&captures[mixtures[_i].a], "node=harbor01 ", "", &a);
	lines_list_dress(&captures[mixtures[_i].b], "node=quay02 ", "", &b);
	lines_list_new(a.count + b.count, &mixed);
	while (i < a.count || j < b.count) {
		bool left = next_random(&state) % 2 == 0;

		if (j == b.count || (i < a.count && left))
			mixed.lines[mixed.count++] = a.lines[i++];
		else
			mixed.lines[mixed.count++] = b.lines[j++];
	}
	alerts_of(&mixed, &got);
	holds_all_of(&got, "harbor01", &a);
	holds_all_of(&got, "quay02", &b);
	alerts_free(&got);
	lines_list_free(&mixed);
	lines_list_free(&a);
	lines_list_free(&b);
}
END_TEST

/* ----- less to see ----- */

static uint32_t serial_of(struct view line)
{
	struct record r;

	ck_assert_int_eq(record_parse(line, &r), 0);
	return r.id.serial;
}

/* A row that began before the log did is not held: what a container writes
 * into a volume is known to be one by the volume's creation. */
static void leave_whole(struct labels *l, uint32_t first)
{
	size_t count = 0;

	for (size_t i = 0; i < l->count; i++)
		if (l->list[i].first > first)
			l->list[count++] = l->list[i];
	l->count = count;
}

/* Judges what is left of the lines without the first cut ones. */
static void is_quiet_without(int capture, const struct lines_list *l,
			     size_t cut)
{
	struct lines_list rest = { NULL, l->lines + cut, l->count - cut };
	autofree char *what = NULL;
	struct alerts got;

	ck_assert_int_gt(asprintf(&what, "%s without %zu of %zu lines",
				  capture_names[capture], cut, l->count),
			 0);
	alerts_of(&rest, &got);
	leave_whole(&labels[capture], serial_of(rest.lines[0]));
	labels_are_quiet(what, &labels[capture], &got);
	alerts_free(&got);
}

/* These once made a child of dockerd pass for the only dockerd, and a file
 * that runc mounted over itself for runc. */
static const struct {
	int capture;
	size_t lines;
} cuts[] = { { 1, 1226 },  { 1, 1862 }, { 0, 21281 },
	     { 1, 20029 }, { 0, 5965 }, { 0, 20176 } };

START_TEST(a_log_cut_where_it_once_mattered_is_quiet)
{
	is_quiet_without(cuts[_i].capture, &captures[cuts[_i].capture],
			 cuts[_i].lines);
}
END_TEST

#define CUTS 20

static size_t random_cut(int seed, size_t count)
{
	uint64_t state = (uint64_t)seed + 1;

	for (int i = 0; i < 8; i++)
		next_random(&state);
	return next_random(&state) % count;
}

START_TEST(a_log_that_begins_late_makes_no_ordinary_work_suspect)
{
	const struct lines_list *l = capture_of(_i);

	is_quiet_without(_i % CAPTURE_COUNT, l, random_cut(_i, l->count));
}
END_TEST

/* Would rules without r and x, or only those, have left the event out? */
struct sieve {
	bool left_out[UINT16_MAX]; /* by serial */
	struct scratch scratch;
	struct call call;
};

static void on_event(void *user, const struct event *event)
{
	struct sieve *sieve = user;
	const struct syscall *made;

	scratch_reset(&sieve->scratch);
	call_read(event, &sieve->scratch, &sieve->call);
	if (!sieve->call.keyed || !sieve->call.has_syscall)
		return;
	made = syscall_find(sieve->call.arch, sieve->call.number);
	demand(event->id.serial < UINT16_MAX, "a serial");
	if (made && (made->what == SYSCALL_EXEC || made->what == SYSCALL_READ))
		sieve->left_out[event->id.serial] = true;
	if (made &&
	    (made->what == SYSCALL_OPEN || made->what == SYSCALL_OPENAT2) &&
	    (call_open_flags(&sieve->call) & OPEN_ACCESS) == 0)
		sieve->left_out[event->id.serial] = true;
}

static struct sieve *sieve_of(const struct lines_list *l)
{
	struct sieve *sieve = calloc(1, sizeof(*sieve));
	struct events *events;

	ck_assert_ptr_nonnull(sieve);
	ck_assert_int_eq(scratch_init(&sieve->scratch, (size_t)2 << 20), 0);
	ck_assert_int_eq(events_new(&events_default_limits, on_event, sieve,
				    &events),
			 0);
	for (size_t i = 0; i < l->count; i++)
		demand(events_feed(events, l->lines[i]) == 0, "malformed");
	events_flush(events);
	events_free(events);
	scratch_done(&sieve->scratch);
	return sieve;
}

static void sift(const struct lines_list *l, struct lines_list *ret)
{
	struct sieve *sieve = sieve_of(l);

	lines_list_new(l->count, ret);
	for (size_t i = 0; i < l->count; i++) {
		struct record r;

		demand(record_parse(l->lines[i], &r) == 0, "malformed");
		if (!sieve->left_out[r.id.serial])
			ret->lines[ret->count++] = l->lines[i];
	}
	free(sieve);
}

/* The first turn takes all that is left, the others what begins late. */
START_TEST(rules_for_writes_alone_make_no_ordinary_work_suspect)
{
	int turn = _i / CAPTURE_COUNT;
	struct lines_list lines;

	sift(capture_of(_i), &lines);
	ck_assert_uint_lt(lines.count, capture_of(_i)->count - 10000);
	is_quiet_without(_i % CAPTURE_COUNT, &lines,
			 turn ? random_cut(_i, lines.count) : 0);
	lines_list_free(&lines);
}
END_TEST

static void setup(void)
{
	for (int i = 0; i < CAPTURE_COUNT; i++) {
		capture_load(capture_names[i], &captures[i]);
		labels_load(capture_names[i], &labels[i]);
		alerts_of(&captures[i], &plain[i]);
	}
}

static void teardown(void)
{
	for (int i = 0; i < CAPTURE_COUNT; i++) {
		lines_list_free(&captures[i]);
		labels_free(&labels[i]);
		alerts_free(&plain[i]);
	}
}

static void add_tests(TCase *tcase)
{
	tcase_add_loop_test(tcase, any_split_into_reads_gives_the_same_alerts,
			    0, PIECE_COUNT * CAPTURE_COUNT);
	tcase_add_loop_test(tcase, interleaved_events_give_the_same_alerts, 0,
			    WINDOW_COUNT * CAPTURE_COUNT * SEEDS);
	tcase_add_loop_test(tcase, carriage_returns_make_no_difference, 0,
			    CAPTURE_COUNT);
	tcase_add_loop_test(
		tcase,
		noise_between_the_lines_is_counted_and_makes_no_difference, 0,
		CAPTURE_COUNT);
	tcase_add_loop_test(tcase,
			    a_raw_log_gives_the_same_alerts_but_for_names, 0,
			    CAPTURE_COUNT);
	tcase_add_loop_test(tcase, a_node_in_front_gives_the_same_findings, 0,
			    CAPTURE_COUNT);
	tcase_add_loop_test(tcase, two_nodes_logs_mixed_give_the_alerts_of_each,
			    0, sizeof(mixtures) / sizeof(mixtures[0]));
	tcase_add_loop_test(tcase, a_log_cut_where_it_once_mattered_is_quiet, 0,
			    sizeof(cuts) / sizeof(cuts[0]));
	tcase_add_loop_test(
		tcase, a_log_that_begins_late_makes_no_ordinary_work_suspect, 0,
		CUTS * CAPTURE_COUNT);
	tcase_add_loop_test(
		tcase, rules_for_writes_alone_make_no_ordinary_work_suspect, 0,
		CUTS / 2 * CAPTURE_COUNT);
}

int main(void)
{
	Suite *suite = suite_create("invariants");
	TCase *tcase = tcase_create("invariants");

	tcase_set_timeout(tcase, 300);
	tcase_add_unchecked_fixture(tcase, setup, teardown);
	add_tests(tcase);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
