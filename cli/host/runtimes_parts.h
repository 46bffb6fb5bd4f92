// SPDX-License-Identifier: BSD-2-Clause
/*
 * runtimes_parts: what the parts of runtimes share: the search for users' own
 * Dockers, and what both say of a file that is not there, or not readable.
 */
#ifndef DOCKWARDEN_RUNTIMES_PARTS_H
#define DOCKWARDEN_RUNTIMES_PARTS_H

#include "runtimes.h"

/* Does the error (-errno) of a look say that nothing is there? */
bool runtimes_is_absent(int error);
/* Counts what could not be looked at; keeps the first.  what: a constant. */
void runtimes_cannot_read(struct runtimes *r, const char *what, int error);

/* Adds the users' own.  0 or -ENOMEM; runtimes_done() releases in both. */
int runtimes_find_users(const struct check_host *host, struct runtimes *r);
void runtimes_user_done(struct runtime_user *user);

#endif
