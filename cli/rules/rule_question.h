// SPDX-License-Identifier: BSD-2-Clause
/*
 * rule_question: one rule held against one event: do its fields hold?  Of
 * rule_match.c, for rule_filter.c.
 */
#ifndef DOCKWARDEN_RULE_QUESTION_H
#define DOCKWARDEN_RULE_QUESTION_H

#include "rule_match.h"

enum match { MATCH_NO, MATCH_MAYBE, MATCH_YES };

/* What a rule is held against. */
struct question {
	const struct event *event;
	const struct event_name *name; /* of a rule that the name led to */
	bool task;		       /* there is no system call yet */
	bool hidden; /* a filesystem rule has taken the names away */
	bool across;
	bool doubt; /* of the rule that was asked last */
	bool gone;  /* the watch of what vanishes has nothing any more */
	const struct rule *died; /* a directory's rule, with its inode */
	bool ever; /* the question is whether it could match, at any time */
};

static inline enum match sure(bool yes)
{
	return yes ? MATCH_YES : MATCH_NO;
}

struct rule_field;

/* kernel/auditfilter.c audit_comparator(): unsigned, 32 bits. */
bool rule_holds(uint32_t left, uint32_t op, uint32_t right);
bool rule_in_mask(const struct rule *rule, int number);

enum match rule_question_field(struct question *q, const struct rule *rule,
			       const struct rule_field *field);
/* The least of all fields' answers. */
enum match rule_question_all(struct question *q, const struct rule *rule);

#endif
