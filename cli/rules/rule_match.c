// SPDX-License-Identifier: BSD-2-Clause
#include "rule_question.h"

#include <sys/stat.h>

#include "path.h"
#include "rule_field.h"

/* kernel/auditfilter.c audit_comparator(): unsigned, 32 bits. */
bool rule_holds(uint32_t left, uint32_t op, uint32_t right)
{
	switch (op) {
	case AUDIT_EQUAL:
		return left == right;
	case AUDIT_NOT_EQUAL:
		return left != right;
	case AUDIT_LESS_THAN:
		return left < right;
	case AUDIT_LESS_THAN_OR_EQUAL:
		return left <= right;
	case AUDIT_GREATER_THAN:
		return left > right;
	case AUDIT_GREATER_THAN_OR_EQUAL:
		return left >= right;
	case AUDIT_BIT_MASK:
		return (left & right) != 0;
	case AUDIT_BIT_TEST:
		return (left & right) == right;
	default:
		return false;
	}
}

static enum match flip(bool yes, uint32_t op)
{
	return sure(op == AUDIT_NOT_EQUAL ? !yes : yes);
}

/* A number of a name: of the one that led to the rule, else of any. */
static bool any_name(const struct question *q, const struct rule_field *field,
		     uint32_t (*get)(const struct event_name *))
{
	if (q->name)
		return rule_holds(get(q->name), field->op, field->value);
	for (size_t i = 0; !q->hidden && i < q->event->name_count; i++)
		if (rule_holds(get(&q->event->names[i]), field->op,
			       field->value))
			return true;
	return false;
}

static uint32_t major_of(const struct event_name *name)
{
	return (uint32_t)(name->self.device >> 32);
}

static uint32_t minor_of(const struct event_name *name)
{
	return (uint32_t)name->self.device;
}

/* Also of the device that a name may be, which is none of 0:0 here. */
static bool any_device(const struct question *q, const struct rule_field *field,
		       uint32_t (*get)(const struct event_name *))
{
	bool names = q->name || (!q->hidden && q->event->name_count);

	return any_name(q, field, get) ||
	       (names && rule_holds(0, field->op, field->value));
}

static uint32_t inode_of(const struct event_name *name)
{
	return name->self.inode ? (uint32_t)name->self.inode : UINT32_MAX;
}

static uint32_t uid_of(const struct event_name *name)
{
	return name->uid;
}

static uint32_t gid_of(const struct event_name *name)
{
	return name->gid;
}

/* The same of an owner, which may not be known. */
static enum match any_owner(const struct question *q,
			    const struct rule_field *field,
			    uint32_t (*get)(const struct event_name *))
{
	if (any_name(q, field, get))
		return q->name && q->name->anyones ? MATCH_MAYBE : MATCH_YES;
	if (q->name)
		return q->name->anyones ? MATCH_MAYBE : MATCH_NO;
	for (size_t i = 0; !q->hidden && i < q->event->name_count; i++)
		if (q->event->names[i].anyones)
			return MATCH_MAYBE;
	return MATCH_NO;
}

static bool is_watched(const struct event_name *name,
		       const struct rule_spot *spot, const struct event *event)
{
	bool placed = name->place && (!name->made || event->exit >= 0);

	/* A path watch has let go of the old file by the end of the call. */
	if (event->exit >= 0 && event->replaced && !placed &&
	    rule_spot_same(event->replaced, spot))
		return false;
	if (spot->unknown)
		return placed ? rule_spot_same(name->place, spot) :
				view_equal(event->path, spot->path);
	return rule_inode_is(name->self, spot->self) ||
	       (placed && rule_spot_same(name->place, spot));
}

static enum match match_path(const struct question *q, const struct rule *rule)
{
	const struct rule_spot *spot = &rule->seen->path;

	if (!q->name || (q->gone && rule_spot_same(q->event->vanishes, spot)))
		return MATCH_NO;
	return sure(is_watched(q->name, spot, q->event));
}

static enum match match_dir(struct question *q, const struct rule *rule)
{
	const struct rule_spot *spot = &rule->seen->path;
	const struct event *event = q->event;

	if (q->hidden || q->task)
		return MATCH_NO;
	if (spot->unknown)
		return sure(path_below(event->path, spot->path));
	for (size_t i = 0; i < event->above_count; i++) {
		if (!rule_inode_is(event->above[i].self, spot->self) ||
		    (event->near && event->above[i].across))
			continue;
		/* Such a rule is removed before it is asked. */
		if (i == 0 && event->ends && event->exit >= 0 && !q->ever) {
			if (!q->died || q->died->data->action == AUDIT_NEVER)
				q->died = rule;
			return MATCH_NO;
		}
		q->across |= event->above[i].across;
		return MATCH_YES;
	}
	return MATCH_NO;
}

static enum match match_exe(const struct question *q, const struct rule *rule,
			    uint32_t op)
{
	const struct rule_spot *program = q->event->program;
	const struct rule_spot *exe = &rule->seen->exe;
	/* No process runs a link.  And a path watch that has followed its name
	 * to another file knows no program any more: seen with 6.18. */
	bool followed = q->name && q->name->place && rule->seen->has_path;
	bool same = program && !exe->link && !followed &&
		    (rule_spot_same(program, exe) ||
		     rule_inode_is(program->self, exe->self));

	return flip(same, op);
}

static enum match match_filetype(const struct question *q,
				 const struct rule_field *field)
{
	bool found = false;

	for (size_t i = 0; !q->hidden && i < q->event->name_count; i++) {
		const struct event_name *name = &q->event->names[i];

		/* A new file's inode is told by the end of the call. */
		found |= (name->self.inode ||
			  (name->place && q->event->exit >= 0)) &&
			 (name->mode & S_IFMT) == field->value;
	}
	return flip(found, field->op);
}

static uint32_t id_of(const struct event *event, uint32_t type)
{
	switch (type) {
	case AUDIT_LOGINUID:
		return event->auid;
	case AUDIT_UID:
	case AUDIT_EUID:
	case AUDIT_SUID:
	case AUDIT_FSUID:
		return event->uid;
	default:
		return event->gid;
	}
}

/* Of two ids of the process, or of one and a name's owner: any name's. */
static enum match match_compare(const struct question *q,
				const struct rule_field *field)
{
	struct rule_field with = { .op = field->op };
	uint32_t a, b;

	if (!rule_compare_fields(field->value, &a, &b))
		return MATCH_MAYBE;
	with.value = id_of(q->event, a);
	if (b == AUDIT_OBJ_UID || b == AUDIT_OBJ_GID)
		return any_owner(q, &with,
				 b == AUDIT_OBJ_UID ? uid_of : gid_of);
	return sure(rule_holds(with.value, field->op, id_of(q->event, b)));
}

static enum match match_success(const struct question *q,
				const struct rule_field *field)
{
	/* AUDITSC_SUCCESS is 1, AUDITSC_FAILURE 2. */
	uint32_t outcome = q->event->exit >= 0 ? 1 : 2;

	return sure(rule_holds(outcome, field->op, field->value ? 1 : 2));
}

static enum match match_call(struct question *q, const struct rule *rule,
			     const struct rule_field *field)
{
	const struct event *event = q->event;

	switch (field->type) {
	case AUDIT_ARCH:
		return sure(rule_holds(event->elf, field->op, field->value));
	case AUDIT_EXIT:
		return sure(rule_holds((uint32_t)event->exit, field->op,
				       field->value));
	case AUDIT_SUCCESS:
		return match_success(q, field);
	case AUDIT_PERM:
		return flip(event->perms & field->value, field->op);
	case AUDIT_FILETYPE:
		return match_filetype(q, field);
	case AUDIT_DEVMAJOR:
		return sure(any_device(q, field, major_of));
	case AUDIT_DEVMINOR:
		return sure(any_device(q, field, minor_of));
	case AUDIT_INODE:
		return sure(any_name(q, field, inode_of));
	case AUDIT_OBJ_UID:
		return any_owner(q, field, uid_of);
	case AUDIT_OBJ_GID:
		return any_owner(q, field, gid_of);
	case AUDIT_WATCH:
		return match_path(q, rule);
	case AUDIT_DIR:
		return match_dir(q, rule);
	case AUDIT_OBJ_USER:
	case AUDIT_OBJ_ROLE:
	case AUDIT_OBJ_TYPE:
	case AUDIT_OBJ_LEV_LOW:
	case AUDIT_OBJ_LEV_HIGH:
		return event->labels ? MATCH_MAYBE : MATCH_NO;
	case AUDIT_SADDR_FAM:
		return MATCH_NO; /* no address in these calls */
	default:
		return MATCH_MAYBE; /* ppid, a0 to a3 */
	}
}

enum match rule_question_field(struct question *q, const struct rule *rule,
			       const struct rule_field *field)
{
	switch (field->type) {
	case AUDIT_UID:
	case AUDIT_EUID:
	case AUDIT_SUID:
	case AUDIT_FSUID:
	case AUDIT_LOGINUID:
	case AUDIT_GID:
	case AUDIT_EGID:
	case AUDIT_SGID:
	case AUDIT_FSGID:
		return sure(rule_holds(id_of(q->event, field->type), field->op,
				       field->value));
	case AUDIT_LOGINUID_SET:
		return sure(rule_holds(q->event->auid != UINT32_MAX, field->op,
				       field->value));
	case AUDIT_EXE:
		return match_exe(q, rule, field->op);
	case AUDIT_FILTERKEY:
		return MATCH_YES;
	case AUDIT_FIELD_COMPARE:
		return match_compare(q, field);
	case AUDIT_PID:
	case AUDIT_SESSIONID:
	case AUDIT_PERS:
	case AUDIT_SUBJ_ROLE: /* AppArmor takes it, too */
		return MATCH_MAYBE;
	case AUDIT_SUBJ_USER:
	case AUDIT_SUBJ_TYPE:
	case AUDIT_SUBJ_SEN:
	case AUDIT_SUBJ_CLR:
		return q->event->labels ? MATCH_MAYBE : MATCH_NO;
	default:
		return q->task ? MATCH_NO : match_call(q, rule, field);
	}
}

enum match rule_question_all(struct question *q, const struct rule *rule)
{
	struct rule_walk walk = { 0 };
	struct rule_field field;
	enum match all = MATCH_YES;

	while (all != MATCH_NO && rule_field_next(rule->data, &walk, &field)) {
		enum match one = rule_question_field(q, rule, &field);

		if (one < all)
			all = one;
	}
	return all;
}

bool rule_in_mask(const struct rule *rule, int number)
{
	uint32_t bit = (uint32_t)number;

	return bit < 32 * AUDIT_BITMASK_SIZE &&
	       rule->data->mask[bit / 32] & 1u << bit % 32;
}

bool rule_match_may(const struct rule *rule, const struct event *event)
{
	struct question q = { .event = event, .ever = true };

	if (!rule->seen->has_path)
		return true;
	if (rule->seen->is_dir)
		return match_dir(&q, rule) != MATCH_NO;
	for (size_t i = 0; i < event->name_count; i++)
		if (is_watched(&event->names[i], &rule->seen->path, event))
			return true;
	return false;
}

/* Of the records that matter. */
static bool may_exclude(const struct rule *rule)
{
	struct rule_walk walk = { 0 };
	struct rule_field field;

	while (rule_field_next(rule->data, &walk, &field))
		if (field.type == AUDIT_MSGTYPE &&
		    !rule_holds(AUDIT_SYSCALL, field.op, field.value) &&
		    !rule_holds(AUDIT_PATH, field.op, field.value))
			return false;
	return true;
}

static bool may_exit(const struct rule *rule, const struct event *event)
{
	struct question q = { .event = event };
	struct rule_walk walk = { 0 };
	struct rule_field field;

	if (!rule_in_mask(rule, event->number))
		return false;
	while (rule_field_next(rule->data, &walk, &field))
		if ((field.type == AUDIT_ARCH || field.type == AUDIT_PERM) &&
		    match_call(&q, rule, &field) == MATCH_NO)
			return false;
	return rule_match_may(rule, event);
}

bool rule_match_ever(const struct rule *rule, const struct event *event)
{
	switch (rule_list_of(rule->data)) {
	case AUDIT_FILTER_TASK:
	case AUDIT_FILTER_FS:
		return true;
	case AUDIT_FILTER_EXCLUDE:
		return may_exclude(rule);
	case AUDIT_FILTER_EXIT:
		return may_exit(rule, event);
	default:
		return false;
	}
}
