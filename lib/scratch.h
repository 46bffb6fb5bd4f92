// SPDX-License-Identifier: BSD-2-Clause
/*
 * scratch: memory of one event, handed out from one block and taken back all
 * at once by scratch_reset().  Nothing moves while an event is judged, so
 * views into it stay good until the reset.  What does not fit is refused and
 * counted; the caller then works with what it has.
 */
#ifndef DOCKWARDEN_SCRATCH_H
#define DOCKWARDEN_SCRATCH_H

#include "view.h"

struct scratch {
	char *data; /* owned */
	size_t size, capacity;
	size_t refused; /* requests that did not fit since scratch_init */
};

/* 0 or -ENOMEM. */
int scratch_init(struct scratch *s, size_t capacity);
void scratch_done(struct scratch *s);
void scratch_reset(struct scratch *s);

/* size bytes, uninitialized, aligned to 1; NULL (counted) if full. */
char *scratch_bytes(struct scratch *s, size_t size);
/* A copy of bytes; VIEW_NONE if it does not fit. */
struct view scratch_copy(struct scratch *s, struct view bytes);

#endif
