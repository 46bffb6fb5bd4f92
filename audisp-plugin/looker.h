// SPDX-License-Identifier: BSD-2-Clause
/*
 * looker: a process of its own that looks at others in /proc for the plugin
 * (witness.h).  It needs CAP_SYS_PTRACE and may be in no Landlock domain, so
 * it reads no record, and gets numbers and checked names alone.
 *
 * The plugin waits for an answer, for a process may be gone the next moment,
 * but for LOOKER_WAIT_MS at most; then the answer is that it did not come in
 * time, and so it is at once while an older question is open.
 */
#ifndef DOCKWARDEN_LOOKER_H
#define DOCKWARDEN_LOOKER_H

#include <sys/types.h>

#include "alert.h"

#define LOOKER_WAIT_MS 20

struct looker;

/* Makes it (sandbox.h sandbox_fork).  0 or -errno. */
int looker_start(struct looker **ret);
/* Ends it; NULL is fine. */
void looker_stop(struct looker *l);
/* Is it there, and did it answer so far? */
bool looker_works(const struct looker *l);

/* As of witnesses_look(); REFUSED once the looker is gone.  Good until the
 * next call. */
const struct alert_witness *looker_look(struct looker *l, uint32_t pid,
					uint32_t ppid, uint64_t event_ms,
					uint64_t now_ms);
/* As of witnesses_name(). */
void looker_name(struct looker *l, struct view id, struct view name);
/* A container whose name is to be asked for, once; NONE where there is none.
 * Good until the next call. */
struct view looker_nameless(struct looker *l);

#endif
