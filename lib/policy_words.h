// SPDX-License-Identifier: BSD-2-Clause
/*
 * policy_words: the words of a policy's text that stand for values of an enum.
 * Internal to policy*.c.
 */
#ifndef DOCKWARDEN_POLICY_WORDS_H
#define DOCKWARDEN_POLICY_WORDS_H

#include "policy.h"

/* Each: the word of the enum's i-th value, NULL past the last. */
const char *policy_login_word(size_t login);
const char *policy_output_word(size_t type);
/* Actions that a rule may name: all but "lost", which nobody does. */
const char *policy_action_word(size_t action);

#endif
