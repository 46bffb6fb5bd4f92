// SPDX-License-Identifier: BSD-2-Clause
#include "tail.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "cleanup.h"

#define MAX_ROTATIONS 16 /* in one reading: then it is somebody's game */

struct tail {
	char *path;
	int fd;
	struct stat stat; /* of the file in hand */
	struct lines lines;
};

static int open_log(struct tail *t)
{
	autoclose int fd =
		open(t->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -EINVAL;
	if (t->fd >= 0)
		close(t->fd);
	t->fd = take_fd(&fd);
	t->stat = st;
	return 0;
}

static void cleanup_tail(struct tail **t)
{
	tail_close(*t);
}

int tail_open(const char *path, lines_fn *fn, void *user, struct tail **ret)
{
	__attribute__((cleanup(cleanup_tail))) struct tail *t =
		calloc(1, sizeof(*t));
	int r;

	if (!t)
		return -ENOMEM;
	t->fd = -1;
	t->path = strdup(path);
	if (!t->path || lines_init(&t->lines, fn, user))
		return -ENOMEM;
	r = open_log(t);
	if (r < 0)
		return r;
	*ret = take(t);
	return 0;
}

void tail_close(struct tail *t)
{
	if (!t)
		return;
	if (t->fd >= 0)
		close(t->fd);
	lines_done(&t->lines);
	free(t->path);
	free(t);
}

static int read_on(struct tail *t)
{
	for (;;) {
		ssize_t n = read(t->fd, lines_room(&t->lines), LINES_PIECE);
		int r;

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? -errno : 0;
		r = lines_take(&t->lines, (size_t)n);
		if (r)
			return r;
	}
}

static bool is_rotated(const struct tail *t)
{
	struct stat st;

	return stat(t->path, &st) == 0 &&
	       (st.st_ino != t->stat.st_ino || st.st_dev != t->stat.st_dev);
}

/* Emptied in place: what it has by now is new. */
static int begin_anew(struct tail *t)
{
	off_t at = lseek(t->fd, 0, SEEK_CUR);
	struct stat st;

	if (at < 0 || fstat(t->fd, &st) < 0)
		return -errno;
	if (st.st_size >= at)
		return 0;
	if (lseek(t->fd, 0, SEEK_SET) < 0)
		return -errno;
	return lines_end(&t->lines);
}

int tail_read(struct tail *t)
{
	int r = begin_anew(t);

	if (r == 0)
		r = read_on(t);

	for (int i = 0; r == 0 && i < MAX_ROTATIONS && is_rotated(t); i++) {
		/* What was written between the last read and the renaming. */
		r = read_on(t);
		if (r == 0)
			r = lines_end(&t->lines);
		if (r == 0)
			r = open_log(t);
		if (r == 0)
			r = read_on(t);
	}
	return r;
}
