// SPDX-License-Identifier: BSD-2-Clause
/*
 * check_daemon: the items that ask how dockerd is configured (01, 13 to 20),
 * and what they share.  What runs now is judged; what its unit would start next
 * time is a warning where it is worse.
 */
#ifndef DOCKWARDEN_CHECK_DAEMON_H
#define DOCKWARDEN_CHECK_DAEMON_H

#include "check_host.h"
#include "check_result.h"
#include "daemon.h"

/* What an item looks at. */
struct check_daemon {
	const struct check_host *host;
	struct check_result *result;
	const struct daemon *daemon;
	/* That it is judged by, while it is. */
	const struct daemon_source *source;
};

/* Options as bits, for what an item is about. */
#define CHECK_OPTION(option) (UINT32_C(1) << (option))

/* Says what could not be read; false where there is nothing more to say: no
 * dockerd is there (said), or no memory. */
bool check_daemon_begin(const struct check_host *host,
			struct check_result *result, struct check_daemon *ret);
/* begin, then for each source: judge, and the flaws of these options. */
void check_daemon_each(const struct check_host *host,
		       struct check_result *result, uint32_t options,
		       void (*judge)(const struct check_daemon *c));

/* Of all sources, what is wrong with these options. */
void check_daemon_flaws(struct check_daemon *c, uint32_t options);

/* Is it known what the option is?  Not where daemon.json could not be read and
 * no flag says it; that has been said. */
bool check_daemon_knows(const struct check_daemon *c,
			enum daemon_option option);
/* Adds a finding about the source: of what would be started next time only
 * warnings. */
void check_daemon_add(const struct check_daemon *c, enum check_status status,
		      struct check_draft *draft);
/* "neither --icc nor "icc" is set (process 812, /etc/docker/daemon.json)". */
void check_daemon_unset(const struct check_daemon *c, enum daemon_option option,
			struct buf *out);

/* The items' functions. */
void check_partition(const struct check_host *host,
		     struct check_result *result);
void check_kernel(const struct check_host *host, struct check_result *result);
void check_icc(const struct check_host *host, struct check_result *result);
void check_iptables(const struct check_host *host, struct check_result *result);
void check_registries(const struct check_host *host,
		      struct check_result *result);
void check_storage(const struct check_host *host, struct check_result *result);
void check_listeners(const struct check_host *host,
		     struct check_result *result);
void check_registry_files(const struct check_host *host,
			  struct check_result *result);
void check_tls_ca(const struct check_host *host, struct check_result *result);
void check_tls_pair(const struct check_host *host, struct check_result *result);

#endif
