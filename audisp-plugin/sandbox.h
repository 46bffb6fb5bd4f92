// SPDX-License-Identifier: BSD-2-Clause
/*
 * sandbox: what auditd handed on is put in order, and what a process of the
 * plugin does not need is given up.  Every step that the kernel or the host
 * does not offer is left out and named in the remarks: less protection, never
 * no plugin.
 *
 *              user         capabilities        seccomp: sockets   Landlock
 *   plugin     _dockwarden  DAC_READ_SEARCH     AF_UNIX            writing
 *   aide       root         AUDIT_CONTROL       AF_UNIX, NETLINK   writing
 *   looker     _dockwarden  SYS_PTRACE          none               no
 *
 * The plugin parses hostile text, so what needs more is done by two processes
 * that do not (aide.h, looker.h).  A process in a Landlock domain may not look
 * at another's /proc/PID/exe, whatever its capabilities (witness.h).
 */
#ifndef DOCKWARDEN_SANDBOX_H
#define DOCKWARDEN_SANDBOX_H

#include <signal.h>
#include <stddef.h>
#include <sys/types.h>

#include "buf.h"

#define SANDBOX_USER "_dockwarden"

/* First thing in main: all signals at their defaults but SIGPIPE and SIGXFSZ,
 * which are ignored, and none blocked but those taken, for a signalfd.  auditd
 * 3.0.9 ignores all of them when it starts a plugin and, when it starts one
 * again, has SIGTERM, SIGHUP and others blocked: those are let through at no
 * moment, so that none ends a plugin which has yet to begin. */
void sandbox_signals(const sigset_t *taken);
/* umask 027, chdir /, the environment emptied but for PATH, descriptors from 3
 * on closed, 0-2 open (onto /dev/null where they are not), RLIMIT_CORE 0.  0
 * or -errno. */
int sandbox_reset(void);

enum sandbox_role { SANDBOX_PLUGIN, SANDBOX_AIDE, SANDBOX_LOOKER };

struct sandbox {
	enum sandbox_role role;
	/* Directories below which files may be made and written; one that is
	 * none, or cannot be opened, is left out. */
	const char *const *writable;
	size_t writable_count;
};

/* User, capabilities (bounding set too), no_new_privs, Landlock, a seccomp
 * filter: in this order, each as far as it goes.  Remarks get one line each
 * for what was not possible.  Without root only the last three.
 * 0, or -errno where a privilege would have been kept that was to go. */
int sandbox_enter(const struct sandbox *sandbox, struct buf *remarks);

/* What the child does, with its end of the pair, until that is closed. */
typedef void sandbox_child_fn(int fd);

/* A second process of that role: it ends when the plugin does, and signals
 * that are meant for the plugin pass it by.  *ret_fd: our end of a pair of
 * connected SOCK_SEQPACKET sockets, non-blocking.  0 or -errno. */
int sandbox_fork(enum sandbox_role role, sandbox_child_fn *fn, int *ret_fd,
		 pid_t *ret_pid);

#endif
