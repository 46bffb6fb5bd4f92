// SPDX-License-Identifier: BSD-2-Clause
/*
 * sudo for Docker's client is root on the host as the group is, though each
 * command is logged under its login: to be looked at.  Looked for are the
 * lines of sudoers(5) that name a Docker program; who may run ALL is root
 * with or without Docker.
 */
#include <dirent.h>
#include <errno.h>

#include "check_users.h"
#include "cleanup.h"
#include "entry.h"
#include "printable.h"

/* Below the root from the second byte on. */
#define SUDOERS "/etc/sudoers"
#define DROP_INS "/etc/sudoers.d"
#define MAX_DROP_INS 1000
#define MAX_SHOWN 200
#define UNREAD "what sudo allows could not be read"

struct rules {
	const struct check_users *c;
	struct check_list list;
	bool failed;
};

/* The next line, continued lines joined.  False after the last. */
static bool next_line(struct view *text, struct buf *line)
{
	bool more = true;

	buf_reset(line);
	if (!text->size)
		return false;
	while (more && text->size) {
		struct view part = entry_take(text, '\n');

		more = view_ends(part, VIEW("\\"));
		if (more)
			part.size--;
		buf_add(line, part);
	}
	return true;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

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

	while (size < line.size && !is_blank(line.data[size]) &&
	       line.data[size] != '=')
		size++;
	names = view_from(line.data, size);
	while (names.size)
		if (!check_users_may_name(c, entry_take(&names, ',')))
			return false;
	return size > 0;
}

static void see_line(struct rules *s, const char *file, struct view line)
{
	while (line.size && is_blank(line.data[0]))
		line = view_skip(line, 1);
	if (!line.size || line.data[0] == '#' || line.data[0] == '@' ||
	    view_starts(line, VIEW("Defaults")) || !names_docker(line) ||
	    only_trusted(s->c, line) || !check_list_next(&s->list))
		return;
	printable_word(s->list.out, view_of(file), MAX_SHOWN);
	buf_add_text(s->list.out, ": ");
	printable_word(s->list.out, line, MAX_SHOWN);
}

static void see_text(struct rules *s, const char *file, struct view text)
{
	autobuf struct buf line;

	buf_init(&line, CHECK_MAX_FILE);
	while (next_line(&text, &line))
		see_line(s, file, buf_view(&line));
}

static void see_file(struct rules *s, const char *path)
{
	autobuf struct buf text;
	int r;

	buf_init(&text, CHECK_MAX_FILE);
	r = check_host_read(s->c->host, path + 1, &text);
	if (r < 0 && r != -ENOENT) {
		check_result_unread(s->c->result, UNREAD, path, r);
		s->failed = true;
	}
	if (r == 0)
		see_text(s, path, buf_view(&text));
}

/* sudo passes over names with a dot in them, and those that end in "~". */
static bool is_read(const char *name)
{
	size_t size = strlen(name);

	return size && !strchr(name, '.') && name[size - 1] != '~';
}

static void see_drop_ins(struct rules *s)
{
	int fd = check_host_open(s->c->host, &DROP_INS[1],
				 O_RDONLY | O_DIRECTORY);
	DIR *entries = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;
	size_t seen = 0;

	if (!entries) {
		if (fd >= 0)
			(void)close(fd);
		if (fd == -ENOENT || fd == -ENOTDIR)
			return;
		check_result_unread(s->c->result, UNREAD, DROP_INS,
				    fd < 0 ? fd : -ENOMEM);
		s->failed = true;
		return;
	}
	while ((entry = readdir(entries)) != NULL && seen++ < MAX_DROP_INS) {
		autofree char *path = NULL;

		if (is_read(entry->d_name) &&
		    asprintf(&path, DROP_INS "/%s", entry->d_name) >= 0)
			see_file(s, path);
	}
	(void)closedir(entries);
}

void check_sudoers(const struct check_users *c)
{
	autodraft struct check_draft draft;
	struct rules s = { .c = c, .list = { &draft.evidence, 0 } };

	check_draft_init(&draft);
	see_file(&s, SUDOERS);
	see_drop_ins(&s);
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
				 SUDOERS " and " DROP_INS, "");
	}
}
