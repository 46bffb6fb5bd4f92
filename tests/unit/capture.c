// SPDX-License-Identifier: BSD-2-Clause
#include "capture.h"

#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

#include "cleanup.h"

#define PIECE ((size_t)1 << 20)

const char *const capture_names[CAPTURE_COUNT] = { "baseline", "full" };

void demand(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "%s\n", what);
	abort();
}

char *capture_read(const char *path, size_t *ret_size)
{
	gzFile file = gzopen(path, "rb");
	size_t size = 0, capacity = PIECE;
	char *bytes = malloc(capacity + 1);
	int got;

	demand(file != NULL, path);
	while ((got = gzread(file, bytes + size, (unsigned int)PIECE)) > 0) {
		size += (size_t)got;
		if (capacity - size < PIECE)
			bytes = realloc(bytes, (capacity *= 2) + 1);
		demand(bytes != NULL, "out of memory");
	}
	demand(got == 0, path);
	demand(gzclose(file) == Z_OK, path);
	bytes[size] = '\0';
	*ret_size = size;
	return bytes;
}

void lines_list_new(size_t count, struct lines_list *ret)
{
	*ret = (struct lines_list){ NULL,
				    calloc(count + 1, sizeof(struct view)), 0 };
	demand(ret->lines != NULL, "out of memory");
}

void lines_list_free(struct lines_list *l)
{
	free(l->bytes);
	free(l->lines);
	*l = (struct lines_list){ NULL, NULL, 0 };
}

/* Cuts bytes, which become the list's, into lines. */
static void split(char *bytes, size_t size, struct lines_list *ret)
{
	const char *at = bytes, *end = bytes + size, *newline;
	size_t count = 0;

	for (size_t i = 0; i < size; i++)
		count += bytes[i] == '\n';
	lines_list_new(count + 1, ret);
	ret->bytes = bytes;
	while (at < end) {
		newline = memchr(at, '\n', (size_t)(end - at));
		if (!newline)
			newline = end;
		ret->lines[ret->count++] =
			view_from(at, (size_t)(newline - at));
		at = newline + 1;
	}
}

void capture_load(const char *name, struct lines_list *ret)
{
	autofree char *path = NULL;
	size_t size;
	char *bytes;

	demand(asprintf(&path, "tests/data/captures/%s.log.gz", name) > 0,
	       "out of memory");
	bytes = capture_read(path, &size);
	split(bytes, size, ret);
	demand(ret->count > 1000, "a capture is short");
}

void lines_list_dress(const struct lines_list *l, const char *prefix,
		      const char *suffix, struct lines_list *ret)
{
	size_t around = strlen(prefix) + strlen(suffix) + 1, size = 0;
	char *bytes, *at;

	for (size_t i = 0; i < l->count; i++)
		size += l->lines[i].size + around;
	bytes = at = malloc(size + 1);
	demand(bytes != NULL, "out of memory");
	for (size_t i = 0; i < l->count; i++) {
		at = stpcpy(at, prefix);
		memcpy(at, l->lines[i].data, l->lines[i].size);
		at = stpcpy(at + l->lines[i].size, suffix);
		*at++ = '\n';
	}
	split(bytes, size, ret);
	demand(ret->count == l->count, "a line was lost");
}
