// SPDX-License-Identifier: BSD-2-Clause
/* A copy is written, in every format, as the alert would have been, after all
 * that the alert pointed to is gone. */
#include <check.h>
#include <stdio.h>

#include "alert_copy.h"
#include "format.h"
#include "sample_alert.h"
#include "suite.h"

static struct alert_copy *copy;
static struct sample sample;
static struct alert_witness witness;

static void setup(void)
{
	ck_assert_int_eq(alert_copy_new(&copy), 0);
	sample_init(&sample);
}

static void teardown(void)
{
	alert_copy_free(copy);
}

#define MAX_FORMATS 16

/* The alert in every format that there is; how many there are. */
static size_t write_all(const struct alert *alert, struct buf ret[MAX_FORMATS])
{
	const struct format *format;
	size_t i = 0;

	for (; (format = format_at(i)); i++) {
		ck_assert_uint_lt(i, MAX_FORMATS);
		buf_init(&ret[i], FORMAT_MAX_LINE);
		ck_assert_int_eq(format->write(alert, &ret[i]), 0);
	}
	return i;
}

static void compare(const char *format, struct view got, struct view want)
{
	size_t at = 0;

	while (at < got.size && at < want.size && got.data[at] == want.data[at])
		at++;
	ck_assert_msg(view_equal(got, want), "%s differs at %zu: %.*s", format,
		      at, (int)(at < 60 ? at : 60),
		      got.data + (at < 60 ? 0 : at - 60));
}

/* Takes the alert, lets all go that it stands on, and compares. */
static void expect_same(void)
{
	struct buf want[MAX_FORMATS], got[MAX_FORMATS];
	struct alert_agent agent = sample.agent; /* lives on */
	size_t count = write_all(&sample.alert, want);

	if (sample.alert.agent)
		sample.alert.agent = &agent;
	alert_copy_take(copy, &sample.alert);
	memset(&sample, 0x5A, sizeof(sample));
	memset(&witness, 0x5A, sizeof(witness));
	(void)write_all(&copy->alert, got);
	for (size_t i = 0; i < count; i++) {
		compare(format_at(i)->name, buf_view(&got[i]),
			buf_view(&want[i]));
		buf_done(&got[i]);
		buf_done(&want[i]);
	}
	ck_assert_uint_eq(copy->text.refused, 0);
}

START_TEST(an_alert)
{
	expect_same();
}
END_TEST

START_TEST(an_alert_of_an_enriched_log)
{
	sample_enrich(&sample);
	expect_same();
}
END_TEST

static void fill_witness(struct view text, struct view parent)
{
	witness = (struct alert_witness){
		.state = WITNESS_SEEN,
		.executable = text,
		.exe_inode = 7,
		.has_exe = true,
		.container_id = VIEW("0123456789abcdef0123456789abcdef"
				     "0123456789abcdef0123456789abcdef"),
		.container_name = VIEW("web"),
		.ancestor_count = ALERT_MAX_ANCESTORS,
	};
	for (size_t i = 0; i < ALERT_MAX_ANCESTORS; i++)
		witness.ancestors[i] = (struct alert_ancestor){
			(uint32_t)i + 2, VIEW("fifteen letters"), parent
		};
	sample.alert.witness = &witness;
}

START_TEST(a_witness_is_copied_too)
{
	fill_witness(VIEW("/usr/bin/docker"), VIEW("/usr/lib/systemd/systemd"));
	expect_same();
	ck_assert_ptr_eq(copy->alert.witness, &copy->witness);
}
END_TEST

static struct view shorter(struct view text, size_t size)
{
	return view_from(text.data, text.size < size ? text.size : size);
}

/* Every text is this one, where it may be so long: names of hosts and of
 * parents' programs are not. */
static void fill_all(struct view text)
{
	sample_fill(&sample, text);
	sample.event.node = sample.agent.host = shorter(text, 255);
	fill_witness(text, shorter(text, 256));
}

static const struct {
	const char *name;
	char byte;
	size_t size;
} fillings[] = {
	{ "texts of one byte", 'x', 1 },
	{ "empty texts", 'x', 0 },
	{ "as long as is kept", 'x', ALERT_COPY_TEXT },
	{ "a byte longer", 'x', ALERT_COPY_TEXT + 1 },
	{ "paths as long as can be", '/', 4095 },
	{ "all escaped", '\n', 4095 },
	{ "all invalid", '\xff', 4095 },
	{ "all quotes", '"', 4095 },
};

START_TEST(texts_of_any_length)
{
	static char text[4096];

	memset(text, fillings[_i].byte, sizeof(text));
	fill_all(view_from(text, fillings[_i].size));
	expect_same();
}
END_TEST

/* A cut that falls into a character of several bytes. */
START_TEST(texts_of_several_bytes_a_character)
{
	static char text[4096];

	for (size_t i = 0; i + 3 <= sizeof(text); i += 3)
		memcpy(text + i, "\xe2\x82\xac", 3);
	fill_all(view_from(text, sizeof(text) - 1));
	expect_same();
}
END_TEST

START_TEST(an_absent_text_stays_absent)
{
	sample.alert.policy_rule = VIEW_NONE;
	sample.alert.tty = VIEW("");
	alert_copy_take(copy, &sample.alert);
	ck_assert_ptr_null(copy->alert.policy_rule.data);
	ck_assert_ptr_nonnull(copy->alert.tty.data);
	ck_assert_uint_eq(copy->alert.tty.size, 0);
}
END_TEST

START_TEST(it_can_be_taken_again)
{
	struct sample other;

	fill_witness(VIEW("/bin/sh"), VIEW("/bin/sh"));
	alert_copy_take(copy, &sample.alert);
	sample_init(&other);
	other.alert.file.path = VIEW("/etc/docker/key.json");
	alert_copy_take(copy, &other.alert);
	ck_assert(view_is(copy->alert.file.path, "/etc/docker/key.json"));
	ck_assert_ptr_null(copy->alert.witness);
	for (size_t i = 0; i < 10000; i++)
		alert_copy_take(copy, &other.alert);
	sample = other;
	sample.alert.event = &sample.event;
	sample.event.records = sample.records;
	expect_same();
}
END_TEST

/* records[i] is a PATH record of that many bytes. */
static void make_records(struct record *records, char *text, size_t count,
			 size_t size)
{
	for (size_t i = 0; i < count; i++) {
		char *line = text + i * size;
		int head = snprintf(line, size,
				    "node=n type=PATH "
				    "msg=audit(1795308408.202:2258): "
				    "item=%zu name=\"",
				    i);

		memset(line + head, 'x', size - (size_t)head);
		ck_assert_int_eq(
			record_parse(view_from(line, size), &records[i]), 0);
	}
	sample.event.records = records;
	sample.event.count = count;
}

static const struct {
	const char *name;
	size_t count, size;
	size_t kept;
	bool cut;
} events[] = {
	{ "more than most events have", 40, 190, 40, false },
	{ "as short as the kernel writes them", ALERT_COPY_MAX_RECORDS, 85,
	  ALERT_COPY_MAX_RECORDS, false },
	{ "as many bytes as are kept", 8, ALERT_COPY_RECORDS / 8, 8, false },
	{ "more bytes", 9, ALERT_COPY_RECORDS / 8, 8, true },
	{ "a record that is longer than all", 1, ALERT_COPY_RECORDS + 5, 1,
	  false },
	{ "two of them", 2, ALERT_COPY_RECORDS + 5, 1, true },
	{ "one that is cut behind others", 3, 3000, 3, false },
};

START_TEST(records_as_far_as_a_format_writes_them)
{
	static char text[4 * ALERT_COPY_RECORDS];
	static struct record records[ALERT_COPY_MAX_RECORDS + 1];

	make_records(records, text, events[_i].count, events[_i].size);
	alert_copy_take(copy, &sample.alert);
	ck_assert_msg(copy->event.count == events[_i].kept &&
			      copy->event.cut == events[_i].cut,
		      "%s: %zu, %d", events[_i].name, copy->event.count,
		      copy->event.cut);
	expect_same();
}
END_TEST

START_TEST(more_records_than_are_kept_are_cut_and_it_says_so)
{
	static char text[4 * ALERT_COPY_RECORDS];
	static struct record records[ALERT_COPY_MAX_RECORDS + 1];

	make_records(records, text, ALERT_COPY_MAX_RECORDS + 1, 70);
	alert_copy_take(copy, &sample.alert);
	ck_assert_uint_eq(copy->event.count, ALERT_COPY_MAX_RECORDS);
	ck_assert(copy->event.cut);
}
END_TEST

/* Each view of a record lies in the copy, and says what it said. */
START_TEST(a_record_moves_whole)
{
	char text[] = "node=n type=PATH msg=audit(1.002:3): a=b\x1dX=y";
	char moved[sizeof(text)];
	struct record r;

	ck_assert_int_eq(record_parse(view_of(text), &r), 0);
	memcpy(moved, text, sizeof(text));
	record_moved(&r, text, moved);
	memset(text, '!', sizeof(text) - 1);
	ck_assert_ptr_eq(r.line.data, moved);
	ck_assert(view_is(r.node, "n"));
	ck_assert(view_is(r.type_name, "PATH"));
	ck_assert(view_is(r.body, "a=b"));
	ck_assert(view_is(r.enriched, "X=y"));
	ck_assert_ptr_eq(r.enriched.data, moved + sizeof(moved) - 4);
}
END_TEST

START_TEST(what_a_record_has_not_does_not_move)
{
	char text[] = "type=PATH msg=audit(1.002:3): a=b", moved[sizeof(text)];
	struct record r;

	ck_assert_int_eq(record_parse(view_of(text), &r), 0);
	record_moved(&r, text, moved);
	ck_assert_ptr_null(r.node.data);
	ck_assert_ptr_null(r.enriched.data);
}
END_TEST

START_TEST(all_texts_of_a_witness)
{
	struct view *texts[ALERT_WITNESS_TEXTS];

	memset(&witness, 0, sizeof(witness));
	ck_assert_uint_eq(alert_witness_texts(&witness, texts), 3);
	witness.ancestor_count = 2;
	ck_assert_uint_eq(alert_witness_texts(&witness, texts), 7);
	ck_assert_ptr_eq(texts[0], &witness.executable);
	ck_assert_ptr_eq(texts[1], &witness.container_id);
	ck_assert_ptr_eq(texts[2], &witness.container_name);
	ck_assert_ptr_eq(texts[5], &witness.ancestors[1].name);
	ck_assert_ptr_eq(texts[6], &witness.ancestors[1].executable);
	witness.ancestor_count = ALERT_MAX_ANCESTORS;
	ck_assert_uint_eq(alert_witness_texts(&witness, texts),
			  ALERT_WITNESS_TEXTS);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("alert_copy");
	TCase *tcase = tcase_create("alert_copy");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, an_alert);
	tcase_add_test(tcase, an_alert_of_an_enriched_log);
	tcase_add_test(tcase, a_witness_is_copied_too);
	tcase_add_loop_test(tcase, texts_of_any_length, 0, ROWS(fillings));
	tcase_add_test(tcase, texts_of_several_bytes_a_character);
	tcase_add_test(tcase, an_absent_text_stays_absent);
	tcase_add_test(tcase, it_can_be_taken_again);
	tcase_add_loop_test(tcase, records_as_far_as_a_format_writes_them, 0,
			    ROWS(events));
	tcase_add_test(tcase,
		       more_records_than_are_kept_are_cut_and_it_says_so);
	tcase_add_test(tcase, a_record_moves_whole);
	tcase_add_test(tcase, what_a_record_has_not_does_not_move);
	tcase_add_test(tcase, all_texts_of_a_witness);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
