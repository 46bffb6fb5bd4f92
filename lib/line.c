// SPDX-License-Identifier: BSD-2-Clause
#include "line.h"

#include "escape.h"
#include "number.h"
#include "utf8.h"

/* The longest way to write a character: four bytes, each as a backslash that
 * a format doubles and xNN. */
#define UNIT_SIZE 24

struct unit {
	char text[UNIT_SIZE];
	size_t size;
};

struct line line_begin(struct buf *out, size_t max)
{
	struct line l = { .out = out, .end = SIZE_MAX };

	if (max < SIZE_MAX - out->size)
		l.end = out->size + max;
	l.over = buf_error(out) != 0;
	return l;
}

void line_add(struct line *l, struct view bytes)
{
	if (l->over || bytes.size > l->end - l->out->size) {
		l->over = true;
		return;
	}
	buf_add(l->out, bytes);
	if (buf_error(l->out))
		l->over = true;
}

void line_add_number(struct line *l, uint64_t number)
{
	char digits[NUMBER_DIGITS];

	line_add(l, number_text(number, digits));
}

static void unit_add(struct unit *u, struct view bytes)
{
	memcpy(u->text + u->size, bytes.data, bytes.size);
	u->size += bytes.size;
}

static void unit_ascii(struct unit *u, char c, line_escape_fn *escape)
{
	const char *own = escape(c);

	unit_add(u, own ? view_of(own) : view_from(&c, 1));
}

static void unit_bytes(struct unit *u, struct view bytes,
		       line_escape_fn *escape)
{
	for (size_t i = 0; i < bytes.size; i++) {
		char text[ESCAPE_SIZE];
		struct view hex = escape_byte(bytes.data[i], text);

		unit_ascii(u, hex.data[0], escape);
		unit_add(u, view_skip(hex, 1));
	}
}

/* The first character of value; how many bytes of it that is. */
static size_t unit_take(struct view value, bool at_end, struct unit *u,
			line_escape_fn *escape)
{
	uint32_t c = 0;
	size_t size = utf8_next(value, &c);
	struct view taken = view_from(value.data, size ? size : 1);
	char first = value.data[0];

	u->size = 0;
	if (size == 1 && first != '\\' && escape(first))
		unit_ascii(u, first, escape);
	else if (size == 0 || utf8_is_hidden(c) || escape_looks(value) ||
		 (first == ' ' && at_end))
		unit_bytes(u, taken, escape);
	else if (size == 1)
		unit_ascii(u, first, escape);
	else
		unit_add(u, taken);
	return taken.size;
}

bool line_add_value(struct line *l, struct view value, size_t max,
		    line_escape_fn *escape)
{
	bool first = true;

	while (value.size) {
		struct unit u;
		size_t taken =
			unit_take(value, first || value.size == 1, &u, escape);

		if (u.size > max)
			return false;
		line_add(l, view_from(u.text, u.size));
		max -= u.size;
		value = view_skip(value, taken);
		first = false;
	}
	return true;
}
