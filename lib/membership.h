// SPDX-License-Identifier: BSD-2-Clause
/*
 * membership: which groups are protected, who is a member of one, and who is
 * trusted with it.  Groups are gids: a group has as many names as group(5)
 * gives its gid, and the socket's group may be none of those in the policy.
 *
 * The library looks nothing up: names come through struct names, sockets and
 * accounts from the caller, so that a test, a login and a check of another
 * root ask the same code.
 */
#ifndef DOCKWARDEN_MEMBERSHIP_H
#define DOCKWARDEN_MEMBERSHIP_H

#include "names.h"
#include "policy.h"

/* Why a group is protected. */
enum protection {
	PROTECTED_BY_NAME,   /* the policy's docker_groups have it */
	PROTECTED_BY_SOCKET, /* it owns a socket of Docker's */
};

struct protected_group {
	uint32_t gid;
	const char
		*name; /* borrowed: the policy's name, or the socket's path */
	enum protection by;
};

struct protected_groups {
	struct protected_group *list; /* owned */
	size_t count;
};

/* Adds a group, unless its gid is there already; gid 0, which every process
 * of root's has, never.  0 or -ENOMEM. */
int protected_groups_add(struct protected_groups *groups,
			 struct protected_group group);
/* Adds those that the policy names.  A name that no group has is none.  0;
 * -ENOMEM; -errno of a look-up that failed, with the others added. */
int protected_groups_name(struct protected_groups *groups,
			  const struct policy *policy,
			  const struct names *names);
/* The one of this gid, or NULL. */
const struct protected_group *
protected_groups_find(const struct protected_groups *groups, uint32_t gid);
void protected_groups_done(struct protected_groups *groups);

static inline void cleanup_protected_groups(struct protected_groups *groups)
{
	protected_groups_done(groups);
}
#define autogroups __attribute__((cleanup(cleanup_protected_groups)))

/* A user as the host's database has him. */
struct account {
	const char *name;
	uint32_t uid, gid; /* gid: of his primary group */
	/* All his groups, as getgrouplist(3) lists them: gid among them. */
	const uint32_t *groups;
	size_t group_count;
};

bool account_has(const struct account *account, uint32_t gid);

enum membership {
	MEMBER_NOT,
	MEMBER_PRIMARY, /* it is his primary group: no group list shows that */
	MEMBER_SUPPLEMENTARY,
};

/* "primary", "supplementary"; "none". */
const char *membership_name(enum membership membership);

/* How he is a member, and of which protected group; *ret is untouched where
 * he is of none. */
enum membership membership_of(const struct protected_groups *groups,
			      const struct account *account,
			      const struct protected_group **ret);

/* Does the policy trust him: by name or uid, or by a group of his that
 * trusted.groups names?  Needs no policy_resolve().  A group is looked up only
 * where it comes to that.  0; -errno of a look-up that failed, where no other
 * answer made him trusted. */
int membership_trusts(const struct policy *policy,
		      const struct account *account, const struct names *names,
		      bool *ret);

#endif
