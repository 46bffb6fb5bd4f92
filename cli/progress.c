// SPDX-License-Identifier: BSD-2-Clause
#include "progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "monotonic.h"

#define BAR_WIDTH 30
#define INTERVAL_MS 100
#define MIB ((uint64_t)1 << 20)
#define CLEAR "\r\033[K" /* to the line's beginning, erase to its end */

void progress_init(struct progress *p, uint64_t total)
{
	const char *term = getenv("TERM");

	*p = (struct progress){
		.on = isatty(STDERR_FILENO) && term &&
		      strcmp(term, "dumb") != 0,
		.total = total,
	};
	if (p->on)
		p->drawn =
			monotonic_ms(); /* nothing for what is over at once */
}

static void draw(uint64_t done, uint64_t total)
{
	char bar[BAR_WIDTH + 1];
	uint64_t part;

	if (total == UINT64_MAX) {
		(void)fprintf(stderr, CLEAR "%" PRIu64 " MiB read", done / MIB);
		return;
	}
	part = total && done < total ? done * BAR_WIDTH / total : BAR_WIDTH;
	memset(bar, ' ', BAR_WIDTH);
	memset(bar, '=', (size_t)part);
	bar[BAR_WIDTH] = '\0';
	(void)fprintf(stderr,
		      CLEAR "[%s] %3" PRIu64 " %%  %" PRIu64 " of %" PRIu64
			    " MiB",
		      bar, total && done < total ? done * 100 / total : 100,
		      done / MIB, total / MIB);
}

void progress_show(struct progress *p, uint64_t done)
{
	uint64_t now;

	if (!p->on)
		return;
	now = monotonic_ms();
	if (now - p->drawn < INTERVAL_MS)
		return;
	p->drawn = now;
	p->shown = true;
	draw(done, p->total);
}

void progress_clear(struct progress *p)
{
	if (p->shown)
		(void)fputs(CLEAR, stderr);
	p->shown = false;
}
