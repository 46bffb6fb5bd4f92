// SPDX-License-Identifier: BSD-2-Clause
/*
 * host_tree: a state of tests/hosts as files below a directory.
 */
#ifndef DOCKWARDEN_HOST_TREE_H
#define DOCKWARDEN_HOST_TREE_H

#include "errmsg.h"
#include "host_states.h"

/* Lays the steps down below the directory, which is there.  0; -EPERM where
 * whoever runs this may not give a file that owner; -errno.  err names the
 * step. */
int host_tree_make(const char *directory, const struct host_state *state,
		   struct errmsg *err);

#endif
