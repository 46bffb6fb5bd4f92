// SPDX-License-Identifier: BSD-2-Clause
/*
 * tcp_sockets: the TCP sockets that a process listens on: the inodes of its
 * descriptors among the lines of /proc/PID/net/tcp and tcp6 (proc(5)).
 */
#ifndef DOCKWARDEN_TCP_SOCKETS_H
#define DOCKWARDEN_TCP_SOCKETS_H

#include <netinet/in.h>

#include "check_host.h"

#define TCP_SOCKETS_MAX 256 /* of a process */
#define TCP_SOCKET_TEXT (INET6_ADDRSTRLEN + 10)

struct tcp_socket {
	char text[TCP_SOCKET_TEXT]; /* "127.0.0.1:2376", "[::]:2375" */
	uint16_t port;
	uint64_t inode;
};

struct tcp_sockets {
	struct tcp_socket *list; /* owned */
	size_t count;
};

/* Adds those that listen in the text of a net/tcp (or net/tcp6).  0 or
 * -ENOMEM. */
int tcp_sockets_parse(struct view text, struct tcp_sockets *ret);
/* Those of the process.  0; -ENOENT where it, or what is known of it, is not
 * there; -errno. */
int tcp_sockets_of(const struct check_host *host, uint32_t pid,
		   struct tcp_sockets *ret);
void tcp_sockets_done(struct tcp_sockets *sockets);
#define autosockets __attribute__((cleanup(tcp_sockets_done)))

#endif
