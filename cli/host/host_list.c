// SPDX-License-Identifier: BSD-2-Clause
#include "host_list.h"

static int try_next_user(const struct host_query *query, struct host_room *room,
			 void *entry, bool *found)
{
	struct passwd *result = NULL;
	int error = getpwent_r(entry, room->data, room->size, &result);

	(void)query;
	*found = result != NULL;
	return error;
}

static int try_next_group(const struct host_query *query,
			  struct host_room *room, void *entry, bool *found)
{
	struct group *result = NULL;
	int error = getgrent_r(entry, room->data, room->size, &result);

	(void)query;
	*found = result != NULL;
	return error;
}

int host_next_user(struct host_room *room, struct passwd *ret)
{
	const struct host_query query = { try_next_user, NULL, 0 };

	return host_lookup(&query, room, ret);
}

int host_next_group(struct host_room *room, struct group *ret)
{
	const struct host_query query = { try_next_group, NULL, 0 };

	return host_lookup(&query, room, ret);
}
