// SPDX-License-Identifier: BSD-2-Clause
/*
 * field: the name=value pairs of a record's text, and the bytes that a value
 * stands for.  Zero-copy: names and values are views into the text and live as
 * long as it.
 */
#ifndef DOCKWARDEN_FIELD_H
#define DOCKWARDEN_FIELD_H

#include <stdbool.h>

#include "scratch.h"
#include "view.h"

enum field_quote {
	FIELD_BARE,   /* name=value: a number, a word, hex, (null) */
	FIELD_QUOTED, /* name="value": literal bytes */
};

struct field {
	struct view name;
	struct view value; /* without quotes */
	enum field_quote quote;
	/* Inside msg='…': a user program's claim.  Not evidence. */
	bool claimed;
};

/* Walks the fields of a body or of an enriched part, in order. */
struct field_cursor {
	const char *at, *end;
	bool claimed;
};

struct field_cursor field_walk(struct view text);
bool field_next(struct field_cursor *c, struct field *ret);
/* What field_next would give, if the next field has this name (not "msg");
 * else false, and the cursor stays.  For fields in a known order. */
bool field_take(struct field_cursor *c, struct view name, struct field *ret);

/* The first of that name in the text, claimed or not; false: there is none. */
bool field_find(struct view text, const char *name, bool claimed,
		struct field *ret);

/* The bytes that an encoded field stands for.  The kernel quotes a string it
 * may print and writes any other as upper-case hex
 * (kernel/audit.c audit_log_untrustedstring), so quoted is literal and bare
 * is hex; a bare value that is not whole hex stands for itself.  (null), ? and
 * nothing at all stand for no value.  Returned bytes lie in the line or in s.
 * 0, -ENOENT (no value) or -ENOBUFS (s is full). */
int field_text(const struct field *f, struct scratch *s, struct view *ret);

/* Is one of the keys of a key= field "docker" or "docker-…", quoted or hex with
 * 0x01 between keys? */
bool field_has_docker_key(const struct field *key);

#endif
