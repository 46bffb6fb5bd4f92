// SPDX-License-Identifier: BSD-2-Clause
/*
 * roster: the users and groups of a host, read once: from this host's
 * databases (roster_host.c) or from the text of passwd(5) and group(5)
 * (roster_text.c).  20,000 members are then one pass each, not 20,000
 * searches of a file.
 *
 * Of several entries of one name, or of one uid, the first counts, as for
 * getpwnam(3); all of them are there to be looked at.
 */
#ifndef DOCKWARDEN_ROSTER_H
#define DOCKWARDEN_ROSTER_H

#include "check_host.h"
#include "membership.h"
#include "names.h"

#define ROSTER_MAX_NAMES ((size_t)64 << 20) /* bytes of all names */

struct roster_user {
	size_t name; /* offset in names */
	uint32_t uid, gid;
	size_t first, count; /* of his gids */
};

struct roster_group {
	size_t name;
	uint32_t gid;
	size_t first, count; /* of its members */
	bool password;	     /* its field in group(5) is one */
};

/* A membership that a database answers for, though no list has it. */
struct roster_extra {
	size_t user;
	uint32_t gid;
};

struct roster {
	struct buf names; /* NUL-terminated, one after another */
	struct roster_user *users;
	struct roster_group *groups;
	size_t user_count, group_count;
	size_t *members; /* names, as the groups list them */
	size_t member_count;
	struct roster_extra *extras;
	size_t extra_count;
	/* After roster_seal(). */
	size_t *by_name, *by_uid; /* numbers of users, sorted */
	uint32_t *gids;
	/* What is not in it. */
	size_t malformed;   /* lines that are no entries */
	size_t unasked;	    /* users and members who were not asked for */
	int error;	    /* 0 or -errno: something could not be looked up */
	const char *failed; /* what could not; a constant */
};

void roster_init(struct roster *r);
void roster_done(struct roster *r);
#define autoroster __attribute__((cleanup(roster_done)))

/* Filling it.  0, -ENOMEM or -EFBIG. */
int roster_add_user(struct roster *r, struct view name, uint32_t uid,
		    uint32_t gid);
/* The members added next are this group's. */
int roster_add_group(struct roster *r, struct view name, uint32_t gid,
		     bool password);
int roster_add_member(struct roster *r, struct view name);
int roster_add_extra(struct roster *r, size_t user, uint32_t gid);
/* Sorts: what was added since counts from then on.  0 or -ENOMEM. */
int roster_seal(struct roster *r);

/* Is this field of group(5) or gshadow(5) one that a password may match?  Not
 * an empty one, "x" (it is elsewhere), nor one that begins with "!" or "*". */
bool roster_is_password(struct view field);

/* From etc/passwd and etc/group below the host's root.  What cannot be read is
 * in r->error; -ENOMEM else. */
int roster_read_text(struct roster *r, const struct check_host *host);
/* From this host's databases: those that list, and the policy's groups and
 * those of gids by name and number where a database does not list. */
int roster_read_host(struct roster *r, const struct check_host *host,
		     const struct protected_groups *sockets);

const char *roster_name(const struct roster *r, size_t name);
/* NULL: there is none. */
const struct roster_user *roster_find(const struct roster *r, struct view name);
const struct roster_user *roster_find_uid(const struct roster *r, uint32_t uid);
/* Any name of the gid; NULL for none. */
const char *roster_group_name(const struct roster *r, uint32_t gid);
struct account roster_account(const struct roster *r,
			      const struct roster_user *user);

/* The seam that the library wants; user is the roster. */
struct names roster_names(struct roster *r);

#endif
