// SPDX-License-Identifier: BSD-2-Clause
#include "trusted_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "cleanup.h"

#define CHUNK 4096

static const char *type_name(mode_t mode)
{
	if (S_ISDIR(mode))
		return "directory";
	if (S_ISFIFO(mode))
		return "FIFO";
	if (S_ISCHR(mode) || S_ISBLK(mode))
		return "device";
	if (S_ISSOCK(mode))
		return "socket";
	return "special file";
}

/* O_NONBLOCK so that a FIFO without a writer does not keep us. */
static int open_once(const char *path, struct errmsg *err)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY |
				    O_CLOEXEC);

	if (fd >= 0)
		return fd;
	if (errno == ELOOP) /* open(2): O_NOFOLLOW and it is a link */
		return errmsg_set(err, -EINVAL,
				  "is a symbolic link, not a regular file");
	if (errno == ENXIO) /* open(2): a socket, or a FIFO or a device */
		return errmsg_set(err, -EINVAL,
				  "is a special file, not a regular file");
	return errmsg_set(err, -errno, "cannot be opened: %m");
}

static int judge(int fd, uint32_t also_owner, size_t room, struct errmsg *err)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return errmsg_set(err, -errno, "cannot be looked at: %m");
	if (!S_ISREG(st.st_mode))
		return errmsg_set(err, -EINVAL, "is a %s, not a regular file",
				  type_name(st.st_mode));
	if (st.st_uid != 0 &&
	    (also_owner == UINT32_MAX || st.st_uid != also_owner))
		return errmsg_set(err, -EINVAL,
				  "is owned by uid %u, not by root",
				  (unsigned int)st.st_uid);
	if (st.st_mode & (S_IWGRP | S_IWOTH))
		return errmsg_set(err, -EINVAL,
				  "can be written by its %s (mode %04o)",
				  st.st_mode & S_IWOTH ? "world" : "group",
				  (unsigned int)(st.st_mode & 07777));
	if (st.st_size < 0 || (uintmax_t)st.st_size > room)
		return errmsg_set(err, -EINVAL, "is %jd bytes, at most %zu",
				  (intmax_t)st.st_size, room);
	return 0;
}

/* The file may still grow while it is read: out's own cap decides. */
static int read_all(int fd, size_t room, struct buf *out, struct errmsg *err)
{
	char chunk[CHUNK];
	ssize_t size;

	for (;;) {
		size = read(fd, chunk, sizeof(chunk));
		if (size == 0)
			return 0;
		if (size < 0 && errno == EINTR)
			continue;
		if (size < 0)
			return errmsg_set(err, -errno, "cannot be read: %m");
		buf_add(out, view_from(chunk, (size_t)size));
		if (buf_error(out) == -ENOBUFS)
			return errmsg_set(err, -EINVAL, "grew over %zu bytes",
					  room);
		if (buf_error(out))
			return errmsg_set(err, buf_error(out), "out of memory");
	}
}

int trusted_file_read(const char *path, uint32_t also_owner, struct buf *out,
		      struct errmsg *err)
{
	size_t room = out->max - out->size;
	autoclose int fd = open_once(path, err);
	int r;

	if (fd < 0)
		return fd;
	r = judge(fd, also_owner, room, err);
	if (r < 0)
		return r;
	return read_all(fd, room, out, err);
}
