// SPDX-License-Identifier: BSD-2-Clause
/*
 * replacement: the marks that dpkg and rpm leave when they replace a file.
 * dpkg unpacks NAME.dpkg-new, links NAME to NAME.dpkg-tmp, renames
 * NAME.dpkg-new over NAME (dpkg src/main/archives.c); rpm unpacks
 * NAME;5f3759df and renames it (rpm lib/fsm.c).  None of them writes into a
 * file that is in place.
 */
#ifndef DOCKWARDEN_REPLACEMENT_H
#define DOCKWARDEN_REPLACEMENT_H

#include "change.h"

/* backup: this process has linked an old file to NAME.dpkg-tmp, which dpkg does
 * before it renames anything over a file. */
bool is_replacement(const struct change *change, bool backup);

#endif
