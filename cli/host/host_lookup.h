// SPDX-License-Identifier: BSD-2-Clause
/*
 * host_lookup: this host's user and group database (nsswitch.conf(5)), with
 * room that grows: a group of 20,000 members is one of 340 KB.  Reentrant, and
 * without enumeration, which would take the host program's place in its own:
 * the PAM module uses these too.
 */
#ifndef DOCKWARDEN_HOST_LOOKUP_H
#define DOCKWARDEN_HOST_LOOKUP_H

#include <grp.h>
#include <pwd.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cleanup.h"

#define HOST_MAX_GROUPS ((size_t)1 << 20) /* of one user; Linux takes 65,536 */

/* Where an entry's strings are put. */
struct host_room {
	char *data; /* owned */
	size_t size;
};

static inline void cleanup_host_room(struct host_room *room)
{
	free(room->data);
}
#define autoroom __attribute__((cleanup(cleanup_host_room)))

/* A look-up that is tried with more and more room. */
struct host_query {
	/* 0, or an errno: ERANGE asks for more room.  *found: entry is filled. */
	int (*try)(const struct host_query *query, struct host_room *room,
		   void *entry, bool *found);
	const char *name; /* what is looked for: one of these, or neither */
	uint32_t id;
};

/* 0; -ENOENT: no such entry; -ENOMEM; -ERANGE where 16 MiB do not suffice;
 * -errno. */
int host_lookup(const struct host_query *query, struct host_room *room,
		void *entry);

/* The entry of a user or a group; its strings are in the room.  0, -ENOENT (no
 * such entry) or -errno. */
int host_find_user(const char *name, struct host_room *room,
		   struct passwd *ret);
int host_find_user_by_uid(uint32_t uid, struct host_room *room,
			  struct passwd *ret);
int host_find_group(const char *name, struct host_room *room,
		    struct group *ret);
int host_find_group_by_gid(uint32_t gid, struct host_room *room,
			   struct group *ret);

/* A group's gid, as struct names wants it. */
int host_gid_of(void *user, const char *name, uint32_t *ret);

/* The groups of a user, his primary one among them, as getgrouplist(3) has
 * them from every service.  The caller frees *ret.  0, -ENOMEM, or -E2BIG over
 * HOST_MAX_GROUPS. */
int host_groups_of(const char *name, uint32_t primary, uint32_t **ret,
		   size_t *ret_count);

#endif
