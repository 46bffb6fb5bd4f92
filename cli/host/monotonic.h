// SPDX-License-Identifier: BSD-2-Clause
/*
 * monotonic: the clock that deadlines and durations are told by: it goes on
 * whatever is done to the time of day.
 */
#ifndef DOCKWARDEN_MONOTONIC_H
#define DOCKWARDEN_MONOTONIC_H

#include <stdint.h>
#include <time.h>

/* Milliseconds of CLOCK_MONOTONIC. */
static inline uint64_t monotonic_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

#endif
