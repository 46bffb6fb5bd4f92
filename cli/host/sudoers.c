// SPDX-License-Identifier: BSD-2-Clause
#include "sudoers.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>

#include "cleanup.h"
#include "directory.h"
#include "entry.h"
#include "path.h"

struct reading {
	const struct check_host *host;
	const struct sudoers_seen *seen;
	size_t files, bytes; /* that have been read */
	bool over, listed;   /* too many; SUDOERS_DIRECTORY was included */
};

/* A file that is being read. */
struct source {
	const char *path;
	unsigned int depth;
};

static struct view skip_blanks(struct view text)
{
	while (text.size && entry_is_one_of(text.data[0], ENTRY_BLANKS))
		text = view_skip(text, 1);
	return text;
}

/* The next line, continued lines joined.  False after the last. */
static bool next_line(struct view *text, struct buf *line)
{
	bool more = true;

	buf_reset(line);
	if (!text->size)
		return false;
	while (more && text->size) {
		struct view part = entry_take(text, '\n');

		more = view_ends(part, VIEW("\\"));
		if (more)
			part.size--;
		buf_add(line, part);
	}
	return true;
}

static void give_up(struct reading *r, const char *path, int error)
{
	if (!r->over)
		r->seen->unread(r->seen->context, path, error);
	r->over = true;
}

static void read_file(struct reading *r, const struct source *source);

/* ----- @include, and #include, which is no comment ----- */

/* The word after the directive: quoted, or with "\\ " for a blank in it. */
static void add_target(struct view text, struct buf *out)
{
	bool quoted = text.size && text.data[0] == '"';

	if (quoted)
		text = view_skip(text, 1);
	while (text.size &&
	       (quoted ? text.data[0] != '"' :
			 !entry_is_one_of(text.data[0], ENTRY_BLANKS))) {
		if (text.data[0] == '\\' && text.size > 1)
			text = view_skip(text, 1);
		buf_add_byte(out, text.data[0]);
		text = view_skip(text, 1);
	}
}

/* A name that is no whole path is one beside the file that has it. */
static void find_path(const char *file, struct view text, struct buf *out)
{
	autobuf struct buf target;

	buf_init(&target, PATH_MAX);
	add_target(text, &target);
	if (!view_starts(buf_view(&target), VIEW("/"))) {
		buf_add(out, path_parent(view_of(file)));
		buf_add_byte(out, '/');
	}
	buf_add(out, buf_view(&target));
	buf_add_byte(out, '\0');
}

/* sudo passes over names with a dot in them, and those that end in "~". */
static bool is_read(const char *name)
{
	size_t size = strlen(name);

	return size && !strchr(name, '.') && name[size - 1] != '~';
}

static void read_entries(struct reading *r, const struct source *source,
			 struct directory *d)
{
	const struct dirent *entry;
	size_t count = 0;

	while (!r->over && (entry = directory_next(d)) != NULL) {
		char path[PATH_MAX];
		const struct source file = { path, source->depth };

		if (count++ >= SUDOERS_MAX_NAMES)
			give_up(r, source->path, -E2BIG);
		else if (is_read(entry->d_name) &&
			 snprintf(path, sizeof(path), "%s/%s", source->path,
				  entry->d_name) < PATH_MAX)
			read_file(r, &file);
	}
	if (d->error)
		r->seen->unread(r->seen->context, source->path, d->error);
}

static void read_directory(struct reading *r, const struct source *source)
{
	autodirectory struct directory d;
	int error = directory_open(r->host, source->path + 1, &d);

	r->listed |= strcmp(source->path, SUDOERS_DIRECTORY) == 0;
	if (error == 0)
		read_entries(r, source, &d);
	else if (error != -ENOENT && error != -ENOTDIR)
		r->seen->unread(r->seen->context, source->path, error);
}

/* "@include FILE" with the sign and the word taken off. */
static bool take_word(struct view *line, const char *word)
{
	struct view rest = view_skip(*line, 1);

	if (!view_starts(rest, view_of(word)))
		return false;
	rest = view_skip(rest, strlen(word));
	if (!rest.size || !entry_is_one_of(rest.data[0], ENTRY_BLANKS))
		return false;
	*line = skip_blanks(rest);
	return line->size > 0;
}

static void follow(struct reading *r, const struct source *from,
		   struct view line)
{
	autobuf struct buf path;
	struct source to = { NULL, from->depth + 1 };
	bool directory = take_word(&line, "includedir");

	buf_init(&path, PATH_MAX);
	if (!directory && !take_word(&line, "include"))
		return;
	find_path(from->path, line, &path);
	to.path = path.data;
	if (buf_error(&path) || to.depth > SUDOERS_MAX_DEPTH)
		give_up(r, from->path, -E2BIG);
	else if (strstr(to.path, "%h")) /* the host's name, who knows which */
		r->seen->unread(r->seen->context, to.path, -ENOTSUP);
	else if (directory)
		read_directory(r, &to);
	else
		read_file(r, &to);
}

/* ----- a file ----- */

/* "#1000 ALL = ...": a user by number, sudoers(5), and no comment. */
static bool is_uid(struct view line)
{
	return line.size > 1 && line.data[0] == '#' && line.data[1] >= '0' &&
	       line.data[1] <= '9';
}

static void see_line(struct reading *r, const struct source *source,
		     struct view line)
{
	line = skip_blanks(line);
	if (!line.size)
		return;
	if ((line.data[0] == '#' && !is_uid(line)) || line.data[0] == '@')
		follow(r, source, line);
	else
		r->seen->line(r->seen->context, source->path, line);
}

static void read_text(struct reading *r, const struct source *source,
		      struct view text)
{
	autobuf struct buf line;

	buf_init(&line, CHECK_MAX_FILE);
	while (!r->over && next_line(&text, &line))
		see_line(r, source, buf_view(&line));
	if (buf_error(&line))
		r->seen->unread(r->seen->context, source->path,
				buf_error(&line));
}

static void read_file(struct reading *r, const struct source *source)
{
	autobuf struct buf text;
	int error;

	buf_init(&text, CHECK_MAX_FILE - r->bytes);
	if (r->files++ >= SUDOERS_MAX_FILES) {
		give_up(r, source->path, -E2BIG);
		return;
	}
	error = check_host_read(r->host, source->path + 1, &text);
	if (error == -ENOENT)
		return;
	if (error == -EFBIG)
		give_up(r, source->path, error);
	else if (error < 0)
		r->seen->unread(r->seen->context, source->path, error);
	if (error < 0)
		return;
	r->bytes += text.size;
	read_text(r, source, buf_view(&text));
}

void sudoers_each(const struct check_host *host,
		  const struct sudoers_seen *seen)
{
	static const struct source file = { SUDOERS_FILE, 0 };
	static const struct source directory = { SUDOERS_DIRECTORY, 0 };
	struct reading r = { .host = host, .seen = seen };

	read_file(&r, &file);
	/* What nothing includes yet is a line away from counting. */
	if (!r.listed && !r.over)
		read_directory(&r, &directory);
}
