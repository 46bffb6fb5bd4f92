// SPDX-License-Identifier: BSD-2-Clause
/*
 * json: values → one compact JSON document of bounded size, appended to a
 * buf.  No space after ':' or ',' (a consumer that searches for "name":value
 * finds it), no byte below 0x20.
 *
 * A string is an attacker's bytes.  In it, besides '"' and '\', every
 * character that utf8_is_hidden() names is written as \uXXXX.  A byte that is
 * not UTF-8, and NUL (PostgreSQL's jsonb refuses \u0000), becomes the text
 * \xNN, in JSON "\\xNN"; a backslash that stands before xNN becomes \x5c.  So
 * a reader who turns each \xNN of the parsed string into that byte has the
 * bytes back.
 *
 * What does not fit is left out and sets `over`: the document is then no
 * JSON, and the writer takes it back and writes a shorter one.
 */
#ifndef DOCKWARDEN_JSON_H
#define DOCKWARDEN_JSON_H

#include "buf.h"

struct json {
	struct buf *out; /* borrowed */
	size_t start;	 /* out->size when it began */
	size_t end;	 /* out->size never passes this */
	bool over;	 /* something did not fit, or out has an error */
};

/* Appends to out, at most max bytes. */
struct json json_begin(struct buf *out, size_t max);
/* The bytes that may still be written. */
size_t json_room(const struct json *j);

/* "name":{ … } and "name":[ … ]; name NULL at the top and in a list.  Returns
 * the place that the closing call takes: an object or list that stayed empty
 * is removed, its name with it. */
size_t json_open(struct json *j, const char *name);
void json_close(struct json *j, size_t mark);
size_t json_open_list(struct json *j, const char *name);
void json_close_list(struct json *j, size_t mark);

/* Nothing has been written yet into the innermost object or list. */
bool json_is_empty(const struct json *j);

/* A string of at most max bytes between its quotes, cut between characters
 * and never inside an escape; false where it was cut.  name NULL in a list. */
bool json_text(struct json *j, const char *name, struct view text, size_t max);
/* A string of ours. */
void json_word(struct json *j, const char *name, const char *word);
void json_number(struct json *j, const char *name, uint64_t number);
void json_flag(struct json *j, const char *name, bool flag);
/* The number as a string: "0". */
void json_digits(struct json *j, const char *name, uint64_t number);

/* A string in pieces: *left is what may still be written between the quotes
 * and is counted down; false where the piece was cut. */
void json_open_text(struct json *j, const char *name);
bool json_add_text(struct json *j, struct view piece, size_t *left);
void json_close_text(struct json *j);

/* The byte after the document. */
void json_end_line(struct json *j);

#endif
