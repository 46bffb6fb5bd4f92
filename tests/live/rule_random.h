// SPDX-License-Identifier: BSD-2-Clause
/*
 * rule_random: short lists of audit rules, made up from a seed: the forms that
 * people write, on a directory of the test's own.  None of them makes much of
 * what else goes on on the host.
 */
#ifndef DOCKWARDEN_RULE_RANDOM_H
#define DOCKWARDEN_RULE_RANDOM_H

#include <stdint.h>

#include "buf.h"

struct dice {
	uint64_t state;
};

/* From 0 to sides - 1. */
unsigned int dice_roll(struct dice *dice, unsigned int sides);

/* directory has d/f, d/s/g, f1, sock, exe, the links l and lf; inode is that of
 * f1, magic that of its file system. */
struct random_place {
	const char *directory;
	uint32_t inode, magic;
};

/* Lines of auditctl's language. */
void rule_random(struct dice *dice, const struct random_place *place,
		 struct buf *out);

#endif
