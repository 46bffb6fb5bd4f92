// SPDX-License-Identifier: BSD-2-Clause
/*
 * objects: what the baseline's items 04-12 want watched, where this host has
 * it: binaries where PATH and the units name them, units by systemd's
 * FragmentPath and drop-ins, the data-root that the daemon uses.  One list:
 * `rules` prints it, `rules --check` and items 04-12 of `check` hold the
 * kernel's rules against it.
 */
#ifndef DOCKWARDEN_OBJECTS_H
#define DOCKWARDEN_OBJECTS_H

#include "check_host.h"
#include "daemon.h"
#include "errmsg.h"
#include "watch.h"

#define OBJECTS_MAX 20000 /* objects of a host; over that -EFBIG */

enum object_kind {
	OBJECT_ABSENT, /* not there; its directory is */
	OBJECT_FILE,
	OBJECT_DIRECTORY,
	OBJECT_SOCKET,
	OBJECT_LINK,   /* a symbolic link to another object, itself: a rule on
		      * it sees its replacement; real is where it stands */
	OBJECT_UNREAD, /* it could not be looked at; real is path */
};

struct object {
	const char *item; /* "SSE_SEC_APP_DOCKER_10"; constant, the policy's */
	char *path;	  /* owned; as the host names it */
	char *real; /* owned; without symbolic links: what a rule has to name */
	char *why;  /* owned; "ExecStart= of docker.service"; "" */
	enum object_kind kind;
	enum watch_class class;
	uint64_t device, inode; /* stat(2)'s; 0 where absent */
	bool link;		/* path itself is a symbolic link */
	bool baseline; /* of both profiles; else of the full one only */
};

struct object_list {
	/* Owned; files before directories, by item; of two directories the
	 * lower one first: the first rule that matches gives the key. */
	struct object *list;
	size_t count;
	/* The same of what would be watched, but for its directory, which is
	 * not there either. */
	struct object *missing;
	size_t missing_count;
	/* There may be more: what tells, a unit file as a rule, could not be
	 * read; the text of err says what. */
	bool gap;
};

/* 0 or -errno; what could not be looked at is in err's text and the rest in
 * the list. */
int object_list_find(const struct check_host *host, const struct daemon *daemon,
		     struct object_list *ret, struct errmsg *err);
void object_list_done(struct object_list *objects);
#define autoobject_list __attribute__((cleanup(object_list_done)))

#endif
