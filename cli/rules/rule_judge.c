// SPDX-License-Identifier: BSD-2-Clause
#include "rule_judge.h"

#include <errno.h>

#include "cleanup.h"
#include "printable.h"
#include "rule_events.h"
#include "rule_field.h"
#include "rule_key.h"
#include "rule_print.h"

/* Events times rules, for one object: an eighth of a second. */
#define MAX_WORK 5000000

/* Why an event is not recorded, in the order of gravity. */
enum miss_kind { MISS_NOT, MISS_SHADOW, MISS_MUTED };
#define MISS_KINDS 3

struct miss {
	bool found, doubt;
	const struct rule *by;
	size_t call, machine;
	struct who_one who;
};

/* What became of the events of one act on one target. */
struct tally {
	const struct rule_target *target;
	const struct rule_act *act;
	const struct rule_who *who;
	struct miss misses[MISS_KINDS];
	/* What was among those that were recorded. */
	bool calls[EVENTS_MACHINES][EVENTS_MAX_CALLS];
	bool machines[EVENTS_MACHINES];
	bool values[WHO_KINDS][WHO_MAX];
	bool any;
};

struct judging {
	const struct rule_list *list;
	const struct rule_events *events;
	struct coverage *ret;
	const struct rule *docker, *other; /* the first that record */
	bool named;    /* by a rule that is about certain files */
	uint64_t work; /* done so far */
	bool over;     /* not all has been tried */
	const struct rule *stops[MISS_KINDS];
	bool missed[MISS_KINDS];
	char words[MISS_KINDS][COVERAGE_MISSED];
};

static void keep_miss(struct tally *t, enum miss_kind kind,
		      const struct miss *miss)
{
	if (!t->misses[kind].found)
		t->misses[kind] = *miss;
	t->misses[kind].found = true;
}

/* Is it recorded by none but rules from across a mount point? */
static bool is_across(const struct rule_choice *choice,
		      const struct event *event)
{
	struct event near = *event;
	struct ruling ruling;

	near.near = true;
	rule_match(choice, &near, &ruling);
	return ruling.kind != RULING_RECORD;
}

static void keep_record(struct judging *j, struct tally *t,
			const struct miss *at, const struct ruling *ruling)
{
	bool docker = rule_key_has_docker(ruling->key);

	t->any = true;
	t->calls[at->machine][at->call] = t->machines[at->machine] = true;
	for (size_t i = 0; i < WHO_KINDS; i++)
		t->values[i][at->who.at[i]] = true;
	if (docker && !j->docker)
		j->docker = ruling->by;
	if (!docker && !j->other)
		j->other = ruling->by;
	j->named |= ruling->by->seen->has_path || ruling->by->seen->has_inode;
}

/* A rule that stops what no other asks for stops nothing; one that stops a
 * certain program only, or under conditions that are not judged here, is a
 * gap, no shadow. */
static void keep_stop(struct tally *t, const struct rule_choice *choice,
		      const struct event *event, struct ruling *ruling,
		      struct miss *at)
{
	struct ruling wanted;
	enum miss_kind kind = MISS_NOT;

	rule_match_wanted(choice, event, &wanted);
	if (wanted.kind == RULING_NONE) {
		keep_miss(t, MISS_NOT, at);
		return;
	}
	at->by = ruling->by;
	at->doubt = ruling->doubt;
	if (!event->program && !ruling->doubt)
		kind = ruling->kind == RULING_NEVER ? MISS_SHADOW : MISS_MUTED;
	keep_miss(t, kind, at);
}

static void try_event(struct judging *j, struct tally *t,
		      const struct rule_choice *choice,
		      const struct event *event, struct miss *at)
{
	struct ruling ruling;

	rule_match(choice, event, &ruling);
	if (ruling.kind == RULING_NEVER && ruling.ended) {
		/* The record of the rule's end, with its key, tells. */
		ruling.by = ruling.ended;
		ruling.key = rule_key(ruling.by->data);
		ruling.kind = RULING_RECORD;
	}
	switch (ruling.kind) {
	case RULING_RECORD:
		keep_record(j, t, at, &ruling);
		if (ruling.across && !j->ret->across)
			j->ret->across = is_across(choice, event);
		break;
	case RULING_NONE:
		keep_miss(t, MISS_NOT, at);
		break;
	case RULING_NEVER:
	case RULING_MUTED:
	case RULING_BARE:
		keep_stop(t, choice, event, &ruling, at);
		break;
	}
}

static void try_call(struct judging *j, struct tally *t,
		     const struct rule_choice *choice, size_t call,
		     size_t machine)
{
	struct who_one one = { { 0 } };
	struct event event;

	if (!rule_events_make(j->events, t->target, t->act, call, machine,
			      &event))
		return;
	do {
		struct miss at = { .call = call,
				   .machine = machine,
				   .who = one };

		rule_who_apply(t->who, &one, t->act->opens ? 3 : 0, &event);
		try_event(j, t, choice, &event, &at);
		j->work += choice->count + 1;
		j->over |= j->work > MAX_WORK;
	} while (!j->over && rule_who_next(t->who, &one));
}

/* The first quantity in which a miss differs from all that was recorded. */
static void say_difference(const struct tally *t, const struct miss *miss,
			   struct buf *out)
{
	if (!t->machines[miss->machine]) {
		buf_add_text(out, miss->machine ? " by a 32-bit program" :
						  " by a 64-bit program");
		return;
	}
	if (!t->calls[miss->machine][miss->call]) {
		buf_printf(out, " by %s", t->act->calls[miss->call]);
		return;
	}
	for (size_t i = 0; i < WHO_KINDS; i++) {
		if (t->values[i][miss->who.at[i]])
			continue;
		rule_who_say(t->who, &miss->who, (enum who_kind)i, out);
		return;
	}
	for (size_t i = 0; i < WHO_KINDS; i++)
		if (t->who->counts[i] > 1)
			rule_who_say(t->who, &miss->who, (enum who_kind)i, out);
}

static void say_miss(const struct tally *t, const struct miss *miss,
		     char ret[static COVERAGE_MISSED])
{
	autobuf struct buf out;
	size_t size;

	buf_init(&out, 1024);
	buf_printf(&out, "%s ", t->act->what);
	if (!t->target->where)
		printable_word(&out, t->target->spot.path, 64);
	else
		buf_add_text(&out,
			     t->target->where[0] ? t->target->where : "it");
	if (t->any)
		say_difference(t, miss, &out);
	if (miss->doubt)
		buf_add_text(&out, " on conditions");
	size = out.size < COVERAGE_MISSED ? out.size : COVERAGE_MISSED - 1;
	memcpy(ret, out.data, size);
	ret[size] = 0;
}

static void end_tally(struct judging *j, const struct tally *t)
{
	for (size_t i = 0; i < MISS_KINDS; i++) {
		const struct miss *miss = &t->misses[i];

		if (!miss->found || j->missed[i])
			continue;
		j->missed[i] = true;
		j->stops[i] = miss->by;
		say_miss(t, miss, j->words[i]);
	}
}

static int try_act(struct judging *j, const struct rule_choice *among,
		   const struct rule_target *target, const struct rule_act *act)
{
	autochoice struct rule_choice choice = { 0 };
	struct rule_who who;
	struct tally t = { .target = target, .act = act, .who = &who };
	int ret =
		rule_events_choose_act(j->events, among, target, act, &choice);

	if (ret < 0)
		return ret;
	rule_who_find(&choice, !target->spot.self.inode, &who);
	j->over |= j->work > MAX_WORK;
	j->ret->untried |= who.full;
	for (size_t machine = 0; machine < EVENTS_MACHINES; machine++)
		for (size_t call = 0; act->calls[call] && !j->over; call++)
			try_call(j, &t, &choice, call, machine);
	end_tally(j, &t);
	return 0;
}

static int try_target(struct judging *j, const struct rule_target *target)
{
	autochoice struct rule_choice choice = { 0 };
	const struct rule_act *act;
	int ret = rule_events_choose(j->list, target, &choice);

	for (size_t i = 0; ret == 0 && (act = rule_act_at(i)); i++)
		if (rule_target_takes(target, act))
			ret = try_act(j, &choice, target, act);
	return ret;
}

/* A rule that names a link to the object, or to a directory above it. */
static const struct rule *on_link(const struct rule_list *list,
				  const struct rule_target *object)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct rule *rule = &list->rules[i];
		const struct rule_seen *seen = rule->seen;

		if (rule->data->action != AUDIT_ALWAYS || !seen->has_path ||
		    !seen->path.link)
			continue;
		if (rule_inode_is(seen->path.leads, object->spot.self))
			return rule;
		for (size_t k = 0; seen->is_dir && k < object->above_count; k++)
			if (rule_inode_is(seen->path.leads,
					  object->above[k].self))
				return rule;
	}
	return NULL;
}

/* A rule that names the object, or a directory above it. */
static const struct rule *about(const struct rule_list *list,
				const struct rule_target *object)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct rule_seen *seen = list->rules[i].seen;

		if (!seen->has_path)
			continue;
		if (rule_spot_same(&seen->path, &object->spot))
			return &list->rules[i];
		for (size_t k = 0; seen->is_dir && k < object->above_count; k++)
			if (rule_inode_is(seen->path.self,
					  object->above[k].self))
				return &list->rules[i];
	}
	return NULL;
}

static void set(struct coverage *ret, enum coverage_kind kind,
		const struct rule *by, const char *missed)
{
	ret->kind = kind;
	ret->by = by;
	(void)snprintf(ret->missed, sizeof(ret->missed), "%s", missed);
}

static void conclude_misses(struct judging *j)
{
	const struct rule *records = j->docker ? j->docker : j->other;
	struct coverage *ret = j->ret;
	const struct rule *link;

	/* A rule about, say, whatever is refused (exit=-EACCES) is no watch
	 * that falls short: it is none. */

	if (j->missed[MISS_MUTED]) {
		set(ret, COVERED_MUTED, j->stops[MISS_MUTED],
		    j->words[MISS_MUTED]);
	} else if (j->missed[MISS_SHADOW]) {
		set(ret, COVERED_SHADOW, j->stops[MISS_SHADOW],
		    j->words[MISS_SHADOW]);
	} else if ((records && j->named) || j->stops[MISS_NOT]) {
		set(ret, COVERED_PARTLY,
		    j->stops[MISS_NOT] ? j->stops[MISS_NOT] : records,
		    j->words[MISS_NOT]);
	} else {
		link = on_link(j->list, &j->events->targets[0]);
		set(ret, link ? COVERED_LINK : COVERED_NOT, link, "");
		ret->about =
			link ? NULL : about(j->list, &j->events->targets[0]);
	}
}

/* A path rule whose inode is that of a directory. */
static bool is_as_file(const struct judging *j)
{
	const struct rule *by = j->ret->by;

	return j->ret->kind == COVERED_PARTLY && by &&
	       by->data->action == AUDIT_ALWAYS && by->seen->has_path &&
	       !by->seen->is_dir && j->events->targets[0].kind == TO_DIRECTORY;
}

static void conclude_status(struct judging *j)
{
	const struct rule_status *status = &j->list->status;
	struct coverage *ret = j->ret;
	char text[COVERAGE_MISSED];

	if (ret->kind > COVERED_PARTLY || !status->known)
		return;
	if (status->enabled == 0) {
		set(ret, COVERED_OFF, NULL, "auditing is switched off");
	} else if (status->rate_limit) {
		(void)snprintf(text, sizeof(text),
			       "the kernel drops what is over %u records a "
			       "second",
			       status->rate_limit);
		set(ret, COVERED_OFF, NULL, text);
	}
}

static void conclude(struct judging *j)
{
	if (j->missed[MISS_NOT] || j->missed[MISS_SHADOW] ||
	    j->missed[MISS_MUTED])
		conclude_misses(j);
	else if (j->other)
		set(j->ret, COVERED_KEY, j->other, "");
	else
		set(j->ret, COVERED, j->docker, "");
	j->ret->as_file = is_as_file(j);
	conclude_status(j);
	j->ret->untried |= j->over;
	if (j->ret->kind > COVERED_KEY) /* what was found is enough */
		j->ret->untried = false;
}

int rule_judge(const struct rule_list *list, const struct check_host *host,
	       const struct object *object, struct coverage *ret)
{
	autoevents struct rule_events events = { 0 };
	struct judging j = { .list = list, .events = &events, .ret = ret };
	int error;

	*ret = (struct coverage){ .kind = COVERED_NOT, .host = host };
	error = rule_events_find(list, host, object, &events);
	ret->untried = events.full;
	for (size_t i = 0; error == 0 && i < events.count; i++)
		error = try_target(&j, &events.targets[i]);
	if (error == 0)
		conclude(&j);
	return error;
}
