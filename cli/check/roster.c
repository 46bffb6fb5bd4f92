// SPDX-License-Identifier: BSD-2-Clause
#include "roster.h"

#include <errno.h>
#include <stdlib.h>

#include "cleanup.h"

#define FIRST_ROOM 64

void roster_init(struct roster *r)
{
	*r = (struct roster){ .error = 0 };
	buf_init(&r->names, ROSTER_MAX_NAMES);
}

void roster_done(struct roster *r)
{
	buf_done(&r->names);
	free(r->users);
	free(r->groups);
	free(r->members);
	free(r->extras);
	free(r->by_name);
	free(r->by_uid);
	free(r->gids);
}

const char *roster_name(const struct roster *r, size_t name)
{
	return r->names.data + name;
}

/* Room for one more of a list whose size is a power of two or below the
 * first: NULL without memory. */
static void *grow(void *list, size_t count, size_t size)
{
	if (count >= FIRST_ROOM && (count & (count - 1)) != 0)
		return list;
	return reallocarray(list, count < FIRST_ROOM ? FIRST_ROOM : 2 * count,
			    size);
}

static int add_name(struct roster *r, struct view name, size_t *ret)
{
	size_t at = r->names.size;

	buf_add(&r->names, name);
	buf_add_byte(&r->names, '\0');
	if (buf_error(&r->names))
		return buf_error(&r->names) == -ENOBUFS ? -EFBIG : -ENOMEM;
	*ret = at;
	return 0;
}

int roster_add_user(struct roster *r, struct view name, uint32_t uid,
		    uint32_t gid)
{
	struct roster_user user = { .uid = uid, .gid = gid };
	int error = add_name(r, name, &user.name);
	struct roster_user *list;

	if (error)
		return error;
	list = grow(r->users, r->user_count, sizeof(*list));
	if (!list)
		return -ENOMEM;
	r->users = list;
	list[r->user_count++] = user;
	return 0;
}

int roster_add_group(struct roster *r, struct view name, uint32_t gid,
		     bool password)
{
	struct roster_group group = {
		.gid = gid,
		.first = r->member_count,
		.password = password,
	};
	int error = add_name(r, name, &group.name);
	struct roster_group *list;

	if (error)
		return error;
	list = grow(r->groups, r->group_count, sizeof(*list));
	if (!list)
		return -ENOMEM;
	r->groups = list;
	list[r->group_count++] = group;
	return 0;
}

int roster_add_member(struct roster *r, struct view name)
{
	size_t at, *list;
	int error = add_name(r, name, &at);

	if (error)
		return error;
	list = grow(r->members, r->member_count, sizeof(*list));
	if (!list)
		return -ENOMEM;
	r->members = list;
	list[r->member_count++] = at;
	r->groups[r->group_count - 1].count++;
	return 0;
}

int roster_add_extra(struct roster *r, size_t user, uint32_t gid)
{
	struct roster_extra *list =
		grow(r->extras, r->extra_count, sizeof(*list));

	if (!list)
		return -ENOMEM;
	r->extras = list;
	list[r->extra_count++] = (struct roster_extra){ user, gid };
	return 0;
}

bool roster_is_password(struct view field)
{
	return field.size && !view_is(field, "x") && field.data[0] != '!' &&
	       field.data[0] != '*';
}

/* The order of the entries breaks ties: the first counts. */
static int by_number(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

static int compare_names(const void *a, const void *b, void *context)
{
	const struct roster *r = context;
	size_t left = *(const size_t *)a, right = *(const size_t *)b;
	int order = strcmp(roster_name(r, r->users[left].name),
			   roster_name(r, r->users[right].name));

	return order ? order : by_number(left, right);
}

static int compare_uids(const void *a, const void *b, void *context)
{
	const struct roster *r = context;
	size_t left = *(const size_t *)a, right = *(const size_t *)b;
	uint32_t x = r->users[left].uid, y = r->users[right].uid;

	return x != y ? (x > y) - (x < y) : by_number(left, right);
}

static size_t *sorted(struct roster *r,
		      int (*compare)(const void *, const void *, void *))
{
	size_t *list = reallocarray(NULL, r->user_count + 1, sizeof(*list));

	for (size_t i = 0; list && i < r->user_count; i++)
		list[i] = i;
	if (list && r->user_count)
		qsort_r(list, r->user_count, sizeof(*list), compare, r);
	return list;
}

static int compare_view(const char *name, struct view wanted)
{
	size_t size = strlen(name);
	size_t common = size < wanted.size ? size : wanted.size;
	int order = common ? memcmp(name, wanted.data, common) : 0;

	return order ? order : (size > wanted.size) - (size < wanted.size);
}

const struct roster_user *roster_find(const struct roster *r, struct view name)
{
	size_t low = 0, high = r->user_count;
	const struct roster_user *u;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		u = &r->users[r->by_name[middle]];
		if (compare_view(roster_name(r, u->name), name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == r->user_count)
		return NULL;
	u = &r->users[r->by_name[low]];
	return compare_view(roster_name(r, u->name), name) == 0 ? u : NULL;
}

const struct roster_user *roster_find_uid(const struct roster *r, uint32_t uid)
{
	size_t low = 0, high = r->user_count;
	const struct roster_user *u;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (r->users[r->by_uid[middle]].uid < uid)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == r->user_count)
		return NULL;
	u = &r->users[r->by_uid[low]];
	return u->uid == uid ? u : NULL;
}

const char *roster_group_name(const struct roster *r, uint32_t gid)
{
	for (size_t i = 0; i < r->group_count; i++)
		if (r->groups[i].gid == gid)
			return roster_name(r, r->groups[i].name);
	return NULL;
}

/* Calls fn for every entry of each name that a group lists. */
static void each_membership(struct roster *r,
			    void (*fn)(struct roster *, struct roster_user *,
				       uint32_t))
{
	for (size_t g = 0; g < r->group_count; g++) {
		const struct roster_group *group = &r->groups[g];

		for (size_t m = 0; m < group->count; m++) {
			const char *name =
				roster_name(r, r->members[group->first + m]);
			const struct roster_user *u =
				roster_find(r, view_of(name));

			if (u)
				fn(r, &r->users[u - r->users], group->gid);
		}
	}
	for (size_t i = 0; i < r->extra_count; i++)
		fn(r, &r->users[r->extras[i].user], r->extras[i].gid);
}

static void count_gid(struct roster *r, struct roster_user *user, uint32_t gid)
{
	(void)r;
	(void)gid;
	user->count++;
}

static void put_gid(struct roster *r, struct roster_user *user, uint32_t gid)
{
	r->gids[user->first + user->count++] = gid;
}

/* Each user's gids, one user after another: counted, placed, put. */
static int list_gids(struct roster *r)
{
	size_t total = 0;

	for (size_t i = 0; i < r->user_count; i++)
		r->users[i].count = 0;
	each_membership(r, count_gid);
	for (size_t i = 0; i < r->user_count; i++) {
		r->users[i].first = total;
		total += r->users[i].count + 1; /* the primary one */
		r->users[i].count = 0;
	}
	free(r->gids);
	r->gids = reallocarray(NULL, total + 1, sizeof(*r->gids));
	if (!r->gids)
		return -ENOMEM;
	for (size_t i = 0; i < r->user_count; i++)
		put_gid(r, &r->users[i], r->users[i].gid);
	each_membership(r, put_gid);
	return 0;
}

int roster_seal(struct roster *r)
{
	free(r->by_name);
	free(r->by_uid);
	r->by_name = sorted(r, compare_names);
	r->by_uid = sorted(r, compare_uids);
	if (!r->by_name || !r->by_uid)
		return -ENOMEM;
	return list_gids(r);
}

struct account roster_account(const struct roster *r,
			      const struct roster_user *user)
{
	return (struct account){
		.name = roster_name(r, user->name),
		.uid = user->uid,
		.gid = user->gid,
		.groups = r->gids + user->first,
		.group_count = user->count,
	};
}

/* A name that is not there may be where the look-up failed. */
static int missing(const struct roster *r)
{
	return r->error ? r->error : -ENOENT;
}

static int uid_of(void *user, const char *name, uint32_t *ret)
{
	const struct roster_user *found = roster_find(user, view_of(name));

	if (!found)
		return missing(user);
	*ret = found->uid;
	return 0;
}

static const struct roster_group *find_group(const struct roster *r,
					     const char *name)
{
	for (size_t i = 0; i < r->group_count; i++)
		if (strcmp(roster_name(r, r->groups[i].name), name) == 0)
			return &r->groups[i];
	return NULL;
}

static int gid_of(void *user, const char *name, uint32_t *ret)
{
	const struct roster_group *found = find_group(user, name);

	if (!found)
		return missing(user);
	*ret = found->gid;
	return 0;
}

static int members_of(void *user, const char *name, names_uid_fn *fn,
		      void *context)
{
	const struct roster *r = user;
	const struct roster_group *group = find_group(r, name);

	if (!group)
		return missing(r);
	for (size_t i = 0; i < r->user_count; i++) {
		const struct account account = roster_account(r, &r->users[i]);

		for (size_t j = 0; j < account.group_count; j++)
			if (account.groups[j] == group->gid)
				fn(context, account.uid);
	}
	return 0;
}

struct names roster_names(struct roster *r)
{
	return (struct names){ uid_of, members_of, gid_of, r };
}
