// SPDX-License-Identifier: BSD-2-Clause
/*
 * subject: who is judged: the user of the PAM transaction as the host's
 * database has him, and what is to be known to judge him.
 */
#ifndef DOCKWARDEN_SUBJECT_H
#define DOCKWARDEN_SUBJECT_H

#include "host_lookup.h"
#include "membership.h"

struct subject {
	struct account account; /* its name is borrowed, its list is groups */
	uint32_t *groups;	/* owned */
	bool is_root;		/* of any name with uid 0 */
};

/* Looks the user up; "root" is root, whatever the database is able to say.
 * 0, -ENOENT (no such user) or -errno. */
int subject_find(const char *name, struct subject *ret);
/* And his groups.  0 or -errno. */
int subject_find_groups(struct subject *s);

static inline void cleanup_subject(struct subject *s)
{
	free(s->groups);
}
#define autosubject __attribute__((cleanup(cleanup_subject)))

/* Where the database does not say who he is: does a protected group that the
 * policy names list him as a member?  The group, or NULL. */
const struct protected_group *
subject_listed(const char *name, const struct protected_groups *groups);

/* Where a group of the policy's could not be looked up by its name: adds those
 * of his groups, of the first SUBJECT_MAX_NAMED, whose gid has such a name.
 * 0 or -ENOMEM. */
#define SUBJECT_MAX_NAMED 256
int subject_add_named(const struct subject *s, const struct policy *policy,
		      struct protected_groups *groups);

/* Adds the groups that own a socket of Docker's: one that is there, that its
 * group may write, which is what connecting takes (unix(7)).  0 or -ENOMEM. */
int subject_add_sockets(struct protected_groups *groups);

#endif
