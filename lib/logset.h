// SPDX-License-Identifier: BSD-2-Clause
/*
 * logset: which files are read, and in which order.
 *
 * A directory stands for the audit.log set in it or, where it has none, for
 * all files named X.log, X.log.N and X.log-DATE, with .gz or without.  Files
 * of one rotated set are read oldest first, in whatever order they were given;
 * apart from that the order is the user's.  A file that is named twice is read
 * once.
 *
 * All files are open when logset_open() returns: that one of them cannot be
 * read is known before anything is printed.
 */
#ifndef DOCKWARDEN_LOGSET_H
#define DOCKWARDEN_LOGSET_H

#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "source.h"

#define LOGSET_MAX_FILES 4096

struct logset {
	struct source **sources; /* owned, in the order to read them */
	size_t count;
	/* Their sizes together; SOURCE_SIZE_UNKNOWN if one has none. */
	uint64_t bytes;
};

/* Operands are names of files and directories, "-" for standard input.  0, or
 * a -errno, with every failure on a line of messages; *ret is then empty.
 * Messages may hold remarks (a FIFO in a directory was left out) with 0. */
int logset_open(char *const *operands, size_t count, struct buf *messages,
		struct logset *ret);
void logset_close(struct logset *l);

#define autologset __attribute__((cleanup(logset_close)))

#endif
