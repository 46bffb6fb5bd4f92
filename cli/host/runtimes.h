// SPDX-License-Identifier: BSD-2-Clause
/*
 * runtimes: which container software this host has, by its files: what an item
 * of the baseline is about is not there where only podman is, and is elsewhere
 * where Docker is a snap or a user's own.
 */
#ifndef DOCKWARDEN_RUNTIMES_H
#define DOCKWARDEN_RUNTIMES_H

#include "check_host.h"

enum runtime {
	RUNTIME_DOCKER,	    /* the host's engine: dockerd, of a package */
	RUNTIME_SNAP,	    /* the same as a snap */
	RUNTIME_ROOTLESS,   /* a user's own dockerd */
	RUNTIME_CLIENT,	    /* the command docker, whoever's it is */
	RUNTIME_PODMAN,	    /* which has no daemon */
	RUNTIME_CONTAINERD, /* Docker's, or Kubernetes', or by itself */
	RUNTIME_KUBERNETES, /* kubelet, k3s */
	RUNTIME_CRIO,
	RUNTIME_COUNT
};

#define RUNTIMES_MAX_ROOTLESS 50 /* users that are told apart */
#define RUNTIMES_MAX_HOMES 4096	 /* of users, that are looked into */

/* Where a user has a Docker of his own. */
struct runtime_user {
	uint32_t uid;
	char *home;   /* owned; "" where only /run/user tells */
	char *config; /* owned; his daemon.json, there or not; "" */
	char *data;   /* owned; his data-root, there or not; "" */
	char *found;  /* owned; the file that tells */
};

struct runtimes {
	/* By kind: the first file that tells, a constant; NULL: it is not
	 * here. */
	const char *found[RUNTIME_COUNT];
	struct runtime_user *users; /* owned */
	size_t user_count;
	size_t users_more;	/* over RUNTIMES_MAX_ROOTLESS */
	size_t homes_left;	/* homes over RUNTIMES_MAX_HOMES */
	const char *state_left; /* Docker's, without an engine; NULL */
	/* What could not be looked at: how much, the first (a constant), why. */
	size_t unread;
	const char *first_unread;
	int error;
};

/* "Docker", "podman". */
const char *runtime_name(enum runtime runtime);

/* 0 or -ENOMEM. */
int runtimes_find(const struct check_host *host, struct runtimes *ret);
void runtimes_done(struct runtimes *runtimes);
/* The host's, read once. */
int runtimes_of(const struct check_host *host, const struct runtimes **ret);

static inline bool runtimes_has(const struct runtimes *r, enum runtime runtime)
{
	return r->found[runtime] != NULL;
}

/* Is there an engine of the whole host, that the baseline is about? */
static inline bool runtimes_has_engine(const struct runtimes *r)
{
	return runtimes_has(r, RUNTIME_DOCKER) || runtimes_has(r, RUNTIME_SNAP);
}

/* Where there surely is none: what there is instead, in words, such as
 * "podman only, which has no daemon (/usr/bin/podman)" or "no container
 * software was found"; and true.  Else false: there is one, or what might tell
 * could not be read. */
bool runtimes_without_engine(const struct runtimes *r, struct buf *out);

#endif
