// SPDX-License-Identifier: BSD-2-Clause
/*
 * trusted_file: a file whose content decides something, so nobody but root (or
 * one other user, who is asking for himself) may be able to have written it.
 * It is opened once and judged by that descriptor: there is no moment between
 * the look and the read at which a name could be exchanged.
 */
#ifndef DOCKWARDEN_TRUSTED_FILE_H
#define DOCKWARDEN_TRUSTED_FILE_H

#include <stdint.h>

#include "buf.h"
#include "errmsg.h"

/* Appends to out the content of the file at path, which must be a regular
 * file, not a symbolic link, owned by root or by also_owner (UINT32_MAX:
 * nobody else), without write permission for group and world, and fit into
 * out.  Never waits, whatever path is.  Directories above it are not judged.
 * An ACL is, since its mask is what stat shows as the group's permissions
 * (acl(5)).
 *
 * 0; -EINVAL for a file that is there but must not be used; -ENOMEM; -errno of
 * opening and reading.  err says why, without the path: "is a directory, not a
 * regular file". */
int trusted_file_read(const char *path, uint32_t also_owner, struct buf *out,
		      struct errmsg *err);

#endif
