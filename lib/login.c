// SPDX-License-Identifier: BSD-2-Clause
#include "login.h"

#include <stdlib.h>
#include <string.h>

#include "id_order.h"

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
	    facts->carried == CARRIED_NOTHING && !facts->unknown)
		return LOGIN_OUTSIDE;
	if (facts->trusted && !facts->broken)
		return LOGIN_TRUSTED;
	if (facts->broken || facts->failed || facts->unknown)
		return facts->broken_allows ? LOGIN_EXCUSED : LOGIN_DENIED;
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

bool login_has_groups(const struct account *account,
		      const struct protected_groups *groups,
		      const uint32_t *list, size_t count)
{
	if (!count) /* bsearch(3) wants an array */
		list = &account->gid;
	for (size_t i = 0; i < account->group_count; i++)
		if (!protected_groups_find(groups, account->groups[i]) &&
		    !bsearch(&account->groups[i], list, count, sizeof(*list),
			     id_order))
			return false;
	return true;
}

/* Read in the sources, and measured for at and polkit: at 3.2.5 atd.c, OpenDoas
 * 9a25a6d doas.c, polkit 122 pkexec.c, sudo-rs e5a01fd7 set_target_user (its
 * service is sudo's, which sets them first), SDDM ae072f9 UserSession.cpp. */
static const struct {
	const char *service;
	bool always; /* it sets them again where they were set before */
} later[] = {
	{ "atd", true },     { "doas", true },		 { "polkit-1", true },
	{ "sddm", true },    { "sddm-autologin", true }, { "sudo", false },
	{ "sudo-i", false },
};

bool login_groups_come_later(const char *service, bool has_groups)
{
	for (size_t i = 0; i < sizeof(later) / sizeof(later[0]); i++)
		if (strcmp(service, later[i].service) == 0)
			return later[i].always || !has_groups;
	return false;
}

bool login_gid_is_sessions(const char *service, bool has_groups)
{
	/* util-linux 2.38 su-common.c: change_identity() comes last. */
	if (strcmp(service, "su") == 0 || strcmp(service, "su-l") == 0)
		return false;
	/* sudo -P leaves the groups, and has set the gid all the same. */
	if (strcmp(service, "sudo") == 0 || strcmp(service, "sudo-i") == 0)
		return true;
	return has_groups;
}
