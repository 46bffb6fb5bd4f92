// SPDX-License-Identifier: BSD-2-Clause
/*
 * sudo for Docker's client is root on the host as the group is, though each
 * command is logged under its login: to be looked at.  Looked for are the
 * lines of sudoers(5) that name a Docker program, or a protected group as one
 * to run commands with; who may run ALL as root is root with or without
 * Docker.
 */
#include "check_users.h"
#include "entry.h"
#include "number.h"
#include "printable.h"
#include "sudoers.h"

#define MAX_SHOWN 200

struct rules {
	const struct check_users *c;
	struct check_list list;
	bool failed;
};

/* Does the word end here, as a command's path does? */
static bool ends_word(struct view text, size_t at)
{
	return at >= text.size || strchr(" \t,:\"\\", text.data[at]);
}

/* A path whose last component is docker, or a name with docker's dash. */
static bool names_docker(struct view line)
{
	static const char *const programs[] = { "/docker", "/dockerd",
						"/docker-compose", "/ctr",
						"/nerdctl" };

	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
		size_t size = strlen(programs[i]);
		const char *at = line.data;

		while ((at = memmem(at, line.size - (size_t)(at - line.data),
				    programs[i], size)) != NULL) {
			at += size;
			if (ends_word(line, (size_t)(at - line.data)))
				return true;
		}
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

static void see_line(void *context, const char *file, struct view line)
{
	struct rules *s = context;

	if (view_starts(line, VIEW("Defaults")) ||
	    (!names_docker(line) && !gives_group(s->c, line)) ||
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
