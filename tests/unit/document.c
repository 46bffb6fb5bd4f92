// SPDX-License-Identifier: BSD-2-Clause
#include "document.h"

#include <check.h>

#include "cleanup.h"
#include "read_back.h"

char *document_line(format_fn *write, const struct alert *alert)
{
	struct buf out;

	buf_init(&out, FORMAT_MAX_LINE);
	ck_assert_int_eq(write(alert, &out), 0);
	ck_assert_ptr_eq(memchr(out.data, '\n', out.size),
			 out.data + out.size - 1);
	out.max++;
	buf_add_byte(&out, '\0');
	return out.data;
}

struct json_object *document_parse(const char *line)
{
	struct json_object *ret = read_back_json(view_of(line));

	ck_assert_ptr_nonnull(ret);
	return ret;
}

struct json_object *document_of(format_fn *write, const struct alert *alert)
{
	autofree char *line = document_line(write, alert);

	return document_parse(line);
}

const char *document_value(struct json_object *document, const char *pointer)
{
	struct json_object *value;

	if (json_pointer_get(document, pointer, &value))
		return "";
	return json_object_to_json_string_ext(
		value, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
}

void document_says(format_fn *write, const struct document_row *row)
{
	struct json_object *document;
	const char *value;
	struct sample s;

	sample_init(&s);
	row->change(&s);
	document = document_of(write, &s.alert);
	value = document_value(document, row->pointer);
	ck_assert_msg(strcmp(value, row->want) == 0, "%s: %s is %s, not %s",
		      row->name, row->pointer, value, row->want);
	json_object_put(document);
}
