// SPDX-License-Identifier: BSD-2-Clause
/*
 * view: borrowed bytes, not NUL-terminated.  A view owns nothing; whoever
 * hands one out says how long the bytes live.  An absent value has data NULL;
 * an empty one has data and size 0.
 */
#ifndef DOCKWARDEN_VIEW_H
#define DOCKWARDEN_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct view {
	const char *data;
	size_t size;
};

#define VIEW(literal) ((struct view){ "" literal "", sizeof(literal) - 1 })
#define VIEW_NONE ((struct view){ NULL, 0 })

static inline struct view view_of(const char *text)
{
	return (struct view){ text, text ? strlen(text) : 0 };
}

static inline struct view view_from(const char *data, size_t size)
{
	return (struct view){ data, size };
}

static inline bool view_equal(struct view a, struct view b)
{
	return a.size == b.size &&
	       (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

static inline bool view_is(struct view a, const char *text)
{
	return view_equal(a, view_of(text));
}

static inline bool view_starts(struct view a, struct view prefix)
{
	return a.size >= prefix.size &&
	       (prefix.size == 0 ||
		memcmp(a.data, prefix.data, prefix.size) == 0);
}

static inline bool view_ends(struct view a, struct view suffix)
{
	return a.size >= suffix.size &&
	       (suffix.size == 0 || memcmp(a.data + a.size - suffix.size,
					   suffix.data, suffix.size) == 0);
}

/* The bytes of a from offset on; empty where offset is past the end. */
static inline struct view view_skip(struct view a, size_t offset)
{
	if (offset > a.size)
		offset = a.size;
	return (struct view){ a.data ? a.data + offset : NULL,
			      a.size - offset };
}

#endif
