// SPDX-License-Identifier: BSD-2-Clause
/*
 * queue: lines that wait to be written, in the order they came, in a bounded
 * ring of bytes.  Every line ends in its one "\n".  A place is a count of
 * bytes since the queue was made, so that several readers can each have one.
 */
#ifndef DOCKWARDEN_QUEUE_H
#define DOCKWARDEN_QUEUE_H

#include <stdint.h>
#include <sys/uio.h>

#include "view.h"

struct queue {
	char *data;	 /* owned; a ring */
	size_t capacity; /* a power of two; grows up to max */
	size_t max;	 /* a power of two */
	uint64_t head,
		tail; /* places of the oldest byte, and behind the last */
};

/* Allocates nothing yet. */
void queue_init(struct queue *q, size_t max);
void queue_done(struct queue *q);

/* Takes a line.  0, or -ENOBUFS: it does not fit, or there is no memory. */
int queue_add(struct queue *q, struct view line);
/* What lies between a place and the end, in up to two pieces: how many. */
int queue_pieces(const struct queue *q, uint64_t from, struct iovec ret[2]);
/* Where the line ends that this place is in: behind its "\n". */
uint64_t queue_line_end(const struct queue *q, uint64_t from);
/* Where the line begins that this place is in. */
uint64_t queue_line_start(const struct queue *q, uint64_t at);
/* The lines that end between two places. */
uint64_t queue_lines(const struct queue *q, uint64_t from, uint64_t to);
/* Forgets what lies before a place. */
void queue_drop(struct queue *q, uint64_t to);

#endif
