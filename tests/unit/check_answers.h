// SPDX-License-Identifier: BSD-2-Clause
/*
 * check_answers: what `check --root root --format json` wrote to the file "out"
 * of a state of tests/hosts.  In whatever trouble it ran, each item is answered
 * as it is without, or UNKNOWN.
 */
#ifndef DOCKWARDEN_CHECK_ANSWERS_H
#define DOCKWARDEN_CHECK_ANSWERS_H

#include <json-c/json.h>
#include <sys/types.h>

#include "host_states.h"

/* Lays the state down in "root", which is not there. */
void check_answers_lay(const struct host_states *states,
		       const struct host_state *s);

/* The exit status of the child that is the check; when: in what trouble, "with
 * 7 descriptors". */
int check_answers_wait(pid_t pid, const char *when);

/* The items, to be put. */
struct json_object *check_answers_read(const char *when);

void check_answers_hold(const struct host_state *s, struct json_object *items,
			struct json_object *full, const char *when);

#endif
