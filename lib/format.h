// SPDX-License-Identifier: BSD-2-Clause
/*
 * format: an alert → one line of bytes.  One table row a format: a new one is
 * a format_NAME.c and a row in format.c.  Every byte that came from a log is
 * escaped here, so that one alert is one line whatever it contains.
 */
#ifndef DOCKWARDEN_FORMAT_H
#define DOCKWARDEN_FORMAT_H

#include "alert.h"
#include "buf.h"

/* Bytes, "\n" included: rsyslog cuts at 8,096. */
#define FORMAT_MAX_LINE 8000

/* Appends the alert and "\n".  0 or an error of buf. */
typedef int format_fn(const struct alert *alert, struct buf *out);

struct format {
	const char *name;
	format_fn *write;
	/* Appends the line that stands once before all alerts of a listing;
	 * NULL where there is none.  An output that is appended to has none. */
	int (*header)(struct buf *out);
};

/* NULL where no format has that name. */
const struct format *format_find(struct view name);
/* The i-th format, NULL past the last. */
const struct format *format_at(size_t i);

int format_ecs(const struct alert *alert, struct buf *out);
int format_cef(const struct alert *alert, struct buf *out);
int format_csv(const struct alert *alert, struct buf *out);
int format_csv_header(struct buf *out);
int format_ocsf(const struct alert *alert, struct buf *out);
int format_text(const struct alert *alert, struct buf *out);

#endif
