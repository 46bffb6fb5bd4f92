// SPDX-License-Identifier: BSD-2-Clause
/*
 * watch: which objects are watched, and for which item of the baseline.  The
 * built-in list covers Debian's, Ubuntu's, Fedora's and RHEL's places; a
 * policy adds its own.
 */
#ifndef DOCKWARDEN_WATCH_H
#define DOCKWARDEN_WATCH_H

#include <stdint.h>

#include "policy.h"
#include "view.h"

/* What a watched object is: decides who may change it and how grave it is. */
enum watch_class {
	WATCH_PROGRAM,	/* a binary of Docker's */
	WATCH_STATE,	/* the runtime's own data and run directories */
	WATCH_CONFIG,	/* configuration and certificates */
	WATCH_UNIT,	/* systemd units and drop-ins */
	WATCH_SOCKET,	/* an API socket */
	WATCH_ACCOUNTS, /* users and groups of the host */
	WATCH_AUDIT,	/* the audit trail, its rules, dockwarden itself */
	WATCH_SITE,	/* the site's own */
};

struct watch {
	const char *path; /* a file, or a directory and all below it */
	const char *item; /* "SSE_SEC_APP_DOCKER_10" */
	enum watch_class class;
	const char *title; /* NULL: the item's own */
};

struct watches;

/* The built-in list and the policy's.  The policy must outlive the result.
 * 0 or -ENOMEM. */
int watches_new(const struct policy *policy, struct watches **ret);
void watches_free(struct watches *w);

/* The watch whose path is this one or its nearest parent; NULL for none. */
const struct watch *watches_find(const struct watches *w, struct view path);
/* Is the path a directory on the way to a watched one? */
bool watches_lead_from(const struct watches *w, struct view path);
/* The i-th of all, NULL past the last. */
const struct watch *watches_at(const struct watches *w, size_t i);
/* The watch whose name ends as this path does, most components first; for a
 * name that a container or a chroot gave.  With an item, only its watches.
 * NULL if none ends so. */
const struct watch *watches_find_tail(const struct watches *w, struct view path,
				      const char *item);

/* The i-th of Docker's API sockets in the built-in list; NULL past the last. */
const char *watch_socket(size_t i);

/* The item that a key such as "docker-10" names; NULL for another key. */
const char *watch_item_of_key(struct view key);
/* The title of a baseline item; NULL for another id. */
const char *watch_item_title(const char *item);

#define WATCH_ITEM_USERS "SSE_SEC_APP_DOCKER_03"
#define WATCH_ITEM_BINARY "SSE_SEC_APP_DOCKER_04"
#define WATCH_ITEM_STATE "SSE_SEC_APP_DOCKER_05"
#define WATCH_ITEM_CONFIG "SSE_SEC_APP_DOCKER_06"
#define WATCH_ITEM_SOCKET "SSE_SEC_APP_DOCKER_08"
#define WATCH_ITEM_SELF "DOCKWARDEN_SELF"

#endif
