// SPDX-License-Identifier: BSD-2-Clause
/*
 * policy_read: the schema of a policy's text (dockwarden.json(5)), as tables
 * of keys.  Internal to policy*.c.
 */
#ifndef DOCKWARDEN_POLICY_READ_H
#define DOCKWARDEN_POLICY_READ_H

#include "policy.h"
#include "policy_value.h"

/* Reads the tree into the zeroed policy, which owns what it was given so far
 * whatever comes back.  0 or -ENOMEM; errors are in the reader's report. */
int policy_read(struct policy_reader *r, json_object *root, struct policy *p);

#endif
