// SPDX-License-Identifier: BSD-2-Clause
/*
 * path: names in the file system as text.  Nothing here looks at a disk: a
 * path in a log belongs to another time and perhaps another machine.
 *
 * Paths compare by component: /etc/docker is no prefix of /etc/dockerfoo.
 */
#ifndef DOCKWARDEN_PATH_H
#define DOCKWARDEN_PATH_H

#include <stdbool.h>

#include "scratch.h"
#include "view.h"

#define PATH_MAX_BYTES 4096 /* PATH_MAX, linux/limits.h */

/* "base/name" in normal form: no "//", ".", "..", no "/" at the end, and the
 * two names that merged-/usr and /run give every host taken as one
 * (/lib → /usr/lib, /bin → /usr/bin, /sbin → /usr/sbin, /var/run → /run).
 * An absolute name ignores base.  VIEW_NONE where there is neither an absolute
 * name nor a base, they are over 2 * PATH_MAX_BYTES, or s is full.  The result
 * may be a part of the input where that is in normal form already. */
struct view path_normal(struct view base, struct view name, struct scratch *s);

/* Is a path, but for those two names, this one in normal form? */
bool path_is(struct view path, struct view normal);

/* Is path the directory itself or something below it? */
bool path_below(struct view path, struct view directory);

/* The last component ("" of "/"), and what stands before it ("/" of "/x"). */
struct view path_name(struct view path);
struct view path_parent(struct view path);

/* "/usr/sbin/dockerd (deleted)" is how d_path shows an unlinked file
 * (fs/d_path.c): the path without it, *deleted says whether it was there. */
struct view path_undeleted(struct view path, bool *deleted);

#endif
