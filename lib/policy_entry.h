// SPDX-License-Identifier: BSD-2-Clause
/*
 * policy_entry: the entries of a policy's lists.  Internal to policy*.c.
 */
#ifndef DOCKWARDEN_POLICY_ENTRY_H
#define DOCKWARDEN_POLICY_ENTRY_H

#include "policy_value.h"

/* Each: a policy_value_fn. */
int policy_entry_group(struct policy_reader *r, json_object *value,
		       void *into); /* char * */
int policy_entry_user(struct policy_reader *r, json_object *value,
		      void *into); /* struct policy_user */
int policy_entry_rule(struct policy_reader *r, json_object *value,
		      void *into); /* struct policy_allow */
int policy_entry_watch(struct policy_reader *r, json_object *value,
		       void *into); /* struct policy_watch */
int policy_entry_output(struct policy_reader *r, json_object *value,
			void *into); /* struct policy_output */

#endif
