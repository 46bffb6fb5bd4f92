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
 * RAW record of audit 4.2.0 may lack.  FNV-1a over the first part. */
#define TELLING_BYTES 160

static uint64_t hash_line(struct view line)
{
	uint64_t hash = 0xCBF29CE484222325ULL;

	for (size_t i = 0; i < line.size && i < TELLING_BYTES; i++)
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
	hash = hash_line(line);
	for (size_t i = s->at; i < s->count && i < s->at + SLACK; i++) {
		if (s->lines[i % SPLICE_LINES] != hash)
			continue;
		s->at = i + 1;
		return true;
	}
	return false;
}
