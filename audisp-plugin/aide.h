// SPDX-License-Identifier: BSD-2-Clause
/*
 * aide: a second process, made at the start, that keeps the two privileges
 * which the plugin gives up because it parses hostile text: CAP_AUDIT_CONTROL
 * to ask the kernel for the state of auditing and its rules, and uid 0 to ask
 * the Docker engine for a container's name.  It reads nothing but the kernel's
 * answers, the engine's, and container ids, which it checks.
 *
 * Messages of fixed size over a SOCK_SEQPACKET pair.  Neither side ever waits
 * for the other: the plugin asks without blocking and takes answers when poll
 * says so.  The aide ends when the plugin does.
 */
#ifndef DOCKWARDEN_AIDE_H
#define DOCKWARDEN_AIDE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "view.h"

#define AIDE_ID_SIZE 65	   /* 64 hex digits and NUL */
#define AIDE_NAME_SIZE 128 /* a container's name and NUL; cut to fit */

#define AIDE_ENGINE_MS 1000 /* for the engine's whole answer */
#define AIDE_ENGINE_SOCKET "/run/docker.sock"

/* The kernel's state of auditing (linux/audit.h struct audit_status), and its
 * rules (AUDIT_LIST_RULES). */
struct aide_kernel {
	int error;	  /* 0, or -errno: then nothing below is known */
	uint32_t enabled; /* 0, 1, 2: locked */
	uint32_t failure, pid, rate_limit, backlog_limit, lost, backlog;
	uint32_t rules;	       /* all of them */
	uint32_t docker_rules; /* with a key "docker" or "docker-…" */
	uint32_t mute_rules;   /* that keep events from being recorded */
	uint64_t digest;       /* of the docker rules, in the kernel's order */
	uint64_t all_digest;   /* of all rules */
};

struct aide_container {
	char id[AIDE_ID_SIZE];
	char name[AIDE_NAME_SIZE]; /* "": the engine does not know it */
	int error;		   /* 0, or -errno: the engine did not answer */
};

enum aide_kind { AIDE_KERNEL, AIDE_CONTAINER };

struct aide_answer {
	enum aide_kind kind;
	struct aide_kernel kernel;
	struct aide_container container;
};

struct aide {
	int fd; /* ours; -1: there is none */
	pid_t pid;
};

/* Makes it (sandbox.h sandbox_fork).  0 or -errno: then there is none. */
int aide_start(struct aide *ret);
/* Asks; the answer comes later, or never.  0, -EAGAIN (it is busy), -errno. */
int aide_ask_kernel(const struct aide *a);
/* id: 64 hex digits. */
int aide_ask_container(const struct aide *a, struct view id);
/* The next answer without waiting: 1, 0 (none) or -errno (it is gone). */
int aide_answer(const struct aide *a, struct aide_answer *ret);
/* Closes our end; the child ends of itself, and is reaped. */
void aide_stop(struct aide *a);

#endif
