// SPDX-License-Identifier: BSD-2-Clause
/*
 * A group's password lets whoever knows it in, by newgrp(1) and sg(1); and
 * these, where they read gshadow(5) themselves, ask its list of members and
 * not group(5)'s.  Its administrators may add themselves.
 */
#include <errno.h>

#include "check_users.h"
#include "entry.h"

#define GSHADOW "etc/gshadow"
#define GSHADOW_FIELDS 4 /* name:password:administrators:members */

struct shadow {
	const struct check_users *c;
	struct check_draft draft;
	struct check_list passwords, members;
	size_t malformed;
};

/* The gid of a group's name where it is protected. */
static const struct roster_group *find_protected(const struct check_users *c,
						 struct view name)
{
	const struct roster *r = c->roster;

	for (size_t i = 0; i < r->group_count; i++)
		if (view_is(name, roster_name(r, r->groups[i].name)) &&
		    protected_groups_find(c->groups, r->groups[i].gid))
			return &r->groups[i];
	return NULL;
}

/* Those who are members by group(5) too are check_members()'s. */
static bool is_harmless(const struct check_users *c, struct view name,
			uint32_t gid, bool administrator)
{
	const struct roster_user *user = roster_find(c->roster, name);
	struct account account;

	if (user && !administrator) {
		account = roster_account(c->roster, user);
		if (account_has(&account, gid))
			return true;
	}
	return check_users_may_name(c, name);
}

static void check_list_of(struct shadow *s, struct view list,
			  const struct roster_group *group, bool administrator)
{
	const char *name = roster_name(s->c->roster, group->name);

	while (list.size) {
		struct view word = entry_take(&list, ',');

		if (!word.size ||
		    is_harmless(s->c, word, group->gid, administrator) ||
		    !check_list_next(&s->members))
			continue;
		check_users_add_name(word, s->members.out);
		buf_printf(s->members.out, " (%s of ",
			   administrator ? "administrator" : "member");
		check_users_add_name(view_of(name), s->members.out);
		buf_add_byte(s->members.out, ')');
	}
}

static void add_password(struct check_list *list, const char *group,
			 const char *file)
{
	if (!check_list_next(list))
		return;
	check_users_add_name(view_of(group), list->out);
	buf_printf(list->out, " in /%s", file);
}

static void check_line(struct shadow *s, struct view line)
{
	struct view fields[GSHADOW_FIELDS];
	const struct roster_group *group;

	if (!entry_split(line, fields, GSHADOW_FIELDS)) {
		s->malformed++;
		return;
	}
	group = find_protected(s->c, fields[0]);
	if (!group)
		return;
	if (roster_is_password(fields[1]))
		add_password(&s->passwords,
			     roster_name(s->c->roster, group->name), GSHADOW);
	check_list_of(s, fields[2], group, true);
	check_list_of(s, fields[3], group, false);
}

static void check_group_fields(struct shadow *s)
{
	const struct roster *r = s->c->roster;

	for (size_t i = 0; i < r->group_count; i++)
		if (r->groups[i].password &&
		    protected_groups_find(s->c->groups, r->groups[i].gid))
			add_password(&s->passwords,
				     roster_name(r, r->groups[i].name),
				     "etc/group");
}

/* 0, or -errno where there is a gshadow that cannot be read. */
static int check_gshadow(struct shadow *s)
{
	autobuf struct buf text;
	struct view rest, line;
	int r;

	buf_init(&text, CHECK_MAX_FILE);
	r = check_host_read(s->c->host, GSHADOW, &text);
	if (r < 0)
		return r == -ENOENT ? 0 : r;
	rest = buf_view(&text);
	while (entry_next(&rest, &line))
		check_line(s, line);
	return 0;
}

static void report_lists(struct shadow *s, struct buf *members)
{
	struct check_result *result = s->c->result;

	if (s->passwords.count) {
		check_list_end(&s->passwords);
		buf_add_text(&s->draft.what,
			     "a protected group has a password: whoever knows "
			     "it gets the group by newgrp and sg");
		buf_add_text(&s->draft.remedy, "gpasswd -r GROUP");
		check_result_add(result, CHECK_FAIL, &s->draft);
	}
	if (s->members.count) {
		check_list_end(&s->members);
		buf_add(&s->draft.evidence, buf_view(members));
		buf_add_text(&s->draft.what,
			     "gshadow gives a protected group to users whom "
			     "the policy does not trust");
		buf_add_text(&s->draft.remedy,
			     "gpasswd -A '' GROUP for administrators; "
			     "gpasswd -d USER GROUP for members");
		check_result_add(result, CHECK_FAIL, &s->draft);
	}
}

static void report(struct shadow *s, struct buf *members, int error)
{
	struct check_result *result = s->c->result;

	report_lists(s, members);
	if (error)
		check_result_unread(result,
				    "group passwords could not be looked at",
				    "/" GSHADOW, error);
	if (s->malformed) {
		buf_printf(&s->draft.evidence, "%zu lines of /" GSHADOW,
			   s->malformed);
		buf_add_text(&s->draft.what, "lines of gshadow are no entries");
		buf_add_text(&s->draft.remedy, "run grpck");
		check_result_add(result, CHECK_WARN, &s->draft);
	}
	if (!s->passwords.count && !s->members.count && !error &&
	    !s->c->roster->error)
		check_result_say(result, CHECK_PASS,
				 "no protected group has a password",
				 "/etc/group and /" GSHADOW, "");
}

void check_passwords(const struct check_users *c)
{
	struct shadow s = { .c = c };
	autobuf struct buf members;
	int error;

	check_draft_init(&s.draft);
	buf_init(&members, CHECK_MAX_TEXT);
	s.passwords.out = &s.draft.evidence;
	s.members.out = &members;
	check_group_fields(&s);
	error = check_gshadow(&s);
	report(&s, &members, error);
	check_draft_done(&s.draft);
}
