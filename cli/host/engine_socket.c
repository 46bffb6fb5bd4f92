// SPDX-License-Identifier: BSD-2-Clause
#include "engine_socket.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

#include "cleanup.h"
#include "http_reply.h"
#include "monotonic.h"

#define CHUNK 8192	/* bytes, of a read */
#define MAX_REQUEST 512 /* bytes; a new connection's buffer has room for it */

static int ask(int fd, const char *target)
{
	autobuf struct buf request;
	ssize_t n;

	buf_init(&request, MAX_REQUEST);
	buf_printf(&request, "GET %s HTTP/1.0\r\nHost: docker\r\n\r\n", target);
	if (buf_error(&request))
		return buf_error(&request);
	n = send(fd, request.data, request.size, MSG_NOSIGNAL);
	if (n < 0)
		return -errno;
	return (size_t)n == request.size ? 0 : -EIO;
}

static int read_reply(int fd, uint64_t deadline, struct buf *ret)
{
	char chunk[CHUNK];

	for (;;) {
		struct pollfd ready = { .fd = fd, .events = POLLIN };
		uint64_t now = monotonic_ms();
		ssize_t n;

		if (now >= deadline ||
		    poll(&ready, 1, (int)(deadline - now)) == 0)
			return -ETIMEDOUT;
		n = read(fd, chunk, sizeof(chunk));
		if (n == 0)
			return 0;
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return -errno;
		if (n > 0)
			buf_add(ret, view_from(chunk, (size_t)n));
		if (buf_error(ret))
			return buf_error(ret) == -ENOBUFS ? -EFBIG : -ENOMEM;
	}
}

int engine_socket_get(int fd, const char *target, uint64_t deadline,
		      unsigned int *ret_status, struct buf *ret_body)
{
	autobuf struct buf reply;
	int r = ask(fd, target);

	buf_init(&reply, ret_body->max);
	if (r == 0)
		r = read_reply(fd, deadline, &reply);
	return r < 0 ? r :
		       http_reply_parse(buf_view(&reply), ret_status, ret_body);
}
