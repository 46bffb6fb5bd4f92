// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>

#include "entry.h"
#include "roster.h"

#define PASSWD_FIELDS 7 /* name:password:uid:gid:gecos:home:shell */
#define GROUP_FIELDS 4	/* name:password:gid:members */

static int add_user(struct roster *r, struct view line)
{
	struct view fields[PASSWD_FIELDS];
	uint32_t uid, gid;

	if (!entry_split(line, fields, PASSWD_FIELDS) ||
	    !entry_id(fields[2], &uid) || !entry_id(fields[3], &gid)) {
		r->malformed++;
		return 0;
	}
	return roster_add_user(r, fields[0], uid, gid);
}

static int add_group(struct roster *r, struct view line)
{
	struct view fields[GROUP_FIELDS];
	uint32_t gid;
	int error;

	if (!entry_split(line, fields, GROUP_FIELDS) ||
	    !entry_id(fields[2], &gid)) {
		r->malformed++;
		return 0;
	}
	error = roster_add_group(r, fields[0], gid,
				 roster_is_password(fields[1]));
	while (!error && fields[3].size) {
		struct view member = entry_take(&fields[3], ',');

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
