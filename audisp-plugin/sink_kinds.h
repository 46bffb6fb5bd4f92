// SPDX-License-Identifier: BSD-2-Clause
/*
 * sink_kinds: how each type of output opens and writes; sink.c does the rest
 * (the queue, the counts, when to try again).  A new type is a row here and a
 * sink_NAME.c.
 */
#ifndef DOCKWARDEN_SINK_KINDS_H
#define DOCKWARDEN_SINK_KINDS_H

#include <sys/types.h>

#include "queue.h"
#include "sink.h"

#define SINK_READERS 8 /* of a Unix socket at a time */

struct reader {
	int fd;
	uint64_t at; /* its place in the queue */
};

struct sink {
	const struct sink_kind *kind;
	enum policy_output_type type;
	char *path, *name; /* owned; path NULL where there is none */
	const struct format *format;

	struct queue queue;
	uint64_t at; /* what lies before this place is written */
	int fd;	     /* -1: not open */
	bool reopen;

	struct reader readers[SINK_READERS]; /* Unix sockets only */
	size_t reader_count;
	dev_t device; /* of the name it was bound to; Unix sockets only */
	ino_t inode;

	uint64_t retry_at, pause; /* ms */
	struct sink_counts counts;
	uint64_t told; /* of the dropped lines */
};

struct sink_kind {
	const char *name;
	/* Sets fd.  0 or -errno. */
	int (*open)(struct sink *s);
	/* Writes from `at` on what can be written without waiting.  0, also
	 * where there is more to write; -errno. */
	int (*write)(struct sink *s);
	/* As sink_poll; NULL: fd for writing, while lines wait. */
	size_t (*poll)(const struct sink *s, struct pollfd *fds, size_t max);
	/* Appends to the line what goes out for it; NULL: the line as it is. */
	void (*frame)(struct view line, enum severity severity,
		      struct buf *out);
	/* Makes room in a full queue; false: there is none.  May be NULL. */
	bool (*make_room)(struct sink *s);
	/* Before fd is closed; may be NULL. */
	void (*close)(struct sink *s);
	bool keeps_open; /* an error of writing does not close it */
};

extern const struct sink_kind sink_file, sink_syslog, sink_unix, sink_stdout;

/* Everything before this place is written: `at` and the counts go there. */
void sink_advance(struct sink *s, uint64_t to);
/* The rest of the line that is being written was dropped. */
void sink_skip_line(struct sink *s);
/* writev(2) of what the queue holds from a place on, up to max bytes. */
ssize_t sink_writev(const struct sink *s, int fd, uint64_t from, size_t max);

#endif
