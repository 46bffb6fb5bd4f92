// SPDX-License-Identifier: BSD-2-Clause
#include "entry.h"

#include "number.h"

struct view entry_take(struct view *text, char separator)
{
	const char *end =
		text->size ? memchr(text->data, separator, text->size) : NULL;
	struct view part = *text;

	if (end)
		part.size = (size_t)(end - text->data);
	*text = view_skip(*text, part.size + (end != NULL));
	return part;
}

struct view entry_trim(struct view text, const char *blanks)
{
	while (text.size && entry_is_one_of(text.data[0], blanks))
		text = view_skip(text, 1);
	while (text.size && entry_is_one_of(text.data[text.size - 1], blanks))
		text.size--;
	return text;
}

bool entry_next(struct view *text, struct view *ret)
{
	while (text->size) {
		struct view line = entry_take(text, '\n');

		if (line.size && !memchr("#+-", line.data[0], 3)) {
			*ret = line;
			return true;
		}
	}
	return false;
}

bool entry_split(struct view line, struct view *fields, size_t count)
{
	size_t colons = 0;

	for (size_t i = 0; i < line.size; i++) {
		colons += line.data[i] == ':';
		if (line.data[i] == '\0')
			return false;
	}
	if (colons != count - 1)
		return false;
	for (size_t i = 0; i < count; i++)
		fields[i] = entry_take(&line, ':');
	return fields[0].size > 0;
}

bool entry_id(struct view field, uint32_t *ret)
{
	uint64_t number;

	if (number_decimal(field, UINT32_MAX - 1, &number) < 0)
		return false;
	*ret = (uint32_t)number;
	return true;
}
