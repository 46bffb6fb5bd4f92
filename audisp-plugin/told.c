// SPDX-License-Identifier: BSD-2-Clause
#include "told.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "number.h"
#include "table.h"

#define ID_DIGITS (ALERT_ID_SIZE - 1)
#define HALF (ID_DIGITS / 2)
#define PIECE ((size_t)64 << 10)

struct told {
	struct table *ids;
	char recent[TOLD_RECENT][ID_DIGITS];
	size_t count; /* added in all; the ring holds the last ones */
};

int told_new(struct told **ret)
{
	autofree struct told *t = calloc(1, sizeof(*t));

	if (!t || table_new(TOLD_MAX, sizeof(char), &t->ids))
		return -ENOMEM;
	*ret = take(t);
	return 0;
}

void told_free(struct told *t)
{
	if (!t)
		return;
	table_free(t->ids);
	free(t);
}

static bool key_of(struct view id, struct table_key *ret)
{
	ret->node = 0;
	return id.size == ID_DIGITS &&
	       !number_hex(view_from(id.data, HALF), UINT64_MAX, &ret->a) &&
	       !number_hex(view_skip(id, HALF), UINT64_MAX, &ret->b);
}

bool told_has(struct told *t, struct view id)
{
	struct table_key key;

	return key_of(id, &key) && table_find(t->ids, key);
}

bool told_add(struct told *t, struct view id)
{
	struct table_key key;
	bool fresh;

	if (!key_of(id, &key))
		return true;
	(void)table_take(t->ids, key, &fresh);
	if (!fresh)
		return false;
	memcpy(t->recent[t->count++ % TOLD_RECENT], id.data, ID_DIGITS);
	return true;
}

struct view told_recent(const struct told *t, size_t i)
{
	size_t first = t->count > TOLD_RECENT ? t->count - TOLD_RECENT : 0;

	if (first + i >= t->count)
		return VIEW_NONE;
	return view_from(t->recent[(first + i) % TOLD_RECENT], ID_DIGITS);
}

/* A run of hex digits that may go on in the next piece. */
struct run {
	char digits[ID_DIGITS];
	size_t size; /* may be more than fits: then it is no id */
};

static void end_run(struct told *t, struct run *run)
{
	if (run->size == ID_DIGITS)
		(void)told_add(t, view_from(run->digits, ID_DIGITS));
	run->size = 0;
}

static void scan(struct told *t, struct run *run, struct view bytes)
{
	for (size_t i = 0; i < bytes.size; i++) {
		if (!isxdigit((unsigned char)bytes.data[i])) {
			end_run(t, run);
			continue;
		}
		if (run->size < ID_DIGITS)
			run->digits[run->size] = bytes.data[i];
		run->size++;
	}
}

int told_read(struct told *t, const char *path)
{
	autoclose int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW |
					      O_NONBLOCK | O_NOCTTY);
	autofree char *piece = malloc(PIECE);
	struct run run = { .size = 0 };
	struct stat st;
	off_t at;
	ssize_t n;

	if (fd < 0 || fstat(fd, &st) < 0)
		return -errno;
	if (!piece)
		return -ENOMEM;
	if (!S_ISREG(st.st_mode))
		return -EINVAL;
	at = st.st_size > (off_t)TOLD_TAIL_BYTES ?
		     st.st_size - (off_t)TOLD_TAIL_BYTES :
		     0;
	while ((n = pread(fd, piece, PIECE, at)) > 0) {
		scan(t, &run, view_from(piece, (size_t)n));
		at += n;
		if (at >= st.st_size)
			break;
	}
	end_run(t, &run);
	return n < 0 ? -errno : 0;
}
