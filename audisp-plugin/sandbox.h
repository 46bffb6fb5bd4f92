// SPDX-License-Identifier: BSD-2-Clause
/*
 * sandbox: what auditd handed on is put in order, and what the plugin does not
 * need is given up.  Every step that the kernel or the host does not offer is
 * left out and named in the remarks: less protection, never no plugin.
 */
#ifndef DOCKWARDEN_SANDBOX_H
#define DOCKWARDEN_SANDBOX_H

#include <stddef.h>

#include "buf.h"

#define SANDBOX_USER "_dockwarden"

/* First thing in main: signals unblocked and at their defaults (auditd 3.0.9
 * hands on SIG_IGN for all and a blocked mask), umask 077, chdir /, the
 * environment emptied but for PATH, descriptors from 3 on closed, 0-2 open
 * (onto /dev/null where they are not), RLIMIT_CORE 0.  0 or -errno. */
int sandbox_reset(void);

struct sandbox {
	/* Directories below which files may be made and written; one that does
	 * not exist yet stands for its nearest ancestor that does. */
	const char *const *writable;
	size_t writable_count;
	/* The process that asks the kernel and the engine (aide.h): stays uid
	 * 0, with CAP_AUDIT_CONTROL alone; else the plugin itself: the user
	 * SANDBOX_USER where it exists, with CAP_SYS_PTRACE and
	 * CAP_DAC_READ_SEARCH for /proc and the audit log. */
	bool aide;
};

/* User, capabilities (bounding set too), no_new_privs, Landlock for writing,
 * a seccomp filter: in this order, each as far as it goes.  Remarks get one
 * line each for what was not possible.  Without root only the last three.
 * 0, or -errno where a privilege would have been kept that was to go. */
int sandbox_enter(const struct sandbox *sandbox, struct buf *remarks);

#endif
