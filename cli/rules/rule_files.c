// SPDX-License-Identifier: BSD-2-Clause
#include "rule_files.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>

#include "cleanup.h"
#include "directory.h"
#include "printable.h"

#define MAX_SHOWN 512 /* bytes of a path */

static int add_file(struct rule_files *f, const char *directory,
		    const char *name)
{
	char path[PATH_MAX];
	struct rule_file *grown;

	if (f->count >= RULE_FILES_MAX)
		return -EFBIG;
	if (snprintf(path, sizeof(path), "%s%s%s", directory, *name ? "/" : "",
		     name) >= (int)sizeof(path))
		return -ENAMETOOLONG;
	grown = reallocarray(f->files, f->count + 1, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	f->files = grown;
	grown[f->count] = (struct rule_file){ .path = strdup(path) };
	if (!grown[f->count].path)
		return -ENOMEM;
	f->count++;
	return 0;
}

/* augenrules: ls -1v | grep "\.rules$", which leaves out hidden files. */
static bool is_rules_name(const char *name)
{
	return name[0] != '.' && view_ends(view_of(name), VIEW(".rules"));
}

static int compare(const void *a, const void *b)
{
	const struct rule_file *x = a, *y = b;

	return strverscmp(x->path, y->path);
}

static int list_directory(const struct check_host *host, struct rule_files *f)
{
	autodirectory struct directory d;
	const struct dirent *entry;
	int r = directory_open(host, &RULE_FILES_DIR[1], &d);

	if (r < 0)
		return r == -ENOENT || r == -ENOTDIR ? 0 : r;
	while (r == 0 && (entry = directory_next(&d)) != NULL)
		if (is_rules_name(entry->d_name))
			r = add_file(f, RULE_FILES_DIR, entry->d_name);
	if (f->count)
		qsort(f->files, f->count, sizeof(*f->files), compare);
	return r ? r : d.error;
}

static size_t count_lines(struct view text)
{
	size_t count = 0;

	for (size_t i = 0; i < text.size; i++)
		count += text.data[i] == '\n';
	return count;
}

/* Appends each file's text, and notes where it begins. */
static int read_texts(const struct check_host *host, struct rule_files *f,
		      struct buf *text, struct errmsg *err)
{
	for (size_t i = 0; i < f->count; i++) {
		int r;

		f->files[i].first = count_lines(buf_view(text)) + 1;
		r = check_host_read(host, f->files[i].path + 1, text);
		if (r == -ENOENT)
			continue; /* it was there a moment ago, or is a link */
		if (r < 0)
			return errmsg_set(err, r, "%s: %s", f->files[i].path,
					  strerror(-r));
		if (text->size && text->data[text->size - 1] != '\n')
			buf_add_byte(text, '\n');
	}
	return buf_error(text);
}

static bool is_tolerant(struct view line)
{
	return view_is(line, "-c") || view_is(line, "-i") ||
	       view_starts(line, VIEW("-c ")) || view_starts(line, VIEW("-i "));
}

/* augenrules puts a -D of any of its files before all their rules: here there
 * is nothing yet that it would delete. */
static void blank_deletions(struct buf *text)
{
	size_t start = 0;

	while (start < text->size) {
		char *line = text->data + start;
		char *end = memchr(line, '\n', text->size - start);
		size_t size = end ? (size_t)(end - line) : text->size - start;
		size_t blanks = 0;

		while (blanks < size &&
		       (line[blanks] == ' ' || line[blanks] == '\t'))
			blanks++;
		while (size > blanks &&
		       (line[size - 1] == ' ' || line[size - 1] == '\t'))
			size--;
		if (view_is(view_from(line + blanks, size - blanks), "-D"))
			memset(line, ' ', size);
		start = end ? (size_t)(end - text->data) + 1 : text->size;
	}
}

/* "line: line 1: no option of auditctl" less the place. */
static void reason_of(const struct errmsg *err, struct errmsg *ret)
{
	static const char place[] = "line: line 1: ";
	bool is_placed = strncmp(err->text, place, sizeof(place) - 1) == 0;

	(void)errmsg_set(ret, 0, "%s",
			 err->text + (is_placed ? sizeof(place) - 1 : 0));
}

/* Blanks out the lines that are no rule, or cuts the text at the first. */
static void see_bad_lines(const struct check_host *host, struct rule_files *f,
			  struct buf *text)
{
	bool tolerant = false;
	size_t line = 1, start = 0;

	while (start < text->size) {
		autorules struct rule_list one = { 0 };
		struct errmsg err = { "" };
		char *end =
			memchr(text->data + start, '\n', text->size - start);
		size_t size = end ? (size_t)(end - text->data) - start :
				    text->size - start;
		struct view view = view_from(text->data + start, size);

		tolerant |= is_tolerant(view);
		if (rule_list_text(host, "line", view, &one, &err) < 0) {
			if (!f->bad) {
				f->bad = line;
				reason_of(&err, &f->reason);
			}
			if (!tolerant) {
				buf_cut(text, start);
				return;
			}
			memset(text->data + start, ' ', size);
		}
		start += size + 1;
		line++;
	}
}

int rule_files_read(const struct check_host *host, struct rule_files *ret,
		    struct errmsg *err)
{
	autobuf struct buf text;
	bool joined;
	int r;

	*ret = (struct rule_files){ 0 };
	buf_init(&text, RULE_FILES_SIZE);
	r = list_directory(host, ret);
	if (r < 0)
		return errmsg_set(err, r, RULE_FILES_DIR ": %s", strerror(-r));
	joined = ret->count > 0;
	if (!joined)
		r = add_file(ret, RULE_FILES_ONE, "");
	if (r == 0)
		r = read_texts(host, ret, &text, err);
	if (r < 0)
		return r;
	if (joined)
		blank_deletions(&text);
	r = rule_list_text(host, RULE_FILES_DIR, buf_view(&text), &ret->rules,
			   err);
	if (r == -EINVAL) {
		see_bad_lines(host, ret, &text);
		r = rule_list_text(host, RULE_FILES_DIR, buf_view(&text),
				   &ret->rules, err);
	}
	return r;
}

void rule_files_done(struct rule_files *files)
{
	for (size_t i = 0; i < files->count; i++)
		free(files->files[i].path);
	free(files->files);
	rule_list_done(&files->rules);
	*files = (struct rule_files){ 0 };
}

void rule_files_place(const struct rule_files *files, size_t line,
		      struct buf *out)
{
	const struct rule_file *found = NULL;

	for (size_t i = 0; i < files->count; i++)
		if (files->files[i].first <= line)
			found = &files->files[i];
	if (!found)
		return;
	printable_word(out, view_of(found->path), MAX_SHOWN);
	buf_printf(out, ":%zu", line - found->first + 1);
}
