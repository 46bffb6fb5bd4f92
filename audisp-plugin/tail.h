// SPDX-License-Identifier: BSD-2-Clause
/*
 * tail: the log that is being written, read to where it ends by now, again and
 * again.  When it was rotated, what the old file still has comes first, then
 * the new one from its beginning; one that was emptied in place is read from
 * its beginning.
 */
#ifndef DOCKWARDEN_TAIL_H
#define DOCKWARDEN_TAIL_H

#include "lines.h"

struct tail;

/* 0 or -errno of opening; -EINVAL where it is no regular file. */
int tail_open(const char *path, lines_fn *fn, void *user, struct tail **ret);
void tail_close(struct tail *t);

/* Hands out the whole lines that have come; 0, -errno of reading, or what fn
 * returned. */
int tail_read(struct tail *t);

#endif
