// SPDX-License-Identifier: BSD-2-Clause
/*
 * mounts: the text of /proc/PID/mountinfo, proc(5) → the file systems on which
 * somebody could have left a file with a setgid bit that counts.
 */
#ifndef DOCKWARDEN_MOUNTS_H
#define DOCKWARDEN_MOUNTS_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"

struct mount {
	size_t point, root; /* offsets of NUL-terminated paths in texts */
	size_t point_size;  /* bytes */
	uint64_t device;    /* major and minor */
	bool searched;	    /* it is to be searched */
	bool nosuid;	    /* setuid and setgid bits do not count there */
	bool btrfs;	    /* its subvolumes have devices of their own */
};

struct mounts {
	struct buf texts;
	struct mount *list; /* owned; sorted by nothing: in the text's order */
	size_t count;
	size_t malformed; /* lines that are no mounts */
};

/* 0 or -ENOMEM, or -EFBIG.  Marked for searching: local file systems (those of
 * a block device, tmpfs, and what / itself is), not those mounted nosuid, and
 * each part of a device once. */
int mounts_parse(struct view text, struct mounts *ret);
void mounts_done(struct mounts *m);
#define automounts __attribute__((cleanup(mounts_done)))

const char *mounts_point(const struct mounts *m, size_t i);
/* Is something mounted at this path? */
bool mounts_has(const struct mounts *m, struct view path);
/* Do setgid bits not count at this path, by the mount that it is on? */
bool mounts_nosuid(const struct mounts *m, struct view path);

#endif
