// SPDX-License-Identifier: BSD-2-Clause
/*
 * buf: a growable byte buffer with a hard cap and a sticky error.  Writers
 * append without looking; whoever uses the result asks buf_error() once.
 * After an error the content is what fitted before the failing append.
 */
#ifndef DOCKWARDEN_BUF_H
#define DOCKWARDEN_BUF_H

#include <stdint.h>

#include "view.h"

struct buf {
	char *data;	 /* owned; not NUL-terminated */
	size_t size;	 /* bytes in use */
	size_t capacity; /* bytes allocated */
	size_t max;	 /* hard cap, bytes */
	int error;	 /* 0, -ENOMEM or -ENOBUFS (over the cap); sticky */
};

/* An empty buffer that never grows past max bytes; allocates nothing yet. */
void buf_init(struct buf *b, size_t max);
/* Frees the content; b is as after buf_init with the same cap. */
void buf_done(struct buf *b);
/* Empties the buffer and clears the error; keeps the memory. */
void buf_reset(struct buf *b);

void buf_add(struct buf *b, struct view bytes);
void buf_add_text(struct buf *b, const char *text);
void buf_add_byte(struct buf *b, char byte);
void buf_add_u64(struct buf *b, uint64_t number);
__attribute__((format(printf, 2, 3))) void buf_printf(struct buf *b,
						      const char *format, ...);
/* Cuts the content back to size bytes (no effect if it is shorter). */
void buf_cut(struct buf *b, size_t size);

struct view buf_view(const struct buf *b);
int buf_error(const struct buf *b);

static inline void cleanup_buf(struct buf *b)
{
	buf_done(b);
}
#define autobuf __attribute__((cleanup(cleanup_buf)))

#endif
