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
	struct rule_seen *seen; /* owned; rule_judge's, once it has looked */
	size_t place;		/* from 1: in the list, or its line */
};

struct rule_status {
	bool known;	/* else the rest is 0; but see rule_list_text() */
	bool pid_known; /* pid 0 is then nobody */
	uint32_t enabled, failure, pid, rate_limit, backlog_limit, lost,
		backlog;
};

#define RULE_LIST_LOCKED 2 /* enabled */
#define RULE_LIST_UNTIL "locked until the next boot (auditctl -e 2)"
/* What is said where rule_list_is_unheard(). */
#define RULE_LIST_UNHEARD "no audit daemon takes the records"

struct rule_list {
	struct rule *rules; /* owned */
	size_t count;
	struct rule_status status;
};

/* The kernel's, asked within 2 s; its status too.  0; -EPERM without privilege
 * or from a container; -ETIMEDOUT; -errno; err says what. */
int rule_list_kernel(struct rule_list *ret, struct errmsg *err);

#define RULE_MAX_RULES 16384 /* of a list */

/* A text in auditctl's language (audit.rules(7), auditctl(8) 3.0): -w -W -p
 * -k -a -A -d -D -S -F -C; -e -f -r -b set the status, which is then known.
 * "\\ " is a space in a word, "\\\\" a backslash, quotes are bytes as others.
 * Whether a -w names a directory is looked up on the host, and so are names of
 * users.  The rules come out as the kernel would list them: list by list, -A
 * first, no rule twice; place is the line.  path is only named in messages.
 * 0, -EINVAL with the first line that is no rule, -ENOMEM. */
int rule_list_text(const struct check_host *host, const char *path,
		   struct view text, struct rule_list *ret, struct errmsg *err);

/* What `auditctl -s` prints.  0, or -EINVAL. */
int rule_list_status(struct view text, struct rule_status *ret);

/* The kernel's on a live host; else RULE_LIST_FILE and RULE_LIST_STATUS:
 * -ENOENT where there is no listing.  Absent status: not known, unless the
 * listing itself has -e. */
int rule_list_read(const struct check_host *host, struct rule_list *ret,
		   struct errmsg *err);

/* Adds a rule, which the list then owns (or frees); at the end of its own
 * list, or at its front.  One that is there already is left out.  0, -ENOMEM,
 * -E2BIG. */
int rule_list_add(struct rule_list *list, struct audit_rule_data *data,
		  size_t place, bool prepend);
/* The rule that equals data; NULL: none. */
struct rule *rule_list_find(const struct rule_list *list,
			    const struct audit_rule_data *data);
/* Auditing is on, and no daemon has its records: the kernel prints them into
 * its own log, as many as printk_ratelimit() lets through (kernel/audit.c of
 * 6.1, kauditd_hold_skb()), where journald may take them. */
static inline bool rule_list_is_unheard(const struct rule_list *list)
{
	return list->status.enabled && list->status.pid_known &&
	       list->status.pid == 0;
}

/* Nothing changes them, or how audit is set, before the next boot. */
static inline bool rule_list_is_locked(const struct rule_list *list)
{
	return list->status.enabled == RULE_LIST_LOCKED;
}
void rule_list_done(struct rule_list *list);
#define autorules __attribute__((cleanup(rule_list_done)))

#endif
