// SPDX-License-Identifier: BSD-2-Clause
#include "policy.h"

#include <errno.h>
#include <stdlib.h>

#include "cleanup.h"
#include "id_order.h"

#define FIRST_UIDS 64

/* Uids that come in one by one. */
struct uids {
	uint32_t *data; /* owned */
	size_t count, capacity;
	int error; /* 0 or -ENOMEM; sticky */
};

static void cleanup_uids(struct uids *u)
{
	free(u->data);
}

static void add_uid(void *context, uint32_t uid)
{
	struct uids *u = context;
	size_t capacity = u->capacity ? 2 * u->capacity : FIRST_UIDS;
	uint32_t *data;

	if (u->error || uid == UID_UNSET)
		return;
	if (u->count == u->capacity) {
		data = reallocarray(u->data, capacity, sizeof(*data));
		if (!data) {
			u->error = -ENOMEM;
			return;
		}
		u->data = data;
		u->capacity = capacity;
	}
	u->data[u->count++] = uid;
}

/* What cannot be looked up now is as unknown as what does not exist. */
static int resolve_users(struct policy_user *users, size_t count,
			 const struct names *names)
{
	for (size_t i = 0; i < count; i++) {
		int r;

		if (!users[i].name)
			continue;
		users[i].uid = UID_UNSET;
		r = names->uid_of(names->user, users[i].name, &users[i].uid);
		if (r == -ENOMEM)
			return r;
	}
	return 0;
}

static int resolve_groups(struct policy *p, const struct names *names)
{
	__attribute__((cleanup(cleanup_uids))) struct uids uids = { NULL, 0, 0,
								    0 };

	for (size_t i = 0; i < p->trusted_group_count; i++) {
		int r = names->members_of(names->user, p->trusted_groups[i],
					  add_uid, &uids);

		if (r == -ENOMEM || uids.error)
			return -ENOMEM;
	}
	if (uids.count)
		qsort(uids.data, uids.count, sizeof(*uids.data), id_order);
	free(p->trusted_member_uids);
	p->trusted_member_count = uids.count;
	p->trusted_member_uids = take(uids.data);
	return 0;
}

int policy_resolve(struct policy *p, const struct names *names)
{
	int r = resolve_users(p->trusted_users, p->trusted_user_count, names);

	for (size_t i = 0; r == 0 && i < p->allow_count; i++)
		r = resolve_users(p->allow[i].users, p->allow[i].user_count,
				  names);
	if (r < 0)
		return r;
	return resolve_groups(p, names);
}

/* Where the log tells a name, a policy's name is held against that: the same
 * uid may be another person on the machine that resolved the policy. */
static bool user_is(const struct policy_user *user, uint32_t uid,
		    struct view name)
{
	if (user->name && name.data)
		return view_is(name, user->name);
	return user->uid == uid;
}

bool policy_user_listed(const struct policy_user *users, size_t count,
			uint32_t uid, struct view name)
{
	if (uid == UID_UNSET)
		return false;
	for (size_t i = 0; i < count; i++)
		if (user_is(&users[i], uid, name))
			return true;
	return false;
}

bool policy_trusts(const struct policy *p, uint32_t uid, struct view name)
{
	if (policy_user_listed(p->trusted_users, p->trusted_user_count, uid,
			       name))
		return true;
	return uid != UID_UNSET && p->trusted_member_count &&
	       bsearch(&uid, p->trusted_member_uids, p->trusted_member_count,
		       sizeof(uid), id_order);
}

const char *policy_docker_group(const struct policy *p, struct view name)
{
	for (size_t i = 0; i < p->docker_group_count; i++)
		if (view_is(name, p->docker_groups[i]))
			return p->docker_groups[i];
	return NULL;
}
