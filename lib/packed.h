// SPDX-License-Identifier: BSD-2-Clause
/*
 * packed: what the first bytes of a file say about its compression.  The name
 * of the file has no say in it.
 */
#ifndef DOCKWARDEN_PACKED_H
#define DOCKWARDEN_PACKED_H

#include "errmsg.h"
#include "view.h"

#define PACKED_MIN 6 /* bytes that are enough to tell */
/* zlib.h, inflateInit2: the largest window, and a gzip header alone. */
#define PACKED_WINDOW (15 + 16)

/* gzip (RFC 1952)?  Fewer than PACKED_MIN bytes are all that there is. */
bool packed_gzip(struct view start);

/* Can it be read?  name stands before the message.  0; -ENOTSUP (another
 * compression); -EBADMSG (gzip that yields no byte); -ENOMEM. */
int packed_check(const char *name, struct view start, struct errmsg *err);

#endif
