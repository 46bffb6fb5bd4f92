// SPDX-License-Identifier: BSD-2-Clause
/*
 * action: what can be done to a watched object, and the words for it: the
 * values of event.action in an alert and of "actions" in a policy.
 */
#ifndef DOCKWARDEN_ACTION_H
#define DOCKWARDEN_ACTION_H

#include "view.h"

enum action {
	ACTION_READ,
	ACTION_WRITE,
	ACTION_CREATE,
	ACTION_DELETE,
	ACTION_RENAME,
	ACTION_LINK,
	ACTION_ATTRIBUTE,
	ACTION_EXEC,
	ACTION_CONNECT,
	ACTION_MOUNT,
	ACTION_MEMBERSHIP,
	ACTION_RULE,
	ACTION_AUDIT,
	ACTION_LOGIN,
	ACTION_LOST,
	ACTION_COUNT
};

const char *action_name(enum action action);
/* 0 or -ENOENT. */
int action_from_name(struct view name, enum action *ret);

#endif
