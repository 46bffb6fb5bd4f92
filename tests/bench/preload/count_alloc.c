// SPDX-License-Identifier: BSD-2-Clause
/*
 * Preloaded into a program: counts what it asks of malloc, calloc and
 * realloc, and at its end writes the number to the file that the environment
 * variable COUNT_ALLOC names.
 */
#include <stdio.h>
#include <stdlib.h>

static unsigned long count;

/* glibc's own, under the names that it has for replacements like these. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t items, size_t size);
extern void *__libc_realloc(void *memory, size_t size);

void *malloc(size_t size)
{
	count++;
	return __libc_malloc(size);
}

void *calloc(size_t items, size_t size)
{
	count++;
	return __libc_calloc(items, size);
}

void *realloc(void *memory, size_t size)
{
	count++;
	return __libc_realloc(memory, size);
}

static __attribute__((destructor)) void report(void)
{
	unsigned long asked = count; /* before stdio asks for more */
	const char *path = getenv("COUNT_ALLOC");
	FILE *file = path ? fopen(path, "w") : NULL;

	if (!file)
		return;
	fprintf(file, "%lu\n", asked);
	fclose(file);
}
