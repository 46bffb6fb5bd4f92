// SPDX-License-Identifier: BSD-2-Clause
#include "ancestors.h"

#define FRAME_SIZE 19 /* bytes: {"pid":4294967295}, */
#define MIN_PART 32   /* bytes that one more text is worth */

/* A text of an ancestor, counted off *room; false where it is not whole. */
static bool put_part(struct json *j, const char *name, struct view text,
		     size_t *room)
{
	size_t before = j->out->size;
	size_t used;
	bool whole;

	if (text.size == 0)
		return true;
	if (*room < MIN_PART)
		return false;
	whole = json_text(j, name, text, *room);
	used = j->out->size - before;
	*room = used < *room ? *room - used : 0;
	return whole;
}

bool ancestors_put(struct json *j, const char *list, const char *executable,
		   const struct alert_witness *w, size_t room)
{
	size_t mark = json_open_list(j, list);
	bool whole = true;

	for (size_t i = 0; i < w->ancestor_count && whole; i++) {
		const struct alert_ancestor *a = &w->ancestors[i];
		size_t one;

		whole = room >= MIN_PART;
		if (!whole)
			break;
		one = json_open(j, NULL);
		json_number(j, "pid", a->pid);
		whole = put_part(j, "name", a->name, &room) &&
			put_part(j, executable, a->executable, &room);
		json_close(j, one);
		room = room > FRAME_SIZE ? room - FRAME_SIZE : 0;
	}
	json_close_list(j, mark);
	return whole;
}
