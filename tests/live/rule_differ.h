// SPDX-License-Identifier: BSD-2-Clause
#ifndef DOCKWARDEN_RULE_DIFFER_H
#define DOCKWARDEN_RULE_DIFFER_H

#include <stdint.h>

/* Lists of rules made up from a seed are loaded into the kernel, changes are
 * made, and what is recorded is held against rule_match()'s answer; below
 * directory, where exe is a copy of this program, for at most so many seconds.
 * The number of disagreements. */
int rule_differ(const char *directory, uint64_t seed, unsigned int seconds);

#endif
