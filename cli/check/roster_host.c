// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <nss.h>

#include "host_list.h"
#include "monotonic.h"
#include "name_service.h"
#include "roster.h"

/* Asking for one user's groups can be a search of a 340 KB line, or a
 * question to a directory server. */
#define MAX_ASKING_MS 1000

/* Notes a failed look-up; -ENOMEM is passed on. */
static int note(struct roster *r, int error, const char *what)
{
	if (error == 0 || error == -ENOENT)
		return 0;
	if (error == -ENOMEM)
		return error;
	if (!r->error) {
		r->error = error;
		r->failed = what;
	}
	return 0;
}

static int add_passwd(struct roster *r, const struct passwd *entry)
{
	return roster_add_user(r, view_of(entry->pw_name), entry->pw_uid,
			       entry->pw_gid);
}

static int add_group(struct roster *r, const struct group *entry)
{
	const char *password = entry->gr_passwd ? entry->gr_passwd : "";
	int error = roster_add_group(r, view_of(entry->gr_name), entry->gr_gid,
				     roster_is_password(view_of(password)));

	for (char **m = entry->gr_mem; !error && *m; m++)
		error = roster_add_member(r, view_of(*m));
	return error;
}

static int list_users(struct roster *r)
{
	autoroom struct host_room room = { NULL, 0 };
	struct passwd entry;
	int error, added = 0;

	setpwent();
	while (!added && (error = host_next_user(&room, &entry)) == 0)
		added = add_passwd(r, &entry);
	endpwent();
	return added ? added : note(r, error, "the list of users");
}

static int list_groups(struct roster *r)
{
	autoroom struct host_room room = { NULL, 0 };
	struct group entry;
	int error, added = 0;

	setgrent();
	while (!added && (error = host_next_group(&room, &entry)) == 0)
		added = add_group(r, &entry);
	endgrent();
	return added ? added : note(r, error, "the list of groups");
}

static bool has_group(const struct roster *r, const char *name)
{
	for (size_t i = 0; i < r->group_count; i++)
		if (strcmp(roster_name(r, r->groups[i].name), name) == 0)
			return true;
	return false;
}

static int ask_group(struct roster *r, const char *name)
{
	autoroom struct host_room room = { NULL, 0 };
	struct group entry;
	int error;

	if (has_group(r, name))
		return 0;
	error = host_find_group(name, &room, &entry);
	return error ? note(r, error, "a group of the policy") :
		       add_group(r, &entry);
}

static int ask_gid(struct roster *r, uint32_t gid)
{
	autoroom struct host_room room = { NULL, 0 };
	struct group entry;
	int error;

	if (roster_group_name(r, gid))
		return 0;
	error = host_find_group_by_gid(gid, &room, &entry);
	return error ? note(r, error, "the group of a socket") :
		       add_group(r, &entry);
}

/* Databases such as sssd's do not list, but answer for a name. */
static int ask_groups(struct roster *r, const struct policy *policy,
		      const struct protected_groups *sockets)
{
	int error = 0;

	for (size_t i = 0; !error && i < policy->docker_group_count; i++)
		error = ask_group(r, policy->docker_groups[i]);
	for (size_t i = 0; !error && i < policy->trusted_group_count; i++)
		error = ask_group(r, policy->trusted_groups[i]);
	for (size_t i = 0; !error && i < sockets->count; i++)
		error = ask_gid(r, sockets->list[i].gid);
	return error;
}

/* Was he added since the roster was sealed, with so many users? */
static bool is_new(const struct roster *r, size_t sealed, const char *name)
{
	for (size_t i = sealed; i < r->user_count; i++)
		if (strcmp(roster_name(r, r->users[i].name), name) == 0)
			return true;
	return false;
}

static int ask_member(struct roster *r, size_t sealed, size_t member)
{
	autoroom struct host_room room = { NULL, 0 };
	const char *name = roster_name(r, r->members[member]);
	struct passwd entry;
	int error;

	if (is_new(r, sealed, name))
		return 0;
	error = host_find_user(name, &room, &entry);
	return error ? note(r, error, "a member of a group") :
		       add_passwd(r, &entry);
}

/* The members whom no list of users has: their numbers. */
static size_t *strangers(const struct roster *r, size_t *ret_count)
{
	size_t *list = reallocarray(NULL, r->member_count + 1, sizeof(*list));

	*ret_count = 0;
	for (size_t i = 0; list && i < r->member_count; i++)
		if (!roster_find(r, view_of(roster_name(r, r->members[i]))))
			list[(*ret_count)++] = i;
	return list;
}

static int ask_members(struct roster *r)
{
	uint64_t end = monotonic_ms() + MAX_ASKING_MS;
	size_t count, sealed = r->user_count;
	autofree size_t *list = strangers(r, &count);
	int error = list ? 0 : -ENOMEM;

	for (size_t i = 0; !error && i < count; i++) {
		if (monotonic_ms() > end)
			r->unasked++;
		else
			error = ask_member(r, sealed, list[i]);
	}
	return error ? error : roster_seal(r);
}

/* getgrouplist(3) has what no list shows: nested groups of a directory, the
 * memberships of systemd's user records. */
static int ask_gids(struct roster *r, size_t user)
{
	const struct account account = roster_account(r, &r->users[user]);
	autofree uint32_t *gids = NULL;
	size_t count = 0;
	int error = host_groups_of(account.name, account.gid, &gids, &count);

	if (error)
		return note(r, error, "the groups of a user");
	for (size_t i = 0; !error && i < count; i++)
		if (!account_has(&account, gids[i]))
			error = roster_add_extra(r, user, gids[i]);
	return error;
}

static int ask_all_users(struct roster *r)
{
	uint64_t end = monotonic_ms() + MAX_ASKING_MS;
	int error = 0;

	for (size_t i = 0; !error && i < r->user_count; i++) {
		if (monotonic_ms() > end)
			r->unasked++;
		else
			error = ask_gids(r, i);
	}
	return error;
}

/* Those services alone that may know more than was listed.  It counts for the
 * whole process, which looks up nothing else meanwhile. */
static int ask_services(struct roster *r, const char *database,
			const char *services, const char *all)
{
	int error;

	if (!*services)
		return 0;
	if (__nss_configure_lookup(database, services) < 0)
		return ask_all_users(r);
	error = ask_all_users(r);
	(void)__nss_configure_lookup(database, all);
	return error;
}

static int ask_users(struct roster *r, const struct check_host *host)
{
	autobuf struct buf all, services;
	const char *database = NULL;
	int error;

	buf_init(&all, NAME_SERVICE_MAX);
	buf_init(&services, NAME_SERVICE_MAX);
	error = name_service_groups(host, &database, &all, &services);
	error = error < 0 ? ask_all_users(r) :
			    ask_services(r, database, services.data, all.data);
	return error ? error : roster_seal(r);
}

int roster_read_host(struct roster *r, const struct check_host *host,
		     const struct protected_groups *sockets)
{
	int error = list_users(r);

	if (!error)
		error = list_groups(r);
	if (!error)
		error = ask_groups(r, host->policy, sockets);
	if (!error)
		error = roster_seal(r);
	if (!error)
		error = ask_members(r);
	return error ? error : ask_users(r, host);
}
