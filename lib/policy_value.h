// SPDX-License-Identifier: BSD-2-Clause
/*
 * policy_value: a JSON value → what the schema says it is, or a message.
 * Internal to policy*.c, and to health_read.c, which is as strict.
 *
 * A reader function looks at one value, reports what is wrong with it at the
 * report's path and goes on; it returns -ENOMEM or 0, and whether there were
 * errors, policy_report_result() says in the end.  json-c converts silently
 * (get_int of "12abc" is 12), so a type is checked before a value is got.
 */
#ifndef DOCKWARDEN_POLICY_VALUE_H
#define DOCKWARDEN_POLICY_VALUE_H

#include <json-c/json.h>

#include "policy_report.h"
#include "scratch.h"

struct policy_reader {
	struct policy_report report;
	struct scratch scratch; /* of one value */
};

/* Reads value to where into points. */
typedef int policy_value_fn(struct policy_reader *r, json_object *value,
			    void *into);

struct policy_key {
	const char *name; /* NULL ends a table */
	policy_value_fn *read;
	bool required;
};

/* Reads an object by a table of its keys; other keys are errors. */
int policy_value_object(struct policy_reader *r, json_object *value,
			const struct policy_key *keys, void *into);

struct policy_list_kind {
	const char *what;      /* "a list of user names and uids" */
	size_t size;	       /* of an entry */
	policy_value_fn *read; /* into: the entry, zeroed */
	bool filled;	       /* an empty list is an error */
};

struct policy_list {
	void *entries; /* the caller's, also after an error; NULL if empty */
	size_t count;
	int error; /* 0 or -ENOMEM */
};

struct policy_list policy_value_list(struct policy_reader *r,
				     json_object *value,
				     const struct policy_list_kind *kind);

struct policy_text_kind {
	const char *what; /* "a group name" */
	/* Reports what is wrong with the text, 1 to POLICY_MAX_TEXT bytes
	 * without NUL. */
	void (*check)(struct policy_reader *r, struct view text);
};

/* *ret is the caller's; it may be set where an error was reported too. */
int policy_value_text(struct policy_reader *r, json_object *value,
		      const struct policy_text_kind *kind, char **ret);

struct policy_word_kind {
	const char *what;	       /* "an action": the article, the noun */
	const char *(*word)(size_t i); /* the i-th, NULL past the last */
};

/* Reads one of a few words; *ret is its number, untouched if it is none. */
int policy_value_word(struct policy_reader *r, json_object *value,
		      const struct policy_word_kind *kind, size_t *ret);

/* Reports "expected WHAT, got VALUE". */
void policy_value_expected(struct policy_reader *r, const char *what,
			   json_object *value);

#endif
