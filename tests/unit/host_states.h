// SPDX-License-Identifier: BSD-2-Clause
/*
 * host_states: the files of tests/hosts (its README.md has the format): states
 * of a host, how each is laid down, and what the check has to say of it.
 */
#ifndef DOCKWARDEN_HOST_STATES_H
#define DOCKWARDEN_HOST_STATES_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "buf.h"

#define HOST_STATES_DIR "tests/hosts"
#define HOST_ITEMS 20
#define HOST_MAX_OPTIONS 8
#define HOST_MAX_EXPECTED 8
#define HOST_MAX_ABSENT 8
#define HOST_NOBODY 65534

enum host_step_kind {
	STEP_FILE,
	STEP_APPEND,
	STEP_LINK,
	STEP_DIR,
	STEP_SOCKET,
	STEP_MODE,
	STEP_ACL,
	STEP_UNREADABLE,
	STEP_REMOVE,
	STEP_WORDS,
	STEP_NOTHING, /* of the host: not a step */
};

struct host_step {
	enum host_step_kind kind;
	char *path; /* owned; begins without "/" */
	char *rest; /* owned; a link's target, an ACL's entry */
	struct buf content;
	mode_t mode;
	uid_t uid;
	gid_t gid;
	unsigned int line;
};

struct host_expected {
	char *status, *text; /* owned */
	char *remedy;	     /* owned; NULL: any */
};

struct host_state {
	char *name;	   /* owned: the sentence */
	unsigned int item; /* 1 to HOST_ITEMS */
	unsigned int line; /* where it begins */
	bool nobody, base;
	struct host_step *steps; /* owned */
	size_t step_count;
	char *options[HOST_MAX_OPTIONS]; /* owned */
	size_t option_count;
	struct host_expected expected[HOST_MAX_EXPECTED];
	size_t expected_count;
	char *absent[HOST_MAX_ABSENT]; /* owned */
	size_t absent_count;
	char *overall; /* owned; NULL: the first expected's status */
};

struct host_states {
	struct host_state base; /* of base.host */
	struct host_state *list;
	size_t count;
};

/* All of them, below the current directory; ends the program with a message
 * where a line is none of the format. */
void host_states_load(struct host_states *ret);
void host_states_free(struct host_states *states);

/* The item's answer that the state has to get. */
const char *host_state_overall(const struct host_state *state);

#endif
