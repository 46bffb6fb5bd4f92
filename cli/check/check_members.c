// SPDX-License-Identifier: BSD-2-Clause
#include <inttypes.h>

#include "check_users.h"
#include "cleanup.h"

/* The members of one protected gid. */
struct members {
	const struct check_users *c;
	uint32_t gid;
	struct check_list untrusted, trusted, unknown;
};

/* The name of the gid whose list has him; NULL where none does: then a
 * database answers for it. */
static const char *listed_by(const struct roster *r, const char *name,
			     uint32_t gid)
{
	for (size_t g = 0; g < r->group_count; g++) {
		const struct roster_group *group = &r->groups[g];

		for (size_t m = 0; group->gid == gid && m < group->count; m++)
			if (strcmp(roster_name(r, r->members[group->first + m]),
				   name) == 0)
				return roster_name(r, group->name);
	}
	return NULL;
}

static void add_member(const struct members *m, struct check_list *list,
		       const struct account *account)
{
	const char *group;

	if (!check_list_next(list))
		return;
	check_users_add_name(view_of(account->name), list->out);
	buf_printf(list->out, " (uid %" PRIu32 ", ", account->uid);
	if (account->gid == m->gid) {
		buf_add_text(list->out, "his primary group)");
		return;
	}
	group = listed_by(m->c->roster, account->name, m->gid);
	buf_add_text(list->out, group ? "by " : "by the user database");
	if (group)
		check_users_add_name(view_of(group), list->out);
	buf_add_byte(list->out, ')');
}

static void judge(struct members *m, const struct roster_user *user)
{
	const struct account account = roster_account(m->c->roster, user);
	bool trusted = false;

	if (!account_has(&account, m->gid))
		return;
	if (check_users_trusts(m->c, &account, &trusted) < 0)
		add_member(m, &m->unknown, &account);
	else
		add_member(m, trusted ? &m->trusted : &m->untrusted, &account);
}

static bool is_same(const struct roster *r, const struct roster_user *a,
		    const struct roster_user *b)
{
	return a->uid == b->uid && a->gid == b->gid &&
	       strcmp(roster_name(r, a->name), roster_name(r, b->name)) == 0;
}

/* An entry that two databases list is one user. */
static void judge_all(struct members *m)
{
	const struct roster *r = m->c->roster;

	for (size_t i = 0; i < r->user_count; i++) {
		const struct roster_user *user = &r->users[r->by_name[i]];

		if (i == 0 || !is_same(r, user, &r->users[r->by_name[i - 1]]))
			judge(m, user);
	}
}

static void add_failure(const struct members *m, struct check_draft *draft)
{
	buf_printf(&draft->what, "%zu untrusted member%s of ",
		   m->untrusted.count, m->untrusted.count == 1 ? "" : "s");
	check_users_add_group(m->c, m->gid, &draft->what);
	check_list_end(&m->untrusted);
	buf_add_text(&draft->remedy,
		     "gpasswd -d USER GROUP, and usermod -g for a primary "
		     "group; or name in the policy's \"trusted\" who may");
	check_result_add(m->c->result, CHECK_FAIL, draft);
}

static void report_untrusted(struct members *m, struct check_draft *draft)
{
	if (m->untrusted.count) {
		add_failure(m, draft);
		return;
	}
	buf_reset(&draft->evidence);
	if (m->unknown.count || m->c->roster->error)
		return;
	buf_add_text(&draft->what, "no untrusted member of ");
	check_users_add_group(m->c, m->gid, &draft->what);
	buf_printf(&draft->evidence, "%zu trusted member%s", m->trusted.count,
		   m->trusted.count == 1 ? "" : "s");
	check_result_add(m->c->result, CHECK_PASS, draft);
}

static void report_unknown(const struct members *m, struct check_draft *draft)
{
	if (!m->unknown.count)
		return;
	buf_printf(&draft->what, "whether the policy trusts %zu members of ",
		   m->unknown.count);
	check_users_add_group(m->c, m->gid, &draft->what);
	buf_add_text(&draft->what, " could not be looked up");
	check_list_end(&m->unknown);
	check_result_add(m->c->result, CHECK_UNKNOWN, draft);
}

/* group(5) takes any name; whoever is given it later is a member. */
static void report_strangers(const struct members *m, struct check_draft *draft)
{
	const struct roster *r = m->c->roster;
	struct check_list list = { &draft->evidence, 0 };

	for (size_t g = 0; g < r->group_count; g++) {
		const struct roster_group *group = &r->groups[g];

		for (size_t i = 0; group->gid == m->gid && i < group->count;
		     i++) {
			struct view name = view_of(
				roster_name(r, r->members[group->first + i]));

			if (!roster_find(r, name) && check_list_next(&list))
				check_users_add_name(name, list.out);
		}
	}
	if (!list.count || r->error)
		return;
	check_list_end(&list);
	check_users_add_group(m->c, m->gid, &draft->what);
	buf_add_text(&draft->what, " lists names that no user has");
	buf_add_text(&draft->remedy, "gpasswd -d NAME GROUP: whoever is given "
				     "that name later is a member");
	check_result_add(m->c->result, CHECK_WARN, draft);
}

static void report_names(const struct members *m, struct check_draft *draft)
{
	const struct roster *r = m->c->roster;
	struct check_list list = { &draft->evidence, 0 };
	const char *first = roster_group_name(r, m->gid);

	for (size_t g = 0; g < r->group_count; g++) {
		const char *name = roster_name(r, r->groups[g].name);

		if (r->groups[g].gid != m->gid ||
		    (list.count && strcmp(name, first) == 0))
			continue;
		if (check_list_next(&list))
			check_users_add_name(view_of(name), list.out);
	}
	check_list_end(&list);
	if (list.count < 2) {
		buf_reset(&draft->evidence);
		return;
	}
	buf_printf(&draft->what, "gid %" PRIu32 " has %zu names", m->gid,
		   list.count);
	buf_add_text(&draft->remedy,
		     "groupdel the others: their members hold the same gid");
	check_result_add(m->c->result, CHECK_WARN, draft);
}

static void check_gid(const struct check_users *c, uint32_t gid)
{
	autodraft struct check_draft draft, unknown, other;
	autobuf struct buf trusted;
	struct members m = {
		.c = c,
		.gid = gid,
		.untrusted = { &draft.evidence, 0 },
		.trusted = { &trusted, 0 },
		.unknown = { &unknown.evidence, 0 },
	};

	check_draft_init(&draft);
	check_draft_init(&unknown);
	check_draft_init(&other);
	buf_init(&trusted, CHECK_MAX_TEXT);
	judge_all(&m);
	report_untrusted(&m, &draft);
	report_unknown(&m, &unknown);
	report_strangers(&m, &other);
	report_names(&m, &other);
}

void check_members(const struct check_users *c)
{
	for (size_t i = 0; i < c->groups->count; i++)
		check_gid(c, c->groups->list[i].gid);
}
