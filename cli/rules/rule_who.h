// SPDX-License-Identifier: BSD-2-Clause
/*
 * rule_who: by whom, and with which end, an event may come: the values of each
 * quantity that rules look at, such that all that the rules tell apart is
 * there once: the usual ones, and for each number that a rule names, itself
 * and its neighbours.
 */
#ifndef DOCKWARDEN_RULE_WHO_H
#define DOCKWARDEN_RULE_WHO_H

#include "rule_match.h"

enum who_kind { WHO_AUID, WHO_UID, WHO_GID, WHO_PROGRAM, WHO_END };
#define WHO_KINDS 5
#define WHO_MAX 16	   /* values of a kind */
#define WHO_MAX_MIXED 1024 /* above it at most two differ from the usual */

struct rule_who {
	/* Of each kind; [0] is the usual one.  A program is a number of
	 * programs, less one; an end is 0, or an errno negated. */
	uint32_t values[WHO_KINDS][WHO_MAX];
	size_t counts[WHO_KINDS];
	const struct rule_spot *programs[WHO_MAX]; /* of the rules */
	bool full; /* not all is tried: over WHO_MAX or WHO_MAX_MIXED */
};

/* One of each kind: places in values. */
struct who_one {
	size_t at[WHO_KINDS];
};

/* absent: what fails leaves no name of an object that is not there. */
void rule_who_find(const struct rule_choice *choice, bool absent,
		   struct rule_who *ret);

/* The next combination after *one; false after the last.  Begin with all 0. */
bool rule_who_next(const struct rule_who *who, struct who_one *one);

/* end: what the system call returns when it succeeds. */
void rule_who_apply(const struct rule_who *who, const struct who_one *one,
		    int32_t end, struct event *event);

/* ", by login uid 1000": the words for one of a kind. */
void rule_who_say(const struct rule_who *who, const struct who_one *one,
		  enum who_kind kind, struct buf *out);

#endif
