// SPDX-License-Identifier: BSD-2-Clause
/*
 * diagnosis: what is wrong with the plugin, by what it said of itself last and
 * what the host shows of it now.
 */
#ifndef DOCKWARDEN_DIAGNOSIS_H
#define DOCKWARDEN_DIAGNOSIS_H

#include "buf.h"
#include "health.h"

/* What the host shows now. */
struct diagnosis_host {
	uint64_t monotonic; /* ms, CLOCK_MONOTONIC, as health.monotonic */
	struct view boot;   /* /proc/sys/kernel/random/boot_id */
	/* comm of the process that has the plugin's pid, without its line end;
	 * NONE: there is no such process. */
	struct view comm;
};

/* Appends each reason why the plugin is not healthy as a line; nothing: it is.
 * Of a plugin that does not run that alone is said: the rest is history.  Its
 * texts are made printable. */
void diagnose(const struct health *h, const struct diagnosis_host *host,
	      struct buf *out);

/* ms since the last beat. */
uint64_t diagnosis_age(const struct health *h,
		       const struct diagnosis_host *host);

/* Appends a span of time in ms as a person says it: "1 h 2 min". */
void diagnosis_span(struct buf *out, uint64_t ms);

#endif
