// SPDX-License-Identifier: BSD-2-Clause
/*
 * lines: bytes as they come, in pieces of any size → lines.  How the bytes
 * were cut into pieces makes no difference to the lines.  A line over the
 * limit is skipped and counted, so memory does not grow with the input.
 */
#ifndef DOCKWARDEN_LINES_H
#define DOCKWARDEN_LINES_H

#include <stdint.h>

#include "view.h"

/* auditd writes at most 8,970 bytes and their enriched part a line
 * (MAX_AUDIT_MESSAGE_LENGTH, libaudit.h). */
#define LINES_MAX_LINE ((size_t)64 << 10)
#define LINES_PIECE ((size_t)256 << 10) /* there is always room for one */

/* A line without its "\n", good until the function returns.  Anything but 0
 * ends the reading. */
typedef int lines_fn(void *user, struct view line);

struct lines {
	lines_fn *fn;
	void *user;
	char *data;	/* owned */
	size_t pending; /* of a line whose end is still to come */
	bool skipping;	/* the rest of an overlong line */
	uint64_t
		count; /* met so far; during a call of fn: that line's number */
	uint64_t oversized;	  /* lines that were skipped */
	uint64_t first_oversized; /* the number of the first; 0: none */
};

/* 0 or -ENOMEM. */
int lines_init(struct lines *l, lines_fn *fn, void *user);
void lines_done(struct lines *l);

/* Where the next piece is to be written: LINES_PIECE bytes. */
char *lines_room(struct lines *l);
/* Takes the size bytes that were written there.  0 or what fn returned. */
int lines_take(struct lines *l, size_t size);
/* Takes what is left without a line end as a line.  0 or what fn returned. */
int lines_end(struct lines *l);

static inline void cleanup_lines(struct lines *l)
{
	lines_done(l);
}
#define autolines __attribute__((cleanup(cleanup_lines)))

#endif
