// SPDX-License-Identifier: BSD-2-Clause
/*
 * registry_hosts: containerd's hosts.toml of each registry, below
 * /etc/containerd/certs.d (containerd's docs/hosts.md, and hosts.go of its
 * core/remotes/docker/config): where one is reached without its certificate
 * being looked at, or without TLS, and the certificates that it names.
 */
#ifndef DOCKWARDEN_REGISTRY_HOSTS_H
#define DOCKWARDEN_REGISTRY_HOSTS_H

#include "check_host.h"

#define REGISTRY_HOSTS_DIRECTORY "/etc/containerd/certs.d"

/* path: of the hosts.toml; it and the texts live until the function returns.
 * Each may be NULL. */
struct registry_hosts_seen {
	void *context;
	/* "skip_verify = true for https://reg.example", printable. */
	void (*insecure)(void *context, const char *path, size_t line,
			 struct view text);
	/* A certificate, or what has a private key in it: a whole path. */
	void (*file)(void *context, const char *path, const char *file,
		     bool key);
	/* From this line on it cannot be told what it says. */
	void (*unclear)(void *context, const char *path, size_t line);
	void (*unread)(void *context, const char *path, int error);
};

/* One text.  0 or -ENOMEM. */
int registry_hosts_parse(struct view text, const char *path,
			 const struct registry_hosts_seen *seen);
/* All of the host's. */
void registry_hosts_each(const struct check_host *host,
			 const struct registry_hosts_seen *seen);

#endif
