// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <stdlib.h>

#include "cleanup.h"
#include "entry.h"
#include "unit_parts.h"

#define BLANKS " \t\r"

/* A unit file being read. */
struct reader {
	struct unit *unit;
	const char *file;
	struct view section;
	struct buf line; /* continued lines, joined */
	size_t assignments;
};

/* "a\\" ends in a backslash that is itself escaped. */
static bool is_continued(struct view line)
{
	size_t count = 0;

	while (count < line.size && line.data[line.size - 1 - count] == '\\')
		count++;
	return count % 2 == 1;
}

/* An empty value forgets what was set before it. */
static void unset(struct unit *unit, struct view section, struct view name)
{
	size_t kept = 0;

	for (size_t i = 0; i < unit->setting_count; i++) {
		struct unit_setting *s = &unit->settings[i];

		if (view_is(section, s->section) && view_is(name, s->name)) {
			free(s->name);
			free(s->value);
			free(s->file);
			free(s->section);
		} else {
			unit->settings[kept++] = *s;
		}
	}
	unit->setting_count = kept;
}

static int add(struct reader *r, struct view name, struct view value)
{
	struct unit *unit = r->unit;
	struct unit_setting *list, *s;

	if (unit->setting_count >= UNIT_MAX_SETTINGS)
		return -EFBIG;
	list = unit->settings;
	if ((unit->setting_count & (unit->setting_count - 1)) == 0) {
		list = reallocarray(list, 2 * unit->setting_count + 1,
				    sizeof(*list));
		if (!list)
			return -ENOMEM;
		unit->settings = list;
	}
	s = &list[unit->setting_count++];
	*s = (struct unit_setting){
		.name = strndup(name.data, name.size),
		.value = strndup(value.data, value.size),
		.file = strdup(r->file),
		.section = strndup(r->section.data, r->section.size),
	};
	if (s->name && s->value && s->file && s->section)
		return 0;
	/* Those that are there are looked at, whatever came of the rest. */
	unit->setting_count--;
	free(s->name);
	free(s->value);
	free(s->file);
	free(s->section);
	return -ENOMEM;
}

static int take_line(struct reader *r, struct view line)
{
	const char *equals;
	struct view name, value;

	line = entry_trim(line, BLANKS);
	if (line.size > 1 && line.data[0] == '[' &&
	    line.data[line.size - 1] == ']')
		return 1; /* the caller keeps the section: it outlives line */
	equals = line.size ? memchr(line.data, '=', line.size) : NULL;
	if (!equals || equals == line.data || !r->section.size)
		return 0;
	if (++r->assignments > UNIT_MAX_SETTINGS)
		return -EFBIG;
	name = entry_trim(view_from(line.data, (size_t)(equals - line.data)),
			  BLANKS);
	value = entry_trim(view_skip(line, (size_t)(equals - line.data) + 1),
			   BLANKS);
	if (!value.size) {
		unset(r->unit, r->section, name);
		return 0;
	}
	return add(r, name, value);
}

/* One line of the file: systemd leaves out comments between continued lines,
 * and puts a space in place of the backslash. */
static int see_line(struct reader *r, struct view line)
{
	int result;

	line = entry_trim(line, BLANKS);
	if (line.size && strchr("#;", line.data[0]))
		return 0;
	if (is_continued(line)) {
		buf_add(&r->line, view_from(line.data, line.size - 1));
		buf_add_byte(&r->line, ' ');
		return buf_error(&r->line);
	}
	if (r->line.size == 0) {
		result = take_line(r, line);
		if (result == 1)
			r->section = view_from(line.data + 1, line.size - 2);
		return result < 0 ? result : 0;
	}
	buf_add(&r->line, line);
	if (buf_error(&r->line))
		return buf_error(&r->line);
	/* A section's name is not continued by anybody. */
	result = take_line(r, buf_view(&r->line));
	buf_reset(&r->line);
	return result < 0 ? result : 0;
}

/* systemd ends a line at a NUL as well (read_line_full(), fileio.c). */
static size_t line_size(struct view text)
{
	for (size_t i = 0; i < text.size; i++)
		if (text.data[i] == '\n' || text.data[i] == '\0')
			return i;
	return text.size;
}

int unit_parse(struct unit *unit, const char *file, struct view text)
{
	struct reader r = { .unit = unit, .file = file };
	int result = 0;

	buf_init(&r.line, UNIT_MAX_FILE);
	while (result == 0 && text.size) {
		size_t size = line_size(text);

		result = see_line(&r, view_from(text.data, size));
		text = view_skip(text, size + 1);
	}
	if (result == 0 && r.line.size)
		result = see_line(&r, VIEW(""));
	buf_done(&r.line);
	return result == -ENOBUFS ? -EFBIG : result;
}
