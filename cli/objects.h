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

enum object_kind {
	OBJECT_ABSENT, /* not there; its directory is */
	OBJECT_FILE,
	OBJECT_DIRECTORY,
	OBJECT_SOCKET,
};

struct object {
	const char *item; /* "SSE_SEC_APP_DOCKER_10" */
	char *path;	  /* owned; as the host names it */
	char *real; /* owned; without symbolic links: what a rule has to name */
	char *why;  /* owned; "ExecStart= of docker.service"; "" */
	enum object_kind kind;
	uint64_t device, inode; /* stat(2)'s; 0 where absent */
	bool link;		/* path itself is a symbolic link */
	bool baseline; /* of both profiles; else of the full one only */
};

struct objects {
	struct object *list; /* owned; files before directories, by item */
	size_t count;
};

/* 0 or -errno; what could not be looked at is in err's text and the rest in
 * the list. */
int objects_find(const struct check_host *host, const struct daemon *daemon,
		 struct objects *ret, struct errmsg *err);
void objects_done(struct objects *objects);
#define autoobjects __attribute__((cleanup(objects_done)))

#endif
