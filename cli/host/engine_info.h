// SPDX-License-Identifier: BSD-2-Clause
/*
 * engine_info: what the engine that runs says of itself (Docker Engine API,
 * GET /info), asked over its unix socket.
 */
#ifndef DOCKWARDEN_ENGINE_INFO_H
#define DOCKWARDEN_ENGINE_INFO_H

#include "daemon.h"

#define ENGINE_INFO_MS 1000		  /* for all engines of a host */
#define ENGINE_INFO_MAX ((size_t)4 << 20) /* bytes of a reply */
#define ENGINE_INFO_MAX_ENTRIES 1000	  /* of a list */

struct engine_list {
	char **list; /* owned, and each; as the engine wrote it */
	size_t count;
};

struct engine_info {
	char *driver, *root, *version; /* owned; NULL: not said */
	bool snapshotter;	       /* images are in containerd's store */
	struct engine_list insecure;   /* without 127.0.0.0/8 and ::1/128 */
	struct engine_list mirrors;
};

/* The JSON text.  0; -EBADMSG where it is no such; -ENOMEM. */
int engine_info_parse(struct view text, struct engine_info *ret);
void engine_info_done(struct engine_info *info);

/* What engine_ask() has of /info.  -errno of it, or -EBADMSG. */
int engine_info_ask(const char *path, uint64_t deadline,
		    struct engine_info *ret);

/* The engine that the source is.  0; -ENOENT where it was not asked: it does
 * not run, or the host does not; -errno: it does not answer. */
int engine_info_of(const struct check_host *host, const struct daemon *daemon,
		   const struct daemon_source *source,
		   const struct engine_info **ret);

/* Is what runs that version, or a later one?  1, 0; -ENODATA: no engine of this
 * host has said its version. */
int engine_info_since(const struct check_host *host,
		      const struct daemon *daemon, unsigned int major,
		      unsigned int minor);
/* "20.10.24+dfsg1", "17.05.0-ce": its first two numbers.  False: it has
 * none. */
bool engine_version(const char *version, unsigned int *ret_major,
		    unsigned int *ret_minor);

/* Addresses of this machine's own, which dockerd always trusts. */
bool engine_is_loopback(const char *registry);

#endif
