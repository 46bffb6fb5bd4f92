// SPDX-License-Identifier: BSD-2-Clause
/*
 * host_list: the entries of this host's databases one after another.  Between
 * setpwent(3) and endpwent(3), or setgrent(3) and endgrent(3), which are the
 * caller's, and the whole process's: nothing for a module in another program.
 */
#ifndef DOCKWARDEN_HOST_LIST_H
#define DOCKWARDEN_HOST_LIST_H

#include "host_lookup.h"

/* The next entry; its strings are in the room.  0, -ENOENT after the last, or
 * -errno. */
int host_next_user(struct host_room *room, struct passwd *ret);
int host_next_group(struct host_room *room, struct group *ret);

#endif
