// SPDX-License-Identifier: BSD-2-Clause
/*
 * policy_report: where in a policy's text its reader is, and what it found
 * wrong there.  Internal to policy*.c, and to health_read.c, which is as strict.
 *
 *   policy.json: allow[3].actions[0]: unknown action "wirte" (read, write, …)
 *   └ name ────┘ └ path ───────────┘  └ words ───────────────────────────────┘
 *
 * Text from the policy stands in a message only through policy_quote(), in the
 * path too where a key is none of the schema's: one error is one line.
 */
#ifndef DOCKWARDEN_POLICY_REPORT_H
#define DOCKWARDEN_POLICY_REPORT_H

#include "buf.h"

#define POLICY_QUOTE_BYTES 80 /* of a value in a message, as it prints */
#define POLICY_QUOTE_SIZE (POLICY_QUOTE_BYTES + 6) /* quotes, "...", NUL */

struct policy_report {
	struct buf name;
	struct buf path;
	struct buf *errors; /* borrowed */
	size_t count;	    /* errors so far, those that did not fit too */
};

struct policy_quoted {
	char text[POLICY_QUOTE_SIZE];
};

/* The text in double quotes, cut and escaped (printable.h). */
struct policy_quoted policy_quote(struct view text);

void policy_report_init(struct policy_report *r, const char *name,
			struct buf *errors);
void policy_report_done(struct policy_report *r);

/* Goes to a member or an entry of the value that the path names; what they
 * return goes to policy_report_leave() afterwards. */
size_t policy_report_enter(struct policy_report *r, struct view key);
size_t policy_report_enter_entry(struct policy_report *r, size_t index);
void policy_report_leave(struct policy_report *r, size_t mark);

/* An error at the path. */
__attribute__((format(printf, 2, 3))) void
policy_report_error(struct policy_report *r, const char *format, ...);

/* 0, -EINVAL where there were errors, -ENOMEM where they could not be said. */
int policy_report_result(const struct policy_report *r);

static inline void cleanup_policy_report(struct policy_report *r)
{
	policy_report_done(r);
}

#endif
