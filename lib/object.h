// SPDX-License-Identifier: BSD-2-Clause
/*
 * object: which path on the host a (device, inode) is, as the log has shown
 * it.  A name in a record is what one process passed, relative to its working
 * directory, a descriptor or its own root; the inode is the file.
 *
 * What is below the runtime's state directories is kept apart from the rest,
 * so that a storm there makes nobody forget which inode /etc/docker is.
 */
#ifndef DOCKWARDEN_OBJECT_H
#define DOCKWARDEN_OBJECT_H

#include "call.h"
#include "watch.h"

struct objects;

/* 0 or -ENOMEM. */
int objects_new(struct objects **ret);
void objects_free(struct objects *o);

/* The path of an inode, good until the next objects_learn; NONE if unknown. */
struct view objects_find(struct objects *o, uint64_t node,
			 const struct path_item *item);
/* From now on the inode is this path; watch is the path's (NULL: none). */
void objects_learn(struct objects *o, uint64_t node,
		   const struct path_item *item, struct view path,
		   const struct watch *watch);
void objects_forget(struct objects *o, uint64_t node,
		    const struct path_item *item);

/* The call's process opened this directory: its exit value is the descriptor.
 * Closing is not recorded, so what a descriptor is can be out of date: ask
 * only where no (device, inode) tells. */
void objects_open(struct objects *o, const struct call *call,
		  struct view path);
struct view objects_opened(struct objects *o, const struct call *call,
			   int descriptor);

/* Can an object of unknown (device, inode) on which a watch fired only lie
 * below the runtime's state?  So it is where the state has a device of its
 * own, and where /etc/docker's inode is known and not this one's parent's. */
bool objects_in_state(struct objects *o, uint64_t node,
		      const struct path_item *item);

uint64_t objects_forgotten(const struct objects *o);

#endif
