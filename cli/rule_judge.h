// SPDX-License-Identifier: BSD-2-Clause
/*
 * rule_judge: would the kernel record a change of this object?  Synthetic
 * events (writing it, a rename over it, unlinking, chmod, setxattr; below it
 * where it is a directory; by root, by a user, without a login uid; of both
 * architectures) go through the lists in the kernel's order.
 */
#ifndef DOCKWARDEN_RULE_JUDGE_H
#define DOCKWARDEN_RULE_JUDGE_H

#include "objects.h"
#include "rule_list.h"

/* In the order of gravity. */
enum coverage_kind {
	COVERED,	/* each event, under the key docker */
	COVERED_KEY,	/* each event, but under another rule's key */
	COVERED_PARTLY, /* weaker permissions, conditions, not recursive */
	COVERED_STALE,	/* a rule is there, and watches another inode */
	COVERED_LINK,	/* the watch is on the symbolic link */
	COVERED_SHADOW, /* a never rule comes first */
	COVERED_MUTED,	/* a task, filesystem or exclude rule drops it */
	COVERED_OFF,	/* auditing is off, or its rate limit drops records */
	COVERED_NOT,	/* no rule */
};

struct coverage {
	enum coverage_kind kind;
	/* The rule that covers or stops; NULL for none.  Of the list. */
	const struct rule *by;
	/* What is not covered, in words: "chmod", "a file below it, by a user
	 * without login uid"; a constant or "". */
	char missed[96];
};

void rule_judge(const struct rule_list *list, const struct check_host *host,
		const struct object *object, struct coverage *ret);

/* One sentence with the rule as auditctl takes it and its place:
 * "rule 3 comes first: -a never,exit -F path=/etc/docker/daemon.json". */
void rule_judge_say(const struct coverage *coverage, struct buf *out);

#endif
