// SPDX-License-Identifier: BSD-2-Clause
/*
 * toml: a text of TOML 1.0 (toml.io) → its tables and values, one by one, each
 * with the keys that lead to it, whichever way they are spelled: a header, a
 * dotted key, an inline table, quotes.  That a key stands twice is not noticed.
 */
#ifndef DOCKWARDEN_TOML_H
#define DOCKWARDEN_TOML_H

#include "buf.h"

#define TOML_MAX_DEPTH 16		  /* keys that lead to a value */
#define TOML_MAX_NAMES ((size_t)64 << 10) /* bytes of them together */

enum toml_kind {
	TOML_TABLE, /* a header, or an inline table; its values follow */
	TOML_STRING,
	TOML_BOOLEAN,
	TOML_OTHER, /* a number, a date */
};

struct toml_key {
	struct view name; /* decoded; of an array's element "" */
	bool element;
	size_t index; /* of an element: the how manieth, from 0 */
};

/* Is the key this one, in capitals or not?  So the programs that read these
 * files take it (BurntSushi/toml, pelletier/go-toml). */
bool toml_key_is(const struct toml_key *key, const char *name);

/* Views live until the function returns. */
struct toml_item {
	enum toml_kind kind;
	struct toml_key keys[TOML_MAX_DEPTH];
	size_t depth;
	struct view text; /* of a string: decoded; of others as it stands */
	size_t line;	  /* from 1: where its key stands */
};

typedef void toml_fn(void *context, const struct toml_item *item);

/* Calls fn for each in their order.  0; -EBADMSG at what is no TOML, or is
 * deeper than TOML_MAX_DEPTH, -ENOMEM: *ret_line is the line; what stands
 * before it has been told. */
int toml_parse(struct view text, toml_fn *fn, void *context, size_t *ret_line);

#endif
