// SPDX-License-Identifier: BSD-2-Clause
/*
 * daemon: how Docker's daemon is configured here: the arguments of the one
 * that runs (/proc/PID/cmdline), or those that its unit would give it, and
 * daemon.json; both together, since a setting may stand in either.
 */
#ifndef DOCKWARDEN_DAEMON_H
#define DOCKWARDEN_DAEMON_H

#include "check_host.h"

struct daemon;

/* Paths that its configuration names. */
enum daemon_path {
	DAEMON_PROGRAM,	    /* dockerd itself: of the process, of ExecStart= */
	DAEMON_CONFIG,	    /* daemon.json, or what --config-file names */
	DAEMON_ROOT,	    /* data-root; the default where nothing sets it */
	DAEMON_TLS_CA,	    /* tlscacert */
	DAEMON_TLS_CERT,    /* tlscert */
	DAEMON_TLS_KEY,	    /* tlskey */
	DAEMON_RUNTIME,	    /* a program of "runtimes" */
	DAEMON_ENVIRONMENT, /* EnvironmentFile= of its unit */
	DAEMON_SOCKET,	    /* a unix:// listener's */
};

/* 0; -ENOMEM.  What could not be read is remembered (daemon_unread()). */
int daemon_read(const struct check_host *host, struct daemon **ret);
void daemon_free(struct daemon *daemon);

/* The i-th path of a kind; NULL past the last.  Lives as long as daemon. */
const char *daemon_path(const struct daemon *daemon, enum daemon_path kind,
			size_t i);

static inline void cleanup_daemon(struct daemon **daemon)
{
	daemon_free(*daemon);
}
#define autodaemon __attribute__((cleanup(cleanup_daemon)))

#endif
