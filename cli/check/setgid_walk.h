// SPDX-License-Identifier: BSD-2-Clause
/*
 * setgid_walk: the search for programs that run with a protected group
 * whoever starts them.  Who was a member once can have made one, and it
 * outlives his membership.
 *
 * No symbolic link is followed, no other file system entered, and everything
 * is opened relative to the directory it is in: a user who renames his
 * directories meanwhile leads the search nowhere.
 */
#ifndef DOCKWARDEN_SETGID_WALK_H
#define DOCKWARDEN_SETGID_WALK_H

#include "check_users.h"
#include "setgid_mounts.h"
#include "watch.h"

struct setgid_walk {
	const struct check_users *c;
	const struct setgid_mounts *mounts;
	const struct watches *watches;
	struct check_list found; /* the files, as they print */
	uint64_t files;		 /* entries that were looked at */
	uint64_t start;		 /* ms, monotonic_ms() */
	bool over;		 /* a limit was reached */
	size_t unread, deep;	 /* directories that were not searched */
	/* As they print: the first of those, and where it ended. */
	struct buf first_unread, stopped;
	struct buf path; /* of the directory that is searched */
	bool btrfs;
	uint64_t device; /* st_dev */
	size_t levels;	 /* of directories that are entered; 0: all, which says
			* so where one is too deep */
	uint64_t max_files, max_ms;
};

/* Searches what is at the mount's point. */
void setgid_walk_mount(struct setgid_walk *w, const struct setgid_mount *mount);
/* Searches a directory, and so many levels below it; 1: itself alone.  False
 * where there is none, or it is a symbolic link. */
bool setgid_walk_place(struct setgid_walk *w, const char *path, size_t levels);

#endif
