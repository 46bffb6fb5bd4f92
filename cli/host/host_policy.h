// SPDX-License-Identifier: BSD-2-Clause
/*
 * host_policy: the policy that a command works by: the file it was given,
 * else the host's, else the built-in one.
 */
#ifndef DOCKWARDEN_HOST_POLICY_H
#define DOCKWARDEN_HOST_POLICY_H

#include "policy.h"

#define HOST_POLICY_FILE "/etc/dockwarden/policy.json"

/* file is NULL where none was given; the one who runs the command may own it.
 * *built_in: there is no file.  0 or -errno as of policy_load(); every failure
 * has been said. */
int host_policy_load(const char *file, bool *built_in, struct policy **ret);

/* That of another host, whose files are below root: the built-in one where it
 * has none. */
int host_policy_load_below(const char *root, bool *built_in,
			   struct policy **ret);

#endif
