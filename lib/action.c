// SPDX-License-Identifier: BSD-2-Clause
#include "action.h"

#include <errno.h>

static const char *const action_names[ACTION_COUNT] = {
	[ACTION_READ] = "read",
	[ACTION_WRITE] = "write",
	[ACTION_CREATE] = "create",
	[ACTION_DELETE] = "delete",
	[ACTION_RENAME] = "rename",
	[ACTION_LINK] = "link",
	[ACTION_ATTRIBUTE] = "attribute",
	[ACTION_EXEC] = "exec",
	[ACTION_CONNECT] = "connect",
	[ACTION_MOUNT] = "mount",
	[ACTION_MEMBERSHIP] = "membership",
	[ACTION_RULE] = "rule",
	[ACTION_AUDIT] = "audit",
	[ACTION_LOGIN] = "login",
	[ACTION_LOST] = "lost",
};

const char *action_name(enum action action)
{
	return action_names[action];
}

int action_from_name(struct view name, enum action *ret)
{
	for (unsigned int i = 0; i < ACTION_COUNT; i++) {
		if (!view_is(name, action_names[i]))
			continue;
		*ret = (enum action)i;
		return 0;
	}
	return -ENOENT;
}
