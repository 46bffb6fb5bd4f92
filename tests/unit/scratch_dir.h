// SPDX-License-Identifier: BSD-2-Clause
/*
 * scratch_dir: a directory of a test's own, and the files in it.  The current
 * directory is changed to it, so that messages have short names.
 */
#ifndef DOCKWARDEN_SCRATCH_DIR_H
#define DOCKWARDEN_SCRATCH_DIR_H

#include "view.h"

/* For tcase_add_checked_fixture(). */
void scratch_dir_enter(void);
void scratch_dir_leave(void);

void scratch_dir_write(const char *name, struct view bytes);
/* The same, as gzip's single member; mode "a" adds a member. */
void scratch_dir_write_gz(const char *name, const char *mode,
			  struct view bytes);

#endif
