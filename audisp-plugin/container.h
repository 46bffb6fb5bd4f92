// SPDX-License-Identifier: BSD-2-Clause
/*
 * container: which one a process is in, by its control group, and what the
 * engine calls it.
 *
 * A control group is a claim, not a proof.  The kernel refuses a newline in
 * its name (kernel/cgroup/cgroup.c, cgroup_mkdir), and a process in a
 * container cannot leave its own, nor name one above it.  But root on the
 * host can put any process anywhere, and so can a user to whom systemd has
 * delegated a subtree (user@UID.service, which rootless engines live in),
 * below that subtree.
 */
#ifndef DOCKWARDEN_CONTAINER_H
#define DOCKWARDEN_CONTAINER_H

#include <stdint.h>

#include "view.h"

#define CONTAINER_ID_SIZE 64
#define CONTAINER_NAME_MAX 127 /* bytes of a name that are kept */

/* The id in the text of /proc/PID/cgroup, VIEW_NONE if there is none: the
 * first run of exactly 64 lower-case hex digits, whatever stands around it
 * ("/docker/ID", "docker-ID.scope", "cri-containerd-ID.scope", "libpod-ID",
 * "crio-ID").  The first: in a container within a container that is the outer
 * one, which the host's engine knows.  Not the id of a "-conmon-ID": that is
 * the program that waits for the container, on the host. */
struct view container_find(struct view cgroup);

/* The names that were told, of the containers met last. */
struct containers;

int containers_new(struct containers **ret);
void containers_free(struct containers *c);

/* A container is met at that time (ms): its name, VIEW_NONE where it is not
 * known; then it is to be asked for, if it was not within the last minute.
 * id: as of container_find.  The name is good until the next call. */
struct view containers_meet(struct containers *c, struct view id, uint64_t now);
/* The name, cut to CONTAINER_NAME_MAX; empty: the engine knows none.  What is
 * not an id is passed over. */
void containers_name(struct containers *c, struct view id, struct view name,
		     uint64_t now);
/* One to ask for, which counts as asked from then on; or VIEW_NONE. */
struct view containers_nameless(struct containers *c, uint64_t now);

#endif
