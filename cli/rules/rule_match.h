// SPDX-License-Identifier: BSD-2-Clause
/*
 * rule_match: the kernel's filters on one event: which of the rules decides
 * whether it is recorded, and under which key.  After kernel/auditsc.c
 * (audit_filter_task, audit_filter_syscall, audit_filter_inodes,
 * __audit_inode) and kernel/audit.c (audit_filter) of Linux 6.1 to 6.18;
 * tests/live/test_rules.sh holds it against the kernel that runs.
 */
#ifndef DOCKWARDEN_RULE_MATCH_H
#define DOCKWARDEN_RULE_MATCH_H

#include "rule_list.h"
#include "rule_spot.h"

#define EVENT_MAX_NAMES 6
#define EVENT_MAX_ABOVE 64 /* directories above an object */

/* A file of the event, as a PATH record would show it. */
struct event_name {
	struct rule_inode self; /* none: not told (it is not there, or new) */
	/* The place of something that was not there when the rules were
	 * loaded, or before the event: a path watch has followed.  NULL: none. */
	const struct rule_spot *place;
	bool made; /* by the event: nothing is at the place if it fails */
	uint32_t mode, uid, gid;
	bool anyones; /* uid and gid are not known */
};

/* A directory whose dir= rules see the event. */
struct event_above {
	struct rule_inode self;
	bool across; /* a mount point lies between: it counts if it was
		      * mounted when the rule was loaded */
};

struct event {
	uint32_t elf;	/* AUDIT_ARCH_… */
	int number;	/* of the system call */
	uint32_t perms; /* of AUDIT_PERM_…: the classes it is in */
	int32_t exit;
	uint32_t auid, uid, gid;
	const struct rule_spot *program; /* NULL: one that no rule names */
	struct event_name names[EVENT_MAX_NAMES];
	size_t name_count;
	/* A name that a success takes away, or gives to another file; NULL:
	 * none. */
	const struct rule_spot *vanishes, *replaced;
	bool ends; /* a success is the end of the object's inode */
	const struct event_above *above; /* borrowed */
	size_t above_count;
	bool near;	     /* what lies across a mount point does not count */
	struct view path;    /* of the object, where only that is known */
	uint64_t filesystem; /* its magic number, statfs(2) */
	bool filesystem_known;
	bool labels; /* SELinux or Smack may be on: subj_type= etc. may hold */
};

enum ruling_kind {
	RULING_NONE,   /* no rule asks for it */
	RULING_RECORD, /* recorded */
	RULING_NEVER,  /* a never rule of the exit list comes first */
	RULING_MUTED,  /* a task, filesystem or exclude rule drops it */
	RULING_BARE,   /* recorded without its paths */
};

struct ruling {
	enum ruling_kind kind;
	const struct rule *by; /* of the list; NULL for RULING_NONE */
	struct view key;       /* of RULING_RECORD and _BARE */
	bool across;	       /* through a mount point, see event_above */
	bool doubt; /* by has a condition that the event does not tell */
	/* A directory's rule that ends with the event, which the kernel records
	 * by itself (CONFIG_CHANGE op=remove_rule) whatever the lists say. */
	const struct rule *ended;
};

/* The rules that can have to do with a group of events, in the list's order. */
struct rule_choice {
	const struct rule **rules; /* owned */
	size_t count;
};

/* Could the rule see events that have this above them, or name this spot? */
bool rule_match_may(const struct rule *rule, const struct event *event);
/* Could it have to do with this one, whoever makes it and however it ends? */
bool rule_match_ever(const struct rule *rule, const struct event *event);

/* Decides.  A condition that the event does not tell (a pid, an argument, an
 * SELinux type) is taken at its worst: it lets an always miss and a never
 * hit. */
void rule_match(const struct rule_choice *choice, const struct event *event,
		struct ruling *ret);
/* The same as if no rule said never, and nothing were dropped. */
void rule_match_wanted(const struct rule_choice *choice,
		       const struct event *event, struct ruling *ret);

#endif
