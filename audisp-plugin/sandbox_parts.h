// SPDX-License-Identifier: BSD-2-Clause
/*
 * sandbox_parts: the steps of sandbox_enter(), a file each.  0, or -errno
 * where the kernel, or the one whose headers this was built with, does not offer
 * it.
 */
#ifndef DOCKWARDEN_SANDBOX_PARTS_H
#define DOCKWARDEN_SANDBOX_PARTS_H

#include "sandbox.h"

/* Writing, making and removing only below those directories. */
int sandbox_landlock(const struct sandbox *sandbox);
/* System calls: those of the role; others fail with EPERM. */
int sandbox_seccomp(enum sandbox_role role);

#endif
