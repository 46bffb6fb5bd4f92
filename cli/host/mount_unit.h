// SPDX-License-Identifier: BSD-2-Clause
/*
 * mount_unit: does a unit of systemd's mount a directory at boot?  That it is
 * there does not do it: something that is started has to pull it in.  (What
 * does, and what does not, was tried with systemd --test of 252.)
 */
#ifndef DOCKWARDEN_MOUNT_UNIT_H
#define DOCKWARDEN_MOUNT_UNIT_H

#include "check_host.h"

enum mount_unit {
	MOUNT_UNIT_NONE,    /* there is none */
	MOUNT_UNIT_IDLE,    /* there is one, and nothing is known to start it */
	MOUNT_UNIT_STARTED, /* itself, or as an .automount */
};

/* path: without symbolic links.  Appends which and by what: "/etc/systemd/
 * system/var-lib-docker.mount, by local-fs.target.wants".  A unit that
 * systemd-fstab-generator(8) made is none: fstab says that better.
 * 0 or -errno where a unit could not be read. */
int mount_unit_of(const struct check_host *host, const char *path,
		  struct buf *out, enum mount_unit *ret);

#endif
