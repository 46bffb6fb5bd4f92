// SPDX-License-Identifier: BSD-2-Clause
#include "splice.h"

#include <errno.h>
#include <stdlib.h>

#define SLACK 8 /* lines by which the two may differ before they part */

int splice_init(struct splice *s)
{
	*s = (struct splice){ .count = 0 };
	s->lines = calloc(SPLICE_LINES, sizeof(*s->lines));
	return s->lines ? 0 : -ENOMEM;
}

void splice_done(struct splice *s)
{
	free(s->lines);
	*s = (struct splice){ .count = 0 };
}

/* What tells a line from its neighbours: all up to the key's end, which a
 * RAW record of audit 4.2.0 may lack.  The name of its host stands before
 * that, however long.  FNV-1a over both. */
#define TELLING_BYTES 160

static size_t telling_size(struct view line)
{
	const char *type = view_starts(line, VIEW("node=")) ?
				   memchr(line.data, ' ', line.size) :
				   line.data;
	size_t size = TELLING_BYTES;

	if (type)
		size += (size_t)(type - line.data);
	return size < line.size ? size : line.size;
}

static uint64_t hash_line(struct view line)
{
	uint64_t hash = 0xCBF29CE484222325ULL;
	size_t size = telling_size(line);

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ (unsigned char)line.data[i]) * 0x100000001B3ULL;
	return hash;
}

void splice_note(struct splice *s, struct view line)
{
	s->lines[s->count++ % SPLICE_LINES] = hash_line(line);
}

bool splice_find(struct splice *s, struct view line)
{
	uint64_t hash = hash_line(line);
	size_t back = s->count < SPLICE_LINES ? s->count : SPLICE_LINES;

	for (size_t i = 1; i <= back; i++) {
		if (s->lines[(s->count - i) % SPLICE_LINES] != hash)
			continue;
		s->at = s->count - i;
		s->found = true;
		return true;
	}
	return false;
}

bool splice_skip(struct splice *s, struct view line)
{
	uint64_t hash;

	if (!s->found || s->at >= s->count)
		return false;
	if (s->count - s->at > SPLICE_LINES)
		s->at = s->count - SPLICE_LINES; /* the others are forgotten */
	hash = hash_line(line);
	for (size_t i = s->at; i < s->count && i < s->at + SLACK; i++) {
		if (s->lines[i % SPLICE_LINES] != hash)
			continue;
		s->at = i + 1;
		return true;
	}
	return false;
}
