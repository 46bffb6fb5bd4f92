// SPDX-License-Identifier: BSD-2-Clause
/*
 * directory: the entries of a directory, one by one.  readdir(3) ends at an
 * error as it ends at the last entry: here the two are told apart, so that a
 * directory that was read in part is not taken for one that has no more.
 */
#ifndef DOCKWARDEN_DIRECTORY_H
#define DOCKWARDEN_DIRECTORY_H

#include <dirent.h>

#include "check_host.h"

struct directory {
	DIR *stream; /* owned; NULL: it is not open */
	int error;   /* -errno of reading; 0: so far, or to the end */
};

/* A directory below the host's root.  0 or -errno; directory_done() in either
 * case. */
int directory_open(const struct check_host *host, const char *path,
		   struct directory *ret);
/* The same of a descriptor, which it takes, also where it fails; a -errno in
 * its place is returned. */
int directory_of(int fd, struct directory *ret);
void directory_done(struct directory *d);
#define autodirectory __attribute__((cleanup(directory_done)))

/* The next entry, "." and ".." left out; NULL after the last, or at an error.
 * It lives until the next call. */
const struct dirent *directory_next(struct directory *d);

/* Its descriptor, which stays the directory's. */
int directory_fd(const struct directory *d);

#endif
