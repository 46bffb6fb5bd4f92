// SPDX-License-Identifier: BSD-2-Clause
#include "login.h"

#include <stdlib.h>

const char *login_verdict_name(enum login_verdict verdict)
{
	static const char *const names[] = {
		[LOGIN_OUTSIDE] = "outside",   [LOGIN_TRUSTED] = "trusted",
		[LOGIN_EXCUSED] = "excused",   [LOGIN_WARNED] = "warned",
		[LOGIN_STRIPPED] = "stripped", [LOGIN_DENIED] = "denied",
	};

	return names[verdict];
}

enum login_verdict login_decide(const struct login_facts *facts)
{
	if (facts->membership == MEMBER_NOT &&
	    facts->carried == CARRIED_NOTHING)
		return LOGIN_OUTSIDE;
	if (facts->broken)
		return facts->broken_allows ? LOGIN_EXCUSED : LOGIN_DENIED;
	if (facts->trusted)
		return LOGIN_TRUSTED;
	switch (facts->action) {
	case POLICY_LOGIN_WARN:
		return LOGIN_WARNED;
	case POLICY_LOGIN_STRIP:
		/* setgroups(2) leaves the gid itself. */
		if (facts->membership != MEMBER_PRIMARY &&
		    facts->carried != CARRIED_GID)
			return LOGIN_STRIPPED;
		break;
	case POLICY_LOGIN_DENY:
		break;
	}
	return LOGIN_DENIED;
}

static int compare_gids(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

bool login_has_groups(const struct account *account,
		      const struct protected_groups *groups,
		      const uint32_t *list, size_t count)
{
	if (!count) /* bsearch(3) wants an array */
		list = &account->gid;
	for (size_t i = 0; i < account->group_count; i++)
		if (!protected_groups_find(groups, account->groups[i]) &&
		    !bsearch(&account->groups[i], list, count, sizeof(*list),
			     compare_gids))
			return false;
	return true;
}
