// SPDX-License-Identifier: BSD-2-Clause
#include "corpus.h"

#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <zlib.h>

#include "cleanup.h"

#define MAX_LINE ((size_t)1 << 20)
#define MAX_PATH 4096

/* gzgets reads NUL bytes too, but does not say how long the line is. */
static size_t read_line(gzFile file, char *line)
{
	size_t size = 0;
	int byte;

	while ((byte = gzgetc(file)) != -1) {
		if (size == MAX_LINE)
			ck_abort_msg("a line over %zu bytes", MAX_LINE);
		line[size++] = (char)byte;
		if (byte == '\n')
			break;
	}
	return size;
}

static size_t file_lines(const char *path, corpus_fn *fn, void *user)
{
	autofree char *line = malloc(MAX_LINE);
	gzFile file = gzopen(path, "rbe");
	size_t count = 0, size;

	ck_assert_ptr_nonnull(line);
	ck_assert_msg(file != NULL, "%s: cannot be read", path);
	while ((size = read_line(file, line)) > 0) {
		fn(user, path,
		   view_from(line, size - (line[size - 1] == '\n')));
		count++;
	}
	gzclose(file);
	return count;
}

size_t corpus_lines(const char *path, corpus_fn *fn, void *user)
{
	struct dirent **entries = NULL;
	size_t lines = 0;
	struct stat st;
	int count;

	ck_assert_msg(stat(path, &st) == 0, "%s: is missing", path);
	if (!S_ISDIR(st.st_mode))
		return file_lines(path, fn, user);
	count = scandir(path, &entries, NULL, alphasort);
	ck_assert_int_ge(count, 0);
	for (int i = 0; i < count; i++) {
		char name[MAX_PATH];

		ck_assert_int_lt(snprintf(name, sizeof(name), "%s/%s", path,
					  entries[i]->d_name),
				 MAX_PATH);
		if (entries[i]->d_name[0] != '.')
			lines += corpus_lines(name, fn, user);
		free(entries[i]);
	}
	free(entries);
	return lines;
}

static bool is_set(const char *name, const char *value)
{
	const char *present = getenv(name);

	return present && strcmp(present, value) == 0;
}

const char *corpus_of_others(void)
{
	const char *path = getenv("CORPORA");
	struct stat st;

	if (!path || !*path)
		path = "../shared/corpora";
	if (stat(path, &st) == 0)
		return path;
	ck_assert_msg(!is_set("LIVE", "required") && !is_set("CI", "true"),
		      "%s: the corpora are missing; CORPORA names their place",
		      path);
	printf("skipped: the corpora of other projects: %s is missing\n", path);
	return NULL;
}
