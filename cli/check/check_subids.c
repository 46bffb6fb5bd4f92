// SPDX-License-Identifier: BSD-2-Clause
/*
 * newgidmap(1) lets a user take any gid of his ranges in /etc/subgid into a
 * user namespace, where he is root and becomes it: a range that covers a
 * protected gid is that group.
 */
#include <errno.h>
#include <inttypes.h>

#include "check_users.h"
#include "entry.h"
#include "number.h"

#define SUBGID "etc/subgid"
#define SUBGID_FIELDS 3 /* owner:first:count */

struct ranges {
	const struct check_users *c;
	struct check_list list;
	size_t malformed;
};

/* The first protected gid of the range, or NULL. */
static const struct protected_group *covered(const struct check_users *c,
					     uint64_t first, uint64_t count)
{
	for (size_t i = 0; i < c->groups->count; i++) {
		uint32_t gid = c->groups->list[i].gid;

		if (gid >= first && gid - first < count)
			return &c->groups->list[i];
	}
	return NULL;
}

/* The owner is a name or a uid, subgid(5); one that no user has may be given
 * to somebody. */
static bool is_trusted(const struct check_users *c, struct view owner)
{
	uint32_t uid;

	if (!roster_find(c->roster, owner) && entry_id(owner, &uid))
		return check_users_may(c, uid);
	return check_users_may_name(c, owner);
}

static void add_line(struct ranges *s, struct view line, struct view owner,
		     uint32_t gid)
{
	if (!check_list_next(&s->list))
		return;
	check_users_add_name(owner, s->list.out);
	line = view_skip(line, owner.size); /* ":600:1", digits */
	buf_printf(s->list.out, "%.*s covers ", (int)line.size, line.data);
	check_users_add_group(s->c, gid, s->list.out);
}

static void check_line(struct ranges *s, struct view line)
{
	struct view fields[SUBGID_FIELDS];
	const struct protected_group *group;
	uint64_t first, count;

	if (!entry_split(line, fields, SUBGID_FIELDS) ||
	    number_decimal(fields[1], UINT32_MAX, &first) < 0 ||
	    number_decimal(fields[2], UINT32_MAX, &count) < 0) {
		s->malformed++;
		return;
	}
	group = covered(s->c, first, count);
	if (group && !is_trusted(s->c, fields[0]))
		add_line(s, line, fields[0], group->gid);
}

static void report(struct ranges *s, struct check_draft *draft)
{
	struct check_result *result = s->c->result;

	if (s->list.count) {
		check_list_end(&s->list);
		buf_add_text(&draft->what,
			     "a range in /" SUBGID " covers a protected gid");
		buf_add_text(&draft->remedy,
			     "usermod --del-subgids FIRST-LAST USER; give "
			     "ranges from 100000 on");
		check_result_add(result, CHECK_FAIL, draft);
	} else {
		check_result_say(result, CHECK_PASS,
				 "no range of an untrusted user covers a "
				 "protected gid",
				 "/" SUBGID, "");
	}
	if (!s->malformed)
		return;
	buf_printf(&draft->evidence, "%zu lines of /" SUBGID, s->malformed);
	buf_add_text(&draft->what, "lines of subgid are no ranges");
	buf_add_text(&draft->remedy, "correct or remove them");
	check_result_add(result, CHECK_WARN, draft);
}

void check_subids(const struct check_users *c)
{
	autodraft struct check_draft draft;
	autobuf struct buf text;
	struct ranges s = { .c = c, .list = { &draft.evidence, 0 } };
	struct view rest, line;
	int r;

	check_draft_init(&draft);
	buf_init(&text, CHECK_MAX_FILE);
	r = check_host_read(c->host, SUBGID, &text);
	if (r < 0 && r != -ENOENT) {
		check_result_unread(c->result,
				    "subordinate gids could not be looked at",
				    "/" SUBGID, r);
		return;
	}
	rest = buf_view(&text);
	while (entry_next(&rest, &line))
		check_line(&s, line);
	report(&s, &draft);
}
