// SPDX-License-Identifier: BSD-2-Clause
/*
 * rule_profile: the audit rules for a host's objects, as a file for
 * /etc/audit/rules.d in auditctl's language (audit.rules(7)).
 *
 * baseline is literal: a watch an object, -k docker, as the baseline writes
 * it.  full asks for writes and attribute changes, where they are few for reads
 * as well (a file is emptied by one that truncates), and for executions of
 * programs; it names the item in a second key, and adds what no watch sees:
 * connect(2) to the sockets, mounts over the configuration, opening by handle,
 * io_uring.
 */
#ifndef DOCKWARDEN_RULE_PROFILE_H
#define DOCKWARDEN_RULE_PROFILE_H

#include "objects.h"

#define RULE_PROFILE_MAX ((size_t)8 << 20) /* bytes of a file */

enum rule_profile {
	RULE_PROFILE_BASELINE,
	RULE_PROFILE_FULL,
};

/* "baseline", "full"; false: another name. */
bool rule_profile_find(const char *name, enum rule_profile *ret);
const char *rule_profile_name(enum rule_profile profile);

/* Is the object in the profile? */
bool rule_profile_has(enum rule_profile profile, const struct object *object);

/* Can a path stand in a rules file?  Not one with a control byte, or with what
 * auditctl would take for the operator of -F. */
bool rule_profile_writable(struct view path);

/* The rule for one object, without a line end: "-w /etc/docker -k docker". */
void rule_profile_watch(enum rule_profile profile, const struct object *object,
			struct buf *out);

/* The whole file, with comments. */
void rule_profile_print(enum rule_profile profile,
			const struct object_list *objects, struct buf *out);

#endif
