// SPDX-License-Identifier: BSD-2-Clause
/*
 * rule_judge: would the kernel record a change of this object?  Synthetic
 * events (writing it, a rename over it, deleting, chmod, chown, setxattr, a
 * link; what is in it and below it where it is a directory; by each system
 * call that does it, on both architectures; by whomever the rules tell apart)
 * go through the lists in the kernel's order.
 *
 * What the baseline's own `-w FILE -p rwxa` does not record is not asked for:
 * io_uring, open_by_handle_at, chattr, utimes, mounts over it, connect; nor
 * are reads and executions, which are no changes.
 */
#ifndef DOCKWARDEN_RULE_JUDGE_H
#define DOCKWARDEN_RULE_JUDGE_H

#include "objects.h"
#include "rule_list.h"

/* In the order of gravity. */
enum coverage_kind {
	COVERED,	/* each event, under the key docker (or docker-…) */
	COVERED_KEY,	/* each event, but some under another rule's key */
	COVERED_PARTLY, /* weaker permissions, conditions, not recursive */
	COVERED_STALE,	/* a rule is there, and watches another inode */
	COVERED_LINK,	/* the watch is on the symbolic link */
	COVERED_SHADOW, /* a never rule comes first */
	COVERED_MUTED,	/* a task, filesystem or exclude rule drops it */
	COVERED_OFF,	/* auditing is off, or its rate limit drops records */
	COVERED_NOT,	/* no rule; at most one that is about no certain files
			 * and has some of its events */
};

#define COVERAGE_MISSED 160 /* bytes */

struct coverage {
	enum coverage_kind kind;
	/* The rule that covers or stops; NULL for none.  Of the list. */
	const struct rule *by;
	/* NOT: a rule that names the object, and records no change of it: one
	 * for reads, or a never, which auditctl -l prints as a watch; NULL. */
	const struct rule *about;
	const struct check_host *host; /* borrowed; for printing the rule */
	bool as_file; /* PARTLY: by is a path rule, the object a directory */
	/* COVERED as far as it was tried: the rules tell more apart than is
	 * tried, or are too many. */
	bool untried;
	/* By a directory's rule, with a mount point between them: it counts if
	 * it was mounted when the rule was loaded, which only a probe tells. */
	bool across;
	/* The kernel was asked by an attempt (rule_probe.h): it has recorded
	 * it; or could not be asked. */
	bool probed, unprobed;
	/* What is not covered, in words: "chmod of it", "writing a file in a
	 * directory below it without login uid"; printable; "". */
	char missed[COVERAGE_MISSED];
};

/* 0 or -ENOMEM (then *ret is COVERED_NOT).  list->rules keeps what has been
 * looked up: it is asked of one host, as it is now. */
int rule_judge(const struct rule_list *list, const struct check_host *host,
	       const struct object *object, struct coverage *ret);

/* "COVERED", "PARTLY", … : one word, for tests and tables. */
const char *rule_judge_name(enum coverage_kind kind);

/* One sentence with the rule as auditctl takes it and its place:
 * "rule 3 comes first and stops writing it: -a never,exit -F path=/etc/x". */
void rule_judge_say(const struct coverage *coverage, struct buf *out);

#endif
