// SPDX-License-Identifier: BSD-2-Clause
/*
 * check_report: what was found, as text for a person, as JSON, or as JUnit's
 * XML for a build server.  A format is one row of a table.
 */
#ifndef DOCKWARDEN_CHECK_REPORT_H
#define DOCKWARDEN_CHECK_REPORT_H

#include "check_result.h"

#define CHECK_REPORT_MAX ((size_t)128 << 20) /* bytes of a report */

struct check_report {
	const struct check_result *results;
	size_t count;
	const char *host; /* "/", or the directory as it was given */
	/* Of the text: escapes of a terminal, and what is right in full. */
	bool colours, full;
};

struct check_format {
	const char *name; /* "json" */
	void (*print)(const struct check_report *report, struct buf *out);
};

/* NULL: there is none of that name. */
const struct check_format *check_format_find(const char *name);
/* The i-th; NULL past the last.  The first is the default. */
const struct check_format *check_format_at(size_t i);

/* The formats: check_text.c, check_json.c, check_junit.c. */
void check_text(const struct check_report *report, struct buf *out);
void check_json(const struct check_report *report, struct buf *out);
void check_junit(const struct check_report *report, struct buf *out);

/* "required" or "recommended". */
const char *check_level_name(bool required);
/* How many results have this answer. */
size_t check_report_count(const struct check_report *report,
			  enum check_status status);

#endif
