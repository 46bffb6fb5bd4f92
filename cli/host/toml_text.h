// SPDX-License-Identifier: BSD-2-Clause
/*
 * toml_text: the words of a TOML text, of which toml makes tables and values:
 * blanks and comments, keys, strings.  Internal to toml*.c.
 */
#ifndef DOCKWARDEN_TOML_TEXT_H
#define DOCKWARDEN_TOML_TEXT_H

#include "buf.h"

/* A text while it is read. */
struct toml_text {
	struct view rest;
	size_t line; /* of rest, from 1 */
};

/* The next byte; '\0' at the end, and where one stands in the text. */
char toml_text_peek(const struct toml_text *t);
/* Takes that byte where it is next. */
bool toml_text_take(struct toml_text *t, char byte);

/* Blanks; then, with lines, comments and ends of lines too. */
void toml_text_skip(struct toml_text *t, bool lines);
/* What has to follow a value or a header: a comment at most, and the end of
 * the line or of the text.  False where more does. */
bool toml_text_end_line(struct toml_text *t);

/* Each appends what it takes, decoded; false where it is none such.  The text
 * is then anywhere. */
bool toml_text_key(struct toml_text *t, struct buf *out); /* one, undotted */
bool toml_text_string(struct toml_text *t, struct buf *out);
/* Of a number, a date, a boolean. */
bool toml_text_word(struct toml_text *t, struct view *ret);

#endif
