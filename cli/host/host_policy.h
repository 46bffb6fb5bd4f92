// SPDX-License-Identifier: BSD-2-Clause
/*
 * host_policy: the policy that a command works by: the file it was given,
 * else the host's, else the built-in one.
 */
#ifndef DOCKWARDEN_HOST_POLICY_H
#define DOCKWARDEN_HOST_POLICY_H

#include "check_host.h"
#include "policy.h"

#define HOST_POLICY_DIRECTORY "/etc/dockwarden"
#define HOST_POLICY_NAME "/policy.json"
#define HOST_POLICY_FILE HOST_POLICY_DIRECTORY HOST_POLICY_NAME

/* file is NULL where none was given; the one who runs the command may own it.
 * *built_in: there is no file.  0 or -errno as of policy_load(); every failure
 * has been said. */
int host_policy_load(const char *file, bool *built_in, struct policy **ret);

/* The same for a host that is checked: of one whose files are below a directory
 * its own policy, if no file was given, or the built-in one.  No link of its
 * leads to another's. */
int host_policy_of(const struct check_host *host, const char *file,
		   struct policy **ret);

#endif
