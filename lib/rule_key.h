// SPDX-License-Identifier: BSD-2-Clause
/*
 * rule_key: the key of an audit rule as the kernel lists it (linux/audit.h
 * struct audit_rule_data, AUDIT_LIST_RULES).  auditctl joins several keys of
 * one rule with 0x01.
 */
#ifndef DOCKWARDEN_RULE_KEY_H
#define DOCKWARDEN_RULE_KEY_H

#include <linux/audit.h>
#include <stdbool.h>
#include <stdint.h>

#include "view.h"

/* Is a field's value the length of a text in buf, where the texts stand one
 * after another (kernel/auditfilter.c, audit_data_to_entry)? */
bool rule_key_has_text(uint32_t field);
/* VIEW_NONE where it has none.  Lives as long as the rule. */
struct view rule_key(const struct audit_rule_data *rule);
/* Is one of these keys "docker" or "docker-…"? */
bool rule_key_has_docker(struct view keys);
/* The same of the rule's. */
bool rule_key_is_docker(const struct audit_rule_data *rule);

#endif
