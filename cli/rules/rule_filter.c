// SPDX-License-Identifier: BSD-2-Clause
/* The kernel's lists, in its order: which rule decides of an event. */
#include "rule_field.h"
#include "rule_key.h"
#include "rule_question.h"

/* Does the rule decide, its doubts taken at their worst? */
static bool decides(struct question *q, const struct rule *rule)
{
	bool never = rule->data->action == AUDIT_NEVER;
	enum match match;

	q->across = false;
	match = rule_question_all(q, rule);
	q->doubt = match == MATCH_MAYBE;
	return match >= (never ? MATCH_MAYBE : MATCH_YES);
}

/* Those hang on the inode that they name, and are asked after the others. */
static bool is_by_inode(const struct rule *rule)
{
	return (rule->seen->has_path && !rule->seen->is_dir) ||
	       rule->seen->has_inode;
}

struct filter {
	const struct rule_choice *choice;
	struct question q;
	bool wanted; /* nothing that stops counts */
};

static bool counts(const struct filter *f, const struct rule *rule,
		   uint32_t list)
{
	return rule_list_of(rule->data) == list &&
	       !(f->wanted && rule->data->action == AUDIT_NEVER);
}

/* The first of a list that decides; before: only those that stand before it. */
static const struct rule *first_of(struct filter *f, bool by_inode,
				   const struct rule *before)
{
	for (size_t i = 0; i < f->choice->count; i++) {
		const struct rule *rule = f->choice->rules[i];

		if (rule == before)
			return NULL;
		if (counts(f, rule, AUDIT_FILTER_EXIT) &&
		    is_by_inode(rule) == by_inode &&
		    rule_in_mask(rule, f->q.event->number) &&
		    decides(&f->q, rule))
			return rule;
	}
	return NULL;
}

static void take(const struct filter *f, struct ruling *ret,
		 const struct rule *rule)
{
	struct view key = rule_key(rule->data);

	ret->by = rule;
	ret->doubt = f->q.doubt;
	ret->across = f->q.across;
	ret->kind = rule->data->action == AUDIT_NEVER ? RULING_NEVER :
							RULING_RECORD;
	/* A rule without a key leaves that of the one before. */
	if (key.data)
		ret->key = key;
}

static const struct rule *
filter_syscall(struct filter *f, const struct rule *before, struct ruling *ret)
{
	const struct rule *rule = first_of(f, false, before);

	if (rule)
		take(f, ret, rule);
	return rule ? rule : before;
}

/* Name by name; the first that finds a rule is the last that is asked. */
static const struct rule *
filter_inodes(struct filter *f, const struct rule *before, struct ruling *ret)
{
	const struct event *event = f->q.event;
	const struct rule *rule = NULL;

	for (size_t i = 0; !rule && !f->q.hidden && i < event->name_count;
	     i++) {
		f->q.name = &event->names[i];
		rule = first_of(f, true, before);
	}
	f->q.name = NULL;
	if (rule)
		take(f, ret, rule);
	return rule ? rule : before;
}

/* Does a path watch lose its file? (kernel/audit_watch.c audit_update_watch) */
static bool is_unwatched(const struct filter *f)
{
	const struct event *event = f->q.event;

	for (size_t i = 0;
	     event->vanishes && event->exit >= 0 && i < f->choice->count; i++) {
		const struct rule_seen *seen = f->choice->rules[i]->seen;

		if (seen->has_path && !seen->is_dir &&
		    rule_spot_same(&seen->path, event->vanishes))
			return true;
	}
	return false;
}

/* audit_filter_syscall(), then audit_filter_inodes(), and each finds only what
 * stands before what has been found.  Where a watch loses its file, inodes are
 * asked first, which makes a difference to the key. */
static void filter_exit(struct filter *f, struct ruling *ret)
{
	const struct rule *found = NULL;

	if (is_unwatched(f)) {
		found = filter_inodes(f, found, ret);
		f->q.gone = true;
	}
	found = filter_syscall(f, found, ret);
	(void)filter_inodes(f, found, ret);
	/* The record of the rule's end (CONFIG_CHANGE, with its key) makes the
	 * event one to be recorded. */
	ret->ended = f->q.died;
	if (f->q.died && ret->kind != RULING_NEVER) {
		take(f, ret, f->q.died);
		ret->kind = RULING_RECORD;
	}
}

/* A task that is not audited has no events; one that always is has each. */
static bool filter_task(struct filter *f, struct ruling *ret)
{
	f->q.task = true;
	for (size_t i = 0; i < f->choice->count && !ret->by; i++) {
		const struct rule *rule = f->choice->rules[i];

		if (counts(f, rule, AUDIT_FILTER_TASK) && decides(&f->q, rule))
			take(f, ret, rule);
	}
	f->q.task = false;
	if (ret->kind == RULING_NEVER)
		ret->kind = RULING_MUTED;
	return ret->by != NULL;
}

/* What may hold Docker's files, where the file system is not known: ext, xfs,
 * btrfs, tmpfs, overlay, f2fs, zfs. */
static bool is_storage(uint32_t magic)
{
	static const uint32_t magics[] = { 0xef53,     0x58465342, 0x9123683e,
					   0x01021994, 0x794c7630, 0xf2f52010,
					   0x2fc12fc1 };

	for (size_t i = 0; i < sizeof(magics) / sizeof(*magics); i++)
		if (magics[i] == magic)
			return true;
	return false;
}

static bool hides(const struct rule *rule, const struct event *event)
{
	struct rule_walk walk = { 0 };
	struct rule_field field;

	while (rule_field_next(rule->data, &walk, &field)) {
		if (field.type != AUDIT_FSTYPE)
			continue;
		if (event->filesystem_known ?
			    rule_holds((uint32_t)event->filesystem, field.op,
				       field.value) :
			    (field.op != AUDIT_EQUAL ||
			     is_storage(field.value)))
			return true;
	}
	return false;
}

/* __audit_inode(): what a never of the filesystem list names has no names. */
static const struct rule *hiding(const struct filter *f)
{
	for (size_t i = 0; i < f->choice->count; i++) {
		const struct rule *rule = f->choice->rules[i];

		if (rule_list_of(rule->data) == AUDIT_FILTER_FS &&
		    rule->data->action == AUDIT_NEVER &&
		    hides(rule, f->q.event))
			return rule;
	}
	return NULL;
}

/* audit_filter(): a field that it does not know ends the search; a rule that
 * matches drops the record whatever it says. */
static enum match excludes(struct question *q, const struct rule *rule,
			   uint32_t record)
{
	struct rule_walk walk = { 0 };
	struct rule_field field;
	enum match all = MATCH_YES;

	while (all != MATCH_NO && rule_field_next(rule->data, &walk, &field)) {
		enum match one = field.type == AUDIT_MSGTYPE ?
					 sure(rule_holds(record, field.op,
							 field.value)) :
					 rule_question_field(q, rule, &field);

		if (one < all)
			all = one;
	}
	return all;
}

static const struct rule *excluding(struct filter *f, uint32_t record)
{
	const struct rule *found = NULL;

	f->q.task = true; /* only the process is known to it */
	for (size_t i = 0; i < f->choice->count && !found; i++) {
		const struct rule *rule = f->choice->rules[i];

		enum match match;

		if (rule_list_of(rule->data) != AUDIT_FILTER_EXCLUDE)
			continue;
		match = excludes(&f->q, rule, record);
		f->q.doubt = match == MATCH_MAYBE;
		if (match != MATCH_NO)
			found = rule;
	}
	f->q.task = false;
	return found;
}

static void filter_exclude(struct filter *f, struct ruling *ret)
{
	const struct rule *rule = excluding(f, AUDIT_SYSCALL);

	if (rule) {
		*ret = (struct ruling){ .kind = RULING_MUTED,
					.by = rule,
					.doubt = f->q.doubt };
		return;
	}
	rule = excluding(f, AUDIT_PATH);
	if (rule) {
		ret->kind = RULING_BARE;
		ret->by = rule;
		ret->doubt = f->q.doubt;
	}
}

void rule_match_wanted(const struct rule_choice *choice,
		       const struct event *event, struct ruling *ret)
{
	struct filter f = { .choice = choice,
			    .q = { .event = event },
			    .wanted = true };

	*ret = (struct ruling){ .kind = RULING_NONE };
	if (!filter_task(&f, ret))
		filter_exit(&f, ret);
}

void rule_match(const struct rule_choice *choice, const struct event *event,
		struct ruling *ret)
{
	struct filter f = { .choice = choice, .q = { .event = event } };
	const struct rule *hidden = hiding(&f);

	*ret = (struct ruling){ .kind = RULING_NONE };
	f.q.hidden = hidden != NULL;
	if (!filter_task(&f, ret))
		filter_exit(&f, ret);
	if (ret->kind == RULING_NONE && hidden) {
		ret->kind = RULING_MUTED;
		ret->by = hidden;
	}
	if (ret->kind == RULING_RECORD)
		filter_exclude(&f, ret);
}
