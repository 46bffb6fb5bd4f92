// SPDX-License-Identifier: BSD-2-Clause
/*
 * Comma-separated values, RFC 4180 but for the end of a line, which is "\n"
 * as in every format here: a column for each field that an alert may have
 * (flat.h), in one order, empty where it has none, and `cut`, the names of
 * the columns that are not whole.
 *
 * A value that a spreadsheet would take for a formula gets an apostrophe before
 * it, and so does one that begins with an apostrophe: a reader takes away one.
 * Quotes stand around every value that is not plainly a word: where a
 * spreadsheet splits at semicolons, one in a value begins no cell.
 */
#include "format.h"

#include "flat.h"
#include "utf8.h"

#define CUT_COLUMN "cut"

static const char *escape(char c)
{
	return c == '"' ? "\"\"" : NULL;
}

/* What starts a formula, full-width forms among them
 * (OWASP, "CSV Injection"). */
static bool is_formula(struct view text)
{
	static const uint32_t starts[] = { '=',	   '+',	   '-',	   '@',	  '\'',
					   0xff1d, 0xff0b, 0xff0d, 0xff20 };
	uint32_t first = 0;

	(void)utf8_next(text, &first);
	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		if (first == starts[i])
			return true;
	return false;
}

static bool is_word(struct view text)
{
	for (size_t i = 0; i < text.size; i++) {
		char c = text.data[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
		    !(c >= '0' && c <= '9') &&
		    (c == '\0' || !strchr("/._-:", c)))
			return false;
	}
	return true;
}

/* false where it was cut. */
static bool put_value(struct line *l, struct view text, size_t max)
{
	bool plain = is_word(text) && !is_formula(text);
	bool whole;

	if (!plain)
		line_add(l, VIEW("\""));
	if (is_formula(text))
		line_add(l, VIEW("'"));
	whole = line_add_value(l, text, max, escape);
	if (!plain)
		line_add(l, VIEW("\""));
	return whole;
}

/* The names as one value, a space between them. */
static void put_cuts(struct line *l, const struct flat *f)
{
	bool any = false;

	if (f->cuts == 0)
		return;
	line_add(l, VIEW("\""));
	for (unsigned int i = 0; i < FLAT_COLUMNS; i++) {
		if (!(f->cuts >> i & 1))
			continue;
		if (any)
			line_add(l, VIEW(" "));
		line_add(l, view_of(flat_name((enum flat_field)i)));
		any = true;
	}
	line_add(l, VIEW("\""));
}

static void put_row(struct line *l, struct flat *f)
{
	for (unsigned int i = 0; i < FLAT_COLUMNS; i++) {
		enum flat_field field = (enum flat_field)i;
		struct view text = flat_text(f, field);

		if (text.size && !put_value(l, text, flat_room(f, field)))
			flat_mark_cut(f, field);
		line_add(l, VIEW(","));
	}
	put_cuts(l, f);
	line_add(l, VIEW("\n"));
}

int format_csv(const struct alert *alert, struct buf *out)
{
	return flat_write(alert, out, FORMAT_MAX_LINE, put_row);
}

int format_csv_header(struct buf *out)
{
	for (unsigned int i = 0; i < FLAT_COLUMNS; i++) {
		buf_add_text(out, flat_name((enum flat_field)i));
		buf_add_byte(out, ',');
	}
	buf_add_text(out, CUT_COLUMN "\n");
	return buf_error(out);
}
