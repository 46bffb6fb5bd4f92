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

/* Begins with a host that is checked, this one or that below root (NULL: this
 * one), and the policy that it is judged by, which the host borrows: the file,
 * else that host's own, to which no link leads out of root, else the built-in
 * one.  0 or -errno; every failure has been said.  check_host_done() in either
 * case. */
int host_policy_open(const char *root, const char *file,
		     struct check_host *host, struct policy **ret);

#endif
