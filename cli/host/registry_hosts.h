// SPDX-License-Identifier: BSD-2-Clause
/*
 * registry_hosts: containerd's hosts.toml of each registry, below
 * /etc/containerd/certs.d (containerd's docs/hosts.md): where one is reached
 * without its certificate being looked at, or without TLS.
 */
#ifndef DOCKWARDEN_REGISTRY_HOSTS_H
#define DOCKWARDEN_REGISTRY_HOSTS_H

#include "check_host.h"

#define REGISTRY_HOSTS_DIRECTORY "/etc/containerd/certs.d"

/* The lines of the text that say so, each with its number, for fn: "3:
 * skip_verify = true", printable. */
typedef void registry_hosts_fn(void *context, const char *path, size_t line,
			       struct view text);
void registry_hosts_parse(struct view text, const char *path,
			  registry_hosts_fn *fn, void *context);
/* All of the host's.  0, -ENOENT where there is no such directory; -errno with
 * failed (PATH_MAX bytes). */
int registry_hosts_each(const struct check_host *host, registry_hosts_fn *fn,
			void *context, char *failed);

#endif
