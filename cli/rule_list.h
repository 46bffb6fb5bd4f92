// SPDX-License-Identifier: BSD-2-Clause
/*
 * rule_list: the audit rules that decide on a host, in the kernel's order, and
 * how its audit is set.  Either what the running kernel answers to
 * AUDIT_LIST_RULES, or a listing in auditctl's language (audit.rules(7)).
 *
 * auditctl -l is no such listing: it prints a rule that says "never" as a
 * watch (auditctl-listing.c, is_watch(), audit 2.8 to 4.0).  `dockwarden rules
 * --list` prints one.
 */
#ifndef DOCKWARDEN_RULE_LIST_H
#define DOCKWARDEN_RULE_LIST_H

#include <libaudit.h>

#include "check_host.h"
#include "errmsg.h"

/* Below a check's root: the listing, and what `auditctl -s` says. */
#define RULE_LIST_FILE "audit/rules"
#define RULE_LIST_STATUS "audit/status"

struct rule {
	struct audit_rule_data *data; /* owned; as the kernel has it */
	size_t place;		      /* from 1: in the list, or its line */
};

struct rule_status {
	bool known; /* else the rest is 0 */
	uint32_t enabled, failure, pid, rate_limit, backlog_limit, lost,
		backlog;
};

struct rule_list {
	struct rule *rules; /* owned */
	size_t count;
	struct rule_status status;
};

/* The kernel's, asked within 2 s.  0; -EPERM without privilege or from a
 * container; -errno; err says what. */
int rule_list_kernel(struct rule_list *ret, struct errmsg *err);

/* A text in auditctl's language.  Whether a -w names a directory is looked up
 * on the host.  path is only named in messages.  0, -EINVAL with the first
 * line that is no rule, -ENOMEM. */
int rule_list_text(const struct check_host *host, const char *path,
		   struct view text, struct rule_list *ret, struct errmsg *err);

/* The kernel's on a live host; else RULE_LIST_FILE and RULE_LIST_STATUS:
 * -ENOENT where there is no listing.  Absent status: not known. */
int rule_list_read(const struct check_host *host, struct rule_list *ret,
		   struct errmsg *err);

void rule_list_done(struct rule_list *list);
#define autorules __attribute__((cleanup(rule_list_done)))

#endif
