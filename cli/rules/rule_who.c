// SPDX-License-Identifier: BSD-2-Clause
#include "rule_who.h"

#include <errno.h>

#include "printable.h"
#include "rule_field.h"

static void add(struct rule_who *who, enum who_kind kind, uint32_t value)
{
	size_t count = who->counts[kind];

	for (size_t i = 0; i < count; i++)
		if (who->values[kind][i] == value)
			return;
	if (count < WHO_MAX)
		who->values[kind][who->counts[kind]++] = value;
	else
		who->full = true;
}

static void add_around(struct rule_who *who, enum who_kind kind,
		       const struct rule_field *field)
{
	/* Whoever may be any of the usual ones where rules look at it. */
	if (kind != WHO_GID) {
		add(who, kind, 0);
		add(who, kind, 1000);
	} else {
		add(who, kind, 1000);
	}
	add(who, kind, field->value);
	if (field->op == AUDIT_EQUAL || field->value == UINT32_MAX)
		return;
	if (field->value)
		add(who, kind, field->value - 1);
	add(who, kind, field->value + 1);
}

static void add_program(struct rule_who *who, const struct rule *rule)
{
	size_t count = who->counts[WHO_PROGRAM];

	for (size_t i = 1; i < count; i++)
		if (rule_spot_same(who->programs[i], &rule->seen->exe))
			return;
	/* Nobody runs a link.  What is not there may come: the rule follows its
	 * name (kernel/audit_fsnotify.c; seen with 6.18). */
	if (rule->seen->exe.link)
		return;
	who->full |= count == WHO_MAX;
	if (count == WHO_MAX)
		return;
	who->programs[count] = &rule->seen->exe;
	who->values[WHO_PROGRAM][count] = (uint32_t)count;
	who->counts[WHO_PROGRAM]++;
}

static void add_ends(struct rule_who *who)
{
	add(who, WHO_END, (uint32_t)-EACCES);
	add(who, WHO_END, (uint32_t)-EPERM);
}

static void add_id(struct rule_who *who, uint32_t type,
		   const struct rule_field *field)
{
	switch (type) {
	case AUDIT_LOGINUID:
		add_around(who, WHO_AUID, field);
		break;
	case AUDIT_UID:
	case AUDIT_EUID:
	case AUDIT_SUID:
	case AUDIT_FSUID:
		add_around(who, WHO_UID, field);
		break;
	case AUDIT_GID:
	case AUDIT_EGID:
	case AUDIT_SGID:
	case AUDIT_FSGID:
		add_around(who, WHO_GID, field);
		break;
	default:
		break;
	}
}

static void add_compared(struct rule_who *who, const struct rule_field *field)
{
	struct rule_field with = { .op = AUDIT_EQUAL };
	uint32_t a, b;

	if (!rule_compare_fields(field->value, &a, &b))
		return;
	add_id(who, a, &with);
	add_id(who, b, &with);
}

static void add_field(struct rule_who *who, const struct rule *rule,
		      const struct rule_field *field, bool absent)
{
	switch (field->type) {
	case AUDIT_LOGINUID_SET:
		add(who, WHO_AUID, 0);
		add(who, WHO_AUID, 1000);
		break;
	case AUDIT_EXE:
		add_program(who, rule);
		break;
	case AUDIT_EXIT:
	case AUDIT_SUCCESS:
		if (!absent)
			add_ends(who);
		break;
	case AUDIT_FIELD_COMPARE:
		add_compared(who, field);
		break;
	default:
		add_id(who, field->type, field);
		break;
	}
}

static size_t mixtures(const struct rule_who *who)
{
	size_t product = 1;

	for (size_t i = 0; i < WHO_KINDS; i++)
		product *= who->counts[i];
	return product;
}

void rule_who_find(const struct rule_choice *choice, bool absent,
		   struct rule_who *ret)
{
	*ret = (struct rule_who){ 0 };
	add(ret, WHO_AUID, UINT32_MAX);
	for (size_t i = 1; i < WHO_KINDS; i++)
		add(ret, (enum who_kind)i, 0);
	for (size_t i = 0; i < choice->count; i++) {
		const struct rule *rule = choice->rules[i];
		struct rule_walk walk = { 0 };
		struct rule_field field;

		while (rule_field_next(rule->data, &walk, &field))
			add_field(ret, rule, &field, absent);
	}
	ret->full |= mixtures(ret) > WHO_MAX_MIXED;
}

static size_t unusual(const struct who_one *one)
{
	size_t count = 0;

	for (size_t i = 0; i < WHO_KINDS; i++)
		count += one->at[i] != 0;
	return count;
}

static bool step(const struct rule_who *who, struct who_one *one)
{
	for (size_t i = 0; i < WHO_KINDS; i++) {
		if (++one->at[i] < who->counts[i])
			return true;
		one->at[i] = 0;
	}
	return false;
}

bool rule_who_next(const struct rule_who *who, struct who_one *one)
{
	bool few = mixtures(who) > WHO_MAX_MIXED;

	while (step(who, one))
		if (!few || unusual(one) <= 2)
			return true;
	return false;
}

void rule_who_apply(const struct rule_who *who, const struct who_one *one,
		    int32_t end, struct event *event)
{
	int32_t failure = (int32_t)who->values[WHO_END][one->at[WHO_END]];

	event->auid = who->values[WHO_AUID][one->at[WHO_AUID]];
	event->uid = who->values[WHO_UID][one->at[WHO_UID]];
	event->gid = who->values[WHO_GID][one->at[WHO_GID]];
	event->program = who->programs[one->at[WHO_PROGRAM]];
	event->exit = failure ? failure : end;
}

static void say_program(const struct rule_spot *program, struct buf *out)
{
	printable_word(out, program->path, 48);
	if (!program->self.inode && !program->unknown)
		buf_add_text(out, ", once it is there");
}

void rule_who_say(const struct rule_who *who, const struct who_one *one,
		  enum who_kind kind, struct buf *out)
{
	uint32_t value = who->values[kind][one->at[kind]];

	switch (kind) {
	case WHO_AUID:
		if (value == UINT32_MAX)
			buf_add_text(out, " without login uid");
		else
			buf_printf(out, " by login uid %u", value);
		break;
	case WHO_UID:
		buf_printf(out, " by uid %u", value);
		break;
	case WHO_GID:
		buf_printf(out, " by gid %u", value);
		break;
	case WHO_PROGRAM:
		buf_add_text(out, " by ");
		if (value)
			say_program(who->programs[value], out);
		else
			buf_add_text(out, "other programs");
		break;
	case WHO_END:
		buf_add_text(out, value ? " that fails" : " that succeeds");
		break;
	}
}
