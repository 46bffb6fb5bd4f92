// SPDX-License-Identifier: BSD-2-Clause
/*
 * names: the seam to the host's user and group database.  The library does no
 * look-ups of its own; a program hands in these functions (getpwnam and
 * getgrnam there, tables in a test).
 */
#ifndef DOCKWARDEN_NAMES_H
#define DOCKWARDEN_NAMES_H

#include <stdint.h>

typedef void names_uid_fn(void *context, uint32_t uid);

struct names {
	/* The uid of a user: 0, -ENOENT (no such user) or -errno. */
	int (*uid_of)(void *user, const char *name, uint32_t *ret);
	/* Calls fn for the uid of each member, primary ones included: 0,
	 * -ENOENT (no such group) or -errno. */
	int (*members_of)(void *user, const char *group, names_uid_fn *fn,
			  void *context);
	/* The gid of a group: 0, -ENOENT (no such group) or -errno. */
	int (*gid_of)(void *user, const char *group, uint32_t *ret);
	void *user;
};

#endif
