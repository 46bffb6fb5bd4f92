// SPDX-License-Identifier: BSD-2-Clause
#include "lines.h"

#include <errno.h>
#include <stdlib.h>

int lines_init(struct lines *l, lines_fn *fn, void *user)
{
	*l = (struct lines){ .fn = fn, .user = user };
	l->data = malloc(LINES_MAX_LINE + LINES_PIECE);
	return l->data ? 0 : -ENOMEM;
}

void lines_done(struct lines *l)
{
	free(l->data);
	l->data = NULL;
}

char *lines_room(struct lines *l)
{
	return l->data + l->pending;
}

static void count_oversized(struct lines *l)
{
	l->count++;
	l->oversized++;
	if (l->first_oversized == 0)
		l->first_oversized = l->count;
}

static int hand_out(struct lines *l, const char *start, const char *end)
{
	size_t size = (size_t)(end - start);

	if (l->skipping) {
		l->skipping = false;
		return 0;
	}
	if (size > LINES_MAX_LINE) {
		count_oversized(l);
		return 0;
	}
	l->count++;
	return l->fn(l->user, view_from(start, size));
}

/* Moves what has no line end yet to the beginning of data. */
static void keep(struct lines *l, const char *start, const char *end)
{
	size_t size = (size_t)(end - start);

	if (!l->skipping && size > LINES_MAX_LINE) {
		count_oversized(l);
		l->skipping = true;
	}
	l->pending = l->skipping ? 0 : size;
	if (l->pending > 0 && start != l->data)
		memmove(l->data, start, l->pending);
}

int lines_take(struct lines *l, size_t size)
{
	const char *start = l->data, *scan = l->data + l->pending;
	const char *end = scan + size, *newline;

	while ((newline = memchr(scan, '\n', (size_t)(end - scan)))) {
		int r = hand_out(l, start, newline);

		if (r)
			return r;
		start = scan = newline + 1;
	}
	keep(l, start, end);
	return 0;
}

int lines_end(struct lines *l)
{
	size_t size = l->pending;

	l->pending = 0;
	if (l->skipping || size == 0)
		return 0;
	return hand_out(l, l->data, l->data + size);
}
