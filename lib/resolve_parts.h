// SPDX-License-Identifier: BSD-2-Clause
/*
 * resolve_parts: what the parts of resolve want of each other.
 *
 *   resolve.c        each item, and whether it is the host's at all
 *   resolve_path.c   the path that an item is
 *   resolve_keyed.c  where a watch fired and no path is a watched one
 *   resolve_learn.c  what is remembered for the events to come
 */
#ifndef DOCKWARDEN_RESOLVE_PARTS_H
#define DOCKWARDEN_RESOLVE_PARTS_H

#include "resolve.h"

struct syscall;

/* Fills path and known of an object whose item is set; made: the system call,
 * or NULL where it is not known. */
void resolve_path(const struct change_world *world, const struct call *call,
		  const struct syscall *made, struct object_seen *o);
/* Is it below /proc or /dev/fd, which says nothing of where a file is? */
bool resolve_is_view_name(struct view path);

void resolve_keyed(const struct change_world *world, const struct call *call,
		   const struct syscall *made,
		   struct object_seen objects[static CALL_MAX_ITEMS]);
/* The item of the baseline that one of an event's keys names; NULL. */
const char *resolve_item_of_keys(struct view keys);
/* What such an item is about. */
enum watch_class resolve_class_of(const struct change_world *world,
				  const char *item);

void resolve_learn(const struct change_world *world, const struct call *call,
		   const struct identity *id,
		   const struct object_seen objects[static CALL_MAX_ITEMS]);

#endif
