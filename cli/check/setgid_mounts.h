// SPDX-License-Identifier: BSD-2-Clause
/*
 * setgid_mounts: of what is mounted, the file systems on which somebody could
 * have left a file with a setgid bit that counts.
 */
#ifndef DOCKWARDEN_SETGID_MOUNTS_H
#define DOCKWARDEN_SETGID_MOUNTS_H

#include "mount_table.h"

struct setgid_mount {
	struct libmnt_fs *fs; /* of the table */
	bool searched;	      /* it is to be searched */
};

struct setgid_mounts {
	struct libmnt_table *table; /* owned */
	struct setgid_mount *list;  /* owned; in the table's order */
	size_t count;
};

/* Of the table, which it takes in any case.  0 or -ENOMEM.  To be searched:
 * local file systems (those of a block device, tmpfs, and what / itself is),
 * not those mounted nosuid, and each part of a device once. */
int setgid_mounts_of(struct libmnt_table *table, struct setgid_mounts *ret);
/* Of what mount_table_own() has; an image without a list of mounts is one file
 * system.  0 or -errno. */
int setgid_mounts_read(const struct check_host *host,
		       struct setgid_mounts *ret);
void setgid_mounts_done(struct setgid_mounts *m);
#define autosetgidmounts __attribute__((cleanup(setgid_mounts_done)))

/* Where it is mounted. */
const char *setgid_mount_point(const struct setgid_mount *mount);
/* Have its subvolumes devices of their own? */
bool setgid_mount_is_btrfs(const struct setgid_mount *mount);

/* Is something mounted at this path? */
bool setgid_mounts_has(const struct setgid_mounts *m, struct view path);
/* Do setgid bits not count at this path, by the mount that it is on? */
bool setgid_mounts_nosuid(const struct setgid_mounts *m, const char *path);

#endif
