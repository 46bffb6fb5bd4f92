// SPDX-License-Identifier: BSD-2-Clause
/*
 * program: what a path is as packages install it (program.def).  That a process
 * is that program is another matter: process.h.
 */
#ifndef DOCKWARDEN_PROGRAM_H
#define DOCKWARDEN_PROGRAM_H

#include "view.h"

enum program {
	PROGRAM_NONE,
	PROGRAM_DAEMON,
	PROGRAM_CONTAINERD,
	PROGRAM_SHIM,
	PROGRAM_RUNC,
	PROGRAM_HELPER, /* docker-proxy, docker-init */
	PROGRAM_CLIENT,
	PROGRAM_PACKAGER,
	PROGRAM_INTERPRETER, /* that dnf and yum run in */
	PROGRAM_LOGIN,
	PROGRAM_SYSTEMD,
	PROGRAM_JOBS,	/* cron, at */
	PROGRAM_ENROL,	/* useradd and the like */
	PROGRAM_ROTATE, /* logrotate */
	PROGRAM_AUDIT,	/* auditd, auditctl */
	PROGRAM_WARDEN, /* our own */
};

/* What a path is, in normal form (path.h). */
enum program program_of(struct view path);
bool program_is_runtime(enum program program);
/* Does it run on, and containers under it? */
bool program_is_daemon(enum program program);

#endif
