// SPDX-License-Identifier: BSD-2-Clause
/*
 * name_service: which services of nsswitch.conf(5) may know a group of a
 * user's that no list of groups shows.  Asking 20,000 users takes two seconds
 * where the answer comes from a file that was read already.
 */
#ifndef DOCKWARDEN_NAME_SERVICE_H
#define DOCKWARDEN_NAME_SERVICE_H

#include "check_host.h"

#define NAME_SERVICE_MAX ((size_t)1 << 16) /* bytes of nsswitch.conf */

/* The services for the groups of a user, with their actions in brackets:
 * *all as the file has them, *unlisted those of them that may know more than
 * their list, NUL-terminated, "" for none.  Not among these: "files", whose
 * list is all that it has; and "systemd", nss-systemd(8), where no other
 * service than systemd's own is behind it and no record of a user is there
 * (its files of memberships are check_userdb()'s).  *database: "initgroups"
 * or "group", whose line it is.
 * 0; -ENOENT where there is no such line; -errno. */
int name_service_groups(const struct check_host *host, const char **database,
			struct buf *all, struct buf *unlisted);

/* Of a host that is not this one, whose services cannot be asked: appends
 * those that may know members beside the files.  0, -errno. */
int name_service_elsewhere(const struct check_host *host, struct buf *out);

/* Is the service asked for the groups of a user?  True too where that could not
 * be read. */
bool name_service_asks(const struct check_host *host, const char *service);

#endif
