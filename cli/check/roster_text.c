// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>

#include "entry.h"
#include "roster.h"

#define BLANKS " \t\v\f\r"

/*
 * What glibc's "files" takes (nss/nss_files/files-parse.c of 2.36; seen with
 * fgetgrent(3)): blanks before a line, a number and a member; fields that are
 * missing at the end; more of them, which are part of the last.  Whoever is a
 * member by such a line is one at his next login.
 */

static struct view skip_blanks(struct view text)
{
	while (text.size && entry_is_one_of(text.data[0], BLANKS))
		text = view_skip(text, 1);
	return text;
}

static bool take_id(struct view *line, uint32_t *ret)
{
	struct view field = skip_blanks(entry_take(line, ':'));

	if (view_starts(field, VIEW("+")))
		field = view_skip(field, 1);
	return entry_id(field, ret);
}

/* name:password:id */
static bool begin(struct view *line, struct view *name, struct view *password,
		  uint32_t *id)
{
	*line = skip_blanks(*line);
	if (line->size && memchr(line->data, '\0', line->size))
		return false;
	*name = entry_take(line, ':');
	*password = entry_take(line, ':');
	return name->size && take_id(line, id);
}

/* name:password:uid:gid:gecos:home:shell */
static int add_user(struct roster *r, struct view line)
{
	struct view name, password;
	uint32_t uid, gid;

	if (!begin(&line, &name, &password, &uid) || !take_id(&line, &gid)) {
		r->malformed++;
		return 0;
	}
	return roster_add_user(r, name, uid, gid);
}

/* name:password:gid:members */
static int add_group(struct roster *r, struct view line)
{
	struct view name, password;
	uint32_t gid;
	int error;

	if (!begin(&line, &name, &password, &gid)) {
		r->malformed++;
		return 0;
	}
	error = roster_add_group(r, name, gid, roster_is_password(password));
	while (!error && line.size) {
		struct view member = skip_blanks(entry_take(&line, ','));

		if (member.size)
			error = roster_add_member(r, member);
	}
	return error;
}

static int read_file(struct roster *r, const struct check_host *host,
		     const char *path, int (*add)(struct roster *, struct view))
{
	autobuf struct buf text;
	struct view rest, line;
	int error;

	buf_init(&text, CHECK_MAX_FILE);
	error = check_host_read(host, path + 1, &text);
	if (error < 0 && error != -ENOMEM) {
		if (!r->error) {
			r->error = error;
			r->failed = path;
		}
		return 0;
	}
	rest = buf_view(&text);
	while (!error && entry_next(&rest, &line))
		error = add(r, line);
	return error;
}

int roster_read_text(struct roster *r, const struct check_host *host)
{
	int error = read_file(r, host, "/etc/passwd", add_user);

	if (!error)
		error = read_file(r, host, "/etc/group", add_group);
	return error ? error : roster_seal(r);
}
