// SPDX-License-Identifier: BSD-2-Clause
/*
 * sudoers: the lines of /etc/sudoers, of what it includes, and of
 * /etc/sudoers.d (sudoers(5)); continued lines joined.
 */
#ifndef DOCKWARDEN_SUDOERS_H
#define DOCKWARDEN_SUDOERS_H

#include "check_host.h"

#define SUDOERS_FILE "/etc/sudoers"
#define SUDOERS_DIRECTORY "/etc/sudoers.d"
#define SUDOERS_MAX_FILES 4096	/* read, in all */
#define SUDOERS_MAX_DEPTH 128	/* of files in files, as for sudo */
#define SUDOERS_MAX_NAMES 65536 /* entries of a directory */

struct sudoers_seen {
	void *context;
	/* A line that is no comment and includes nothing, blanks before it
	 * gone; file and line live until it returns. */
	void (*line)(void *context, const char *file, struct view line);
	/* What could not be read: -errno; -E2BIG and -EFBIG where there is
	 * more than is read. */
	void (*unread)(void *context, const char *path, int error);
};

void sudoers_each(const struct check_host *host,
		  const struct sudoers_seen *seen);

#endif
