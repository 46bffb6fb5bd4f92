// SPDX-License-Identifier: BSD-2-Clause
/*
 * file_id: which file a path leads to on this host, as audit records tell it:
 * (device, inode).
 */
#ifndef DOCKWARDEN_FILE_ID_H
#define DOCKWARDEN_FILE_ID_H

#include <stdint.h>

/* Follows links.  device: the major number above the minor one.  0 or -errno;
 * user is not looked at (the type is warden_options.identify's). */
int file_id(void *user, const char *path, uint64_t *device, uint64_t *inode);

#endif
