// SPDX-License-Identifier: BSD-2-Clause
#include "membership.h"

#include <errno.h>
#include <stdlib.h>

#define GID_ROOT 0

const char *membership_name(enum membership membership)
{
	switch (membership) {
	case MEMBER_NOT:
		break;
	case MEMBER_PRIMARY:
		return "primary";
	case MEMBER_SUPPLEMENTARY:
		return "supplementary";
	}
	return "none";
}

int protected_groups_add(struct protected_groups *groups,
			 struct protected_group group)
{
	struct protected_group *list;

	if (group.gid == GID_ROOT || protected_groups_find(groups, group.gid))
		return 0;
	list = reallocarray(groups->list, groups->count + 1, sizeof(*list));
	if (!list)
		return -ENOMEM;
	list[groups->count++] = group;
	groups->list = list;
	return 0;
}

int protected_groups_name(struct protected_groups *groups,
			  const struct policy *policy,
			  const struct names *names)
{
	int failed = 0;

	for (size_t i = 0; i < policy->docker_group_count; i++) {
		struct protected_group group = {
			.name = policy->docker_groups[i],
			.by = PROTECTED_BY_NAME,
		};
		int r = names->gid_of(names->user, group.name, &group.gid);

		if (r == 0)
			r = protected_groups_add(groups, group);
		if (r < 0 && r != -ENOENT && !failed)
			failed = r;
	}
	return failed;
}

const struct protected_group *
protected_groups_find(const struct protected_groups *groups, uint32_t gid)
{
	for (size_t i = 0; i < groups->count; i++)
		if (groups->list[i].gid == gid)
			return &groups->list[i];
	return NULL;
}

void protected_groups_done(struct protected_groups *groups)
{
	free(groups->list);
	*groups = (struct protected_groups){ NULL, 0 };
}

bool account_has(const struct account *account, uint32_t gid)
{
	if (account->gid == gid)
		return true;
	for (size_t i = 0; i < account->group_count; i++)
		if (account->groups[i] == gid)
			return true;
	return false;
}

enum membership membership_of(const struct protected_groups *groups,
			      const struct account *account,
			      const struct protected_group **ret)
{
	const struct protected_group *found;

	found = protected_groups_find(groups, account->gid);
	if (found) {
		*ret = found;
		return MEMBER_PRIMARY;
	}
	for (size_t i = 0; i < account->group_count; i++) {
		found = protected_groups_find(groups, account->groups[i]);
		if (found) {
			*ret = found;
			return MEMBER_SUPPLEMENTARY;
		}
	}
	return MEMBER_NOT;
}

int membership_trusts(const struct policy *policy,
		      const struct account *account, const struct names *names,
		      bool *ret)
{
	int failed = 0;

	if (policy_user_listed(policy->trusted_users,
			       policy->trusted_user_count, account->uid,
			       view_of(account->name))) {
		*ret = true;
		return 0;
	}
	for (size_t i = 0; i < policy->trusted_group_count; i++) {
		uint32_t gid;
		int r = names->gid_of(names->user, policy->trusted_groups[i],
				      &gid);

		if (r == 0 && account_has(account, gid)) {
			*ret = true;
			return 0;
		}
		if (r < 0 && r != -ENOENT && !failed)
			failed = r;
	}
	if (failed)
		return failed;
	*ret = false;
	return 0;
}
