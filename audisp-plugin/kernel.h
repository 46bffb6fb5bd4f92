// SPDX-License-Identifier: BSD-2-Clause
/*
 * kernel: what the kernel said of its auditing, compared with what it said
 * before: auditing switched off, records lost, rules gone or replaced, the
 * daemon gone or replaced.  What an audit record tells as well is told here
 * too: the record may be among those that were lost.
 */
#ifndef DOCKWARDEN_KERNEL_H
#define DOCKWARDEN_KERNEL_H

#include "aide.h"
#include "notice.h"

#define KERNEL_ASK_MS 5000 /* how often it is asked */

struct kernel {
	bool known;    /* last is an answer */
	bool unstable; /* the rules differ from the last: ask once more */
	struct aide_kernel last;
	uint32_t taker; /* pid of who took the records last; 0: nobody yet */
	uint32_t docker_rules, mute_rules; /* as told last */
	uint64_t digest;
	unsigned int
		bare; /* answers since the first, none with a docker rule */
};

/* auditd starts its plugins before the rules are loaded: without any, that is
 * told so many answers later. */
#define KERNEL_BARE_ANSWERS 2

/* What there is to say of a new answer: fn gets each notice, complete but for
 * its time.  Rules that are being loaded are let settle: a change counts when
 * two answers in a row agree. */
typedef void kernel_fn(void *user, const struct notice *notice);
void kernel_compare(struct kernel *k, const struct aide_kernel *answer,
		    kernel_fn *fn, void *user);

#endif
