// SPDX-License-Identifier: BSD-2-Clause
/*
 * authority: who or what may authorize a change, each asked of one change and
 * who made it.  What an authority is, and what it does not cover, is in its own
 * authority_*.c.  Pure: no state, no allocation, no look-up.
 */
#ifndef DOCKWARDEN_AUTHORITY_H
#define DOCKWARDEN_AUTHORITY_H

#include "change.h"
#include "policy.h"
#include "process.h"
#include "session.h"

/* What can authorize a change, in the order in which they are asked. */
enum authority {
	AUTHORITY_RUNTIME, /* the runtime writing its own state */
	AUTHORITY_VOLUME,  /* a container writing into a volume of its own */
	AUTHORITY_PACKAGE, /* the package manager replacing packaged files */
	AUTHORITY_USER,	   /* a trusted user's login session */
	AUTHORITY_SITE,	   /* a rule of the site's policy */
	AUTHORITY_HOST,	   /* the host's own services at their ordinary work */
	AUTHORITY_COUNT
};

/* How an authority answered; each has its sentence in authority.c. */
enum answer {
	ANSWER_GRANTED,
	ANSWER_NOT_RUNTIME,
	ANSWER_NOT_ITS_STATE,
	ANSWER_NAME_NOT_HOSTS,
	ANSWER_UNSEEN,
	ANSWER_CONTRADICTED,
	ANSWER_NOT_A_VOLUME,
	ANSWER_NOT_PACKAGER,
	ANSWER_NOT_PACKAGED,
	ANSWER_NOT_A_REPLACEMENT,
	ANSWER_ACTS_FOR_OTHERS,
	ANSWER_NO_LOGIN,
	ANSWER_NOT_TRUSTED,
	ANSWER_FORGED,
	ANSWER_SHARED_SESSION,
	ANSWER_LOGIN_UNSEEN,
	ANSWER_IN_CONTAINER,
	ANSWER_NO_RULE,
	ANSWER_RULE_ITEM,
	ANSWER_RULE_EXE,
	ANSWER_RULE_USER,
	ANSWER_RULE_ACTION,
	ANSWER_NOT_A_SERVICE,
	ANSWER_NOT_ITS_WORK,
	ANSWER_GATE,
};

/* Who did it, as far as is known. */
struct actor {
	const struct call *call;
	struct identity identity;
	enum session_state session;
};

enum answer authority_runtime(const struct policy *policy,
			      const struct change *change,
			      const struct actor *actor);
enum answer authority_volume(const struct change *change,
			     const struct actor *actor);
enum answer authority_package(const struct change *change,
			      const struct actor *actor);
enum answer authority_user(const struct policy *policy,
			   const struct change *change,
			   const struct actor *actor);
/* *nearest: the rule that granted it, else the one of which the most held;
 * NULL where there is none. */
enum answer authority_site(const struct policy *policy,
			   const struct change *change,
			   const struct actor *actor,
			   const struct policy_allow **nearest);
enum answer authority_host(const struct change *change,
			   const struct actor *actor);

/* Did the process name the object as the host does?  By the name that it has
 * in a container's or a chroot's root, it would not. */
bool authority_named_as_host(const struct object_seen *object);

/* "trusted user", …; what an alert's policy_rule says for an authority. */
const char *authority_name(enum authority authority);
const char *answer_text(enum answer answer);

#endif
