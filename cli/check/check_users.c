// SPDX-License-Identifier: BSD-2-Clause
#include "check_users.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "name_service.h"
#include "printable.h"

#define UID_ROOT 0

void check_users_add_name(struct view name, struct buf *out)
{
	printable_word(out, name, CHECK_MAX_NAME);
}

void check_users_add_user(const struct check_users *c, uint32_t uid,
			  struct buf *out)
{
	const struct roster_user *user = roster_find_uid(c->roster, uid);

	if (!user) {
		buf_printf(out, "uid %" PRIu32, uid);
		return;
	}
	check_users_add_name(view_of(roster_name(c->roster, user->name)), out);
	buf_printf(out, " (uid %" PRIu32 ")", uid);
}

void check_users_add_group(const struct check_users *c, uint32_t gid,
			   struct buf *out)
{
	const char *name = roster_group_name(c->roster, gid);

	if (!name) {
		buf_printf(out, "gid %" PRIu32, gid);
		return;
	}
	check_users_add_name(view_of(name), out);
	buf_printf(out, " (gid %" PRIu32 ")", gid);
}

static bool is_shell_name(const char *name)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ_";
	static const char all[] = "abcdefghijklmnopqrstuvwxyz"
				  "ABCDEFGHIJKLMNOPQRSTUVWXYZ_"
				  "0123456789.-";

	return name && *name && strchr(letters, *name) &&
	       strlen(name) <= CHECK_MAX_NAME &&
	       name[strspn(name, all)] == '\0';
}

void check_users_add_shell_name(const char *name, uint32_t uid, struct buf *out)
{
	if (is_shell_name(name))
		buf_add_text(out, name);
	else
		buf_printf(out, "%" PRIu32, uid);
}

bool check_list_next(struct check_list *list)
{
	if (++list->count > CHECK_MAX_NAMED)
		return false;
	if (list->count > 1)
		buf_add_text(list->out, ", ");
	return true;
}

void check_list_end(const struct check_list *list)
{
	if (list->count > CHECK_MAX_NAMED)
		buf_printf(list->out, ", and %zu more",
			   list->count - CHECK_MAX_NAMED);
}

int check_users_trusts(const struct check_users *c,
		       const struct account *account, bool *ret)
{
	if (account->uid == UID_ROOT) {
		*ret = true;
		return 0;
	}
	return membership_trusts(c->host->policy, account, c->names, ret);
}

bool check_users_may(const struct check_users *c, uint32_t uid)
{
	const struct roster_user *user = roster_find_uid(c->roster, uid);
	/* No group of his is known: trust by number remains. */
	struct account account = { .uid = uid, .gid = UINT32_MAX };
	bool trusted = false;

	if (user)
		account = roster_account(c->roster, user);
	return check_users_trusts(c, &account, &trusted) < 0 || trusted ||
	       (!user && c->roster->error);
}

bool check_users_may_name(const struct check_users *c, struct view name)
{
	const struct roster_user *user = roster_find(c->roster, name);
	struct account account;
	bool trusted = false;

	if (!user)
		return c->roster->error != 0;
	account = roster_account(c->roster, user);
	return check_users_trusts(c, &account, &trusted) < 0 || trusted;
}

bool check_users_protects(const struct check_users *c, struct view group)
{
	const struct roster *r = c->roster;

	for (size_t i = 0; i < r->group_count; i++)
		if (view_is(group, roster_name(r, r->groups[i].name)) &&
		    protected_groups_find(c->groups, r->groups[i].gid))
			return true;
	return false;
}

static void report_roster(const struct roster *roster,
			  struct check_result *result)
{
	char text[128];

	if (roster->error)
		check_result_unread(result,
				    "the users and groups could not be read",
				    roster->failed, roster->error);
	if (roster->malformed) {
		(void)snprintf(text, sizeof(text),
			       "%zu lines of passwd and group",
			       roster->malformed);
		check_result_say(result, CHECK_WARN,
				 "lines of the user database are no entries",
				 text, "run pwck and grpck");
	}
	if (roster->unasked) {
		(void)snprintf(text, sizeof(text), "%zu users",
			       roster->unasked);
		check_result_say(
			result, CHECK_UNKNOWN,
			"there was no time to ask for the groups of all users",
			text, "look at the groups of these users by id(1)");
	}
}

/* A directory's members are in no file. */
static void report_services(const struct check_host *host,
			    struct check_result *result)
{
	autodraft struct check_draft draft;
	autobuf struct buf services;
	int r;

	check_draft_init(&draft);
	buf_init(&services, NAME_SERVICE_MAX);
	r = host->live ? 0 : name_service_elsewhere(host, &services);
	if (r < 0)
		check_result_unread(result,
				    "which databases have groups could not be "
				    "read",
				    "/etc/nsswitch.conf", r);
	if (r < 0 || !services.size)
		return;
	buf_add_text(&draft.what, "members of whom other databases than files "
				  "know cannot be listed from here");
	buf_add_text(&draft.evidence, "/etc/nsswitch.conf asks ");
	printable_text(&draft.evidence, buf_view(&services), CHECK_MAX_TEXT);
	buf_add_text(&draft.remedy, "run the check on the host itself");
	check_result_add(result, CHECK_UNKNOWN, &draft);
}

static void check_parts(const struct check_users *c)
{
	static void (*const parts[])(const struct check_users *) = {
		check_members, check_passwords,	  check_subids,
		check_sockets, check_socket_unit, check_processes,
		check_setgid,  check_pam_group,	  check_userdb,
		check_sudoers, check_ports,
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		parts[i](c);
}

/* Where there is neither a group nor a socket, there is nothing to control. */
static void check_groups(const struct check_users *c, int failed)
{
	if (failed)
		check_result_unread(c->result,
				    "protected groups could not be looked up",
				    "the groups of the policy", failed);
	if (c->groups->count == 0 && !failed) {
		check_result_say(
			c->result, CHECK_NA, "there is no protected group",
			"no group of the policy's docker_groups, and "
			"no socket of Docker's that belongs to a group",
			"");
		check_sockets(c);
		check_socket_unit(c);
		check_ports(c);
		return;
	}
	check_parts(c);
}

static int read_roster(const struct check_host *host,
		       const struct protected_groups *groups,
		       struct roster *roster)
{
	return host->live ? roster_read_host(roster, host, groups) :
			    roster_read_text(roster, host);
}

/* Those of sockets first: on a live host their names are asked for by gid. */
static int find_groups(const struct check_users *c,
		       struct protected_groups *groups)
{
	int r = check_socket_unit_groups(c->sockets, c->names, groups);

	return r < 0 ? r :
		       protected_groups_name(groups, c->host->policy, c->names);
}

static int prepare(const struct check_users *c, struct docker_sockets *sockets,
		   struct protected_groups *groups, struct roster *roster)
{
	int r = docker_sockets_find(c->host, c->result, sockets);

	if (r == 0)
		r = check_sockets_groups(c->host, sockets, groups, c->result);
	if (r == 0)
		r = read_roster(c->host, groups, roster);
	if (r == 0)
		docker_sockets_settle(sockets, c->names);
	return r;
}

void check_users(const struct check_host *host, struct check_result *result)
{
	autogroups struct protected_groups groups = { NULL, 0 };
	autodockersockets struct docker_sockets sockets = { .count = 0 };
	autoroster struct roster roster;
	struct names names = roster_names(&roster);
	const struct check_users c = {
		.host = host,
		.roster = &roster,
		.names = &names,
		.groups = &groups,
		.sockets = &sockets,
		.result = result,
	};
	int r;

	roster_init(&roster);
	r = prepare(&c, &sockets, &groups, &roster);
	if (r < 0) {
		check_result_unread(result, "the users could not be read",
				    host->name, r);
		return;
	}
	report_roster(&roster, result);
	report_services(host, result);
	check_groups(&c, find_groups(&c, &groups));
}
