// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"
#include "sink_kinds.h"

#define FILE_MODE 0640

/* A line without its end was being written when its writer was killed: it is
 * cut off, and told again by whoever finds it untold.  What is no beginning of
 * a line of ours, or cannot be cut off (chattr +a), is left, and ended. */
static int mend_tail(int fd, off_t size)
{
	char tail[FORMAT_MAX_LINE];
	off_t from =
		size > (off_t)sizeof(tail) ? size - (off_t)sizeof(tail) : 0;
	ssize_t n = pread(fd, tail, sizeof(tail), from);
	const char *end;

	if (n <= 0)
		return n < 0 ? -errno : 0;
	if (tail[n - 1] == '\n')
		return 0;
	end = memrchr(tail, '\n', (size_t)n);
	if ((end || from == 0) &&
	    ftruncate(fd, end ? from + (end - tail) + 1 : 0) == 0)
		return 0;
	return write(fd, "\n", 1) < 0 ? -errno : 0;
}

static int open_file(struct sink *s)
{
	autoclose int fd = open(s->path,
				O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW |
					O_CLOEXEC | O_NONBLOCK | O_NOCTTY,
				FILE_MODE);
	struct stat st;
	int r;

	if (fd < 0 || fstat(fd, &st) < 0)
		return -errno;
	if (S_ISREG(st.st_mode)) {
		r = mend_tail(fd, st.st_size);
		if (r < 0)
			return r;
	}
	s->fd = take_fd(&fd);
	s->reopen = false;
	return 0;
}

/* Bytes of the line that is being written which the file has by now. */
static off_t written_part(const struct sink *s)
{
	return (off_t)(s->at - queue_line_start(&s->queue, s->at));
}

/* Is the file in hand still the one of that name, and has it what was written
 * of a line? */
static bool is_current(const struct sink *s)
{
	struct stat named, open;

	return !s->reopen && stat(s->path, &named) == 0 &&
	       fstat(s->fd, &open) == 0 && named.st_ino == open.st_ino &&
	       named.st_dev == open.st_dev &&
	       (!S_ISREG(open.st_mode) || open.st_size >= written_part(s));
}

/* The line that is partly in the old file belongs whole into the new one, even
 * if the old one keeps its part (it can only be appended to). */
static void take_back(struct sink *s)
{
	off_t part = written_part(s);
	struct stat st;

	s->at -= (uint64_t)part;
	if (part == 0 || fstat(s->fd, &st) < 0 || !S_ISREG(st.st_mode) ||
	    st.st_size < part)
		return;
	if (ftruncate(s->fd, st.st_size - part) < 0)
		return; /* it keeps its part */
}

static int write_file(struct sink *s)
{
	int r = 0;

	if (s->at == s->queue.tail)
		return 0;
	if (!is_current(s)) {
		take_back(s);
		(void)close(s->fd);
		s->fd = -1;
		r = open_file(s);
	}
	while (r == 0 && s->at < s->queue.tail) {
		ssize_t n = sink_writev(s, s->fd, s->at, SIZE_MAX);

		if (n == -EAGAIN)
			break;
		if (n < 0)
			r = (int)n;
		else
			sink_advance(s, s->at + (uint64_t)n);
	}
	return r;
}

/* An error leaves the file open: what it cut is continued. */
const struct sink_kind sink_file = {
	.name = "file",
	.open = open_file,
	.write = write_file,
	.keeps_open = true,
};

static int open_stdout(struct sink *s)
{
	s->fd = STDOUT_FILENO;
	return 0;
}

/* The descriptor is shared with whoever started us and so is its mode; a pipe
 * or a terminal that poll calls writable takes a page. */
static int write_stdout(struct sink *s)
{
	struct pollfd fd = { .fd = s->fd, .events = POLLOUT };

	while (s->at < s->queue.tail && poll(&fd, 1, 0) > 0) {
		ssize_t n = sink_writev(s, s->fd, s->at, 4096);

		if (n == -EAGAIN)
			break;
		if (n < 0)
			return (int)n;
		sink_advance(s, s->at + (uint64_t)n);
	}
	return 0;
}

const struct sink_kind sink_stdout = {
	.name = "stdout",
	.open = open_stdout,
	.write = write_stdout,
	.keeps_open = true,
};
