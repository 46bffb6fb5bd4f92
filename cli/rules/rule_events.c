// SPDX-License-Identifier: BSD-2-Clause
#include "rule_events.h"

#include <errno.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "rule_field.h"

/* Which names an act leaves. */
enum shape {
	SHAPE_SELF,    /* the object */
	SHAPE_REMOVE,  /* its directory, and it as what is deleted */
	SHAPE_REPLACE, /* the same, and another that takes its place */
	SHAPE_CREATE,  /* its directory, and it where nothing was */
	SHAPE_MOVE,    /* the same, and what is to take its place */
	SHAPE_LINK,    /* it, and another directory */
};

#define R AUDIT_PERM_READ
#define W AUDIT_PERM_WRITE
#define A AUDIT_PERM_ATTR

/* The classes are those of include/asm-generic/audit_{write,dir_write,
 * change_attr}.h; opening is in those of its access mode, O_RDWR in two
 * (kernel/auditsc.c audit_match_perm), so that a rule for reads meets changes.
 * What is in no class (utimensat, ioctl, writes to an open file) no watch
 * records, the baseline's neither. */
static const struct rule_act acts[] = {
	{ "writing",
	  W,
	  SHAPE_SELF,
	  TO_FILE,
	  true,
	  { "openat", "open", "openat2" } },
	{ "reading and writing",
	  R | W,
	  SHAPE_SELF,
	  TO_FILE,
	  true,
	  { "openat", "open", "openat2" } },
	{ "truncating",
	  W,
	  SHAPE_SELF,
	  TO_FILE,
	  false,
	  { "truncate", "truncate64" } },
	{ "replacing",
	  W,
	  SHAPE_REPLACE,
	  TO_FILE | TO_SOCKET,
	  false,
	  { "renameat2", "renameat", "rename" } },
	{ "creating",
	  W,
	  SHAPE_CREATE,
	  TO_ABSENT,
	  true,
	  { "openat", "open", "openat2", "creat" } },
	{ "creating, to read and write,",
	  R | W,
	  SHAPE_CREATE,
	  TO_ABSENT,
	  true,
	  { "openat", "open", "openat2" } },
	{ "renaming to",
	  W,
	  SHAPE_MOVE,
	  TO_ABSENT,
	  false,
	  { "renameat2", "renameat", "rename" } },
	{ "deleting",
	  W,
	  SHAPE_REMOVE,
	  TO_FILE | TO_SOCKET,
	  false,
	  { "unlinkat", "unlink" } },
	{ "deleting",
	  W,
	  SHAPE_REMOVE,
	  TO_DIRECTORY,
	  false,
	  { "unlinkat", "rmdir" } },
	{ "renaming",
	  W,
	  SHAPE_REMOVE,
	  TO_EXISTING,
	  false,
	  { "renameat2", "renameat", "rename" } },
	{ "linking",
	  W | A,
	  SHAPE_SELF,
	  TO_FILE | TO_SOCKET,
	  false,
	  { "linkat", "link" } },
	{ "chmod of",
	  A,
	  SHAPE_SELF,
	  TO_EXISTING,
	  false,
	  { "fchmodat", "fchmod", "chmod" } },
	{ "chown of",
	  A,
	  SHAPE_SELF,
	  TO_EXISTING,
	  false,
	  { "fchownat", "fchown", "lchown", "chown", "fchown32", "lchown32",
	    "chown32" } },
	{ "setxattr of",
	  A,
	  SHAPE_SELF,
	  TO_EXISTING,
	  false,
	  { "setxattr", "lsetxattr", "fsetxattr", "removexattr", "lremovexattr",
	    "fremovexattr" } },
};

const struct rule_act *rule_act_at(size_t i)
{
	return i < sizeof(acts) / sizeof(*acts) ? &acts[i] : NULL;
}

bool rule_target_takes(const struct rule_target *target,
		       const struct rule_act *act)
{
	return act->objects & target->kind &&
	       (!target->linked || act->shape == SHAPE_SELF);
}

static void add_name(struct event *event, struct event_name name)
{
	event->names[event->name_count++] = name;
}

static struct event_name itself(const struct rule_target *target)
{
	const struct rule_spot *spot = &target->spot;

	return (struct event_name){ .self = spot->self,
				    .place = target->by_place ? spot : NULL,
				    .mode = spot->mode,
				    .uid = spot->uid,
				    .gid = spot->gid,
				    .anyones = target->anyones };
}

static void add_names(const struct rule_target *target, enum shape shape,
		      struct event *event)
{
	struct event_name self = itself(target);
	struct event_name parent = { .self = target->spot.parent,
				     .mode = S_IFDIR };
	struct event_name made = { .place = &target->spot,
				   .made = true,
				   .anyones = true,
				   .mode = S_IFREG };

	if (shape == SHAPE_LINK)
		parent.self.inode = UNHEARD_OTHER;
	if (shape != SHAPE_SELF)
		add_name(event, parent);
	/* What takes the place is another file, and regular.  Its old name has
	 * its inode, and stands before what it replaces. */
	if (shape == SHAPE_REPLACE || shape == SHAPE_MOVE)
		made.self = (struct rule_inode){
			.device = target->spot.parent.device,
			.inode = UNHEARD_NEW,
		};
	if (shape == SHAPE_CREATE || shape == SHAPE_REPLACE ||
	    shape == SHAPE_MOVE)
		add_name(event, made);
	if (shape != SHAPE_CREATE && shape != SHAPE_MOVE)
		add_name(event, self);
}

bool rule_events_make(const struct rule_events *events,
		      const struct rule_target *target,
		      const struct rule_act *act, size_t call, size_t machine,
		      struct event *ret)
{
	int which = events->machines[machine];

	*ret = (struct event){
		.perms = act->perms,
		.above = target->above,
		.above_count = target->above_count,
		.path = target->spot.path,
		.filesystem = events->filesystem,
		.filesystem_known = events->filesystem_known,
		.labels = events->labels,
	};
	if (which < 0)
		return false;
	ret->elf = audit_machine_to_elf(which);
	ret->number = audit_name_to_syscall(act->calls[call], which);
	if (ret->number < 0)
		return false;
	add_names(target, (enum shape)act->shape, ret);
	if (act->shape == SHAPE_REMOVE)
		ret->vanishes = &target->spot;
	if (act->shape == SHAPE_REPLACE)
		ret->replaced = &target->spot;
	ret->ends = target->spot.self.inode && !target->inside &&
		    (act->shape == SHAPE_REPLACE ||
		     strcmp(act->what, "deleting") == 0);
	return true;
}

int rule_events_choose(const struct rule_list *list,
		       const struct rule_target *target,
		       struct rule_choice *ret)
{
	struct event any = { .above = target->above,
			     .above_count = target->above_count,
			     .path = target->spot.path };

	add_names(target, SHAPE_REPLACE, &any);
	ret->count = 0;
	ret->rules = calloc(list->count + 1, sizeof(const struct rule *));
	if (!ret->rules)
		return -ENOMEM;
	for (size_t i = 0; i < list->count; i++)
		if (rule_match_may(&list->rules[i], &any))
			ret->rules[ret->count++] = &list->rules[i];
	return 0;
}

static bool has_to_do(const struct rule *rule, const struct event *events,
		      size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (rule_match_ever(rule, &events[i]))
			return true;
	return false;
}

int rule_events_choose_act(const struct rule_events *events,
			   const struct rule_choice *among,
			   const struct rule_target *target,
			   const struct rule_act *act, struct rule_choice *ret)
{
	autofree struct event *made =
		calloc(EVENTS_MACHINES * EVENTS_MAX_CALLS, sizeof(*made));
	size_t count = 0;

	ret->count = 0;
	ret->rules = calloc(among->count + 1, sizeof(const struct rule *));
	if (!ret->rules || !made)
		return -ENOMEM;
	for (size_t machine = 0; machine < EVENTS_MACHINES; machine++)
		for (size_t call = 0; act->calls[call]; call++)
			count += rule_events_make(events, target, act, call,
						  machine, &made[count]);
	for (size_t i = 0; i < among->count; i++)
		if (has_to_do(among->rules[i], made, count))
			ret->rules[ret->count++] = among->rules[i];
	return 0;
}
