// SPDX-License-Identifier: BSD-2-Clause
/*
 * source: a file, a pipe or standard input → lines.  Compressed data (gzip,
 * known by its first bytes) is inflated as it is read.  Memory does not grow
 * with the input.
 *
 * A regular file is read as long as it was when it was opened, and then to
 * the end of the line that was being written there: a log that grows while
 * it is read does not keep the reader.  The descriptor stays open until
 * source_close(), so a log that is rotated meanwhile is read all the same.
 */
#ifndef DOCKWARDEN_SOURCE_H
#define DOCKWARDEN_SOURCE_H

#include <stdint.h>

#include "errmsg.h"
#include "lines.h"

#define SOURCE_SIZE_UNKNOWN UINT64_MAX

typedef lines_fn source_line_fn;

struct source_counts {
	uint64_t bytes; /* of the file, compressed as they are */
	uint64_t lines; /* met so far; while one is handed out: its number */
	uint64_t oversized;	  /* lines over LINES_MAX_LINE, skipped */
	uint64_t first_oversized; /* the number of the first; 0: none */
};

struct source;

enum source_kind {
	SOURCE_ANY,	/* a FIFO is waited for, "-" is standard input */
	SOURCE_REGULAR, /* -EINVAL if it is no regular file; never waits */
};

/* Opens path, and looks at its beginning where that takes nothing away from
 * the reader (not in a pipe).  0; -EBADMSG (damaged from the start);
 * -ENOTSUP (compressed, but not by gzip); -EISDIR; -errno of opening. */
int source_open(const char *path, enum source_kind kind, struct errmsg *err,
		struct source **ret);
void source_close(struct source *s);

/* Hands out the lines, the last one even if it has no "\n".  Once only.
 * 0; what line returned; -EBADMSG where compressed data is damaged or ends
 * early (the whole lines before that were handed out); -ENOTSUP; -ENOMEM;
 * -errno of reading.  line's own result comes without a message. */
int source_read(struct source *s, source_line_fn *line, void *user,
		struct errmsg *err);

/* The name as given to source_open(), "standard input" for "-". */
const char *source_name(const struct source *s);
/* Bytes in the file when it was opened, or SOURCE_SIZE_UNKNOWN. */
uint64_t source_size(const struct source *s);
/* Are both the same file (device and inode)? */
bool source_same(const struct source *a, const struct source *b);
struct source_counts source_counts(const struct source *s);

static inline void cleanup_source(struct source **s)
{
	source_close(*s);
}
#define autosource __attribute__((cleanup(cleanup_source)))

#endif
