// SPDX-License-Identifier: BSD-2-Clause
#include "host_lookup.h"

#include <errno.h>

#define FIRST_ROOM ((size_t)1 << 10)
#define MAX_ROOM ((size_t)16 << 20)
#define FIRST_GROUPS 64

_Static_assert(sizeof(gid_t) == sizeof(uint32_t) &&
		       sizeof(uid_t) == sizeof(uint32_t),
	       "Linux's ids are 32 bits wide");

/* Doubles the room, whose content is not kept. */
static int grow(struct host_room *room)
{
	size_t size = room->size ? 2 * room->size : FIRST_ROOM;

	if (size > MAX_ROOM)
		return -ERANGE;
	free(room->data);
	room->data = malloc(size);
	room->size = room->data ? size : 0;
	return room->data ? 0 : -ENOMEM;
}

/* getpwnam_r(3): "not found" comes as 0 without an entry, or as ENOENT or
 * ESRCH, depending on the service. */
static int lookup_error(int error, bool found)
{
	if (error == 0)
		return found ? 0 : -ENOENT;
	if (error == ENOENT || error == ESRCH)
		return -ENOENT;
	return -error;
}

static int try_user(const struct host_query *query, struct host_room *room,
		    void *entry, bool *found)
{
	struct passwd *result = NULL;
	int error =
		getpwnam_r(query->name, entry, room->data, room->size, &result);

	*found = result != NULL;
	return error;
}

static int try_uid(const struct host_query *query, struct host_room *room,
		   void *entry, bool *found)
{
	struct passwd *result = NULL;
	int error =
		getpwuid_r(query->id, entry, room->data, room->size, &result);

	*found = result != NULL;
	return error;
}

static int try_group(const struct host_query *query, struct host_room *room,
		     void *entry, bool *found)
{
	struct group *result = NULL;
	int error =
		getgrnam_r(query->name, entry, room->data, room->size, &result);

	*found = result != NULL;
	return error;
}

static int try_gid(const struct host_query *query, struct host_room *room,
		   void *entry, bool *found)
{
	struct group *result = NULL;
	int error =
		getgrgid_r(query->id, entry, room->data, room->size, &result);

	*found = result != NULL;
	return error;
}

int host_lookup(const struct host_query *query, struct host_room *room,
		void *entry)
{
	int error = ERANGE;
	bool found = false;

	while (error == ERANGE) {
		if (room->size) {
			errno = 0;
			error = query->try(query, room, entry, &found);
		}
		/* Not by the book, and seen: nss_wrapper 1.1.12. */
		if (error < 0)
			error = errno ? errno : EIO;
		if (error == ERANGE) {
			int r = grow(room);

			if (r < 0)
				return r;
		}
	}
	return lookup_error(error, found);
}

int host_find_user(const char *name, struct host_room *room, struct passwd *ret)
{
	const struct host_query query = { try_user, name, 0 };

	return host_lookup(&query, room, ret);
}

int host_find_user_by_uid(uint32_t uid, struct host_room *room,
			  struct passwd *ret)
{
	const struct host_query query = { try_uid, NULL, uid };

	return host_lookup(&query, room, ret);
}

int host_find_group(const char *name, struct host_room *room, struct group *ret)
{
	const struct host_query query = { try_group, name, 0 };

	return host_lookup(&query, room, ret);
}

int host_find_group_by_gid(uint32_t gid, struct host_room *room,
			   struct group *ret)
{
	const struct host_query query = { try_gid, NULL, gid };

	return host_lookup(&query, room, ret);
}

int host_gid_of(void *user, const char *name, uint32_t *ret)
{
	autoroom struct host_room room = { NULL, 0 };
	struct group group;
	int r = host_find_group(name, &room, &group);

	(void)user;
	if (r == 0)
		*ret = group.gr_gid;
	return r;
}

int host_groups_of(const char *name, uint32_t primary, uint32_t **ret,
		   size_t *ret_count)
{
	autofree gid_t *list = NULL;
	size_t room = FIRST_GROUPS;

	while (room <= HOST_MAX_GROUPS) {
		int count = (int)room;
		gid_t *larger = reallocarray(list, room, sizeof(*list));

		if (!larger)
			return -ENOMEM;
		list = larger;
		if (getgrouplist(name, primary, list, &count) >= 0) {
			*ret = take(list);
			*ret_count = (size_t)count;
			return 0;
		}
		/* It may say how many there are; never trust it to grow. */
		room = count > 0 && (size_t)count > room ? (size_t)count :
							   2 * room;
	}
	return -E2BIG;
}
