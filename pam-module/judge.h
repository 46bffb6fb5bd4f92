// SPDX-License-Identifier: BSD-2-Clause
/*
 * judge: one hook's question → a verdict, with what it rests on.  Everything
 * is gathered anew for each hook: sshd asks them in different processes.
 */
#ifndef DOCKWARDEN_JUDGE_H
#define DOCKWARDEN_JUDGE_H

#include <security/pam_modules.h>

#include "arguments.h"
#include "credentials.h"
#include "login.h"
#include "subject.h"

enum hook { HOOK_ACCOUNT, HOOK_CREDENTIALS, HOOK_SESSION };

struct judgement {
	enum login_verdict verdict;
	struct login_facts facts;
	/* The group that decided; NULL for LOGIN_OUTSIDE. */
	const struct protected_group *group;
	struct subject subject;
	const char *service; /* "" where none is named; the handle's */
	bool no_user; /* no user is named, or there is none of that name */
	/* The process carries a protected group of somebody else's, which is
	 * taken from it without a word: sudo -P, or a daemon's own. */
	bool sheds;
	bool has_groups;		/* login_has_groups(), of the process */
	bool built_in;			/* the policy is the built-in one */
	struct protected_groups groups; /* owned; names are the policy's */
	struct policy *policy;		/* owned */
};

/* Logs what is broken, once, and nothing else.  Owns what it gathers: ends
 * with judge_done() whatever it says. */
void judge(pam_handle_t *pamh, const struct arguments *arguments,
	   enum hook hook, struct judgement *ret);
void judge_done(struct judgement *j);

#define autojudgement __attribute__((cleanup(judge_done)))

#endif
