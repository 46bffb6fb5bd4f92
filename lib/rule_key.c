// SPDX-License-Identifier: BSD-2-Clause
#include "rule_key.h"

bool rule_key_has_text(uint32_t field)
{
	switch (field) {
	case AUDIT_SUBJ_USER:
	case AUDIT_SUBJ_ROLE:
	case AUDIT_SUBJ_TYPE:
	case AUDIT_SUBJ_SEN:
	case AUDIT_SUBJ_CLR:
	case AUDIT_OBJ_USER:
	case AUDIT_OBJ_ROLE:
	case AUDIT_OBJ_TYPE:
	case AUDIT_OBJ_LEV_LOW:
	case AUDIT_OBJ_LEV_HIGH:
	case AUDIT_WATCH:
	case AUDIT_DIR:
	case AUDIT_FILTERKEY:
	case AUDIT_EXE:
		return true;
	default:
		return false;
	}
}

struct view rule_key(const struct audit_rule_data *rule)
{
	size_t at = 0;

	for (uint32_t i = 0; i < rule->field_count && i < AUDIT_MAX_FIELDS;
	     i++) {
		size_t size = rule->values[i];

		if (!rule_key_has_text(rule->fields[i]))
			continue;
		if (size > rule->buflen - at)
			return VIEW_NONE;
		if (rule->fields[i] == AUDIT_FILTERKEY)
			return view_from(rule->buf + at, size);
		at += size;
	}
	return VIEW_NONE;
}

bool rule_key_has_docker(struct view keys)
{
	struct view rest = keys;

	while (rest.size) {
		const char *end = memchr(rest.data, 0x01, rest.size);
		struct view key = rest;

		if (end)
			key.size = (size_t)(end - rest.data);
		if (view_is(key, "docker") || view_starts(key, VIEW("docker-")))
			return true;
		rest = view_skip(rest, key.size + (end != NULL));
	}
	return false;
}

bool rule_key_is_docker(const struct audit_rule_data *rule)
{
	return rule_key_has_docker(rule_key(rule));
}
