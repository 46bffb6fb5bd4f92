// SPDX-License-Identifier: BSD-2-Clause
/*
 * policy_text: what each kind of string in a policy has to be.  Internal to
 * policy*.c.
 */
#ifndef DOCKWARDEN_POLICY_TEXT_H
#define DOCKWARDEN_POLICY_TEXT_H

#include "policy_value.h"

extern const struct policy_text_kind policy_text_group;
extern const struct policy_text_kind policy_text_user;
extern const struct policy_text_kind policy_text_item;	   /* of any watch */
extern const struct policy_text_kind policy_text_own_item; /* of the site's */
extern const struct policy_text_kind policy_text_path;	   /* in normal form */
extern const struct policy_text_kind policy_text_line;	   /* a name, a title */
extern const struct policy_text_kind policy_text_message;  /* for a terminal */

#endif
