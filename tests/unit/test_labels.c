// SPDX-License-Identifier: BSD-2-Clause
/*
 * Holds every row of the labelled captures: an attack has the alert that its
 * row describes, ordinary work has none.  What a profile's rules cannot see is
 * listed on standard output.
 */
#include <check.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>

#include "cleanup.h"
#include "labels.h"
#include "suite.h"

static struct labels labels[CAPTURE_COUNT];
static struct alerts alerts[CAPTURE_COUNT];
static struct json_object **documents[CAPTURE_COUNT];

/* A C-escaped text as bytes: \n, \x1b. */
static struct view unescaped(struct view text, char *room, size_t capacity)
{
	size_t size = 0;

	ck_assert_uint_lt(text.size, capacity);
	for (size_t i = 0; i < text.size; i++) {
		char hex[3] = "";

		room[size++] = text.data[i];
		if (text.data[i] != '\\')
			continue;
		i++;
		if (text.data[i] == 'n') {
			room[size - 1] = '\n';
			continue;
		}
		ck_assert_int_eq(text.data[i], 'x');
		memcpy(hex, text.data + i + 1, 2);
		room[size - 1] = (char)strtol(hex, NULL, 16);
		i += 2;
	}
	return view_from(room, size);
}

/* Is it the name, where six X are any six letters and digits and the
 * component ID is any component? */
static bool matches(struct view name, struct view pattern)
{
	while (pattern.size) {
		if (view_starts(pattern, VIEW("XXXXXX")) && name.size >= 6) {
			pattern = view_skip(pattern, 6);
			name = view_skip(name, 6);
		} else if (view_starts(pattern, VIEW("ID/"))) {
			while (name.size && name.data[0] != '/')
				name = view_skip(name, 1);
			pattern = view_skip(pattern, 2);
		} else if (name.size && name.data[0] == pattern.data[0]) {
			pattern = view_skip(pattern, 1);
			name = view_skip(name, 1);
		} else {
			return false;
		}
	}
	return name.size == 0;
}

/* The text at "a.b.c" of a document; NONE where it is not there. */
static struct view text_at(struct json_object *document, const char *where)
{
	autofree char *path = strdup(where);
	char *at = path, *name;

	while (document && (name = strsep(&at, ".")))
		document = json_object_object_get(document, name);
	if (!document)
		return VIEW_NONE;
	return view_from(json_object_get_string(document),
			 (size_t)json_object_get_string_len(document));
}

static bool is_at(struct json_object *document, const char *where,
		  struct view want)
{
	return view_equal(text_at(document, where), want);
}

/* "-" stands for none, or for one that may be any. */
static bool is_told(struct view cell)
{
	return !view_is(cell, "-");
}

static bool has_path(struct json_object *document, struct view cell)
{
	char room[512];
	struct view want = unescaped(cell, room, sizeof(room));

	return matches(text_at(document, "file.path"), want) ||
	       matches(text_at(document, "file.target_path"), want);
}

/* A membership is of a group or of a file; Debian 12's usermod names none. */
static bool has_membership(struct json_object *document, struct view cell)
{
	struct view group = text_at(document, "group.name");

	if (cell.data[0] == '/')
		return has_path(document, cell);
	return group.data ? view_equal(group, cell) :
			    view_starts(text_at(document, "file.path"),
					VIEW("/etc/"));
}

static bool has_object(struct json_object *document, const struct label *row)
{
	if (view_is(row->action, "membership"))
		return has_membership(document, row->path);
	/* The records of these name no file: the row's path says what the
	 * attacker aimed at. */
	if (view_is(row->action, "rule") || view_is(row->action, "login"))
		return !text_at(document, "file.path").data;
	if (view_is(row->action, "audit"))
		return !is_told(row->path) ||
		       is_at(document, "auditd.data.syscall", row->path);
	if (!is_told(row->target))
		return has_path(document, row->path);
	/* A refused rename need not have reached both names. */
	if (view_is(row->outcome, "failure"))
		return has_path(document, row->path) ||
		       has_path(document, row->target);
	return has_path(document, row->path) && has_path(document, row->target);
}

static bool is_row(struct json_object *document, const struct label *row)
{
	struct view login = view_is(row->auid, "unset") ? VIEW_NONE : row->auid;

	return is_at(document, "rule.id", row->item) &&
	       is_at(document, "event.action", row->action) &&
	       is_at(document, "event.outcome", row->outcome) &&
	       is_at(document, "user.audit.id", login) &&
	       (!is_told(row->exe) ||
		is_at(document, "process.executable", row->exe)) &&
	       has_object(document, row);
}

static void print_row(size_t capture, const struct label *row)
{
	for (size_t i = 0; i < alerts[capture].count; i++)
		if (labels_of(&labels[capture], &alerts[capture].list[i]) ==
		    row)
			printf("  %s",
			       json_object_get_string(documents[capture][i]));
}

static void hold_row(size_t capture, const struct label *row)
{
	size_t found = 0, fitting = 0;

	for (size_t i = 0; i < alerts[capture].count; i++) {
		if (labels_of(&labels[capture], &alerts[capture].list[i]) !=
		    row)
			continue;
		found++;
		fitting += is_row(documents[capture][i], row);
	}
	if (row->kind == LABEL_UNSEEN)
		return;
	if ((row->kind == LABEL_ORDINARY) != (found == 0) ||
	    (found && !fitting))
		print_row(capture, row);
	if (row->kind == LABEL_ORDINARY)
		ck_assert_msg(found == 0, "%s: %.*s: ordinary, %zu alerts",
			      capture_names[capture], (int)row->scenario.size,
			      row->scenario.data, found);
	else
		ck_assert_msg(fitting > 0,
			      "%s: %.*s: none of %zu alerts is the row's: "
			      "%.*s",
			      capture_names[capture], (int)row->scenario.size,
			      row->scenario.data, found, (int)row->note.size,
			      row->note.data);
}

START_TEST(a_row_of_the_baseline_capture_is_held)
{
	hold_row(0, &labels[0].list[_i]);
}
END_TEST

START_TEST(a_row_of_the_full_capture_is_held)
{
	hold_row(1, &labels[1].list[_i]);
}
END_TEST

/* The end of a capture stops auditd and removes its rules; DAEMON_* records
 * have serials of their own. */
START_TEST(no_alert_is_outside_the_rows_but_of_the_captures_end)
{
	const struct labels *l = &labels[_i];
	uint32_t end = l->list[l->count - 1].last;

	for (size_t i = 0; i < alerts[_i].count; i++) {
		const struct told *told = &alerts[_i].list[i];

		if (labels_of(l, told) || told->action == ACTION_AUDIT)
			continue;
		ck_assert_int_eq(told->action, ACTION_RULE);
		ck_assert_uint_gt(told->serial, end);
	}
}
END_TEST

START_TEST(ids_are_unique)
{
	const struct alerts *a = &alerts[_i];

	for (size_t i = 0; i < a->count; i++)
		for (size_t j = 0; j < i; j++)
			demand(strcmp(a->list[i].id, a->list[j].id) != 0,
			       a->list[i].id);
}
END_TEST

/* Cells are matched as the README of the captures says. */
START_TEST(placeholders_and_escapes_of_labels_are_read)
{
	char room[64];

	ck_assert(matches(VIEW("/e/sedA1b2C3"), VIEW("/e/sedXXXXXX")));
	ck_assert(!matches(VIEW("/e/sedA1b2C"), VIEW("/e/sedXXXXXX")));
	ck_assert(!matches(VIEW("/e/sedA1b2C34"), VIEW("/e/sedXXXXXX")));
	ck_assert(matches(VIEW("/c/0a1b/x"), VIEW("/c/ID/x")));
	ck_assert(!matches(VIEW("/c/0a1b/2/x"), VIEW("/c/ID/x")));
	ck_assert(!matches(VIEW_NONE, VIEW("/c")));
	ck_assert(
		view_is(unescaped(VIEW("a\\nb\\x1b\\x22"), room, sizeof(room)),
			"a\nb\x1b\""));
}
END_TEST

static void parse(size_t capture)
{
	const struct alerts *a = &alerts[capture];

	documents[capture] = calloc(a->count, sizeof(struct json_object *));
	for (size_t i = 0; i < a->count; i++) {
		autofree char *text =
			strndup(a->text.data + a->list[i].at, a->list[i].size);

		documents[capture][i] = json_tokener_parse(text);
		ck_assert_ptr_nonnull(documents[capture][i]);
	}
}

static void list_unseen(size_t capture)
{
	for (size_t i = 0; i < labels[capture].count; i++) {
		const struct label *row = &labels[capture].list[i];

		if (row->kind == LABEL_UNSEEN)
			printf("%s: not seen: %.*s: %.*s\n",
			       capture_names[capture], (int)row->scenario.size,
			       row->scenario.data, (int)row->note.size,
			       row->note.data);
	}
}

static void setup(void)
{
	for (size_t i = 0; i < CAPTURE_COUNT; i++) {
		struct lines_list lines;

		capture_load(capture_names[i], &lines);
		alerts_of(&lines, &alerts[i]);
		lines_list_free(&lines);
		parse(i);
	}
}

static void teardown(void)
{
	for (size_t i = 0; i < CAPTURE_COUNT; i++) {
		for (size_t j = 0; j < alerts[i].count; j++)
			json_object_put(documents[i][j]);
		free(documents[i]);
		alerts_free(&alerts[i]);
	}
}

int main(void)
{
	Suite *suite = suite_create("labels");
	TCase *tcase = tcase_create("labels");
	int failed;

	for (size_t i = 0; i < CAPTURE_COUNT; i++) {
		labels_load(capture_names[i], &labels[i]);
		list_unseen(i);
	}
	tcase_set_timeout(tcase, 300);
	tcase_add_unchecked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, a_row_of_the_baseline_capture_is_held, 0,
			    (int)labels[0].count);
	tcase_add_loop_test(tcase, a_row_of_the_full_capture_is_held, 0,
			    (int)labels[1].count);
	tcase_add_loop_test(
		tcase, no_alert_is_outside_the_rows_but_of_the_captures_end, 0,
		CAPTURE_COUNT);
	tcase_add_loop_test(tcase, ids_are_unique, 0, CAPTURE_COUNT);
	tcase_add_test(tcase, placeholders_and_escapes_of_labels_are_read);
	suite_add_tcase(suite, tcase);
	failed = suite_run(suite);
	for (size_t i = 0; i < CAPTURE_COUNT; i++)
		labels_free(&labels[i]);
	return failed;
}
