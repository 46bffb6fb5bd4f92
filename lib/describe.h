// SPDX-License-Identifier: BSD-2-Clause
/*
 * describe: the records of a flagged event in words, for `dockwarden explain`:
 *
 *   SYSCALL arch=x86_64 syscall=openat success=no exit=EACCES(Permission
 *   denied) a0=AT_FDCWD … auid=1000(alice) … exe=/usr/bin/vim.basic
 *
 * The words for numbers (arch, syscall, exit, a0-a3, mode, saddr, list,
 * capabilities) are libauparse's; this is the only file that includes
 * <auparse.h>.  Everything else is read by record.h.  libauparse is handed a
 * line of our own making, one record at a time, with those numbers alone, each
 * checked to be one.  So none of these can happen (libauparse 3.0.9 to 4.2):
 *
 *  - text of an attacker in its parser: keys that are cut at 0x01 or read past
 *    their end (3.1.1-4.1.3), NULs that cut a record, socket addresses shorter
 *    than their family (AF_UNIX is read here, AF_INET and AF_INET6 handed on
 *    at full length, others left in hex);
 *  - an event cut in two at PROCTITLE, one that waits for the next, or one that
 *    is aged by the clock: events were put together by event.h;
 *  - auparse_interpret_realpath(), which reads out of bounds in 3.1.1-4.0.2;
 *  - look-ups in the user database: uids are named by the log's own enriched
 *    part, auid=1000(alice), or not at all, since a uid of another host is
 *    another user here; a0-a3 of the calls where libauparse would look one up
 *    (set*, *chown*, fcntl) stay numbers.
 *
 * A number that libauparse has no word for is printed as recorded.  Fields
 * that a user program claimed in msg='…' follow the word "claims".
 *
 * libauparse has global state before 4.1: one thread at a time.  When it is
 * started it reads /etc/audit/auditd.conf, for a timeout that nothing here
 * uses; without one, or without the right to read it, it goes on.
 */
#ifndef DOCKWARDEN_DESCRIBE_H
#define DOCKWARDEN_DESCRIBE_H

#include "buf.h"
#include "event.h"

/* About what describe_event() appends at most; a record more may pass it by
 * one value.  What is left out is counted in a last line. */
#define DESCRIBE_MAX_BYTES ((size_t)64 << 10)
#define DESCRIBE_MAX_VALUE 1024 /* bytes of one value, as printed */

/* Appends a line for each record, safe on a terminal (printable.h), each
 * ending in "\n".  0, -ENOMEM or an error of out. */
int describe_event(const struct event *event, struct buf *out);

#endif
