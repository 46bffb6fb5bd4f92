// SPDX-License-Identifier: BSD-2-Clause
/*
 * boot_mount: what mounts a directory when the host starts: a line of fstab(5),
 * or a .mount unit that somebody wrote, systemd.mount(5).
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

/* Is it mounted at boot?  How, or what keeps it from that, is appended:
 * ", and /etc/fstab has /dev/sdb1 there, noauto". */
bool boot_mount_is(const struct check_host *host, struct libmnt_table *fstab,
		   const char *path, const char *real, struct buf *out);

#endif
