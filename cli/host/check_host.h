// SPDX-License-Identifier: BSD-2-Clause
/*
 * check_host: the host that is checked: this one, or the files of another
 * below a directory (an image, a mounted disk, a fixture).  Every source is
 * opened below its root, and there a symbolic link leads nowhere else.
 */
#ifndef DOCKWARDEN_CHECK_HOST_H
#define DOCKWARDEN_CHECK_HOST_H

#include <fcntl.h>
#include <stdint.h>

#include "once.h"
#include "policy.h"

/* Files of the user database; a group of 20,000 members is one line of 340 KB. */
#define CHECK_MAX_FILE ((size_t)64 << 20)

struct check_host {
	int root;	  /* a descriptor */
	const char *name; /* "/" or the directory, as it was given; borrowed */
	bool live;	  /* it is this host, running */
	const struct policy *policy; /* borrowed */
	struct once *once;	     /* owned */
	int *lack;		     /* owned; see check_host_lack() */
	bool deep; /* search the whole host, however long it takes */
	/* How far the search for files may go. */
	uint64_t max_files, max_ms;
};

/* name NULL: this host.  0 or -errno; check_host_done() in either case. */
int check_host_init(struct check_host *host, const char *name);
void check_host_done(struct check_host *host);
#define autohost __attribute__((cleanup(check_host_done)))

/* path is below the root, and begins without "/".  A descriptor (O_CLOEXEC is
 * added), or -errno; never waits. */
int check_host_open(const struct check_host *host, const char *path, int flags);
/* The same for a path as the host has it: "/etc/docker", "/".  -ENOENT where
 * there is a NUL in it. */
int check_host_open_path(const struct check_host *host, struct view path,
			 int flags);

/* Appends a regular file's content; directories and pipes are errors.
 * 0 or -errno; -EFBIG over out's cap. */
int check_host_read(const struct check_host *host, const char *path,
		    struct buf *out);
/* The same relative to a directory's descriptor, links not followed. */
int check_host_read_at(const struct check_host *host, int directory,
		       const char *name, struct buf *out);
/* openat(2), O_CLOEXEC added; a descriptor or -errno. */
int check_host_open_at(const struct check_host *host, int directory,
		       const char *name, int flags);

/* An open(2) that failed because this process may have no more descriptors, or
 * the kernel has no memory: -EMFILE, -ENFILE or -ENOMEM; 0 for none.  What was
 * there and could not be opened then may be what decides, so that nothing that
 * was found since is an answer. */
int check_host_lack(const struct check_host *host);
void check_host_set_lack(const struct check_host *host, int error);
/* Keeps the error of whoever opens something by himself, where it is such a
 * one, and returns it. */
int check_host_note(const struct check_host *host, int error);

/* Where a descriptor's path leads without symbolic links, as the host names it:
 * ret has room for PATH_MAX bytes.  0 or -errno. */
int check_host_real(const struct check_host *host, int fd, char *ret);

/* 1 where the directory has an entry; 0 where it has none, or is not there;
 * -errno. */
int check_host_has_entries(const struct check_host *host, const char *path);

#endif
