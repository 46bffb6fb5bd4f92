// SPDX-License-Identifier: BSD-2-Clause
/*
 * check_audit: items 04-12, Docker's files are audited.  One function for all
 * nine: result->item says for which.
 */
#ifndef DOCKWARDEN_CHECK_AUDIT_H
#define DOCKWARDEN_CHECK_AUDIT_H

#include "check_host.h"
#include "check_result.h"

void check_audit(const struct check_host *host, struct check_result *result);

/* Does no daemon take what the rules record?  False where that is not known. */
bool check_audit_is_unheard(const struct check_host *host);

#endif
