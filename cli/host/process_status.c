// SPDX-License-Identifier: BSD-2-Clause
#include "process_status.h"

#include <errno.h>

#include "entry.h"
#include "number.h"

/* The value of "Name:\tvalue"; VIEW_NONE where there is no such line. */
static struct view line_of(struct view text, struct view name)
{
	while (text.size) {
		struct view line = entry_take(&text, '\n');

		if (!view_starts(line, name))
			continue;
		line = view_skip(line, name.size);
		while (line.size && (*line.data == '\t' || *line.data == ' '))
			line = view_skip(line, 1);
		return line;
	}
	return VIEW_NONE;
}

/* The next number of a list with tabs or blanks between. */
static bool take_number(struct view *text, uint32_t *ret)
{
	uint64_t number;
	size_t size = 0;

	while (text->size && (*text->data == '\t' || *text->data == ' '))
		*text = view_skip(*text, 1);
	while (size < text->size && text->data[size] != '\t' &&
	       text->data[size] != ' ')
		size++;
	if (number_decimal(view_from(text->data, size), UINT32_MAX, &number) <
	    0)
		return false;
	*text = view_skip(*text, size);
	*ret = (uint32_t)number;
	return true;
}

static bool take_ids(struct view line, uint32_t ids[ID_COUNT])
{
	for (size_t i = 0; i < ID_COUNT; i++)
		if (!take_number(&line, &ids[i]))
			return false;
	return true;
}

int process_status_parse(struct view text, struct process_status *ret)
{
	struct process_status status = { 0 };
	struct view parent;

	status.name = line_of(text, VIEW("Name:"));
	status.groups = line_of(text, VIEW("Groups:"));
	if (!status.name.data || !status.groups.data ||
	    !take_ids(line_of(text, VIEW("Uid:")), status.uid) ||
	    !take_ids(line_of(text, VIEW("Gid:")), status.gid))
		return -EBADMSG;
	parent = line_of(text, VIEW("PPid:"));
	if (parent.data)
		(void)take_number(&parent, &status.parent);
	*ret = status;
	return 0;
}

bool process_status_group(struct view *groups, uint32_t *ret)
{
	return take_number(groups, ret);
}

static bool has(struct view text, struct view part)
{
	return text.size && memmem(text.data, text.size, part.data, part.size);
}

struct view process_status_scope(struct view cgroup)
{
	static const struct view end = { ".scope", 6 };

	while (cgroup.size) {
		struct view line = entry_take(&cgroup, '\n');

		while (line.size) {
			struct view part = entry_take(&line, '/');

			if (view_starts(part, VIEW("session-")) &&
			    view_ends(part, end))
				return view_from(part.data,
						 part.size - end.size);
		}
	}
	return VIEW_NONE;
}

bool process_status_is_users(struct view cgroup)
{
	return has(cgroup, VIEW("/user.slice/")) || has(cgroup, VIEW("/user@"));
}

bool process_status_is_container(struct view cgroup)
{
	static const struct view names[] = {
		{ "/docker/", 8 },
		{ "/docker-", 8 },
		{ "/kubepods", 9 },
		{ "/libpod-", 8 },
		{ "/cri-containerd", 15 },
		{ "/crio-", 6 },
		{ "/lxc", 4 },
		{ "/machine.slice/", 15 },
	};

	if (process_status_is_users(cgroup))
		return false;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (has(cgroup, names[i]))
			return true;
	return false;
}
