// SPDX-License-Identifier: BSD-2-Clause
#include "subject.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "watch.h"

int subject_find(const char *name, struct subject *ret)
{
	autoroom struct host_room room = { NULL, 0 };
	struct passwd entry;
	int r;

	*ret = (struct subject){
		.account = { .name = name, .uid = UID_UNSET, .gid = UID_UNSET },
		.is_root = strcmp(name, "root") == 0,
	};
	if (ret->is_root)
		return 0;
	r = host_find_user(name, &room, &entry);
	if (r < 0)
		return r;
	ret->account.uid = entry.pw_uid;
	ret->account.gid = entry.pw_gid;
	ret->is_root = entry.pw_uid == 0;
	return 0;
}

int subject_find_groups(struct subject *s)
{
	int r = host_groups_of(s->account.name, s->account.gid, &s->groups,
			       &s->account.group_count);

	s->account.groups = s->groups;
	return r;
}

static bool lists(const struct protected_group *group, const char *name)
{
	autoroom struct host_room room = { NULL, 0 };
	struct group entry;

	if (host_find_group_by_gid(group->gid, &room, &entry) < 0)
		return false;
	for (char **member = entry.gr_mem; *member; member++)
		if (strcmp(*member, name) == 0)
			return true;
	return false;
}

const struct protected_group *
subject_listed(const char *name, const struct protected_groups *groups)
{
	for (size_t i = 0; i < groups->count; i++)
		if (lists(&groups->list[i], name))
			return &groups->list[i];
	return NULL;
}

int subject_add_named(const struct subject *s, const struct policy *policy,
		      struct protected_groups *groups)
{
	size_t count = s->account.group_count;

	if (count > SUBJECT_MAX_NAMED)
		count = SUBJECT_MAX_NAMED;
	for (size_t i = 0; i < count; i++) {
		autoroom struct host_room room = { NULL, 0 };
		struct protected_group group = {
			.gid = s->groups[i],
			.by = PROTECTED_BY_NAME,
		};
		struct group entry;
		int r;

		if (host_find_group_by_gid(group.gid, &room, &entry) < 0)
			continue;
		group.name =
			policy_docker_group(policy, view_of(entry.gr_name));
		r = group.name ? protected_groups_add(groups, group) : 0;
		if (r < 0)
			return r;
	}
	return 0;
}

int subject_add_sockets(struct protected_groups *groups)
{
	const char *path;

	for (size_t i = 0; (path = watch_socket(i)) != NULL; i++) {
		struct stat st;
		int r;

		if (stat(path, &st) < 0 || !S_ISSOCK(st.st_mode) ||
		    !(st.st_mode & S_IWGRP))
			continue;
		r = protected_groups_add(groups,
					 (struct protected_group){
						 .gid = st.st_gid,
						 .name = path,
						 .by = PROTECTED_BY_SOCKET,
					 });
		if (r < 0)
			return r;
	}
	return 0;
}
