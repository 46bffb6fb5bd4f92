// SPDX-License-Identifier: BSD-2-Clause
/*
 * mount_table: what is mounted, by the text of /proc/PID/mountinfo, proc(5),
 * and what fstab(5) would mount; read by libmount.
 */
#ifndef DOCKWARDEN_MOUNT_TABLE_H
#define DOCKWARDEN_MOUNT_TABLE_H

#include <libmount.h>

#include "check_host.h"

#define MOUNT_TABLE_MAX ((size_t)16 << 20) /* bytes of text */

/* The host's, process 1's where this one may see it: Docker's data are there.
 * Read once, and the host's.  *ret_path: which file it is, also where it could
 * not be read: -errno, -ENOENT where an image has no list of mounts. */
int mount_table_now(const struct check_host *host, struct libmnt_table **ret,
		    const char **ret_path);

/* These give a table to release, or -errno: -ENOENT as above, or where there
 * is no fstab. */

/* This process's own: what it finds below the host's root. */
int mount_table_own(const struct check_host *host, struct libmnt_table **ret);
int mount_table_fstab(const struct check_host *host, struct libmnt_table **ret);

/* Each mount that is below the directory, in the order of the table. */
void mount_table_below(struct libmnt_table *table, const char *directory,
		       void (*see)(void *context, struct libmnt_fs *fs),
		       void *context);

/* The text of either kind of file; what is no line of one is passed over. */
int mount_table_parse(struct view text, const char *name,
		      struct libmnt_table **ret);

/* The mount whose file system path is on: the last of those that are mounted
 * at it or nearest above it.  NULL for none. */
struct libmnt_fs *mount_table_of(struct libmnt_table *table, const char *path);
/* The mount, or entry of fstab, at this very path; NULL for none. */
struct libmnt_fs *mount_table_entry(struct libmnt_table *table,
				    const char *path);

static inline void cleanup_mount_table(struct libmnt_table **table)
{
	mnt_unref_table(*table);
}
#define automounttable __attribute__((cleanup(cleanup_mount_table)))

#endif
