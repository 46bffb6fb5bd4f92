// SPDX-License-Identifier: BSD-2-Clause
/*
 * witness: what /proc shows, right now, of the process that an alert is about:
 * the file it runs, its namespaces, its container, its parents.  Said beside
 * the verdict, never part of it: the same log gives the same alerts whether a
 * process could be looked at or not.
 *
 * Which process has the pid is told by when it started.  One that started
 * after the event did not do it.  Both times are put on the kernel's clock
 * since boot:
 *
 *	event after boot = uptime - (now - event)
 *
 * The uptime is cut to 10 ms, a start to a clock tick (10 ms), an event's time
 * to a tick of the kernel, 10 ms at most (audit_log_start takes the coarse
 * clock).  So a process counts as another when it started more than
 * WITNESS_SLACK after the event.  What is not seen: a pid that was given away
 * within the slack; a wall clock that was set between the event and the look
 * (back: another process passes for this one; forward: this one for another).
 *
 * The parents of a process are looked up once and remembered by its pid and
 * start time; its file, namespaces and control group are read each time, for
 * execve, setns and the engine change them while the process stays the same.
 *
 * Looking at a file or a namespace needs CAP_SYS_PTRACE, and a process that is
 * in no Landlock domain: Landlock lets its own look only at each other,
 * whatever capabilities they have, and from Linux 6.15 on has refusals audited
 * (security/landlock/task.c, hook_ptrace_access_check).  The start, the
 * parents' names and the container need neither, unless /proc is mounted with
 * hidepid=; with hidepid=2 what is hidden looks as if it were gone.
 */
#ifndef DOCKWARDEN_WITNESS_H
#define DOCKWARDEN_WITNESS_H

#include "alert.h"

#define WITNESS_SLACK 30 /* ms */
/* Of a parent's executable; a longer name is not said. */
#define WITNESS_MAX_PARENT_EXE 256

struct witnesses;

/* proc: a descriptor of /proc, borrowed; used from here on, and for our own
 * namespaces at once.  0 or -ENOMEM. */
int witnesses_new(int proc, struct witnesses **ret);
void witnesses_free(struct witnesses *w);

/* What is known of pid, whose event was at that time (ms since the epoch);
 * now_ms: the time at this call.  Allocates nothing.  Good until the next
 * call of any function of w.
 *
 * SEEN: all that there is was read; a kernel thread has no executable, and a
 * name over PATH_MAX is none.  The executable is what it is now, which an
 * execve after the event has changed; " (deleted)" behind it is the kernel's
 * word.  The device and inode are stat(2)'s, which on btrfs and overlayfs are
 * not those of the audit record.
 * GONE: no such process, or it has ended: what was read before it went, its
 * parents from ppid on, where the event tells one (else 0), and its parent's
 * container where its own is not known.  Also said of a process whose first
 * thread has ended while others go on.
 * ANOTHER: nothing else is filled in.
 * REFUSED: what could be read without leave; nothing at all where it cannot
 * be told when the process started.
 *
 * A namespace is foreign if it is neither ours nor that of pid 1: a service
 * manager gives many services a mount namespace of their own, auditd's too. */
const struct alert_witness *witnesses_look(struct witnesses *w, uint32_t pid,
					   uint32_t ppid, uint64_t event_ms,
					   uint64_t now_ms);
/* The engine said what a container is called ("" where it knows none). */
void witnesses_name(struct witnesses *w, struct view id, struct view name);
/* A container without a name, seen by witnesses_look; NONE if there is none.
 * Handed out once; again when it is seen a minute after that or after the
 * engine did not know it. */
struct view witnesses_nameless(struct witnesses *w);

#endif
