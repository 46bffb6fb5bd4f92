// SPDX-License-Identifier: BSD-2-Clause
/*
 * unix_socket: a connection to a socket that has a name, unix(7).
 */
#ifndef DOCKWARDEN_UNIX_SOCKET_H
#define DOCKWARDEN_UNIX_SOCKET_H

/* type: SOCK_STREAM, SOCK_DGRAM.  A descriptor that does not block, for the
 * caller to close; or -errno: -EAGAIN where the other side takes none now,
 * -ENAMETOOLONG. */
int unix_socket_connect(int type, const char *path);

#endif
