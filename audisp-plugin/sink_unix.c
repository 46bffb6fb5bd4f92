// SPDX-License-Identifier: BSD-2-Clause
/*
 * A stream socket that readers connect to.  Each gets every line that is
 * queued while it is there; the first, what was queued before it came.  One
 * that does not keep up holds nobody back: where others wait for room, it is
 * let go, and what it did not get is counted.
 */
#include <errno.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "cleanup.h"
#include "sink_kinds.h"
#include "unix_socket.h"

#define SOCKET_MODE 0660

/* A name that nobody answers at is left from a run before. */
static void remove_stale(const char *path)
{
	autoclose int fd = -1;
	struct stat st;

	if (lstat(path, &st) < 0 || !S_ISSOCK(st.st_mode))
		return;
	fd = unix_socket_connect(SOCK_STREAM, path);
	if (fd == -ECONNREFUSED)
		(void)unlink(path);
}

static int open_unix(struct sink *s)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	autoclose int fd =
		socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct stat st;

	if (fd < 0)
		return -errno;
	if (strlen(s->path) >= sizeof(address.sun_path))
		return -ENAMETOOLONG;
	memcpy(address.sun_path, s->path, strlen(s->path) + 1);
	remove_stale(s->path);
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0 ||
	    chmod(s->path, SOCKET_MODE) < 0 || listen(fd, SINK_READERS) < 0 ||
	    lstat(s->path, &st) < 0)
		return -errno;
	s->device = st.st_dev;
	s->inode = st.st_ino;
	s->fd = take_fd(&fd);
	return 0;
}

/* What every reader has is done with.  Without one, all that the last of them
 * did not get whole is kept for the next. */
static void drop_read(struct sink *s)
{
	uint64_t least = s->queue.tail;
	uint64_t start, lines;

	if (s->reader_count == 0)
		return;
	for (size_t i = 0; i < s->reader_count; i++)
		if (s->readers[i].at < least)
			least = s->readers[i].at;
	start = queue_line_start(&s->queue, least);
	lines = queue_lines(&s->queue, s->queue.head, start);
	s->counts.written += lines;
	s->counts.queued -= lines;
	queue_drop(&s->queue, start);
	s->at = start;
}

static void remove_reader(struct sink *s, size_t i)
{
	(void)close(s->readers[i].fd);
	s->reader_count--;
	s->readers[i] = s->readers[s->reader_count];
	drop_read(s);
}

static void accept_readers(struct sink *s)
{
	for (int i = 0; i < 2 * SINK_READERS; i++) {
		autoclose int fd = accept4(s->fd, NULL, NULL,
					   SOCK_CLOEXEC | SOCK_NONBLOCK);
		struct reader *reader = &s->readers[s->reader_count];

		if (fd < 0)
			return;
		if (s->reader_count == SINK_READERS)
			continue;
		reader->at = s->reader_count ? s->queue.tail : s->queue.head;
		reader->fd = take_fd(&fd);
		s->reader_count++;
	}
}

/* 0, or -errno: it is gone. */
static int write_reader(struct sink *s, struct reader *reader)
{
	while (reader->at < s->queue.tail) {
		struct iovec pieces[2];
		struct msghdr message = { .msg_iov = pieces };
		ssize_t n;

		message.msg_iovlen =
			(size_t)queue_pieces(&s->queue, reader->at, pieces);
		n = sendmsg(reader->fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == EAGAIN ? 0 : -errno;
		reader->at += (uint64_t)n;
	}
	return 0;
}

static bool has_left(const struct reader *reader)
{
	struct pollfd fd = { .fd = reader->fd };

	return poll(&fd, 1, 0) > 0 &&
	       (fd.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0;
}

static int write_unix(struct sink *s)
{
	accept_readers(s);
	for (size_t i = s->reader_count; i-- > 0;)
		if (has_left(&s->readers[i]) ||
		    write_reader(s, &s->readers[i]) < 0)
			remove_reader(s, i);
	drop_read(s);
	return 0;
}

static bool make_room(struct sink *s)
{
	size_t slowest = 0;

	if (s->reader_count < 2)
		return false;
	for (size_t i = 1; i < s->reader_count; i++)
		if (s->readers[i].at < s->readers[slowest].at)
			slowest = i;
	s->counts.dropped +=
		queue_lines(&s->queue, s->readers[slowest].at, s->queue.tail);
	remove_reader(s, slowest);
	return true;
}

/* The listening socket, and every reader: for writing while lines wait for
 * it, else for its leaving. */
static size_t poll_unix(const struct sink *s, struct pollfd *fds, size_t max)
{
	size_t count = 0;

	fds[count++] = (struct pollfd){ .fd = s->fd, .events = POLLIN };
	for (size_t i = 0; i < s->reader_count && count < max; i++) {
		const struct reader *reader = &s->readers[i];
		bool waits = reader->at < s->queue.tail;

		fds[count++] = (struct pollfd){ .fd = reader->fd,
						.events = waits ? POLLOUT : 0 };
	}
	return count;
}

/* The name may be another's by now. */
static void close_unix(struct sink *s)
{
	struct stat st;

	while (s->reader_count)
		(void)close(s->readers[--s->reader_count].fd);
	if (lstat(s->path, &st) == 0 && st.st_ino == s->inode &&
	    st.st_dev == s->device)
		(void)unlink(s->path);
}

const struct sink_kind sink_unix = {
	.name = "unix",
	.open = open_unix,
	.write = write_unix,
	.poll = poll_unix,
	.make_room = make_room,
	.close = close_unix,
	.keeps_open = true,
};
