// SPDX-License-Identifier: BSD-2-Clause
/*
 * host_names: the users and groups that this host knows (NSS), behind the seam
 * that the library wants.  Not for two threads at a time: getpwent_r(3) has
 * one position for the process.
 */
#ifndef DOCKWARDEN_HOST_NAMES_H
#define DOCKWARDEN_HOST_NAMES_H

#include "names.h"

/* Constant; lives as long as the program. */
const struct names *host_names(void);

#endif
