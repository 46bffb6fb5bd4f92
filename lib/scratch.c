// SPDX-License-Identifier: BSD-2-Clause
#include "scratch.h"

#include <errno.h>
#include <stdlib.h>

int scratch_init(struct scratch *s, size_t capacity)
{
	/* malloc(0) may be NULL, which here means no memory */
	char *data = malloc(capacity ? capacity : 1);

	if (!data)
		return -ENOMEM;
	*s = (struct scratch){ .data = data, .capacity = capacity };
	return 0;
}

void scratch_done(struct scratch *s)
{
	free(s->data);
	*s = (struct scratch){ .data = NULL };
}

void scratch_reset(struct scratch *s)
{
	s->size = 0;
}

char *scratch_bytes(struct scratch *s, size_t size)
{
	char *bytes;

	if (!s->data || size > s->capacity - s->size) {
		s->refused++;
		return NULL;
	}
	bytes = s->data + s->size;
	s->size += size;
	return bytes;
}

struct view scratch_copy(struct scratch *s, struct view bytes)
{
	char *copy;

	if (!bytes.data)
		return VIEW_NONE;
	copy = scratch_bytes(s, bytes.size);
	if (!copy)
		return VIEW_NONE;
	if (bytes.size)
		memcpy(copy, bytes.data, bytes.size);
	return view_from(copy, bytes.size);
}
