// SPDX-License-Identifier: BSD-2-Clause
#include "policy_value.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "policy.h"

#define MAX_CHOICES 512 /* bytes of "read, write, …" in a message */

static struct view text_of(json_object *string)
{
	return view_from(json_object_get_string(string),
			 (size_t)json_object_get_string_len(string));
}

static struct policy_quoted words(const char *text)
{
	struct policy_quoted ret;

	(void)snprintf(ret.text, sizeof(ret.text), "%s", text);
	return ret;
}

static struct policy_quoted show_number(json_object *number)
{
	int64_t value = json_object_get_int64(number);
	struct policy_quoted ret;

	/* where json-c stops counting */
	if (value == INT64_MAX || value == INT64_MIN)
		return words("a number far out of range");
	(void)snprintf(ret.text, sizeof(ret.text), "%" PRId64, value);
	return ret;
}

static struct policy_quoted show(json_object *value)
{
	const char *text;

	switch (json_object_get_type(value)) {
	case json_type_null:
		return words("null");
	case json_type_boolean:
		return words(json_object_get_boolean(value) ? "true" : "false");
	case json_type_double:
		/* as it was written: json_object_new_double_s(3) */
		text = json_object_get_string(value);
		return words(text ? text : "a fraction");
	case json_type_int:
		return show_number(value);
	case json_type_object:
		return words("an object");
	case json_type_array:
		return words("a list");
	case json_type_string:
		break;
	}
	return policy_quote(text_of(value));
}

void policy_value_expected(struct policy_reader *r, const char *what,
			   json_object *value)
{
	policy_report_error(&r->report, "expected %s, got %s", what,
			    show(value).text);
}

/* Adds the word to a list of them in a message. */
static void add_choice(struct buf *choices, const char *word)
{
	if (choices->size)
		buf_add_text(choices, ", ");
	buf_add_text(choices, word);
}

static void unknown_key(struct policy_reader *r, const char *key,
			const struct policy_key *keys)
{
	autobuf struct buf choices;
	struct view known;

	buf_init(&choices, MAX_CHOICES);
	for (; keys->name; keys++)
		add_choice(&choices, keys->name);
	known = buf_view(&choices);
	policy_report_error(&r->report, "unknown key %s (%.*s)",
			    policy_quote(view_of(key)).text, (int)known.size,
			    known.data);
}

static void require_keys(struct policy_reader *r, json_object *object,
			 const struct policy_key *keys)
{
	size_t mark;

	for (; keys->name; keys++) {
		if (!keys->required ||
		    json_object_object_get_ex(object, keys->name, NULL))
			continue;
		mark = policy_report_enter(&r->report, view_of(keys->name));
		policy_report_error(&r->report, "missing");
		policy_report_leave(&r->report, mark);
	}
}

static const struct policy_key *find_key(const struct policy_key *keys,
					 const char *name)
{
	for (; keys->name; keys++)
		if (strcmp(keys->name, name) == 0)
			return keys;
	return NULL;
}

int policy_value_object(struct policy_reader *r, json_object *value,
			const struct policy_key *keys, void *into)
{
	if (!json_object_is_type(value, json_type_object)) {
		policy_value_expected(r, "an object", value);
		return 0;
	}
	json_object_object_foreach(value, name, member)
	{
		const struct policy_key *key = find_key(keys, name);
		size_t mark;
		int e;

		if (!key) {
			unknown_key(r, name, keys);
			continue;
		}
		mark = policy_report_enter(&r->report, view_of(name));
		e = key->read(r, member, into);
		policy_report_leave(&r->report, mark);
		if (e < 0)
			return e;
	}
	require_keys(r, value, keys);
	return 0;
}

static int read_entries(struct policy_reader *r, json_object *value,
			const struct policy_list_kind *kind, char *entries)
{
	size_t count = json_object_array_length(value);

	for (size_t i = 0; i < count; i++) {
		size_t mark = policy_report_enter_entry(&r->report, i);
		int e = kind->read(r, json_object_array_get_idx(value, i),
				   entries + i * kind->size);

		policy_report_leave(&r->report, mark);
		if (e < 0)
			return e;
	}
	return 0;
}

struct policy_list policy_value_list(struct policy_reader *r,
				     json_object *value,
				     const struct policy_list_kind *kind)
{
	struct policy_list list = { .count = 0 };
	size_t count;

	if (!json_object_is_type(value, json_type_array)) {
		policy_value_expected(r, kind->what, value);
		return list;
	}
	count = json_object_array_length(value);
	if (count > POLICY_MAX_LIST) {
		policy_report_error(&r->report, "%zu entries, at most %d",
				    count, POLICY_MAX_LIST);
		return list;
	}
	if (count == 0) {
		if (kind->filled)
			policy_report_error(&r->report,
					    "expected %s, got an empty one",
					    kind->what);
		return list;
	}
	list.entries = calloc(count, kind->size);
	if (!list.entries) {
		list.error = -ENOMEM;
		return list;
	}
	list.count = count;
	list.error = read_entries(r, value, kind, list.entries);
	return list;
}

int policy_value_text(struct policy_reader *r, json_object *value,
		      const struct policy_text_kind *kind, char **ret)
{
	struct view text;
	char *copy;

	if (!json_object_is_type(value, json_type_string)) {
		policy_value_expected(r, kind->what, value);
		return 0;
	}
	text = text_of(value);
	if (text.size == 0)
		policy_value_expected(r, kind->what, value);
	else if (memchr(text.data, '\0', text.size))
		policy_report_error(&r->report, "NUL in %s",
				    policy_quote(text).text);
	else if (text.size > POLICY_MAX_TEXT)
		policy_report_error(&r->report, "%zu bytes, at most %d",
				    text.size, POLICY_MAX_TEXT);
	else if (kind->check)
		kind->check(r, text);
	copy = strdup(text.data);
	if (!copy)
		return -ENOMEM;
	*ret = copy;
	return 0;
}

static void unknown_word(struct policy_reader *r, json_object *value,
			 const struct policy_word_kind *kind)
{
	const char *noun = strchr(kind->what, ' ') + 1;
	autobuf struct buf choices;
	struct view known;

	buf_init(&choices, MAX_CHOICES);
	for (size_t i = 0; kind->word(i); i++)
		add_choice(&choices, kind->word(i));
	known = buf_view(&choices);
	if (json_object_is_type(value, json_type_string))
		policy_report_error(&r->report, "unknown %s %s (%.*s)", noun,
				    policy_quote(text_of(value)).text,
				    (int)known.size, known.data);
	else
		policy_report_error(&r->report, "expected %s (%.*s), got %s",
				    kind->what, (int)known.size, known.data,
				    show(value).text);
}

int policy_value_word(struct policy_reader *r, json_object *value,
		      const struct policy_word_kind *kind, size_t *ret)
{
	if (json_object_is_type(value, json_type_string)) {
		for (size_t i = 0; kind->word(i); i++) {
			if (!view_is(text_of(value), kind->word(i)))
				continue;
			*ret = i;
			return 0;
		}
	}
	unknown_word(r, value, kind);
	return 0;
}
