// SPDX-License-Identifier: BSD-2-Clause
/*
 * process_status: the text of /proc/PID/status, proc(5): who a process is.
 * The kernel escapes a newline in a process's name (fs/proc/array.c,
 * proc_task_name), so that no name makes a line.
 */
#ifndef DOCKWARDEN_PROCESS_STATUS_H
#define DOCKWARDEN_PROCESS_STATUS_H

#include <stdint.h>

#include "view.h"

enum { ID_REAL, ID_EFFECTIVE, ID_SAVED, ID_FILES, ID_COUNT };

/* Views point into the text. */
struct process_status {
	struct view name;
	uint32_t uid[ID_COUNT], gid[ID_COUNT];
	struct view groups; /* for process_status_group() */
	uint32_t parent;    /* 0: none, or not said */
};

/* 0, or -EBADMSG where it is not as proc(5) says. */
int process_status_parse(struct view text, struct process_status *ret);

/* The next supplementary group; false after the last. */
bool process_status_group(struct view *groups, uint32_t *ret);

/* The scope of a login session in the text of /proc/PID/cgroup, "session-5";
 * VIEW_NONE where it is in none. */
struct view process_status_scope(struct view cgroup);
/* Does that text put it under a user's own systemd, which he may rename? */
bool process_status_is_users(struct view cgroup);
/* Does it name a container of an engine's?  A user's own cgroups do not
 * count: he names them as he likes. */
bool process_status_is_container(struct view cgroup);

#endif
