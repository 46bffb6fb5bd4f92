// SPDX-License-Identifier: BSD-2-Clause
/*
 * arguments: what stands behind the module's name in a PAM service file
 * (pam_dockwarden(8)).
 */
#ifndef DOCKWARDEN_ARGUMENTS_H
#define DOCKWARDEN_ARGUMENTS_H

#include <security/pam_modules.h>
#include <stdbool.h>

#include "policy.h"

#define ARGUMENTS_POLICY "/etc/dockwarden/policy.json"

struct arguments {
	const char *policy;	  /* an absolute path, borrowed from argv */
	enum policy_login action; /* where has_action */
	bool has_action;
	bool onerr_allow;
	bool debug, quiet, noaudit;
	bool broken; /* one is unknown or malformed, and was logged */
};

/* Reads them all, also behind a broken one: onerr= counts wherever it is. */
struct arguments arguments_read(pam_handle_t *pamh, int argc,
				const char **argv);

#endif
