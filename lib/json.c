// SPDX-License-Identifier: BSD-2-Clause
#include "json.h"

#include "escape.h"
#include "number.h"
#include "utf8.h"

#define UNIT_SIZE 12 /* two \uXXXX, the longest way to write a character */

static const char hex_digits[] = "0123456789abcdef";

/* One character as JSON writes it. */
struct unit {
	char text[UNIT_SIZE];
	size_t size;
};

static void unit_add(struct unit *u, char c)
{
	u->text[u->size++] = c;
}

static void unit_byte(struct unit *u, char byte)
{
	unit_add(u, '\\');
	(void)escape_byte(byte, u->text + u->size);
	u->size += ESCAPE_SIZE;
}

static void unit_code(struct unit *u, uint32_t code)
{
	unit_add(u, '\\');
	unit_add(u, 'u');
	for (int shift = 12; shift >= 0; shift -= 4)
		unit_add(u, hex_digits[code >> shift & 15]);
}

static void unit_hidden(struct unit *u, uint32_t c)
{
	if (c > 0xffff) {
		unit_code(u, 0xd800 + ((c - 0x10000) >> 10));
		unit_code(u, 0xdc00 + ((c - 0x10000) & 0x3ff));
	} else if (c == '\n' || c == '\t' || c == '\r') {
		unit_add(u, '\\');
		unit_add(u, c == '\n' ? 'n' : c == '\t' ? 't' : 'r');
	} else {
		unit_code(u, c);
	}
}

/* The first character of text; how many bytes of text it stands for. */
static size_t unit_take(struct view text, struct unit *u)
{
	uint32_t c = 0;
	size_t size = utf8_next(text, &c);

	u->size = 0;
	if (size == 0 || c == 0 || escape_looks(text)) {
		unit_byte(u, text.data[0]);
		return 1;
	}
	if (utf8_is_hidden(c)) {
		unit_hidden(u, c);
		return size;
	}
	if (c == '"' || c == '\\')
		unit_add(u, '\\');
	memcpy(u->text + u->size, text.data, size);
	u->size += size;
	return size;
}

static void put(struct json *j, struct view bytes)
{
	if (j->over || bytes.size > j->end - j->out->size) {
		j->over = true;
		return;
	}
	buf_add(j->out, bytes);
	if (buf_error(j->out))
		j->over = true;
}

bool json_is_empty(const struct json *j)
{
	char last;

	if (j->out->size == j->start)
		return true;
	last = j->out->data[j->out->size - 1];
	return last == '{' || last == '[';
}

/* A comma where a value stands before, then the name. */
static void put_name(struct json *j, const char *name)
{
	if (!json_is_empty(j))
		put(j, VIEW(","));
	if (!name)
		return;
	put(j, VIEW("\""));
	put(j, view_of(name));
	put(j, VIEW("\":"));
}

struct json json_begin(struct buf *out, size_t max)
{
	struct json j = { .out = out, .start = out->size, .end = SIZE_MAX };

	if (max < SIZE_MAX - out->size)
		j.end = out->size + max;
	j.over = buf_error(out) != 0;
	return j;
}

size_t json_room(const struct json *j)
{
	return j->over ? 0 : j->end - j->out->size;
}

static size_t open_with(struct json *j, const char *name, struct view bracket)
{
	size_t mark = j->out->size;

	put_name(j, name);
	put(j, bracket);
	return mark;
}

static void close_with(struct json *j, size_t mark, struct view bracket)
{
	if (j->over)
		return;
	if (json_is_empty(j))
		buf_cut(j->out, mark);
	else
		put(j, bracket);
}

size_t json_open(struct json *j, const char *name)
{
	return open_with(j, name, VIEW("{"));
}

void json_close(struct json *j, size_t mark)
{
	close_with(j, mark, VIEW("}"));
}

size_t json_open_list(struct json *j, const char *name)
{
	return open_with(j, name, VIEW("["));
}

void json_close_list(struct json *j, size_t mark)
{
	close_with(j, mark, VIEW("]"));
}

void json_open_text(struct json *j, const char *name)
{
	put_name(j, name);
	put(j, VIEW("\""));
}

/* How many bytes from the first on JSON writes as they are, and has room
 * for; text is nearly all such bytes. */
static size_t plain_size(const struct json *j, struct view text, size_t left)
{
	size_t room = json_room(j), size = 0;

	if (left > room)
		left = room;
	if (left > text.size)
		left = text.size;
	while (size < left && text.data[size] >= ' ' &&
	       text.data[size] <= '~' && text.data[size] != '"' &&
	       text.data[size] != '\\')
		size++;
	return size;
}

bool json_add_text(struct json *j, struct view piece, size_t *left)
{
	while (piece.size) {
		size_t taken = plain_size(j, piece, *left);
		struct unit u;

		if (taken) {
			put(j, view_from(piece.data, taken));
			*left -= taken;
			piece = view_skip(piece, taken);
			continue;
		}
		taken = unit_take(piece, &u);
		if (u.size > *left) {
			*left = 0;
			return false;
		}
		put(j, view_from(u.text, u.size));
		*left -= u.size;
		piece = view_skip(piece, taken);
	}
	return true;
}

void json_close_text(struct json *j)
{
	put(j, VIEW("\""));
}

bool json_text(struct json *j, const char *name, struct view text, size_t max)
{
	bool whole;

	json_open_text(j, name);
	whole = json_add_text(j, text, &max);
	json_close_text(j);
	return whole;
}

void json_word(struct json *j, const char *name, const char *word)
{
	(void)json_text(j, name, view_of(word), SIZE_MAX);
}

void json_number(struct json *j, const char *name, uint64_t number)
{
	char digits[NUMBER_DIGITS];

	put_name(j, name);
	put(j, number_text(number, digits));
}

void json_flag(struct json *j, const char *name, bool flag)
{
	put_name(j, name);
	put(j, flag ? VIEW("true") : VIEW("false"));
}

void json_digits(struct json *j, const char *name, uint64_t number)
{
	char digits[NUMBER_DIGITS];

	(void)json_text(j, name, number_text(number, digits), sizeof(digits));
}

void json_end_line(struct json *j)
{
	put(j, VIEW("\n"));
}
