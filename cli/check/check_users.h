// SPDX-License-Identifier: BSD-2-Clause
/*
 * check_users: item 03, only trusted users control the Docker daemon.  Who
 * may write to its socket is root on the host: the members of the socket's
 * group, whoever else holds that group's gid or can get it, and whom the
 * socket itself lets in.  One file a way, each with one function below.
 */
#ifndef DOCKWARDEN_CHECK_USERS_H
#define DOCKWARDEN_CHECK_USERS_H

#include "check_host.h"
#include "check_result.h"
#include "docker_sockets.h"
#include "roster.h"

#define CHECK_MAX_NAMED 50 /* users, pids, files in one finding; then a count */
#define CHECK_MAX_NAME 64  /* bytes of a name as it prints */

/* What the parts look at. */
struct check_users {
	const struct check_host *host;
	const struct roster *roster;
	const struct names *names; /* of the roster */
	const struct protected_groups *groups;
	const struct docker_sockets *sockets;
	struct check_result *result;
};

/* The item's function. */
void check_users(const struct check_host *host, struct check_result *result);

/* Adds the groups that own a socket of Docker's which they may write, or that
 * an ACL lets write.  0 or -ENOMEM; a socket that cannot be looked at is a
 * finding of result. */
int check_sockets_groups(const struct check_host *host,
			 const struct docker_sockets *sockets,
			 struct protected_groups *groups,
			 struct check_result *result);
/* The same of a socket that docker.socket has not made yet.  0 or -ENOMEM. */
int check_socket_unit_groups(const struct docker_sockets *sockets,
			     const struct names *names,
			     struct protected_groups *groups);

/* Each adds its findings: one at least, those but the ports, and the
 * memberships, which have nothing to say where nothing is wrong. */
void check_members(const struct check_users *c);
void check_passwords(const struct check_users *c);
void check_subids(const struct check_users *c);
void check_sockets(const struct check_users *c);
void check_socket_unit(const struct check_users *c);
void check_processes(const struct check_users *c);
void check_setgid(const struct check_users *c);
void check_pam_group(const struct check_users *c);
void check_userdb(const struct check_users *c);
void check_sudoers(const struct check_users *c);
void check_ports(const struct check_users *c);

/* Is he trusted by the policy, or root, who needs no group?  -errno of a
 * look-up: it is not known. */
int check_users_trusts(const struct check_users *c,
		       const struct account *account, bool *ret);
/* By uid, whoever that is: may he?  True too where that is not known because
 * the users could not be read, which has been said: UNKNOWN, not FAIL. */
bool check_users_may(const struct check_users *c, uint32_t uid);
/* The same by name; no user of that name may not. */
bool check_users_may_name(const struct check_users *c, struct view name);

/* Is it a name of a protected gid? */
bool check_users_protects(const struct check_users *c, struct view group);

/* "mallory (uid 1001)"; "uid 1001" without a name. */
void check_users_add_user(const struct check_users *c, uint32_t uid,
			  struct buf *out);
/* "docker (gid 998)". */
void check_users_add_group(const struct check_users *c, uint32_t gid,
			   struct buf *out);
/* A name as one word. */
void check_users_add_name(struct view name, struct buf *out);
/* The name where a shell takes it as it is, else the uid: for remedies. */
void check_users_add_shell_name(const char *name, uint32_t uid,
				struct buf *out);

/* A list in a text: a comma before each but the first, and at most
 * CHECK_MAX_NAMED of them.  True where the next one is to be written. */
struct check_list {
	struct buf *out;
	size_t count; /* of all, written or not */
};
bool check_list_next(struct check_list *list);
/* ", and 19950 more". */
void check_list_end(const struct check_list *list);

#endif
