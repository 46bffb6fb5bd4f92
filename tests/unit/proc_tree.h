// SPDX-License-Identifier: BSD-2-Clause
/*
 * proc_tree: directories like those of /proc, in the current one.  What is
 * there is replaced.
 */
#ifndef DOCKWARDEN_PROC_TREE_H
#define DOCKWARDEN_PROC_TREE_H

#include <stdint.h>

#include "view.h"

/* A process on the host that runs /none/COMM, in mount namespace 11 and pid
 * namespace 22. */
void proc_tree_process(unsigned int pid, const char *comm, unsigned int ppid,
		       uint64_t started);

void proc_tree_stat(unsigned int pid, const char *comm, char state,
		    unsigned int ppid, uint64_t started);
/* name: below the process's directory. */
void proc_tree_link(unsigned int pid, const char *name, const char *what);
void proc_tree_file(unsigned int pid, const char *name, struct view bytes);

#endif
