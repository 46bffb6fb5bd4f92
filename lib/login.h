// SPDX-License-Identifier: BSD-2-Clause
/*
 * login: (policy's word, who he is, what his process carries) → may this
 * session have the docker group?  Pure: no state, no allocation, no look-up.
 * The PAM module gathers the facts and does what the verdict says.
 */
#ifndef DOCKWARDEN_LOGIN_H
#define DOCKWARDEN_LOGIN_H

#include "membership.h"

/* What the process carries that its user's own groups do not explain. */
enum carried {
	CARRIED_NOTHING,
	CARRIED_SUPPLEMENTARY, /* in its group list: pam_group, su -G */
	CARRIED_GID, /* as its real, effective or saved gid: sudo -g */
};

struct login_facts {
	enum policy_login action; /* what an untrusted member meets */
	enum membership membership;
	enum carried carried; /* CARRIED_NOTHING in account management */
	bool trusted;
	bool broken; /* the policy or the module's arguments are: none is trusted */
	bool failed;	    /* a look-up did: who is not trusted may be */
	bool broken_allows; /* onerr=allow, of both */
};

enum login_verdict {
	LOGIN_OUTSIDE, /* he has nothing to do with a protected group */
	LOGIN_TRUSTED,
	LOGIN_EXCUSED,	/* something is broken, and onerr=allow */
	LOGIN_WARNED,	/* let in with the group, and said */
	LOGIN_STRIPPED, /* let in without the group */
	LOGIN_DENIED,
};

/* Never LOGIN_DENIED for a user outside, whatever is broken; LOGIN_STRIPPED
 * only where the group can be taken from a process's list. */
enum login_verdict login_decide(const struct login_facts *facts);

/* "outside", "trusted", "excused", "warned", "stripped", "denied". */
const char *login_verdict_name(enum login_verdict verdict);

/* Does the program that opens a session under this service's name set the
 * user's groups afterwards and then not ask PAM again, so that what is taken
 * from the process's list comes back?  has_groups: login_has_groups(). */
bool login_groups_come_later(const char *service, bool has_groups);

/* Are the gids of a process that opens a session under this service's name
 * those that the session will have?  su has its caller's until the session is
 * open; other programs set them with the groups. */
bool login_gid_is_sessions(const char *service, bool has_groups);

/* Has the process been given this user's groups: does its list, in ascending
 * order, hold all of them that are not protected?  Some programs (atd, doas, pkexec) open the
 * session first and set the groups afterwards. */
bool login_has_groups(const struct account *account,
		      const struct protected_groups *groups,
		      const uint32_t *list, size_t count);

#endif
