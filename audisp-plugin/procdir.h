// SPDX-License-Identifier: BSD-2-Clause
/*
 * procdir: bounded reads of one process's directory in /proc.  The directory
 * is opened once and everything is read relative to it: the kernel ties it to
 * the process, not to the number, so that after the process has been reaped
 * each look fails with ENOENT or ESRCH, whoever has its pid by then
 * (fs/proc/base.c, proc_tgid_base_lookup and pid_revalidate).
 *
 * Read are only files that need no lock of the process itself (not cmdline,
 * environ or maps, which a process can keep a reader of waiting for).
 *
 * All functions return 0 or -errno; views point into the data handed in.
 */
#ifndef DOCKWARDEN_PROCDIR_H
#define DOCKWARDEN_PROCDIR_H

#include <stdint.h>

#include "view.h"

/* A descriptor of the directory, the caller's to close. */
int procdir_open(int proc, uint32_t pid);

/* The first size bytes at most; a view of size bytes may have been cut. */
int procdir_read(int dir, const char *file, char *data, size_t size,
		 struct view *ret);
/* What a symbolic link says; -ENAMETOOLONG where size bytes may not be all. */
int procdir_link(int dir, const char *link, char *data, size_t size,
		 struct view *ret);

/* Of the file "stat", proc(5). */
struct procdir_stat {
	struct view name; /* comm: any byte, blanks, ')' and newlines too */
	bool ended;	  /* dead, not yet waited for */
	uint32_t ppid;
	uint64_t started; /* clock ticks after boot; at most INT64_MAX */
};

/* -EBADMSG where it is not as proc(5) says, or does not fit into size. */
int procdir_stat(int dir, char *data, size_t size, struct procdir_stat *ret);

/* The inode of a namespace, from a link such as "ns/mnt" that says
 * "mnt:[4026531841]".  -EBADMSG where it says anything else. */
int procdir_namespace(int dir, const char *link, uint64_t *ret);

struct procdir_file {
	uint64_t inode;
	uint32_t major, minor;
};

/* The file that "exe" leads to, whatever its name leads to by now. */
int procdir_exe(int dir, struct procdir_file *ret);

/* ms since boot, time asleep included, cut to 10 ms: /proc/uptime. */
int procdir_uptime(int proc, uint64_t *ret);

#endif
