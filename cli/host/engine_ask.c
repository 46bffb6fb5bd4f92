// SPDX-License-Identifier: BSD-2-Clause
#include "engine_ask.h"

#include <errno.h>
#include <sys/socket.h>

#include "cleanup.h"
#include "engine_socket.h"
#include "unix_socket.h"

#define SOCKET "/run/docker.sock"

/* A connection to a socket that root made: what anybody else would answer is
 * nothing.  -errno. */
static int connect_root(const char *path)
{
	struct ucred peer;
	socklen_t size = sizeof(peer);
	autoclose int fd = unix_socket_connect(SOCK_STREAM, path);

	if (fd < 0)
		return fd;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0)
		return -errno;
	return peer.uid == 0 ? take_fd(&fd) : -EPERM;
}

int engine_ask(const char *path, const char *what, uint64_t deadline,
	       struct buf *ret)
{
	unsigned int status = 0;
	autoclose int fd = connect_root(path);
	int r = fd < 0 ? fd :
			 engine_socket_get(fd, what, deadline, &status, ret);

	return r == 0 && status != 200 ? -EPROTO : r;
}

const char *engine_ask_socket(const struct daemon_source *source)
{
	const struct daemon_setting *s = daemon_setting(source, DAEMON_HOST, 0);

	if (!s)
		return SOCKET;
	for (size_t i = 0; (s = daemon_setting(source, DAEMON_HOST, i)); i++) {
		if (strncmp(s->value, "unix:///", 8) == 0)
			return s->value + 7;
		if (strncmp(s->value, "fd://", 5) == 0)
			return SOCKET;
	}
	return NULL;
}
