// SPDX-License-Identifier: BSD-2-Clause
/*
 * A rule of the site's policy, dockwarden.json(5) allow: the first that covers
 * the change; else the one that came nearest is told.
 */
#include "authority.h"

#include "path.h"

static bool list_has(char *const *list, size_t count, struct view text)
{
	for (size_t i = 0; i < count; i++)
		if (view_is(text, list[i]))
			return true;
	return false;
}

static bool rule_has_user(const struct policy_allow *rule,
			  const struct actor *actor)
{
	const struct call *call = actor->call;

	/* A service has no login uid: then its own uid is meant. */
	if (call->auid == UID_UNSET)
		return policy_user_listed(rule->users, rule->user_count,
					  call->uid, VIEW_NONE);
	return actor->session != SESSION_FORGED &&
	       policy_user_listed(rule->users, rule->user_count, call->auid,
				  call->auid_name);
}

static bool rule_has_exe(const struct policy_allow *rule,
			 const struct actor *actor)
{
	bool deleted;
	struct view exe = path_undeleted(actor->call->exe, &deleted);

	if (!exe.data || actor->identity.trust == TRUST_CONTRADICTED)
		return false;
	for (size_t i = 0; i < rule->exe_count; i++)
		if (path_is(exe, view_of(rule->exe[i])))
			return true;
	return false;
}

static enum answer ask_rule(const struct policy_allow *rule,
			    const struct change *change,
			    const struct actor *actor)
{
	if (rule->item_count && !list_has(rule->items, rule->item_count,
					  view_of(change->object.rule)))
		return ANSWER_RULE_ITEM;
	if (rule->actions && !(rule->actions & 1U << change->action))
		return ANSWER_RULE_ACTION;
	if (rule->exe_count && !rule_has_exe(rule, actor))
		return ANSWER_RULE_EXE;
	if (rule->user_count && !rule_has_user(rule, actor))
		return ANSWER_RULE_USER;
	/* Names and uids inside a container are its own. */
	if (actor->identity.container)
		return ANSWER_IN_CONTAINER;
	return ANSWER_GRANTED;
}

/* How far a rule came: the later the condition that failed, the nearer. */
static int nearness(enum answer answer)
{
	switch (answer) {
	case ANSWER_GRANTED:
		return 5;
	case ANSWER_IN_CONTAINER:
		return 4;
	case ANSWER_RULE_USER:
		return 3;
	case ANSWER_RULE_EXE:
		return 2;
	case ANSWER_RULE_ACTION:
		return 1;
	case ANSWER_RULE_ITEM:
	case ANSWER_NO_RULE:
	case ANSWER_NOT_RUNTIME:
	case ANSWER_NOT_ITS_STATE:
	case ANSWER_NAME_NOT_HOSTS:
	case ANSWER_UNSEEN:
	case ANSWER_CONTRADICTED:
	case ANSWER_NOT_A_VOLUME:
	case ANSWER_NOT_PACKAGER:
	case ANSWER_NOT_PACKAGED:
	case ANSWER_NOT_A_REPLACEMENT:
	case ANSWER_ACTS_FOR_OTHERS:
	case ANSWER_NO_LOGIN:
	case ANSWER_NOT_TRUSTED:
	case ANSWER_FORGED:
	case ANSWER_SHARED_SESSION:
	case ANSWER_LOGIN_UNSEEN:
	case ANSWER_NOT_A_SERVICE:
	case ANSWER_GATE:
	case ANSWER_NOT_ITS_WORK:
		break;
	}
	return 0;
}

enum answer authority_site(const struct policy *policy,
			   const struct change *change,
			   const struct actor *actor,
			   const struct policy_allow **nearest)
{
	enum answer best = ANSWER_NO_RULE;

	*nearest = NULL;
	for (size_t i = 0; i < policy->allow_count; i++) {
		const struct policy_allow *rule = &policy->allow[i];
		enum answer answer = ask_rule(rule, change, actor);

		if (*nearest && nearness(answer) <= nearness(best))
			continue;
		best = answer;
		*nearest = rule;
		if (answer == ANSWER_GRANTED)
			break;
	}
	return best;
}
