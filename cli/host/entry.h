// SPDX-License-Identifier: BSD-2-Clause
/*
 * entry: lines of configuration files and their parts; above all of passwd(5),
 * group(5), gshadow(5) and subgid(5), which have fields with colons between.
 */
#ifndef DOCKWARDEN_ENTRY_H
#define DOCKWARDEN_ENTRY_H

#include <stdint.h>

#include "view.h"

/* The part before the next separator, or all; text loses both. */
struct view entry_take(struct view *text, char separator);

/* What most files take for a blank. */
#define ENTRY_BLANKS " \t"

static inline bool entry_is_one_of(char c, const char *blanks)
{
	return c && strchr(blanks, c);
}

/* Without the blanks, of those named, that it begins and ends with. */
struct view entry_trim(struct view text, const char *blanks);

/* The next line that is an entry: blank lines, comments, and the "+" and "-"
 * lines of nsswitch.conf(5)'s "compat" are passed over.  False after the
 * last. */
bool entry_next(struct view *text, struct view *ret);

/* False unless the line has so many fields, the first is not empty, and there
 * is no NUL, which would end a name for one reader and not for another. */
bool entry_split(struct view line, struct view *fields, size_t count);

/* A uid or a gid: a number that is not (uid_t)-1. */
bool entry_id(struct view field, uint32_t *ret);

#endif
