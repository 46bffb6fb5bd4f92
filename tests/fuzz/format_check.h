// SPDX-License-Identifier: BSD-2-Clause
/*
 * format_check: what has to hold of every line that a format wrote, whatever
 * the alert: for fuzz_format.
 */
#ifndef DOCKWARDEN_FORMAT_CHECK_H
#define DOCKWARDEN_FORMAT_CHECK_H

#include <stdio.h>
#include <stdlib.h>

#include "format.h"

#define REQUIRE(what)                                           \
	do {                                                    \
		if (!(what)) {                                  \
			fprintf(stderr, "not so: %s\n", #what); \
			abort();                                \
		}                                               \
	} while (0)

/* Aborts, with the reason on stderr, where out is not one line within the limit
 * and of text alone, or does not read back as what the alert holds. */
void format_check(const struct format *format, const struct alert *alert,
		  const struct buf *out);

#endif
