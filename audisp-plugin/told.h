// SPDX-License-Identifier: BSD-2-Clause
/*
 * told: the ids of the alerts that went out lately, so that none goes out
 * twice: after a restart, or when a late record makes an event come again.
 */
#ifndef DOCKWARDEN_TOLD_H
#define DOCKWARDEN_TOLD_H

#include "alert.h"

#define TOLD_MAX 16384	/* ids that are remembered */
#define TOLD_RECENT 128 /* of them, those that a checkpoint keeps */
#define TOLD_TAIL_BYTES ((size_t)4 << 20) /* of a file of alerts */

struct told;

/* 0 or -ENOMEM. */
int told_new(struct told **ret);
void told_free(struct told *t);

/* id: ALERT_ID_SIZE - 1 hex digits.  True where it is new. */
bool told_add(struct told *t, struct view id);
bool told_has(struct told *t, struct view id);

/* Adds what the end of a file of alerts holds, in any format that has ids
 * ("text" has none): each run of just so many hex digits.  0, or -errno of
 * opening and reading. */
int told_read(struct told *t, const char *path);

/* The i-th of the latest ids, the oldest first; NONE past the last. */
struct view told_recent(const struct told *t, size_t i);

#endif
