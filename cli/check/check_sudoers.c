// SPDX-License-Identifier: BSD-2-Clause
/*
 * sudo for Docker's client is root on the host as the group is, though each
 * command is logged under its login: to be looked at.  Looked for are the
 * lines of sudoers(5) that name a Docker program, a protected group as one to
 * run commands with, or ALL commands as a member of one; who may run ALL as
 * root is root with or without Docker.
 */
#include <fnmatch.h>
#include <limits.h>
#include <stdio.h>

#include "check_users.h"
#include "entry.h"
#include "number.h"
#include "path.h"
#include "printable.h"
#include "sudoers.h"

#define MAX_SHOWN 200

struct rules {
	const struct check_users *c;
	struct check_list list;
	bool failed;
};

static const char *const programs[] = {
	"docker",  "dockerd", "docker-compose", "containerd", "ctr",
	"nerdctl", "runc"
};
static const char *const directories[] = {
	"/usr/bin/", "/bin/",		"/usr/sbin/",
	"/sbin/",    "/usr/local/bin/", "/usr/local/sbin/",
	"/snap/bin/"
};
#define COUNT(list) (sizeof(list) / sizeof(list[0]))

/* "/usr/bin/doc*" */
static bool glob_names_docker(struct view word)
{
	char glob[PATH_MAX], path[64];

	if (word.size >= sizeof(glob))
		return true;
	memcpy(glob, word.data, word.size);
	glob[word.size] = '\0';
	for (size_t i = 0; i < COUNT(programs) * COUNT(directories); i++) {
		(void)snprintf(path, sizeof(path), "%s%s",
			       directories[i % COUNT(directories)],
			       programs[i / COUNT(directories)]);
		if (fnmatch(glob, path, FNM_PATHNAME) == 0)
			return true;
	}
	return false;
}

/* A command, sudoers(5): a path, one with wildcards, a directory, which is all
 * that is in it, or a regular expression. */
static bool word_names_docker(struct view word)
{
	if (view_starts(word, VIEW("^")))
		return memmem(word.data, word.size, "docker", 6) != NULL;
	if (!view_starts(word, VIEW("/")))
		return false;
	for (size_t i = 0; i < COUNT(directories); i++)
		if (view_is(word, directories[i]))
			return true;
	if (word.size && word.data[word.size - 1] == '/')
		return false;
	for (size_t i = 0; i < COUNT(programs); i++)
		if (view_is(path_name(word), programs[i]))
			return true;
	return glob_names_docker(word);
}

static bool is_all(struct view word)
{
	return view_is(word, "ALL");
}

/* Of the words between blanks, and what else is between commands; a command
 * after "!" is one that is taken away. */
static bool any_word(struct view line, bool (*is_such)(struct view word))
{
	while (line.size) {
		size_t size = 0;

		while (size < line.size &&
		       !strchr(" \t,:=\"\\", line.data[size]))
			size++;
		if (is_such(view_from(line.data, size)))
			return true;
		line = view_skip(line, size < line.size ? size + 1 : size);
	}
	return false;
}

/* The users of a rule, up to the first blank or "="; an alias' name is none
 * that a user has. */
static bool only_trusted(const struct check_users *c, struct view line)
{
	size_t size = 0;
	struct view names;

	while (size < line.size &&
	       !entry_is_one_of(line.data[size], ENTRY_BLANKS) &&
	       line.data[size] != '=')
		size++;
	names = view_from(line.data, size);
	while (names.size)
		if (!check_users_may_name(c, entry_take(&names, ',')))
			return false;
	return size > 0;
}

/* "docker", "#998" */
static bool is_protected(const struct check_users *c, struct view group)
{
	uint64_t gid;

	group = entry_trim(group, ENTRY_BLANKS);
	if (!view_starts(group, VIEW("#")))
		return check_users_protects(c, group);
	return number_decimal(view_skip(group, 1), UINT32_MAX, &gid) == 0 &&
	       protected_groups_find(c->groups, (uint32_t)gid);
}

/* "(USERS:GROUPS)": sudo -g gives any of the groups. */
static bool gives_group(const struct check_users *c, struct view line)
{
	while (line.size) {
		struct view inside, users;

		(void)entry_take(&line, '(');
		inside = entry_take(&line, ')');
		users = entry_take(&inside, ':');
		(void)users;
		while (inside.size)
			if (is_protected(c, entry_take(&inside, ',')))
				return true;
	}
	return false;
}

/* Has he a protected group of his own? */
static bool is_member(const struct check_users *c, struct view name)
{
	const struct roster_user *user;
	struct account account;
	uint64_t uid;

	if (!view_starts(name, VIEW("#")))
		user = roster_find(c->roster, name);
	else if (number_decimal(view_skip(name, 1), UINT32_MAX, &uid) == 0)
		user = roster_find_uid(c->roster, (uint32_t)uid);
	else
		user = NULL;
	if (!user || user->uid == 0)
		return false;
	account = roster_account(c->roster, user);
	for (size_t i = 0; i < c->groups->count; i++)
		if (account_has(&account, c->groups->list[i].gid))
			return true;
	return false;
}

/* ALL as one who has the group: sudo gives his groups too.  "ALL, !root" is
 * such a one as well. */
static bool runs_all_as_member(const struct check_users *c, struct view line)
{
	while (line.size) {
		struct view inside, users, commands = line;
		bool all = false, root = true, member = false;

		(void)entry_take(&line, '(');
		inside = entry_take(&line, ')');
		commands = line;
		commands = entry_take(&commands, '(');
		users = entry_take(&inside, ':');
		while (users.size) {
			struct view user =
				entry_trim(entry_take(&users, ','), " \t");

			all |= view_is(user, "ALL");
			root &= !view_is(user, "!root") &&
				!view_is(user, "!#0");
			member |= is_member(c, user);
		}
		if ((member || (all && !root)) && any_word(commands, is_all))
			return true;
	}
	return false;
}

static void see_line(void *context, const char *file, struct view line)
{
	struct rules *s = context;

	if (view_starts(line, VIEW("Defaults")) ||
	    (!any_word(line, word_names_docker) && !gives_group(s->c, line) &&
	     !runs_all_as_member(s->c, line)) ||
	    only_trusted(s->c, line) || !check_list_next(&s->list))
		return;
	printable_word(s->list.out, view_of(file), MAX_SHOWN);
	buf_add_text(s->list.out, ": ");
	printable_word(s->list.out, line, MAX_SHOWN);
}

static void see_unread(void *context, const char *path, int error)
{
	struct rules *s = context;

	check_result_unread(s->c->result, "what sudo allows could not be read",
			    path, error);
	s->failed = true;
}

void check_sudoers(const struct check_users *c)
{
	autodraft struct check_draft draft;
	struct rules s = { .c = c, .list = { &draft.evidence, 0 } };
	const struct sudoers_seen seen = { &s, see_line, see_unread };

	check_draft_init(&draft);
	sudoers_each(c->host, &seen);
	if (s.list.count) {
		check_list_end(&s.list);
		buf_add_text(&draft.what,
			     "sudo lets who is not trusted run Docker: that "
			     "is root on this host");
		buf_add_text(&draft.remedy,
			     "visudo: remove them, or name in the policy's "
			     "\"trusted\" who may");
		check_result_add(c->result, CHECK_WARN, &draft);
	} else if (!s.failed) {
		check_result_say(c->result, CHECK_PASS,
				 "sudo names no Docker program for who is not "
				 "trusted",
				 SUDOERS_FILE " and " SUDOERS_DIRECTORY, "");
	}
}
