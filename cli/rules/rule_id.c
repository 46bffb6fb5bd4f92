// SPDX-License-Identifier: BSD-2-Clause
/* Names of users and groups in a rule: of the host that the rules are of. */
#include <errno.h>

#include "cleanup.h"
#include "host_lookup.h"
#include "number.h"
#include "rule_draft.h"

/* Is the entry of passwd(5) or group(5) the name's?  Its third field. */
static bool entry_id(struct view line, struct view name, uint32_t *ret)
{
	struct view rest = line;
	uint64_t id;

	for (int field = 0; field < 3; field++) {
		const char *end = memchr(rest.data, ':', rest.size);
		struct view word = view_from(
			rest.data, end ? (size_t)(end - rest.data) : rest.size);

		if (field == 0 && !view_equal(word, name))
			return false;
		if (field == 2 && number_decimal(word, UINT32_MAX, &id) == 0) {
			*ret = (uint32_t)id;
			return true;
		}
		if (!end)
			return false;
		rest = view_skip(rest, word.size + 1);
	}
	return false;
}

static int id_in_text(const struct check_host *host, const char *path,
		      struct view name, uint32_t *ret)
{
	autobuf struct buf text;
	struct view rest;
	int error;

	buf_init(&text, CHECK_MAX_FILE);
	error = check_host_read(host, path, &text);
	if (error < 0)
		return error;
	for (rest = buf_view(&text); rest.size;) {
		const char *end = memchr(rest.data, '\n', rest.size);
		struct view line = view_from(
			rest.data, end ? (size_t)(end - rest.data) : rest.size);

		if (line.size && entry_id(line, name, ret))
			return 0;
		rest = view_skip(rest, line.size + (end != NULL));
	}
	return -ENOENT;
}

static int id_on_host(const char *name, bool group, uint32_t *ret)
{
	autoroom struct host_room room = { 0 };
	struct passwd user;
	struct group entry;
	int error;

	if (group) {
		error = host_find_group(name, &room, &entry);
		if (error == 0)
			*ret = entry.gr_gid;
		return error;
	}
	error = host_find_user(name, &room, &user);
	if (error == 0)
		*ret = user.pw_uid;
	return error;
}

int rule_draft_id(const struct check_host *host, const char *name, bool group,
		  uint32_t *ret)
{
	if (host->live)
		return id_on_host(name, group, ret);
	return id_in_text(host, group ? "etc/group" : "etc/passwd",
			  view_of(name), ret);
}
