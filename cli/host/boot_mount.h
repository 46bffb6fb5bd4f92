// SPDX-License-Identifier: BSD-2-Clause
/*
 * boot_mount: what mounts a directory when the host starts: a line of fstab(5),
 * or a .mount unit that something starts, mount_unit.h.
 *
 * The directory is named as it is configured (path), and without symbolic links
 * (real): a line of fstab may have either, a unit's name comes of the latter.
 */
#ifndef DOCKWARDEN_BOOT_MOUNT_H
#define DOCKWARDEN_BOOT_MOUNT_H

#include <libmount.h>

#include "check_host.h"

/* Its line of fstab; NULL where there is none, or no fstab (NULL). */
struct libmnt_fs *boot_mount_entry(struct libmnt_table *fstab, const char *path,
				   const char *real);

/* Is it mounted at boot?  1, 0, or -errno where a unit could not be read.  How,
 * or what keeps it from that, is appended: ", and /etc/fstab has /dev/sdb1
 * there, noauto". */
int boot_mount_is(const struct check_host *host, struct libmnt_table *fstab,
		  const char *path, const char *real, struct buf *out);

#endif
