// SPDX-License-Identifier: BSD-2-Clause
/*
 * rule_draft: one audit rule in the making, from the words that auditctl(8)
 * takes, in the order in which it takes them: a field after its list, an arch
 * before the system calls, a key after something that it can be a key of.
 *
 * libaudit's own functions that build a rule ask this machine's kernel what
 * it can and its users for names, keep the arch in a variable of the process,
 * and print their errors.  What is read here may be another host's listing;
 * of libaudit only the tables of names are used.
 */
#ifndef DOCKWARDEN_RULE_DRAFT_H
#define DOCKWARDEN_RULE_DRAFT_H

#include <libaudit.h>

#include "check_host.h"
#include "errmsg.h"

#define RULE_MAX_TEXT ((size_t)16 << 10) /* bytes of a rule's texts */

struct rule_draft {
	const struct check_host *host; /* borrowed */
	struct buf text;
	struct buf key; /* several, RULE_KEY_SEPARATOR between */
	bool listed;	/* list and action are known */
	bool prepends;	/* -A */
	bool removes;	/* -d, -W */
	bool calls;	/* -S or -w */
	bool keyable;	/* it has something that a key may belong to */
	int machine;	/* of -F arch, for names of system calls; -1 */
	struct audit_rule_data data; /* all but the texts; last: buf[] */
};

void rule_draft_init(struct rule_draft *draft, const struct check_host *host);
void rule_draft_done(struct rule_draft *draft);
#define autodraftrule __attribute__((cleanup(rule_draft_done)))

/* Each 0, or -EINVAL with a message, or -ENOMEM. */
int rule_draft_list(struct rule_draft *draft, struct view word,
		    struct errmsg *err); /* "always,exit" */
int rule_draft_watch(struct rule_draft *draft, struct view path,
		     struct errmsg *err);
int rule_draft_perms(struct rule_draft *draft, struct view perms,
		     struct errmsg *err);
int rule_draft_calls(struct rule_draft *draft, struct view names,
		     struct errmsg *err);
int rule_draft_field(struct rule_draft *draft, struct view pair,
		     struct errmsg *err); /* rule_pair.c */
int rule_draft_compare(struct rule_draft *draft, struct view pair,
		       struct errmsg *err); /* rule_pair.c */
int rule_draft_key(struct rule_draft *draft, struct view key,
		   struct errmsg *err);

/* What rule_pair.c adds: a field with a number, or with a text. */
int rule_draft_add(struct rule_draft *draft, uint32_t type, uint32_t op,
		   uint32_t value);
int rule_draft_add_text(struct rule_draft *draft, uint32_t type, uint32_t op,
			struct view text);
/* The number of a user or group of the host.  0, -ENOENT or -errno. */
int rule_draft_id(const struct check_host *host, const char *name, bool group,
		  uint32_t *ret); /* rule_id.c */
/* "rwxa" → AUDIT_PERM_…; false: another letter, or too many. */
bool rule_draft_perm_bits(struct view letters, uint32_t *ret);

/* The rule as the kernel would list it; owned by the caller. */
int rule_draft_finish(struct rule_draft *draft, struct audit_rule_data **ret,
		      struct errmsg *err);

#endif
