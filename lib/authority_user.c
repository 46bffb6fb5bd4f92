// SPDX-License-Identifier: BSD-2-Clause
/*
 * A trusted user's login session, where the login uid is that user's own doing:
 * not of a daemon that acts for others, nor of a container.
 */
#include "authority.h"

/* A daemon that a trusted user started by hand carries that user's login uid
 * whoever speaks to its socket; a login program has it before anybody's shell
 * runs. */
static bool acts_for_others(const struct change *change,
			    const struct actor *actor)
{
	enum program program = actor->identity.program;

	return change->action != ACTION_EXEC &&
	       (program_is_runtime(program) || program == PROGRAM_LOGIN ||
		program == PROGRAM_JOBS);
}

/* Is the object named by a path that is not its path on the host?  So it is
 * seen from a container whose runtime a trusted user started, and carries that
 * user's login uid. */
static bool is_outside_name(const struct change *change)
{
	const struct object_seen *o = &change->object;

	return change->action != ACTION_EXEC && o->item && o->recorded.size &&
	       o->recorded.data[0] == '/' &&
	       (o->known == KNOWN_KEY || o->known == KNOWN_PLACE ||
		!authority_named_as_host(o));
}

enum answer authority_user(const struct policy *policy,
			   const struct change *change,
			   const struct actor *actor)
{
	const struct call *call = actor->call;

	if (call->auid == UID_UNSET)
		return ANSWER_NO_LOGIN;
	if (acts_for_others(change, actor))
		return ANSWER_ACTS_FOR_OTHERS;
	if (!policy_trusts(policy, call->auid, call->auid_name))
		return ANSWER_NOT_TRUSTED;
	if (actor->session == SESSION_FORGED)
		return ANSWER_FORGED;
	if (actor->identity.container)
		return ANSWER_IN_CONTAINER;
	if (actor->session == SESSION_HOSTS_RUNTIME &&
	    change->action != ACTION_EXEC &&
	    !(change->action == ACTION_CONNECT &&
	      actor->identity.program == PROGRAM_CLIENT))
		return ANSWER_SHARED_SESSION;
	if (actor->session == SESSION_UNSEEN && is_outside_name(change))
		return ANSWER_LOGIN_UNSEEN;
	return ANSWER_GRANTED;
}
