// SPDX-License-Identifier: BSD-2-Clause
#include "host_names.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdbool.h>
#include <stddef.h>

#include "cleanup.h"

/* What an entry's strings may take: a group of many members is large. */
#define FIRST_ROOM ((size_t)1 << 10)
#define MAX_ROOM ((size_t)16 << 20)

/* Where an entry's strings are put. */
struct room {
	char *data; /* owned */
	size_t size;
};

static void cleanup_room(struct room *room)
{
	free(room->data);
}
#define autoroom __attribute__((cleanup(cleanup_room)))

/* Doubles the room, whose content is not kept.  0, -ENOMEM or -ERANGE. */
static int grow(struct room *room)
{
	size_t size = room->size ? 2 * room->size : FIRST_ROOM;

	if (size > MAX_ROOM)
		return -ERANGE;
	free(room->data);
	room->data = malloc(size);
	room->size = room->data ? size : 0;
	return room->data ? 0 : -ENOMEM;
}

/* getpwnam_r(3): "not found" comes as 0 without a result, or as one of these,
 * depending on the service. */
static int lookup_error(int error, bool found)
{
	if (error == 0)
		return found ? 0 : -ENOENT;
	if (error == ENOENT || error == ESRCH)
		return -ENOENT;
	return -error;
}

static int find_user(const char *name, struct room *room, struct passwd *ret)
{
	struct passwd *found = NULL;
	int error = ERANGE;

	while (error == ERANGE) {
		if (room->size)
			error = getpwnam_r(name, ret, room->data, room->size,
					   &found);
		if (error == ERANGE) {
			int r = grow(room);

			if (r < 0)
				return r;
		}
	}
	return lookup_error(error, found != NULL);
}

static int find_group(const char *name, struct room *room, struct group *ret)
{
	struct group *found = NULL;
	int error = ERANGE;

	while (error == ERANGE) {
		if (room->size)
			error = getgrnam_r(name, ret, room->data, room->size,
					   &found);
		if (error == ERANGE) {
			int r = grow(room);

			if (r < 0)
				return r;
		}
	}
	return lookup_error(error, found != NULL);
}

static int uid_of(void *user, const char *name, uint32_t *ret)
{
	autoroom struct room room = { NULL, 0 };
	struct passwd entry;
	int r = find_user(name, &room, &entry);

	(void)user;
	if (r == 0)
		*ret = entry.pw_uid;
	return r;
}

/* The next user of all; -ENOENT after the last. */
static int next_user(struct room *room, struct passwd *ret)
{
	struct passwd *found = NULL;
	int error = ERANGE;

	while (error == ERANGE) {
		if (room->size)
			error = getpwent_r(ret, room->data, room->size, &found);
		if (error == ERANGE) {
			int r = grow(room);

			if (r < 0)
				return r;
		}
	}
	return lookup_error(error, found != NULL);
}

/* Those whose primary group it is; group(5) does not name them. */
static int primary_members(gid_t gid, names_uid_fn *fn, void *context)
{
	autoroom struct room room = { NULL, 0 };
	struct passwd entry;
	int r;

	setpwent();
	while ((r = next_user(&room, &entry)) == 0)
		if (entry.pw_gid == gid)
			fn(context, entry.pw_uid);
	endpwent();
	return r == -ENOENT ? 0 : r;
}

static int members_of(void *user, const char *name, names_uid_fn *fn,
		      void *context)
{
	autoroom struct room room = { NULL, 0 };
	struct group group;
	uint32_t uid;
	int r = find_group(name, &room, &group);

	if (r < 0)
		return r;
	for (char **member = group.gr_mem; *member; member++) {
		r = uid_of(user, *member, &uid);
		if (r == 0)
			fn(context, uid);
		else if (r != -ENOENT) /* a member may have been deleted */
			return r;
	}
	return primary_members(group.gr_gid, fn, context);
}

const struct names *host_names(void)
{
	static const struct names names = { uid_of, members_of, NULL };

	return &names;
}
