// SPDX-License-Identifier: BSD-2-Clause
/*
 * built: where the programs are that were built with a test.
 */
#ifndef DOCKWARDEN_BUILT_H
#define DOCKWARDEN_BUILT_H

#include <limits.h>

/* Of the program beside the directory of this test; aborts where that has no
 * room.  For the beginning: in a chroot whose mount namespace a test has left,
 * /proc/self/exe shows the path outside of it. */
void built_find(const char *name, char ret[static PATH_MAX]);

#endif
