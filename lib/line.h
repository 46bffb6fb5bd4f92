// SPDX-License-Identifier: BSD-2-Clause
/*
 * line: values → one line of bounded size, appended to a buf, for formats that
 * are flat (cef, csv).  What does not fit is left out and sets `over`: the
 * writer then takes the line back and writes a shorter one.
 *
 * A value is an attacker's bytes.  A character that utf8_is_hidden() names, a
 * byte that is not UTF-8, a space at either end and a backslash before xNN
 * become \xNN a byte (escape.h), unless the format has a way of its own to
 * write them.
 */
#ifndef DOCKWARDEN_LINE_H
#define DOCKWARDEN_LINE_H

#include "buf.h"

struct line {
	struct buf *out; /* borrowed */
	size_t end;	 /* out->size never passes this */
	bool over;	 /* something did not fit, or out has an error */
};

/* How a format writes this ASCII character; NULL: as it is, or as \xNN. */
typedef const char *line_escape_fn(char c);

/* Appends to out, at most max bytes. */
struct line line_begin(struct buf *out, size_t max);

/* As it is. */
void line_add(struct line *l, struct view bytes);
void line_add_number(struct line *l, uint64_t number);

/* A value in at most max bytes as written, cut between characters and never
 * inside an escape; false where it was cut. */
bool line_add_value(struct line *l, struct view value, size_t max,
		    line_escape_fn *escape);

#endif
