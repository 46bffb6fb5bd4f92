// SPDX-License-Identifier: BSD-2-Clause
/*
 * summary: what was read, found and passed over, said on stderr when all is
 * read.  The same input always gives the same summary.
 */
#ifndef DOCKWARDEN_SUMMARY_H
#define DOCKWARDEN_SUMMARY_H

#include "warden.h"

struct summary {
	struct warden_counts warden;
	uint64_t files;
	uint64_t lines;	      /* of all files, the oversized ones included */
	uint64_t oversized;   /* lines over LINES_MAX_LINE */
	uint64_t partial;     /* files that could not be read to their end */
	uint64_t flagged;     /* unauthorized changes that were asked for */
	uint64_t shown;	      /* those and the authorized ones asked for */
	const char *bad_file; /* where the first malformed line is; borrowed */
	uint64_t bad_line;
};

void summary_say(const struct summary *s);

#endif
