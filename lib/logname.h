// SPDX-License-Identifier: BSD-2-Clause
/*
 * logname: what the name of a log file says about its age among the files of
 * one rotated set.
 *
 *   audit.log-20261101.gz   dated (logrotate dateext): the oldest
 *   audit.log.4.gz … .1     numbered (auditd, logrotate): the lower, the newer
 *   audit.log               the one being written
 */
#ifndef DOCKWARDEN_LOGNAME_H
#define DOCKWARDEN_LOGNAME_H

#include <stdint.h>

#include "view.h"

/* From old to new. */
enum logname_kind { LOGNAME_DATED, LOGNAME_NUMBERED, LOGNAME_CURRENT };

struct logname {
	enum logname_kind kind;
	struct view base; /* "audit.log": what a set has in common */
	struct view date; /* DATED: digits, groups of them joined by '-' */
	uint64_t number;  /* NUMBERED */
	bool gz;	  /* so named; what is inside is another matter */
};

/* file is a name without its directory; ret's views point into it. */
void logname_parse(struct view file, struct logname *ret);

/* Orders names of one set, oldest first: <0, 0, >0. */
int logname_compare(const struct logname *a, const struct logname *b);

#endif
