// SPDX-License-Identifier: BSD-2-Clause
/*
 * credentials: the groups that the calling process carries, which are the
 * session's where the program has set them already; and taking protected ones
 * out of its list.
 */
#ifndef DOCKWARDEN_CREDENTIALS_H
#define DOCKWARDEN_CREDENTIALS_H

#include "cleanup.h"
#include "membership.h"

struct credentials {
	uint32_t uid;	  /* real */
	uint32_t gids[3]; /* real, effective, saved */
	uint32_t *groups; /* owned; ascending */
	size_t group_count;
};

/* 0, -ENOMEM or -errno. */
int credentials_read(struct credentials *ret);

static inline void cleanup_credentials(struct credentials *c)
{
	free(c->groups);
}
#define autocredentials __attribute__((cleanup(cleanup_credentials)))

/* The protected group that the process has as one of its three gids; that it
 * has in its list; or NULL. */
const struct protected_group *
credentials_gid(const struct credentials *c,
		const struct protected_groups *groups);
const struct protected_group *
credentials_supplementary(const struct credentials *c,
			  const struct protected_groups *groups);

/* Takes all protected groups out of the process's list, adds none, and looks
 * whether it held: 0 only where its list has none afterwards.  -EPERM where it
 * still does or where the process may not (setgroups(2)); -ENOMEM; -errno.
 * The three gids are not changed. */
int credentials_strip(const struct protected_groups *groups);

#endif
