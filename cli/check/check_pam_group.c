// SPDX-License-Identifier: BSD-2-Clause
/*
 * pam_group(8) gives groups at a login that no list of members shows: lines
 * "services;ttys;users;times;groups" of group.conf(5).  Who is in a session
 * with the group may leave a setgid file, and has it for good.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>

#include "check_users.h"
#include "cleanup.h"
#include "directory.h"
#include "entry.h"
#include "printable.h"

#define GROUP_CONF "etc/security/group.conf"
#define SERVICES "etc/pam.d"
#define VENDOR_SERVICES "usr/lib/pam.d"
#define MODULE "pam_group.so"
#define MAX_SERVICES 1000
#define MAX_SERVICE ((size_t)1 << 20) /* bytes of a service's file */
#define MAX_SHOWN 200

enum { USERS = 2, GROUPS = 4, FIELDS };

struct grants {
	const struct check_users *c;
	struct check_list list;
};

/* The next rule, without comments and its continuation joined: a backslash at
 * a line's end, which counts for nothing in a comment.  False after the
 * last. */
static bool next_rule(struct view *text, struct buf *rule)
{
	bool more = true;

	buf_reset(rule);
	if (!text->size)
		return false;
	while (more && text->size) {
		struct view line = entry_take(text, '\n');
		struct view kept;

		more = view_ends(line, VIEW("\\"));
		kept = entry_take(&line, '#');
		more = more && !line.size;
		if (more)
			kept.size--;
		buf_add(rule, kept);
	}
	return true;
}

/* What the module takes for a part of a group's name (find_member). */
static bool is_of_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_' || c == '*' || c == '-';
}

static bool has_protected(const struct check_users *c, struct view groups)
{
	size_t from = 0;

	for (size_t i = 0; i <= groups.size; i++) {
		if (i < groups.size && is_of_name(groups.data[i]))
			continue;
		if (check_users_protects(c, view_from(groups.data + from,
						      i - from)))
			return true;
		from = i + 1;
	}
	return false;
}

/* Names with | between of whom each is trusted; whatever else there may be in
 * a logic list lets others in, or may. */
static bool only_trusted(const struct check_users *c, struct view users)
{
	if (!entry_trim(users, ENTRY_BLANKS).size)
		return true; /* the rule is for nobody */
	while (users.size) {
		struct view name =
			entry_trim(entry_take(&users, '|'), ENTRY_BLANKS);

		if (!name.size || memchr(name.data, '*', name.size) ||
		    memchr("!%@", name.data[0], 3) ||
		    memchr(name.data, '&', name.size) ||
		    !check_users_may_name(c, name))
			return false;
	}
	return true;
}

static void see_rule(struct grants *g, struct view rule)
{
	struct view fields[FIELDS], rest = rule;

	if (!entry_trim(rule, ENTRY_BLANKS).size)
		return;
	for (size_t i = 0; i < FIELDS; i++)
		fields[i] = entry_take(&rest, ';');
	if (!has_protected(g->c, fields[GROUPS]) ||
	    only_trusted(g->c, fields[USERS]) || !check_list_next(&g->list))
		return;
	printable_word(g->list.out, entry_trim(rule, ENTRY_BLANKS), MAX_SHOWN);
}

static bool calls_module(struct view line)
{
	struct view text = entry_trim(line, ENTRY_BLANKS);

	return text.size && text.data[0] != '#' &&
	       memmem(text.data, text.size, MODULE, sizeof(MODULE) - 1);
}

/* Does a service call the module?  Fedora's are links to authselect's files.
 * 0, 1, -errno. */
static int is_called_in(const struct check_host *host, const char *directory,
			const char *name)
{
	autobuf struct buf text;
	char path[PATH_MAX];
	struct view rest;
	int r;

	buf_init(&text, MAX_SERVICE);
	(void)snprintf(path, sizeof(path), "%s/%s", directory, name);
	r = check_host_read(host, path, &text);
	if (r < 0) /* a link that leads nowhere, a directory, a socket */
		return r == -ENOENT || r == -EISDIR || r == -EINVAL ? 0 : r;
	rest = buf_view(&text);
	while (rest.size)
		if (calls_module(entry_take(&rest, '\n')))
			return 1;
	return 0;
}

static int is_called_below(const struct check_host *host, const char *directory)
{
	autodirectory struct directory entries;
	const struct dirent *entry;
	size_t count = 0;
	int r = directory_open(host, directory, &entries);

	if (r < 0)
		return r == -ENOENT ? 0 : r;
	while (r == 0 && (entry = directory_next(&entries)) != NULL)
		if (entry->d_name[0] != '.')
			r = count++ < MAX_SERVICES ?
				    is_called_in(host, directory,
						 entry->d_name) :
				    -E2BIG;
	return r ? r : entries.error;
}

static int is_called(const struct check_host *host)
{
	int r = is_called_below(host, SERVICES);

	return r ? r : is_called_below(host, VENDOR_SERVICES);
}

static void report(struct grants *g, struct check_draft *draft)
{
	int called;

	if (!g->list.count) {
		check_result_say(g->c->result, CHECK_PASS,
				 "pam_group gives no untrusted user a "
				 "protected group",
				 "/" GROUP_CONF, "");
		return;
	}
	called = is_called(g->c->host);
	if (called < 0)
		check_result_unread(g->c->result,
				    "whether a login calls pam_group could "
				    "not be read",
				    "/" SERVICES, called);
	check_list_end(&g->list);
	buf_add_text(&draft->what,
		     called > 0 ?
			     "pam_group gives a protected group at a login" :
			     "pam_group would give a protected group, where a "
			     "service called it");
	buf_add_text(&draft->remedy, "remove the group from /" GROUP_CONF
				     ", or name trusted users alone");
	check_result_add(g->c->result, called > 0 ? CHECK_FAIL : CHECK_WARN,
			 draft);
}

void check_pam_group(const struct check_users *c)
{
	autodraft struct check_draft draft;
	autobuf struct buf text, rule;
	struct grants g = { .c = c, .list = { &draft.evidence, 0 } };
	struct view rest;
	int r;

	check_draft_init(&draft);
	buf_init(&text, CHECK_MAX_FILE);
	buf_init(&rule, CHECK_MAX_FILE);
	r = check_host_read(c->host, GROUP_CONF, &text);
	if (r == -ENOENT)
		return;
	if (r < 0) {
		check_result_unread(c->result,
				    "what pam_group gives could not be read",
				    "/" GROUP_CONF, r);
		return;
	}
	rest = buf_view(&text);
	while (next_rule(&rest, &rule))
		see_rule(&g, buf_view(&rule));
	if (buf_error(&rule)) {
		c->result->error = buf_error(&rule);
		return;
	}
	report(&g, &draft);
}
