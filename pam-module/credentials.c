// SPDX-License-Identifier: BSD-2-Clause
#include "credentials.h"

#include <errno.h>
#include <grp.h>
#include <string.h>
#include <unistd.h>

#include "id_order.h"

#define TRIES 3 /* another thread may set groups between count and list */

static int read_list(struct credentials *ret)
{
	for (int i = 0; i < TRIES; i++) {
		autofree gid_t *list = NULL;
		int count = getgroups(0, NULL);

		if (count < 0)
			return -errno;
		list = calloc((size_t)count + 1, sizeof(*list));
		if (!list)
			return -ENOMEM;
		count = getgroups(count, list);
		if (count < 0 && errno == EINVAL)
			continue; /* there are more by now */
		if (count < 0)
			return -errno;
		qsort(list, (size_t)count, sizeof(*list), id_order);
		ret->groups = take(list);
		ret->group_count = (size_t)count;
		return 0;
	}
	return -EAGAIN;
}

int credentials_read(struct credentials *ret)
{
	struct credentials c = { .groups = NULL };
	uid_t effective, saved;
	int r;

	if (getresuid(&c.uid, &effective, &saved) < 0 ||
	    getresgid(&c.gids[0], &c.gids[1], &c.gids[2]) < 0)
		return -errno;
	r = read_list(&c);
	if (r == 0)
		*ret = c;
	return r;
}

const struct protected_group *
credentials_gid(const struct credentials *c,
		const struct protected_groups *groups)
{
	for (size_t i = 0; i < sizeof(c->gids) / sizeof(c->gids[0]); i++) {
		const struct protected_group *found =
			protected_groups_find(groups, c->gids[i]);

		if (found)
			return found;
	}
	return NULL;
}

const struct protected_group *
credentials_supplementary(const struct credentials *c,
			  const struct protected_groups *groups)
{
	for (size_t i = 0; i < c->group_count; i++) {
		const struct protected_group *found =
			protected_groups_find(groups, c->groups[i]);

		if (found)
			return found;
	}
	return NULL;
}

/* The list without the protected ones; how many are left. */
static size_t keep_others(struct credentials *c,
			  const struct protected_groups *groups)
{
	size_t kept = 0;

	for (size_t i = 0; i < c->group_count; i++)
		if (!protected_groups_find(groups, c->groups[i]))
			c->groups[kept++] = c->groups[i];
	return kept;
}

/* Does the list have none?  Asked of the kernel, not remembered. */
static int look_again(const struct protected_groups *groups)
{
	autocredentials struct credentials c = { .groups = NULL };
	int r = credentials_read(&c);

	if (r < 0)
		return r;
	return credentials_supplementary(&c, groups) ? -EPERM : 0;
}

int credentials_strip(const struct protected_groups *groups)
{
	autocredentials struct credentials c = { .groups = NULL };
	int r = credentials_read(&c);
	size_t kept;

	if (r < 0)
		return r;
	kept = keep_others(&c, groups);
	if (kept < c.group_count && setgroups(kept, c.groups) < 0)
		return -errno;
	return look_again(groups);
}
