// SPDX-License-Identifier: BSD-2-Clause
/*
 * policy_tree: a policy's text → a JSON tree that says what the text says.
 * Internal to policy*.c, and to health_read.c, which is as strict.
 */
#ifndef DOCKWARDEN_POLICY_TREE_H
#define DOCKWARDEN_POLICY_TREE_H

#include <json-c/json.h>

#include "policy_report.h"

/* Builds the tree of text.  A JSON null is a NULL tree.  0, -EINVAL where the
 * text is no JSON (reported), or -ENOMEM.  There may be reported errors with a
 * result of 0 too: what can still be read of the text is then in the tree. */
int policy_tree_parse(struct view text, struct policy_report *report,
		      json_object **ret);

/* Gives the tree, where it is an object, the defaults' value of each key but
 * "version" that it lacks, and so for the objects in it.  0 or -ENOMEM. */
int policy_tree_complete(json_object *tree, json_object *defaults);

static inline void cleanup_policy_tree(json_object **tree)
{
	json_object_put(*tree);
}
#define autotree __attribute__((cleanup(cleanup_policy_tree)))

#endif
