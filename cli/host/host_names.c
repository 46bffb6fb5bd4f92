// SPDX-License-Identifier: BSD-2-Clause
#include "host_names.h"

#include <errno.h>

#include "host_list.h"

static int uid_of(void *user, const char *name, uint32_t *ret)
{
	autoroom struct host_room room = { NULL, 0 };
	struct passwd entry;
	int r = host_find_user(name, &room, &entry);

	(void)user;
	if (r == 0)
		*ret = entry.pw_uid;
	return r;
}

/* Those whose primary group it is; group(5) does not name them. */
static int primary_members(gid_t gid, names_uid_fn *fn, void *context)
{
	autoroom struct host_room room = { NULL, 0 };
	struct passwd entry;
	int r;

	setpwent();
	while ((r = host_next_user(&room, &entry)) == 0)
		if (entry.pw_gid == gid)
			fn(context, entry.pw_uid);
	endpwent();
	return r == -ENOENT ? 0 : r;
}

static int members_of(void *user, const char *name, names_uid_fn *fn,
		      void *context)
{
	autoroom struct host_room room = { NULL, 0 };
	struct group group;
	uint32_t uid;
	int r = host_find_group(name, &room, &group);

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
	static const struct names names = { uid_of, members_of, host_gid_of,
					    NULL };

	return &names;
}
