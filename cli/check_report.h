// SPDX-License-Identifier: BSD-2-Clause
/*
 * check_report: what was found, as text for a person, as JSON, or as JUnit's
 * XML for a build server.  A format is one row of a table.
 */
#ifndef DOCKWARDEN_CHECK_REPORT_H
#define DOCKWARDEN_CHECK_REPORT_H

#include "check_result.h"

#define CHECK_REPORT_MAX ((size_t)128 << 20) /* bytes of a report */

struct check_format {
	const char *name; /* "json" */
	void (*print)(const struct check_result *results, size_t count,
		      struct buf *out);
};

/* NULL: there is none of that name. */
const struct check_format *check_format_find(const char *name);
/* The i-th; NULL past the last.  The first is the default. */
const struct check_format *check_format_at(size_t i);

#endif
