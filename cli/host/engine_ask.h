// SPDX-License-Identifier: BSD-2-Clause
/*
 * engine_ask: what the engine of a daemon answers, where root made its socket.
 */
#ifndef DOCKWARDEN_ENGINE_ASK_H
#define DOCKWARDEN_ENGINE_ASK_H

#include "daemon.h"

#define ENGINE_ASK_MAX ((size_t)4 << 20) /* bytes of a reply */

/* what: "/info".  The engine at that socket, which has to be root's, asked until
 * the deadline (monotonic_ms()); ret gets what it answers with 200.  0; -EPERM
 * where the socket is another's; -ETIMEDOUT; -EFBIG; -EBADMSG; -EPROTO where it
 * refuses; -errno. */
int engine_ask(const char *path, const char *what, uint64_t deadline,
	       struct buf *ret);

/* The unix socket that it listens on; NULL: on none. */
const char *engine_ask_socket(const struct daemon_source *source);

#endif
