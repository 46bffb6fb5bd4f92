// SPDX-License-Identifier: BSD-2-Clause
/*
 * trail: changes that are not of files but of the audit trail and of who may
 * use Docker: audit rules and settings (CONFIG_CHANGE, FEATURE_CHANGE), the
 * audit daemon (DAEMON_*), login uids (LOGIN), logins that the PAM module has
 * judged (ANOM_LOGIN_ACCT), group membership (USER_MGMT,
 * GRP_MGMT, USER_CHAUTHTOK, USER_ACCT, …), io_uring behind the watches' back.
 */
#ifndef DOCKWARDEN_TRAIL_H
#define DOCKWARDEN_TRAIL_H

#include "change.h"

/* Like change_find, for these. */
size_t trail_find(const struct change_world *world, const struct call *call,
		  struct change ret[static CHANGE_MAX]);

#endif
