// SPDX-License-Identifier: BSD-2-Clause
/*
 * engine_socket: one question to a Docker engine over its unix socket, and its
 * reply (Docker Engine API).  HTTP/1.0, so that the reply ends with the
 * connection.  Nothing is waited for beyond the deadline.
 */
#ifndef DOCKWARDEN_ENGINE_SOCKET_H
#define DOCKWARDEN_ENGINE_SOCKET_H

#include <stdint.h>

#include "buf.h"

/* Over a connection, unix_socket.h: GET target, such as "/info", until the deadline, monotonic_ms().  Appends the
 * reply's body; the body's cap is the whole reply's.  0; -ETIMEDOUT; -EFBIG;
 * -EBADMSG where it is no reply (http_reply.h); -EIO; -errno.  Once a
 * connection. */
int engine_socket_get(int fd, const char *target, uint64_t deadline,
		      unsigned int *ret_status, struct buf *ret_body);

#endif
