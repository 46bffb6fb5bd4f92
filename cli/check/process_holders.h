// SPDX-License-Identifier: BSD-2-Clause
/*
 * process_holders: the processes that hold a protected gid though their user
 * is not trusted, gathered by user and session.  Groups are given to a process
 * once, at login: who is removed from a group keeps it in the sessions he has.
 */
#ifndef DOCKWARDEN_PROCESS_HOLDERS_H
#define DOCKWARDEN_PROCESS_HOLDERS_H

#include "check_users.h"
#include "process_status.h"

#define HOLDER_NAME 64	/* bytes of a process's name that are kept */
#define HOLDER_SCOPE 32 /* of "session-5" */

struct holder_process {
	uint32_t pid;
	char name[HOLDER_NAME];
};

/* One user in one session. */
struct holder {
	uint32_t uid, gid;
	uint32_t login, session;  /* as audit has them; UINT32_MAX: unset */
	char scope[HOLDER_SCOPE]; /* "": in none */
	bool users;		  /* under his own systemd */
	bool container;
	size_t count;
	struct holder_process processes[CHECK_MAX_NAMED];
};

struct holders {
	struct holder *list; /* owned */
	size_t count;
	size_t unlisted; /* processes of further sessions */
	size_t seen;	 /* processes that were looked at */
	size_t unread;	 /* processes that could not be */
	bool all;	 /* process 1 is among those that are shown */
};

/* Looks at every process below proc.  0; -ENOMEM; -errno where proc cannot be
 * read. */
int holders_gather(const struct check_users *c, int proc, struct holders *ret);
void holders_done(struct holders *h);

#endif
