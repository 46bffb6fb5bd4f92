// SPDX-License-Identifier: BSD-2-Clause
/*
 * read_back: readers of the formats, written from their specifications and not
 * from lib/, for tests that hold what was written to what is read.
 */
#ifndef DOCKWARDEN_READ_BACK_H
#define DOCKWARDEN_READ_BACK_H

#include <json-c/json.h>

#include "buf.h"

/* The document that text is, read as strictly as json-c does it; NULL where it
 * is none.  To be put. */
struct json_object *read_back_json(struct view text);

/* The n-th cell of a line of RFC 4180 (its "\n" included), as a spreadsheet
 * sees it.  false where the line has no such cell or is not well formed. */
bool read_back_csv(struct view line, size_t n, struct buf *ret);
/* What a cell means: the apostrophe that keeps it from being a formula taken
 * away. */
struct view read_back_cell(const struct buf *cell);

/* The n-th field of a line's CEF header, from 0 ("CEF:0") to 6. */
bool read_back_cef_header(struct view line, size_t n, struct buf *ret);
/* The value of a key in its extension; false where there is none, or the
 * extension is not well formed. */
bool read_back_cef(struct view line, const char *key, struct buf *ret);

/* Is text, each \xNN in it a byte, these bytes; where it was cut, their
 * beginning? */
bool read_back_is(struct view text, struct view want, bool cut);

#endif
