// SPDX-License-Identifier: BSD-2-Clause
/*
 * cleanup: what a scope owns is released when the scope ends, whichever way
 * it ends; take() hands it on.  There is no goto in this tree: gcc lets one
 * jump over an armed cleanup, clang refuses.
 */
#ifndef DOCKWARDEN_CLEANUP_H
#define DOCKWARDEN_CLEANUP_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static inline void cleanup_free(void *pointer)
{
	free(*(void **)pointer);
}

static inline void cleanup_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static inline void cleanup_fclose(FILE **file)
{
	if (*file)
		fclose(*file);
}

#define autofree __attribute__((cleanup(cleanup_free)))
#define autoclose __attribute__((cleanup(cleanup_close)))
#define autofclose __attribute__((cleanup(cleanup_fclose)))

/* The pointer's value, and NULL in its place: the caller owns it now. */
#define take(pointer)                                   \
	__extension__({                                 \
		__typeof__(pointer) take_p = (pointer); \
		(pointer) = NULL;                       \
		take_p;                                 \
	})

/* The same of a descriptor: -1 in its place. */
static inline int take_fd(int *fd)
{
	int taken = *fd;

	*fd = -1;
	return taken;
}

#endif
