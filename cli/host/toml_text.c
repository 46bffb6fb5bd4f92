// SPDX-License-Identifier: BSD-2-Clause
#include "toml_text.h"

#include "number.h"

#define MAX_CHARACTER 0x10FFFF

char toml_text_peek(const struct toml_text *t)
{
	return t->rest.size ? t->rest.data[0] : '\0';
}

static void advance(struct toml_text *t, size_t count)
{
	for (size_t i = 0; i < count && i < t->rest.size; i++)
		t->line += t->rest.data[i] == '\n';
	t->rest = view_skip(t->rest, count);
}

bool toml_text_take(struct toml_text *t, char byte)
{
	if (!t->rest.size || t->rest.data[0] != byte)
		return false;
	advance(t, 1);
	return true;
}

static bool take_text(struct toml_text *t, struct view wanted)
{
	if (!view_starts(t->rest, wanted))
		return false;
	advance(t, wanted.size);
	return true;
}

static bool take_newline(struct toml_text *t)
{
	return take_text(t, VIEW("\n")) || take_text(t, VIEW("\r\n"));
}

/* A control byte of no text: anything but the tab. */
static bool is_control(char byte)
{
	unsigned char c = (unsigned char)byte;

	return (c < 0x20 && c != '\t') || c == 0x7f;
}

/* Up to the end of the line, or a control byte, which no comment has. */
static void skip_comment(struct toml_text *t)
{
	if (toml_text_peek(t) != '#')
		return;
	while (t->rest.size && !is_control(t->rest.data[0]))
		advance(t, 1);
}

static void skip_blanks(struct toml_text *t)
{
	while (t->rest.size &&
	       (t->rest.data[0] == ' ' || t->rest.data[0] == '\t'))
		advance(t, 1);
}

void toml_text_skip(struct toml_text *t, bool lines)
{
	skip_blanks(t);
	while (lines) {
		skip_comment(t);
		if (!take_newline(t))
			break;
		skip_blanks(t);
	}
}

bool toml_text_end_line(struct toml_text *t)
{
	skip_blanks(t);
	skip_comment(t);
	return !t->rest.size || take_newline(t);
}

static bool is_bare(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/* ----- strings ----- */

static void add_character(struct buf *out, uint32_t c)
{
	if (c < 0x80) {
		buf_add_byte(out, (char)c);
		return;
	}
	if (c < 0x800) {
		buf_add_byte(out, (char)(0xc0 | c >> 6));
	} else {
		if (c < 0x10000) {
			buf_add_byte(out, (char)(0xe0 | c >> 12));
		} else {
			buf_add_byte(out, (char)(0xf0 | c >> 18));
			buf_add_byte(out, (char)(0x80 | (c >> 12 & 0x3f)));
		}
		buf_add_byte(out, (char)(0x80 | (c >> 6 & 0x3f)));
	}
	buf_add_byte(out, (char)(0x80 | (c & 0x3f)));
}

/* "\u00e9", "\U0001F433": after the letter. */
static bool take_number(struct toml_text *t, size_t digits, struct buf *out)
{
	uint64_t c;

	if (t->rest.size < digits ||
	    number_hex(view_from(t->rest.data, digits), MAX_CHARACTER, &c) <
		    0 ||
	    (c >= 0xd800 && c <= 0xdfff))
		return false;
	advance(t, digits);
	add_character(out, (uint32_t)c);
	return true;
}

/* After a backslash. */
static bool take_escape(struct toml_text *t, struct buf *out)
{
	static const char letters[] = "btnfr\"\\", bytes[] = "\b\t\n\f\r\"\\";
	char letter = toml_text_peek(t);
	const char *found = letter ? strchr(letters, letter) : NULL;

	if (!letter)
		return false;
	advance(t, 1);
	if (found)
		buf_add_byte(out, bytes[found - letters]);
	return found || (letter == 'u' && take_number(t, 4, out)) ||
	       (letter == 'U' && take_number(t, 8, out));
}

/* A backslash at the end of a line of """: the blanks after it, of as many
 * lines as there are, do not count.  False where it is none such. */
static bool skip_line_end(struct toml_text *t)
{
	struct toml_text start = *t;

	skip_blanks(t);
	if (!take_newline(t)) {
		*t = start;
		return false;
	}
	do
		skip_blanks(t);
	while (take_newline(t));
	return true;
}

/* Three quotes end it, and up to two before them are its own. */
static bool take_long(struct toml_text *t, struct view quotes, struct buf *out)
{
	bool basic = quotes.data[0] == '"';

	(void)take_newline(t); /* at once after the quotes: not the text's */
	while (!view_starts(t->rest, quotes)) {
		char byte = toml_text_peek(t);

		if (basic && toml_text_take(t, '\\')) {
			if (!skip_line_end(t) && !take_escape(t, out))
				return false;
			continue;
		}
		if (take_newline(t)) {
			buf_add_byte(out, '\n');
			continue;
		}
		if (!t->rest.size || is_control(byte))
			return false;
		buf_add_byte(out, byte);
		advance(t, 1);
	}
	advance(t, quotes.size);
	for (int i = 0; i < 2 && toml_text_take(t, quotes.data[0]); i++)
		buf_add_byte(out, quotes.data[0]);
	return true;
}

static bool take_short(struct toml_text *t, char quote, struct buf *out)
{
	if (!toml_text_take(t, quote))
		return false;
	while (!toml_text_take(t, quote)) {
		char byte = toml_text_peek(t);

		if (!t->rest.size || is_control(byte))
			return false;
		advance(t, 1);
		if (byte == '\\' && quote == '"') {
			if (!take_escape(t, out))
				return false;
		} else {
			buf_add_byte(out, byte);
		}
	}
	return true;
}

bool toml_text_string(struct toml_text *t, struct buf *out)
{
	char quote = toml_text_peek(t);

	if (take_text(t, VIEW("\"\"\"")))
		return take_long(t, VIEW("\"\"\""), out);
	if (take_text(t, VIEW("'''")))
		return take_long(t, VIEW("'''"), out);
	return (quote == '"' || quote == '\'') && take_short(t, quote, out);
}

bool toml_text_key(struct toml_text *t, struct buf *out)
{
	char first = toml_text_peek(t);

	if (first == '"' || first == '\'')
		return take_short(t, first, out);
	if (!is_bare(first))
		return false;
	while (is_bare(toml_text_peek(t))) {
		buf_add_byte(out, t->rest.data[0]);
		advance(t, 1);
	}
	return true;
}

bool toml_text_word(struct toml_text *t, struct view *ret)
{
	size_t size = 0;

	while (size < t->rest.size &&
	       (is_bare(t->rest.data[size]) ||
		strchr("+.:", t->rest.data[size])) &&
	       t->rest.data[size])
		size++;
	*ret = view_from(t->rest.data, size);
	advance(t, size);
	return size > 0;
}
