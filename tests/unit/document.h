// SPDX-License-Identifier: BSD-2-Clause
/*
 * document: an alert as a line of a format that is JSON, and what that line
 * says.
 */
#ifndef DOCKWARDEN_DOCUMENT_H
#define DOCKWARDEN_DOCUMENT_H

#include <json-c/json.h>

#include "format.h"
#include "sample_alert.h"

/* NUL-terminated, one line and within the limit; the caller frees it. */
char *document_line(format_fn *write, const struct alert *alert);
/* Strictly, to be put. */
struct json_object *document_parse(const char *line);
struct json_object *document_of(format_fn *write, const struct alert *alert);

/* The value as compact JSON, which lives as long as the document; "" where the
 * key is absent. */
const char *document_value(struct json_object *document, const char *pointer);

/* What a change of the sample makes of one key. */
struct document_row {
	const char *name;
	void (*change)(struct sample *s);
	const char *pointer;
	const char *want; /* "": absent */
};

void document_says(format_fn *write, const struct document_row *row);

#endif
