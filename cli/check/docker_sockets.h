// SPDX-License-Identifier: BSD-2-Clause
/*
 * docker_sockets: where Docker's sockets are: the usual places, those where
 * its daemon listens, and those that docker.socket makes; and what
 * docker.socket gives a new one (systemd.socket(5)), which is what an image
 * has, and a host until its next start.
 */
#ifndef DOCKWARDEN_DOCKER_SOCKETS_H
#define DOCKWARDEN_DOCKER_SOCKETS_H

#include <sys/stat.h>

#include "check_result.h"
#include "names.h"
#include "unit.h"

#define DOCKER_SOCKETS_MAX 64

struct docker_sockets {
	char *paths[DOCKER_SOCKETS_MAX]; /* owned; of files, each once */
	size_t count;
	struct unit unit; /* docker.socket */
	const char *made; /* the path that it makes; NULL: none */
	bool made_there;  /* it is there already */
};

/* 0 or -ENOMEM; what could not be read is a finding of result. */
int docker_sockets_find(const struct check_host *host,
			struct check_result *result,
			struct docker_sockets *ret);
/* Once names are known: with a user or group that is not there, docker.socket
 * makes nothing. */
void docker_sockets_settle(struct docker_sockets *sockets,
			   const struct names *names);
void docker_sockets_done(struct docker_sockets *sockets);
#define autodockersockets __attribute__((cleanup(docker_sockets_done)))

/* Of the one that docker.socket makes.  Each as the unit has it, and where it
 * stands; *ret NULL: not set. */
mode_t docker_sockets_mode(const struct docker_sockets *sockets,
			   const struct unit_setting **ret);
/* 0, -ENOENT (it is not set: root's) or -errno. */
int docker_sockets_user(const struct docker_sockets *sockets,
			const struct names *names, uint32_t *ret);
int docker_sockets_group(const struct docker_sockets *sockets,
			 const struct names *names, uint32_t *ret);

#endif
