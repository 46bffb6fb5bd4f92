// SPDX-License-Identifier: BSD-2-Clause
/*
 * engine_networks: what an engine that runs says of its bridges: whether
 * containers reach each other on the default one, and in which of those that
 * somebody made.
 */
#ifndef DOCKWARDEN_ENGINE_NETWORKS_H
#define DOCKWARDEN_ENGINE_NETWORKS_H

#include "daemon.h"

#define ENGINE_NETWORKS_MS 1000
#define ENGINE_NETWORKS_MAX_NAMES 20

struct engine_networks {
	bool bridge;	 /* there is a default bridge, and it says */
	bool bridge_icc; /* com.docker.network.bridge.enable_icc of it */
	size_t open;	 /* others in which they do */
	char *names[ENGINE_NETWORKS_MAX_NAMES]; /* owned: the first of them */
};

/* The JSON text of /networks.  0; -EBADMSG where it is no such; -ENOMEM.
 * engine_networks_done() in either case. */
int engine_networks_parse(struct view text, struct engine_networks *ret);
void engine_networks_done(struct engine_networks *networks);
#define autonetworks __attribute__((cleanup(engine_networks_done)))

/* Of the engine that the source is.  0; -ENOENT where it cannot be asked: it
 * does not run, or the host does not; -errno. */
int engine_networks_of(const struct check_host *host,
		       const struct daemon_source *source,
		       struct engine_networks *ret);

#endif
