// SPDX-License-Identifier: BSD-2-Clause
/*
 * alerts: what a warden says of a list of lines, each alert as its complete
 * ECS document, and parts of it apart.
 */
#ifndef DOCKWARDEN_ALERTS_H
#define DOCKWARDEN_ALERTS_H

#include "capture.h"
#include "warden.h"

struct told {
	char id[ALERT_ID_SIZE];
	uint32_t serial;
	enum action action;
	size_t at, size; /* of the document in text, with its "\n" */
};

struct alerts {
	struct buf text;   /* documents, one a line */
	struct told *list; /* owned */
	size_t count, capacity;
	struct warden_counts counts;
};

/* The policy of tests/data/captures, resolved: root is 0. */
struct policy *alerts_policy(void);
/* Judges the lines by that policy. */
void alerts_of(const struct lines_list *lines, struct alerts *ret);
void alerts_free(struct alerts *a);

struct view alerts_document(const struct alerts *a, size_t i);
/* Fails the test, and says where, unless both are the same, ids and all. */
void alerts_same(const char *what, const struct alerts *got,
		 const struct alerts *want);

/* For those who feed a warden themselves: options that collect in *ret. */
struct warden_options alerts_options(const struct policy *policy,
				     struct alerts *ret);

#endif
