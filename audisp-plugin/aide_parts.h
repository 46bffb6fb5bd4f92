// SPDX-License-Identifier: BSD-2-Clause
/*
 * aide_parts: what the aide asks others; each waits for at most a second.
 */
#ifndef DOCKWARDEN_AIDE_PARTS_H
#define DOCKWARDEN_AIDE_PARTS_H

#include "aide.h"

/* The kernel's state of auditing and its rules, over netlink. */
void aide_read_kernel(struct aide_kernel *ret);
/* The name of the container whose id is in *ret, from the engine that answers
 * at that socket. */
void aide_read_container(const char *socket_path, struct aide_container *ret);

#endif
