// SPDX-License-Identifier: BSD-2-Clause
/*
 * places: the watched directories, as they were when last looked at.  A watch
 * follows the directory's inode: when it is moved away the watch goes with it,
 * without a record, and the one that is made in its place is not watched
 * (kernel/audit_tree.c).  Directories below /run come and go with their
 * services and are left out.
 */
#ifndef DOCKWARDEN_PLACES_H
#define DOCKWARDEN_PLACES_H

#include "notice.h"
#include "policy.h"

#define PLACES_MAX 256

struct places;

/* The directories that there are now among the built-in watches and the
 * policy's.  0 or -ENOMEM. */
int places_new(const struct policy *policy, struct places **ret);
void places_free(struct places *p);

/* Looks again: fn gets a notice for each that is gone or another. */
typedef void places_fn(void *user, const struct notice *notice);
void places_look(struct places *p, places_fn *fn, void *user);

#endif
