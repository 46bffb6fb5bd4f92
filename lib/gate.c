// SPDX-License-Identifier: BSD-2-Clause
#include "gate.h"

#include "login.h"

/* What each of the module's decisions let happen. */
static const struct {
	enum login_verdict verdict;
	const char *detail;
} decisions[] = {
	{ LOGIN_DENIED, "an untrusted member of a protected group was refused "
			"a session" },
	{ LOGIN_STRIPPED, "an untrusted member of a protected group was let in "
			  "without that group" },
	{ LOGIN_WARNED, "an untrusted member of a protected group was let in, "
			"as the policy has it" },
	{ LOGIN_EXCUSED, "a member of a protected group was let in although "
			 "the login policy could not be relied on" },
};

/* The module names its decision; a record without it tells its result. */
static const char *detail_of(struct view decision, bool refused)
{
	size_t count = sizeof(decisions) / sizeof(decisions[0]);

	for (size_t i = 0; i < count; i++)
		if (view_is(decision, login_verdict_name(decisions[i].verdict)))
			return decisions[i].detail;
	return refused ? decisions[0].detail :
			 "a member of a protected group was let in";
}

size_t gate_find(const struct change_world *world, const struct record *r,
		 struct change *ret)
{
	bool refused;

	if (r->type != RECORD_ANOM_LOGIN_ACCT ||
	    !view_is(record_claim_text(r, "op", world->scratch),
		     "PAM:pam_dockwarden"))
		return 0;
	refused = !view_is(record_claim_text(r, "res", world->scratch),
			   "success");
	*ret = (struct change){
		.action = ACTION_LOGIN,
		.outcome = refused ? OUTCOME_FAILURE : OUTCOME_SUCCESS,
		.object = { .path = VIEW_NONE,
			    .recorded = VIEW_NONE,
			    .rule = WATCH_ITEM_USERS,
			    .class = WATCH_ACCOUNTS,
			    .known = KNOWN_NOT },
		.target = VIEW_NONE,
		.group = record_claim_text(r, "grp", world->scratch),
		.member = record_claim_text(r, "acct", world->scratch),
		.claimed = true,
		.gate = true,
		.detail = view_of(detail_of(record_claim_text(r, "decision",
							      world->scratch),
					    refused)),
	};
	return 1;
}
