// SPDX-License-Identifier: BSD-2-Clause
/*
 * health_read: status.json → struct health.  Read as strictly as a policy and
 * by the same judge of syntax: a name that nobody knows, a number that is no
 * count, a member that is not there is an error.
 */
#include "health.h"

#include <errno.h>

#include "cleanup.h"
#include "number.h"
#include "policy_tree.h"
#include "policy_value.h"

#define HEX_DIGITS 16

/* The texts lie in the tree. */
struct health_reading {
	struct health health;
	json_object *tree;
};

struct reader {
	struct policy_reader policy;
	struct health *health;
};

static void *place_of(const struct health_row *row, void *what)
{
	return (char *)what + row->offset;
}

static void expected(struct reader *r, const char *what, json_object *value)
{
	policy_value_expected(&r->policy, what, value);
}

/* json-c has INT64_MAX for what is larger; no count of ours gets there. */
static void read_number(struct reader *r, json_object *value, uint64_t *ret)
{
	int64_t number = json_object_get_int64(value);

	if (!json_object_is_type(value, json_type_int) || number < 0 ||
	    number == INT64_MAX)
		expected(r, "a count", value);
	else
		*ret = (uint64_t)number;
}

static void read_text(struct reader *r, json_object *value, struct view *ret)
{
	struct view text;

	if (!json_object_is_type(value, json_type_string)) {
		expected(r, "a text", value);
		return;
	}
	text = view_from(json_object_get_string(value),
			 (size_t)json_object_get_string_len(value));
	if (text.size == 0 || text.size > HEALTH_MAX_TEXT ||
	    memchr(text.data, '\0', text.size))
		expected(r, "a text of at most 2048 bytes without NUL", value);
	else
		*ret = text;
}

static void read_digest(struct reader *r, json_object *value, uint64_t *ret)
{
	struct view text = VIEW_NONE;

	if (json_object_is_type(value, json_type_string))
		read_text(r, value, &text);
	if (text.size != HEX_DIGITS || number_hex(text, UINT64_MAX, ret) < 0)
		expected(r, "16 hex digits", value);
}

static void read_row(struct reader *r, const struct health_row *row,
		     json_object *value, void *what)
{
	switch (row->kind) {
	case HEALTH_COUNT:
	case HEALTH_GAUGE:
	case HEALTH_TIME:
	case HEALTH_DURATION:
		read_number(r, value, place_of(row, what));
		break;
	case HEALTH_DIGEST:
		read_digest(r, value, place_of(row, what));
		break;
	case HEALTH_FLAG:
		if (json_object_is_type(value, json_type_boolean))
			*(bool *)place_of(row, what) =
				json_object_get_boolean(value);
		else
			expected(r, "true or false", value);
		break;
	case HEALTH_TEXT:
		read_text(r, value, place_of(row, what));
		break;
	}
}

/* Rows of one object: those of health_rows with that group, or all of
 * health_output_rows (group NULL there). */
static bool in_group(const struct health_row *row, const char *group)
{
	return row->key &&
	       (group ? row->group && strcmp(row->group, group) == 0 : true);
}

static const struct health_row *find_row(const struct health_row *first,
					 const char *group, const char *key)
{
	for (; in_group(first, group); first++)
		if (strcmp(first->key, key) == 0)
			return first;
	return NULL;
}

static void report_at(struct reader *r, const char *key, const char *words)
{
	struct policy_report *report = &r->policy.report;
	size_t mark = policy_report_enter(report, view_of(key));

	policy_report_error(report, "%s", words);
	policy_report_leave(report, mark);
}

/* A text may be absent, and so may what is not known (health_has). */
static void require(struct reader *r, const struct health_row *first,
		    json_object *object)
{
	const char *group = first->group;

	for (const struct health_row *row = first; in_group(row, group); row++)
		if (row->kind != HEALTH_TEXT &&
		    (!group || health_has(row, r->health)) &&
		    !json_object_object_get_ex(object, row->key, NULL))
			report_at(r, row->key, "missing");
}

/* An object by the rows from first on, to what they are of. */
static void read_object(struct reader *r, const struct health_row *first,
			json_object *object, void *what)
{
	if (!json_object_is_type(object, json_type_object)) {
		expected(r, "an object", object);
		return;
	}
	json_object_object_foreach(object, key, value)
	{
		const struct health_row *row =
			find_row(first, first->group, key);
		size_t mark;

		if (!row) {
			report_at(r, key, "unknown");
			continue;
		}
		mark = policy_report_enter(&r->policy.report, view_of(key));
		read_row(r, row, value, what);
		policy_report_leave(&r->policy.report, mark);
	}
	require(r, first, object);
}

static void read_outputs(struct reader *r, json_object *list)
{
	size_t count;

	if (!json_object_is_type(list, json_type_array)) {
		expected(r, "a list of outputs", list);
		return;
	}
	count = json_object_array_length(list);
	if (count > HEALTH_OUTPUTS) {
		expected(r, "at most 16 outputs", list);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		size_t mark = policy_report_enter_entry(&r->policy.report, i);

		read_object(r, health_output_rows,
			    json_object_array_get_idx(list, i),
			    &r->health->outputs[i]);
		policy_report_leave(&r->policy.report, mark);
	}
	r->health->output_count = count;
}

static void read_state(struct reader *r, json_object *value)
{
	static const enum health_state states[] = { HEALTH_STARTING,
						    HEALTH_RUNNING,
						    HEALTH_STOPPED };

	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if (json_object_is_type(value, json_type_string) &&
		    strcmp(json_object_get_string(value),
			   health_state_name(states[i])) == 0) {
			r->health->state = states[i];
			return;
		}
	expected(r, "starting, running or stopped", value);
}

static const struct health_row *find_group(const char *group)
{
	for (const struct health_row *row = health_rows; row->group; row++)
		if (strcmp(row->group, group) == 0)
			return row;
	return NULL;
}

static void read_schema(struct reader *r, json_object *value)
{
	if (!json_object_is_type(value, json_type_string) ||
	    strcmp(json_object_get_string(value), HEALTH_SCHEMA) != 0)
		expected(r, "\"" HEALTH_SCHEMA "\"", value);
}

static void read_member(struct reader *r, const char *key, json_object *value)
{
	const struct health_row *first = find_group(key);

	if (first)
		read_object(r, first, value, r->health);
	else if (strcmp(key, "schema") == 0)
		read_schema(r, value);
	else if (strcmp(key, "state") == 0)
		read_state(r, value);
	else if (strcmp(key, "outputs") == 0)
		read_outputs(r, value);
	else if (strcmp(key, "cut") != 0 ||
		 !json_object_is_type(value, json_type_boolean))
		policy_report_error(&r->policy.report, "unknown");
}

static bool is_required(const char *group)
{
	return strcmp(group, "last_event") != 0;
}

static void read_document(struct reader *r, json_object *tree)
{
	const char *group = "";

	if (!json_object_is_type(tree, json_type_object)) {
		expected(r, "an object", tree);
		return;
	}
	json_object_object_foreach(tree, key, value)
	{
		size_t mark =
			policy_report_enter(&r->policy.report, view_of(key));

		read_member(r, key, value);
		policy_report_leave(&r->policy.report, mark);
	}
	for (const struct health_row *row = health_rows; row->group; row++) {
		if (strcmp(row->group, group) != 0 && is_required(row->group) &&
		    !json_object_object_get_ex(tree, row->group, NULL))
			report_at(r, row->group, "missing");
		group = row->group;
	}
	if (!json_object_object_get_ex(tree, "schema", NULL))
		report_at(r, "schema", "missing");
	if (!json_object_object_get_ex(tree, "state", NULL))
		report_at(r, "state", "missing");
}

int health_read(struct view text, const char *name, struct buf *errors,
		struct health_reading **ret)
{
	autoreading struct health_reading *reading =
		calloc(1, sizeof(*reading));
	struct reader r = { .health = NULL };
	int e;

	if (!reading)
		return -ENOMEM;
	r.health = &reading->health;
	policy_report_init(&r.policy.report, name, errors);
	e = policy_tree_parse(text, &r.policy.report, &reading->tree);
	if (e == 0)
		read_document(&r, reading->tree);
	if (e == 0)
		e = policy_report_result(&r.policy.report);
	policy_report_done(&r.policy.report);
	if (e == 0)
		*ret = take(reading);
	return e;
}

const struct health *health_of(const struct health_reading *reading)
{
	return &reading->health;
}

void health_reading_free(struct health_reading *reading)
{
	if (!reading)
		return;
	json_object_put(reading->tree);
	free(reading);
}
