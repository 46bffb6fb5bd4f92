// SPDX-License-Identifier: BSD-2-Clause
/*
 * policy_text: what each kind of string in a policy has to be.  Internal to
 * policy*.c.
 */
#ifndef DOCKWARDEN_POLICY_TEXT_H
#define DOCKWARDEN_POLICY_TEXT_H

#include "policy_value.h"

extern const struct policy_text_kind policy_text_group, policy_text_user;
/* An item's id: of any watch, and as a site may call its own. */
extern const struct policy_text_kind policy_text_item, policy_text_own_item;
/* A path in normal form. */
extern const struct policy_text_kind policy_text_path;
/* A name or a title; a message for a terminal. */
extern const struct policy_text_kind policy_text_line, policy_text_message;

#endif
