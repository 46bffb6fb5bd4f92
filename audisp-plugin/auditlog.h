// SPDX-License-Identifier: BSD-2-Clause
/*
 * auditlog: the log that auditd writes beside feeding its plugins.  It is
 * written before a record is dispatched (auditd-plugins(5); seen with 3.0.9),
 * so whatever reached the plugin, or should have, is in it.
 */
#ifndef DOCKWARDEN_AUDITLOG_H
#define DOCKWARDEN_AUDITLOG_H

#include <sys/types.h>

#include "record.h"

/* The log_file of auditd.conf(5), as the auditd with that pid reads it: the
 * directory given with -c, else /etc/audit.  0 and a string to free; -ESRCH
 * where the process is no auditd; -ENODATA where it writes no log; -errno. */
int auditlog_find(pid_t auditd, char **ret);

/* The files of the log, oldest first: the last is the one being written, and
 * before it as many of the rotated ones as it takes to have max_bytes of them
 * (all of them where there are fewer).
 * 0, -ENOMEM, or -errno where that one cannot be read. */
struct auditlog_files {
	char **names; /* owned */
	size_t count;
};
int auditlog_files(const char *path, uint64_t max_bytes,
		   struct auditlog_files *ret);
void auditlog_files_free(struct auditlog_files *f);

/* Is the line a record of this event?  Quicker than record_parse: it looks at
 * the id's text alone.  needle is what auditlog_needle wrote. */
#define AUDITLOG_NEEDLE 64
struct view auditlog_needle(const struct event_id *id,
			    char text[static AUDITLOG_NEEDLE]);
bool auditlog_is(struct view line, struct view needle);

#endif
