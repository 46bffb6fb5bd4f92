// SPDX-License-Identifier: BSD-2-Clause
/*
 * rules: the parts of `dockwarden rules`: printing is in rules.c, comparing
 * with what the kernel has in rules_check.c, loading in rules_load.c.
 */
#ifndef DOCKWARDEN_RULES_H
#define DOCKWARDEN_RULES_H

#include "check_host.h"
#include "rule_profile.h"
#include "rule_wanted.h"

/* Says on standard error what could not be looked at, if anything. */
void rules_say_unread(const struct rule_wanted *wanted);

/* Each prints, and returns an enum status (command.h). */
int rules_check(const struct check_host *host, enum rule_profile profile);
int rules_load(const struct check_host *host, enum rule_profile profile);

#endif
