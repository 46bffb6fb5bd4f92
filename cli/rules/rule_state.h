// SPDX-License-Identifier: BSD-2-Clause
/*
 * rule_state: the rules that a host's kernel has, and those in its files; and
 * of one object that has to be watched, what they make of it.  Read once for
 * items 04-12 of `check` and for `rules --check`.
 */
#ifndef DOCKWARDEN_RULE_STATE_H
#define DOCKWARDEN_RULE_STATE_H

#include "check_result.h"
#include "rule_files.h"
#include "rule_judge.h"
#include "rule_wanted.h"

struct rule_state {
	const struct rule_wanted *wanted; /* borrowed of the host */
	/* The kernel's.  -ENOENT: an image without a listing. */
	struct rule_list rules;
	int rules_error;
	struct errmsg rules_why;
	/* Of each object, by those rules; on a live host the kernel has been
	 * asked as well, see rule_probe.h.  NULL without rules. */
	struct coverage *coverages; /* owned */
	int probe_error;
	struct errmsg probe_why;
	struct rule_files files;
	int files_error;
	struct errmsg files_why;
};

/* 0 or -ENOMEM: what could not be read is in the state.  It lives as long as
 * the host. */
int rule_state_of(const struct check_host *host, const struct rule_state **ret);

/*
 * PASS: each change of the object leaves a record under the key docker.  WARN:
 * under another key.  FAIL: not each; draft says what stops it.  N/A: it is not
 * there.  UNKNOWN: it, or the rules, cannot be read.  Fills the draft; adds
 * nothing.
 */
enum check_status rule_state_judge(const struct rule_state *state,
				   const struct check_host *host,
				   const struct object *object,
				   struct check_draft *draft);

#endif
