// SPDX-License-Identifier: BSD-2-Clause
/*
 * podman_registries: where podman, CRI-O and their like are told to reach a
 * registry without TLS or without its certificate being looked at:
 * /etc/containers/registries.conf and the drop-ins beside it
 * (containers-registries.conf(5), containers-registries.conf.d(5)).
 */
#ifndef DOCKWARDEN_PODMAN_REGISTRIES_H
#define DOCKWARDEN_PODMAN_REGISTRIES_H

#include "registry_hosts.h"

#define PODMAN_REGISTRIES "/etc/containers/registries.conf"

/* What counts in the end: of a prefix its last table, none that is blocked,
 * and no address of this machine.  Not what users have in their homes. */
void podman_registries_each(const struct check_host *host,
			    const struct registry_hosts_seen *seen);

#endif
