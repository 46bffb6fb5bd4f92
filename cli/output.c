// SPDX-License-Identifier: BSD-2-Clause
#include "output.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

/* OUTPUT_FULL and the longest that is appended at a time: the records of an
 * event (at most 1 MiB) as they are and in words. */
#define MAX_BUFFERED ((size_t)16 << 20)

void output_init(struct output *o, int fd)
{
	*o = (struct output){ .fd = fd };
	buf_init(&o->buf, MAX_BUFFERED);
}

void output_done(struct output *o)
{
	buf_done(&o->buf);
}

bool output_full(const struct output *o)
{
	return o->buf.size >= OUTPUT_FULL || buf_error(&o->buf) != 0;
}

/* 0, or -errno where a failed write is not to be tried again. */
static int try_again(int fd, int error)
{
	struct pollfd p = { .fd = fd, .events = POLLOUT };

	if (error == EINTR)
		return 0;
	if (error != EAGAIN)
		return -error;
	return poll(&p, 1, -1) < 0 && errno != EINTR ? -errno : 0;
}

static int write_all(int fd, struct view bytes)
{
	while (bytes.size > 0) {
		ssize_t n = write(fd, bytes.data, bytes.size);

		if (n < 0) {
			int r = try_again(fd, errno);

			if (r < 0)
				return r;
		} else {
			bytes = view_skip(bytes, (size_t)n);
		}
	}
	return 0;
}

int output_flush(struct output *o)
{
	if (o->error == 0)
		o->error = buf_error(&o->buf);
	if (o->error == 0)
		o->error = write_all(o->fd, buf_view(&o->buf));
	buf_reset(&o->buf);
	return o->error;
}
