// SPDX-License-Identifier: BSD-2-Clause
/*
 * output: bytes to a descriptor in large writes.  The first failure sticks:
 * what comes later is dropped and the failure is told again.
 */
#ifndef DOCKWARDEN_OUTPUT_H
#define DOCKWARDEN_OUTPUT_H

#include "buf.h"

#define OUTPUT_FULL ((size_t)64 << 10) /* then it is worth a write */

struct output {
	int fd;		/* borrowed */
	int error;	/* 0 or -errno of the write that failed */
	struct buf buf; /* append here, then call output_flush() */
};

/* Allocates nothing. */
void output_init(struct output *o, int fd);
/* Drops what was not flushed. */
void output_done(struct output *o);

/* Enough in it to be flushed? */
bool output_full(const struct output *o);
/* Writes all of buf and empties it.  0, -errno of writing, or buf's error
 * (something was too long to be buffered). */
int output_flush(struct output *o);

#define autooutput __attribute__((cleanup(output_done)))

#endif
