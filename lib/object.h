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

enum opened { OPENED_DIRECTORY, OPENED_FILE };

/* The call's process opened this: the exit value is the descriptor.  Closing is
 * not recorded, so what a descriptor is can be out of date: ask only where no
 * (device, inode) tells. */
void objects_open(struct objects *o, const struct call *call, enum opened kind,
		  struct view path);
/* The path of what was opened last, if it is of that kind; else NONE. */
struct view objects_opened(struct objects *o, const struct call *call,
			   enum opened kind, int descriptor);
void objects_close(struct objects *o, const struct call *call, int descriptor);

/* Does an object of unknown (device, inode), on which a watch fired, lie below
 * the runtime's state? */
enum place {
	PLACE_UNKNOWN,
	PLACE_LIKELY, /* /etc/docker's inode is known, and is not its parent's */
	PLACE_CERTAIN, /* its device is the state's, or a container's overlay */
};

enum place objects_place(struct objects *o, uint64_t node,
			 const struct path_item *item);

/* Is the item on another device than the one that /etc and /usr are known to be
 * on, while its name is there? */
bool objects_elsewhere(struct objects *o, uint64_t node,
		       const struct path_item *item, struct view path);

/* The group that owns Docker's socket, as its PATH records showed it. */
bool objects_socket_group(struct objects *o, uint64_t node, uint32_t *ret);

uint64_t objects_forgotten(const struct objects *o);

#endif
