// SPDX-License-Identifier: BSD-2-Clause
/*
 * status_report: a diagnosis and the facts behind it, for a person or for a
 * program.
 */
#ifndef DOCKWARDEN_STATUS_REPORT_H
#define DOCKWARDEN_STATUS_REPORT_H

#include "diagnosis.h"

#define STATUS_REPORT_MAX ((size_t)256 << 10) /* bytes of either */

struct status_report {
	const struct health *health; /* NULL: the plugin never ran */
	const struct diagnosis_host *host;
	struct view reasons; /* lines, as of diagnose(); empty: healthy */
};

/* Appends "healthy" or a line "not healthy: REASON" for each, then the facts,
 * one a line.  What the plugin said is made printable.  0 or an error of out. */
int status_report_text(const struct status_report *r, struct buf *out);
/* Appends one line: {"healthy":…,"reasons":[…],"age_ms":…,"status":{…}}, the
 * status as of health_json(); without reasons if there are none.
 * 0 or an error of out. */
int status_report_json(const struct status_report *r, struct buf *out);

#endif
