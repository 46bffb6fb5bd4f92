// SPDX-License-Identifier: BSD-2-Clause
#include "printable.h"

#include "escape.h"
#include "utf8.h"

static void add_escapes(struct buf *out, struct view bytes)
{
	for (size_t i = 0; i < bytes.size; i++) {
		char text[ESCAPE_SIZE];

		buf_add(out, escape_byte(bytes.data[i], text));
	}
}

/* The first character of text, or its first byte where it has none; *shown
 * says whether it may stand for itself. */
static struct view first(struct view text, char also, bool *shown)
{
	uint32_t c = 0;
	size_t size = utf8_next(text, &c);

	*shown = size && !utf8_is_hidden(c) && c != '\\' &&
		 c != (unsigned char)also;
	return view_from(text.data, size ? size : 1);
}

/* also: a byte to escape besides; a backslash for none. */
static void add_safe(struct buf *out, struct view text, size_t max, char also)
{
	size_t used = 0;

	while (text.size) {
		bool shown;
		struct view c = first(text, also, &shown);
		size_t size = shown ? c.size : c.size * ESCAPE_SIZE;

		if (size > max - used) {
			buf_add(out, VIEW("..."));
			return;
		}
		used += size;
		if (shown)
			buf_add(out, c);
		else
			add_escapes(out, c);
		text = view_skip(text, c.size);
	}
}

static bool is_plain(struct view text)
{
	for (size_t i = 0; i < text.size; i++) {
		char c = text.data[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
		    !(c >= '0' && c <= '9') &&
		    (c == '\0' || !strchr("/._-+@%,=:~", c)))
			return false;
	}
	return text.size > 0;
}

void printable_text(struct buf *out, struct view text, size_t max)
{
	add_safe(out, text, max, '\\');
}

void printable_word(struct buf *out, struct view text, size_t max)
{
	if (is_plain(text)) {
		add_safe(out, text, max, '\\');
		return;
	}
	buf_add_byte(out, '"');
	add_safe(out, text, max, '"');
	buf_add_byte(out, '"');
}
