// SPDX-License-Identifier: BSD-2-Clause
/*
 * gate: what the PAM module did to a login, from the record that it leaves
 * (pam-module/report.c): ANOM_LOGIN_ACCT with op=PAM:pam_dockwarden.
 */
#ifndef DOCKWARDEN_GATE_H
#define DOCKWARDEN_GATE_H

#include "change.h"

/* Like change_find, for one record: 0 where it is not the module's. */
size_t gate_find(const struct change_world *world, const struct record *r,
		 struct change *ret);

#endif
