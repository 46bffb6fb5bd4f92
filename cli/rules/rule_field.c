// SPDX-License-Identifier: BSD-2-Clause
#include "rule_field.h"

#include <string.h>

#include "rule_key.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

bool rule_field_next(const struct audit_rule_data *rule, struct rule_walk *walk,
		     struct rule_field *ret)
{
	uint32_t i = walk->place;

	if (i >= rule->field_count || i >= AUDIT_MAX_FIELDS)
		return false;
	*ret = (struct rule_field){
		.type = rule->fields[i],
		.op = rule->fieldflags[i] & AUDIT_OPERATORS,
		.value = rule->values[i],
	};
	if (rule_key_has_text(ret->type)) {
		if (walk->text > rule->buflen ||
		    ret->value > rule->buflen - walk->text)
			return false;
		ret->text = view_from(rule->buf + walk->text, ret->value);
		walk->text += ret->value;
	}
	walk->place++;
	return true;
}

bool rule_field_find(const struct audit_rule_data *rule, uint32_t type,
		     struct rule_field *ret)
{
	struct rule_walk walk = { 0 };

	while (rule_field_next(rule, &walk, ret))
		if (ret->type == type)
			return true;
	return false;
}

uint32_t rule_list_of(const struct audit_rule_data *rule)
{
	return rule->flags & ~(uint32_t)AUDIT_FILTER_PREPEND;
}

bool rule_all_calls(const struct audit_rule_data *rule)
{
	for (size_t i = 0; i + 1 < AUDIT_BITMASK_SIZE; i++)
		if (rule->mask[i] != UINT32_MAX)
			return false;
	return true;
}

size_t rule_size(const struct audit_rule_data *rule)
{
	return sizeof(*rule) + rule->buflen;
}

bool rule_equal(const struct audit_rule_data *a,
		const struct audit_rule_data *b)
{
	return rule_list_of(a) == rule_list_of(b) && a->action == b->action &&
	       a->field_count == b->field_count && a->buflen == b->buflen &&
	       memcmp(a->mask, b->mask, sizeof(a->mask)) == 0 &&
	       memcmp(a->fields, b->fields, sizeof(a->fields)) == 0 &&
	       memcmp(a->values, b->values, sizeof(a->values)) == 0 &&
	       memcmp(a->fieldflags, b->fieldflags, sizeof(a->fieldflags)) ==
		       0 &&
	       memcmp(a->buf, b->buf, a->buflen) == 0;
}

static const struct {
	uint32_t list;
	const char *name;
} lists[] = {
	{ AUDIT_FILTER_USER, "user" },	   { AUDIT_FILTER_TASK, "task" },
	{ AUDIT_FILTER_EXIT, "exit" },	   { AUDIT_FILTER_EXCLUDE, "exclude" },
	{ AUDIT_FILTER_FS, "filesystem" }, { RULE_LIST_URING, "io_uring" },
};

const char *rule_list_name(uint32_t list)
{
	for (size_t i = 0; i < COUNT(lists); i++)
		if (lists[i].list == list)
			return lists[i].name;
	return NULL;
}

bool rule_list_named(struct view word, uint32_t *ret)
{
	for (size_t i = 0; i < COUNT(lists); i++) {
		if (view_is(word, lists[i].name)) {
			*ret = lists[i].list;
			return true;
		}
	}
	return false;
}

/* In the order in which libaudit looks for them. */
static const struct {
	uint32_t op;
	const char *name;
} operators[] = {
	{ AUDIT_NOT_EQUAL, "!=" },
	{ AUDIT_GREATER_THAN_OR_EQUAL, ">=" },
	{ AUDIT_LESS_THAN_OR_EQUAL, "<=" },
	{ AUDIT_BIT_TEST, "&=" },
	{ AUDIT_EQUAL, "=" },
	{ AUDIT_GREATER_THAN, ">" },
	{ AUDIT_LESS_THAN, "<" },
	{ AUDIT_BIT_MASK, "&" },
};

const char *rule_operator_name(uint32_t op)
{
	for (size_t i = 0; i < COUNT(operators); i++)
		if (operators[i].op == op)
			return operators[i].name;
	return NULL;
}

bool rule_operator_split(struct view pair, struct view *ret_name,
			 uint32_t *ret_op, struct view *ret_value)
{
	for (size_t i = 0; pair.size && i < COUNT(operators); i++) {
		size_t size = strlen(operators[i].name);
		const char *at =
			memmem(pair.data, pair.size, operators[i].name, size);

		if (!at)
			continue;
		*ret_name = view_from(pair.data, (size_t)(at - pair.data));
		*ret_op = operators[i].op;
		*ret_value = view_skip(pair, ret_name->size + size);
		return true;
	}
	return false;
}

static const struct {
	uint32_t compare, a, b;
} compares[] = {
	{ AUDIT_COMPARE_UID_TO_OBJ_UID, AUDIT_UID, AUDIT_OBJ_UID },
	{ AUDIT_COMPARE_GID_TO_OBJ_GID, AUDIT_GID, AUDIT_OBJ_GID },
	{ AUDIT_COMPARE_EUID_TO_OBJ_UID, AUDIT_EUID, AUDIT_OBJ_UID },
	{ AUDIT_COMPARE_EGID_TO_OBJ_GID, AUDIT_EGID, AUDIT_OBJ_GID },
	{ AUDIT_COMPARE_AUID_TO_OBJ_UID, AUDIT_LOGINUID, AUDIT_OBJ_UID },
	{ AUDIT_COMPARE_SUID_TO_OBJ_UID, AUDIT_SUID, AUDIT_OBJ_UID },
	{ AUDIT_COMPARE_SGID_TO_OBJ_GID, AUDIT_SGID, AUDIT_OBJ_GID },
	{ AUDIT_COMPARE_FSUID_TO_OBJ_UID, AUDIT_FSUID, AUDIT_OBJ_UID },
	{ AUDIT_COMPARE_FSGID_TO_OBJ_GID, AUDIT_FSGID, AUDIT_OBJ_GID },
	{ AUDIT_COMPARE_UID_TO_AUID, AUDIT_UID, AUDIT_LOGINUID },
	{ AUDIT_COMPARE_UID_TO_EUID, AUDIT_UID, AUDIT_EUID },
	{ AUDIT_COMPARE_UID_TO_FSUID, AUDIT_UID, AUDIT_FSUID },
	{ AUDIT_COMPARE_UID_TO_SUID, AUDIT_UID, AUDIT_SUID },
	{ AUDIT_COMPARE_AUID_TO_FSUID, AUDIT_LOGINUID, AUDIT_FSUID },
	{ AUDIT_COMPARE_AUID_TO_SUID, AUDIT_LOGINUID, AUDIT_SUID },
	{ AUDIT_COMPARE_AUID_TO_EUID, AUDIT_LOGINUID, AUDIT_EUID },
	{ AUDIT_COMPARE_EUID_TO_SUID, AUDIT_EUID, AUDIT_SUID },
	{ AUDIT_COMPARE_EUID_TO_FSUID, AUDIT_EUID, AUDIT_FSUID },
	{ AUDIT_COMPARE_SUID_TO_FSUID, AUDIT_SUID, AUDIT_FSUID },
	{ AUDIT_COMPARE_GID_TO_EGID, AUDIT_GID, AUDIT_EGID },
	{ AUDIT_COMPARE_GID_TO_FSGID, AUDIT_GID, AUDIT_FSGID },
	{ AUDIT_COMPARE_GID_TO_SGID, AUDIT_GID, AUDIT_SGID },
	{ AUDIT_COMPARE_EGID_TO_FSGID, AUDIT_EGID, AUDIT_FSGID },
	{ AUDIT_COMPARE_EGID_TO_SGID, AUDIT_EGID, AUDIT_SGID },
	{ AUDIT_COMPARE_SGID_TO_FSGID, AUDIT_SGID, AUDIT_FSGID },
};

bool rule_compare_fields(uint32_t compare, uint32_t *ret_a, uint32_t *ret_b)
{
	for (size_t i = 0; i < COUNT(compares); i++) {
		if (compares[i].compare == compare) {
			*ret_a = compares[i].a;
			*ret_b = compares[i].b;
			return true;
		}
	}
	return false;
}

uint32_t rule_compare_of(uint32_t a, uint32_t b)
{
	for (size_t i = 0; i < COUNT(compares); i++)
		if ((compares[i].a == a && compares[i].b == b) ||
		    (compares[i].a == b && compares[i].b == a))
			return compares[i].compare;
	return 0;
}
