// SPDX-License-Identifier: BSD-2-Clause
#include "container.h"

#include <errno.h>
#include <stdlib.h>

#define MAX_KNOWN 128
#define ASK_AGAIN 60000 /* ms */

struct container {
	char id[CONTAINER_ID_SIZE];
	char name[CONTAINER_NAME_MAX];
	size_t name_size; /* 0: not known */
	bool wanted;	  /* is to be asked for */
	bool asked;	  /* was, at asked_at */
	uint64_t asked_at;
	uint64_t used; /* of all uses, which one was the last */
};

struct containers {
	struct container list[MAX_KNOWN];
	size_t count;
	uint64_t uses;
};

static bool is_lower_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

static bool is_hex(char c)
{
	return is_lower_hex(c) || (c >= 'A' && c <= 'F');
}

static bool is_id(struct view text)
{
	size_t i = 0;

	while (i < text.size && is_lower_hex(text.data[i]))
		i++;
	return i == text.size && i == CONTAINER_ID_SIZE;
}

static struct view find_in_path(struct view path)
{
	size_t end;

	for (size_t start = 0; start < path.size; start = end + 1) {
		struct view run;

		end = start;
		while (end < path.size && is_hex(path.data[end]))
			end++;
		run = view_from(path.data + start, end - start);
		if (is_id(run) &&
		    !view_ends(view_from(path.data, start), VIEW("-conmon-")))
			return run;
	}
	return VIEW_NONE;
}

/* Lines "0::/path" or "4:memory:/path"; the name of a hierarchy is none of a
 * control group's.  A line without its end may have been cut. */
struct view container_find(struct view cgroup)
{
	struct view found = VIEW_NONE;

	while (!found.data && cgroup.size > 0) {
		const char *end = memchr(cgroup.data, '\n', cgroup.size);
		const char *path;
		size_t size;

		if (!end)
			break;
		size = (size_t)(end - cgroup.data);
		path = memchr(cgroup.data, '/', size);
		if (path)
			found = find_in_path(
				view_from(path, (size_t)(end - path)));
		cgroup = view_skip(cgroup, size + 1);
	}
	return found;
}

int containers_new(struct containers **ret)
{
	struct containers *c = calloc(1, sizeof(*c));

	if (!c)
		return -ENOMEM;
	*ret = c;
	return 0;
}

void containers_free(struct containers *c)
{
	free(c);
}

/* The entry of id, made in the place of the one used longest ago. */
static struct container *entry_of(struct containers *c, struct view id)
{
	struct container *oldest = &c->list[0];

	for (size_t i = 0; i < c->count; i++) {
		struct container *entry = &c->list[i];

		if (memcmp(entry->id, id.data, CONTAINER_ID_SIZE) == 0)
			return entry;
		if (entry->used < oldest->used)
			oldest = entry;
	}
	if (c->count < MAX_KNOWN)
		oldest = &c->list[c->count++];
	*oldest = (struct container){ 0 };
	memcpy(oldest->id, id.data, CONTAINER_ID_SIZE);
	return oldest;
}

static struct container *use(struct containers *c, struct view id)
{
	struct container *entry = entry_of(c, id);

	entry->used = ++c->uses;
	return entry;
}

/* A clock that was set back makes the difference huge: asked again. */
static bool may_ask(const struct container *entry, uint64_t now)
{
	return entry->name_size == 0 &&
	       (!entry->asked || now - entry->asked_at >= ASK_AGAIN);
}

struct view containers_meet(struct containers *c, struct view id, uint64_t now)
{
	struct container *entry = use(c, id);

	if (may_ask(entry, now))
		entry->wanted = true;
	return entry->name_size ? view_from(entry->name, entry->name_size) :
				  VIEW_NONE;
}

void containers_name(struct containers *c, struct view id, struct view name,
		     uint64_t now)
{
	struct container *entry;

	if (!is_id(id))
		return;
	entry = use(c, id);
	entry->name_size =
		name.size < CONTAINER_NAME_MAX ? name.size : CONTAINER_NAME_MAX;
	if (entry->name_size > 0)
		memcpy(entry->name, name.data, entry->name_size);
	entry->wanted = false;
	entry->asked = true;
	entry->asked_at = now;
}

struct view containers_nameless(struct containers *c, uint64_t now)
{
	for (size_t i = 0; i < c->count; i++) {
		struct container *entry = &c->list[i];

		if (!entry->wanted)
			continue;
		entry->wanted = false;
		entry->asked = true;
		entry->asked_at = now;
		return view_from(entry->id, CONTAINER_ID_SIZE);
	}
	return VIEW_NONE;
}
