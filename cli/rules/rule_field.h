// SPDX-License-Identifier: BSD-2-Clause
/*
 * rule_field: the fields of an audit rule, one after another (linux/audit.h
 * struct audit_rule_data), and what auditctl calls things: lists, operators,
 * the fields that -C compares.
 */
#ifndef DOCKWARDEN_RULE_FIELD_H
#define DOCKWARDEN_RULE_FIELD_H

#include <libaudit.h>
#include <stdint.h>

#include "view.h"

/* linux/audit.h AUDIT_FILTER_URING_EXIT, which headers before 5.16 lack. */
#define RULE_LIST_URING 7
#define RULE_KEY_SEPARATOR 0x01
/* What the class bits of a mask take, which the kernel never lists
 * (kernel/auditfilter.c audit_to_entry_common). */
#define RULE_LAST_WORD 0xffffu

struct rule_field {
	uint32_t type; /* AUDIT_WATCH */
	uint32_t op;   /* AUDIT_EQUAL */
	uint32_t value;
	struct view text; /* NONE for a number; lives as long as the rule */
};

/* Where a walk over the fields stands; begin with all 0. */
struct rule_walk {
	uint32_t place;
	uint32_t text;
};

/* False after the last field, or where a text is not whole. */
bool rule_field_next(const struct audit_rule_data *rule, struct rule_walk *walk,
		     struct rule_field *ret);
/* The first of a type; false: none. */
bool rule_field_find(const struct audit_rule_data *rule, uint32_t type,
		     struct rule_field *ret);

/* AUDIT_FILTER_EXIT etc., without AUDIT_FILTER_PREPEND. */
uint32_t rule_list_of(const struct audit_rule_data *rule);
/* Does it apply to every system call? */
bool rule_all_calls(const struct audit_rule_data *rule);
bool rule_equal(const struct audit_rule_data *a,
		const struct audit_rule_data *b);
size_t rule_size(const struct audit_rule_data *rule); /* bytes */

/* "exit"; NULL for a list that auditctl has no word for. */
const char *rule_list_name(uint32_t list);
/* The list of a word; false: none. */
bool rule_list_named(struct view word, uint32_t *ret);

/* "!="; NULL for no operator. */
const char *rule_operator_name(uint32_t op);
/* Splits "auid>=1000" as libaudit does: the first operator of its order that
 * stands anywhere.  False: none. */
bool rule_operator_split(struct view pair, struct view *ret_name,
			 uint32_t *ret_op, struct view *ret_value);

/* What -C compares: AUDIT_COMPARE_… ↔ two fields. */
bool rule_compare_fields(uint32_t compare, uint32_t *ret_a, uint32_t *ret_b);
/* 0: these two cannot be compared. */
uint32_t rule_compare_of(uint32_t a, uint32_t b);

#endif
