// SPDX-License-Identifier: BSD-2-Clause
#include "severity.h"

static const enum severity steps[] = { SEVERITY_LOW, SEVERITY_MEDIUM,
				       SEVERITY_HIGH, SEVERITY_CRITICAL };

enum { STEP_LOW, STEP_MEDIUM, STEP_HIGH, STEP_CRITICAL };

/* Whoever replaces a binary or opens the socket to others owns the host. */
static int step_of_object(const struct change *change)
{
	switch (change->object.class) {
	case WATCH_PROGRAM:
	case WATCH_SOCKET:
	case WATCH_AUDIT:
		return STEP_CRITICAL;
	case WATCH_STATE:
	case WATCH_CONFIG:
	case WATCH_UNIT:
	case WATCH_ACCOUNTS:
	case WATCH_SITE:
		break;
	}
	return STEP_HIGH;
}

static int step_of(const struct change *change)
{
	switch (change->action) {
	case ACTION_EXEC:
		return STEP_MEDIUM;
	case ACTION_CONNECT:
		return STEP_HIGH;
	case ACTION_MOUNT:
		return change->apart ? STEP_LOW : STEP_HIGH;
	case ACTION_MEMBERSHIP:
		return change->group_unnamed ? STEP_MEDIUM : STEP_HIGH;
	case ACTION_RULE:
	case ACTION_AUDIT:
		return change->harmless ? STEP_MEDIUM : STEP_CRITICAL;
	case ACTION_LOGIN:
		return change->gate ? STEP_HIGH : STEP_CRITICAL;
	case ACTION_LOST:
		return STEP_CRITICAL;
	case ACTION_READ:
		return STEP_LOW;
	case ACTION_WRITE:
	case ACTION_CREATE:
	case ACTION_DELETE:
	case ACTION_RENAME:
	case ACTION_LINK:
	case ACTION_ATTRIBUTE:
	case ACTION_COUNT:
		break;
	}
	return step_of_object(change);
}

enum severity severity_of(const struct change *change,
			  const struct actor *actor)
{
	int step = step_of(change);

	if (actor->identity.container ||
	    actor->identity.trust == TRUST_CONTRADICTED)
		step++;
	if (step > STEP_CRITICAL)
		step = STEP_CRITICAL;
	if (change->outcome == OUTCOME_FAILURE && step > STEP_LOW)
		step--;
	/* It may be one of the runtime's objects as well, or not Docker's. */
	if ((change->object.item || change->nameless) &&
	    change->object.known == KNOWN_NOT && step > STEP_LOW)
		step--;
	return steps[step];
}
