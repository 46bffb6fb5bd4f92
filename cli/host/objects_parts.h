// SPDX-License-Identifier: BSD-2-Clause
/*
 * objects_parts: how the list of objects is made: sources wish for paths, and
 * what of them is on the host becomes an object.
 */
#ifndef DOCKWARDEN_OBJECTS_PARTS_H
#define DOCKWARDEN_OBJECTS_PARTS_H

#include "objects.h"

struct object_wish {
	const char *item;
	const char *path; /* absolute; borrowed */
	const char *why;  /* borrowed; NULL for "" */
	enum watch_class class;
	bool baseline;
	bool anyway; /* also where it is not there: it may come */
	/* NULL, or how the real path has to end: below a user's home a link
	 * could make of any file an object. */
	const char *end;
};

/* Objects in the making. */
struct object_search {
	const struct check_host *host;
	const struct daemon *daemon;
	struct object_list *objects;
	struct errmsg *err;
	int error; /* the first */
};

/* Looks and adds; the same real path is added once.  A failure is kept in the
 * search. */
void object_search_wish(struct object_search *s,
			const struct object_wish *wish);

/* What says where objects are could not be read: the first such is told, rather
 * than objects, which tell of themselves. */
void object_search_gap(struct object_search *s, const char *what,
		       const char *path, int error);

/* Is it there? */
bool object_search_has(const struct object_search *s, const char *path);

/* The sources. */
void object_search_list(struct object_search *s); /* watch.def, PATH, policy */
void object_search_daemon(struct object_search *s);
void object_search_units(struct object_search *s);
void object_search_others(struct object_search *s); /* podman, snap, … */

#endif
