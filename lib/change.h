// SPDX-License-Identifier: BSD-2-Clause
/*
 * change: an event → what was done to which watched object.  The action comes
 * from the system call and its arguments, the object from its items: by
 * (device, inode) where the log has told it, by its parent directory's, by
 * its name where the name can be the host's.
 */
#ifndef DOCKWARDEN_CHANGE_H
#define DOCKWARDEN_CHANGE_H

#include "alert.h"
#include "call.h"
#include "object.h"
#include "process.h"
#include "watch.h"

#define CHANGE_MAX 8 /* changes of one event; more are alike */

/* How the object's path is known. */
enum known {
	KNOWN_NAME,   /* the record's own name, read as the host's */
	KNOWN_INODE,  /* (device, inode) seen before under this path */
	KNOWN_PARENT, /* its directory's (device, inode), and its name */
	KNOWN_KEY,    /* the path is not told; the rule's key names the item */
	KNOWN_PLACE,  /* the path is not told; the device says: state */
	KNOWN_LIKELY, /* the path is not told; it can hardly be but state */
	KNOWN_TAIL,   /* a watched path that ends as the name does: a guess */
	KNOWN_NOT,    /* the watch fired; which object it is, is not told */
};

struct object_seen {
	struct view path;     /* as the host names it, as far as known */
	struct view recorded; /* as the record named it; may be NONE */
	const struct path_item *item; /* NULL: no file */
	const struct watch *watch;    /* NULL: keyed, but no watch has it */
	const char *rule;	      /* the item: "SSE_SEC_APP_DOCKER_10" */
	enum watch_class class;
	enum known known;
};

struct change {
	enum action action;
	enum outcome outcome;
	struct object_seen object;
	struct view target; /* other end of a rename or link; may be NONE */
	bool mode_unknown;  /* an open by io_uring: flags are not recorded */
	bool overwrites;    /* a rename took the place of a regular file */
	bool call_unknown;  /* the system call is not in our table */
	bool nameless;	    /* its record has a descriptor, and no name */
	bool apart;	    /* a mount in a namespace that is the user's own */
	struct view group, member; /* membership */
	bool group_unnamed;	   /* the record does not name the group */
	bool claimed;		   /* the record is a user program's own word */
	bool gate;		   /* of login: the PAM module has judged it */
	bool harmless; /* of rule and audit: adds or restores, takes nothing */
	struct view key;    /* of a rule: its keys, 0x01 between; else NONE */
	struct view detail; /* of rule, audit, login: what, in words */
};

/* What change_find needs to know of the world. */
struct change_world {
	const struct policy *policy;
	const struct watches *watches;
	struct objects *objects;
	struct scratch *scratch;
	bool going_down;  /* the host said that it shuts down */
	bool daemon_died; /* the audit daemon starts that had not stopped */
};

/* The changes of an event, at most CHANGE_MAX, reads included; what the event
 * shows of objects is remembered.  Returns their count. */
size_t change_find(const struct change_world *world, const struct call *call,
		   const struct identity *identity,
		   struct change ret[static CHANGE_MAX]);

#endif
