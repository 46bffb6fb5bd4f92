// SPDX-License-Identifier: BSD-2-Clause
/*
 * resolve: the items of a call → the host's objects that they are.
 */
#ifndef DOCKWARDEN_RESOLVE_H
#define DOCKWARDEN_RESOLVE_H

#include "change.h"

/* Fills ret[i] for call->items[i]; then remembers what the call shows of
 * (device, inode) pairs, for the events to come. */
void resolve_objects(const struct change_world *world, const struct call *call,
		     const struct identity *identity,
		     struct object_seen ret[static CALL_MAX_ITEMS]);

#endif
