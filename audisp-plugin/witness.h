// SPDX-License-Identifier: BSD-2-Clause
/*
 * witness: what /proc shows, right now, of the process that an alert is about:
 * the file it runs, its namespaces, its container, its parents.  Said beside
 * the verdict, never part of it: the same log gives the same alerts whether a
 * process could be looked at or not.
 *
 * Looked up once per (pid, start time) and remembered.
 */
#ifndef DOCKWARDEN_WITNESS_H
#define DOCKWARDEN_WITNESS_H

#include "alert.h"

struct witnesses;

/* proc: a descriptor of /proc, borrowed.  0 or -ENOMEM. */
int witnesses_new(int proc, struct witnesses **ret);
void witnesses_free(struct witnesses *w);

/* What is known of pid, whose event was at that time (ms since the epoch);
 * ppid, where the event tells one (else 0), is asked where pid is gone.  comm
 * as recorded: where the process now has another and started after the event,
 * its pid was given to another.  Good until the next call. */
const struct alert_witness *witnesses_look(struct witnesses *w, uint32_t pid,
					   uint32_t ppid, uint64_t event_ms,
					   uint64_t now_ms);
/* The engine said what a container is called ("" where it knows none). */
void witnesses_name(struct witnesses *w, struct view id, struct view name);
/* A container whose name is to be asked for, once; NONE if there is none. */
struct view witnesses_nameless(struct witnesses *w);

#endif
