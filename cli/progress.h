// SPDX-License-Identifier: BSD-2-Clause
/*
 * progress: a bar on stderr while logs are read, if that is a terminal.
 */
#ifndef DOCKWARDEN_PROGRESS_H
#define DOCKWARDEN_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
	bool on;
	bool shown;	/* the bar stands on the terminal now */
	uint64_t total; /* bytes; UINT64_MAX: unknown */
	uint64_t drawn; /* when, in milliseconds of the monotonic clock */
};

void progress_init(struct progress *p, uint64_t total);
/* Draws the bar, at most ten times a second. */
void progress_show(struct progress *p, uint64_t done);
/* Takes the bar away: call it before anything else is written. */
void progress_clear(struct progress *p);

#endif
