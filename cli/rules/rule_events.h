// SPDX-License-Identifier: BSD-2-Clause
/*
 * rule_events: the changes of an object that have to be recorded, as events
 * for rule_match: what can be done to it, by each system call that does it, on
 * each architecture; to a directory, also to what is in it, and to what is in
 * directories below it.
 */
#ifndef DOCKWARDEN_RULE_EVENTS_H
#define DOCKWARDEN_RULE_EVENTS_H

#include <stdlib.h>

#include "objects.h"
#include "rule_match.h"
#include "rule_who.h"

#define EVENTS_MAX_CALLS 8
#define EVENTS_MAX_TARGETS 24
#define EVENTS_MACHINES 2

/* What an act can be done to. */
#define TO_FILE (1u << 0)
#define TO_SOCKET (1u << 1)
#define TO_DIRECTORY (1u << 2)
#define TO_ABSENT (1u << 3)
#define TO_EXISTING (TO_FILE | TO_SOCKET | TO_DIRECTORY)

/* Inodes that no rule names. */
#define UNHEARD_DIRECTORY (UINT64_MAX - 1)
#define UNHEARD_FILE (UINT64_MAX - 2)
#define UNHEARD_OTHER (UINT64_MAX - 3)
#define UNHEARD_NEW (UINT64_MAX - 4)

struct rule_act {
	const char *what; /* "writing" */
	uint32_t perms;
	unsigned int shape;
	unsigned int objects;
	bool opens; /* it returns a descriptor */
	const char *calls[EVENTS_MAX_CALLS + 1];
};
/* The i-th; NULL past the last. */
const struct rule_act *rule_act_at(size_t i);

/* The object itself, or something below it. */
struct rule_target {
	const char *where; /* "", "a file in it", or NULL: it has a path */
	struct rule_spot spot;
	unsigned int kind;
	bool by_place; /* only a rule that follows its name sees it */
	bool inside;   /* above[0] is not the thing itself */
	bool linked;   /* by a hard link of it, wherever that is */
	bool anyones;  /* whose it is, is not known */
	struct event_above above[EVENT_MAX_ABOVE];
	size_t above_count;
};

struct rule_events {
	struct rule_target *targets; /* owned */
	size_t count;
	bool full; /* there are more than EVENTS_MAX_TARGETS */
	uint64_t filesystem;
	bool filesystem_known;
	bool labels;
	int machines[EVENTS_MACHINES]; /* -1: there is none */
};

/* 0 or -ENOMEM.  Also looks at what the list's rules name. */
int rule_events_find(const struct rule_list *list,
		     const struct check_host *host, const struct object *object,
		     struct rule_events *ret);
void rule_events_done(struct rule_events *events);
#define autoevents __attribute__((cleanup(rule_events_done)))

/* The rules that may have to do with a target.  0 or -ENOMEM. */
int rule_events_choose(const struct rule_list *list,
		       const struct rule_target *target,
		       struct rule_choice *ret);

/* Of these the ones that may have to do with an act on the target. */
int rule_events_choose_act(const struct rule_events *events,
			   const struct rule_choice *among,
			   const struct rule_target *target,
			   const struct rule_act *act, struct rule_choice *ret);

static inline void cleanup_choice(struct rule_choice *choice)
{
	free(choice->rules);
}
#define autochoice __attribute__((cleanup(cleanup_choice)))

bool rule_target_takes(const struct rule_target *target,
		       const struct rule_act *act);
/* One system call of an act on a target; who is still to be applied.  False:
 * this architecture has no such call. */
bool rule_events_make(const struct rule_events *events,
		      const struct rule_target *target,
		      const struct rule_act *act, size_t call, size_t machine,
		      struct event *ret);

#endif
