// SPDX-License-Identifier: BSD-2-Clause
/*
 * decide: (policy, change, actor) → verdict, by what each authority answers.
 * Pure: no state, no allocation, no look-up.  The one place where a change is
 * authorized or not: the plugin, replay and explain ask here.  Who may log in,
 * login.h decides.
 */
#ifndef DOCKWARDEN_DECIDE_H
#define DOCKWARDEN_DECIDE_H

#include "authority.h"
#include "buf.h"

struct verdict {
	enum verdict_kind kind;
	enum authority by; /* AUTHORITY_COUNT: nothing authorized it */
	enum answer answers[AUTHORITY_COUNT];
	/* The site's rule that authorized it, or came nearest; or NULL. */
	const struct policy_allow *rule;
};

struct verdict decide(const struct policy *policy, const struct change *change,
		      const struct actor *actor);

/* Appends, one line an authority, how it answered and so what would have had
 * to differ: "  trusted user: no: the login uid is not trusted\n". */
void decide_explain(const struct verdict *verdict, struct buf *out);

#endif
