// SPDX-License-Identifier: BSD-2-Clause
#include "buf.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "number.h"

#define FIRST_CAPACITY 256

/* Room for size more bytes and for the NUL that vsnprintf() wants. */
static bool reserve(struct buf *b, size_t size)
{
	size_t capacity = b->capacity ? b->capacity : FIRST_CAPACITY;
	char *data;

	if (b->error)
		return false;
	if (size > b->max - b->size) {
		b->error = -ENOBUFS;
		return false;
	}
	if (b->capacity - b->size > size)
		return true;
	while (capacity - b->size <= size) {
		if (capacity > SIZE_MAX / 2) {
			b->error = -ENOMEM;
			return false;
		}
		capacity *= 2;
	}
	data = realloc(b->data, capacity);
	if (!data) {
		b->error = -ENOMEM;
		return false;
	}
	b->data = data;
	b->capacity = capacity;
	return true;
}

void buf_init(struct buf *b, size_t max)
{
	*b = (struct buf){ .max = max };
}

void buf_done(struct buf *b)
{
	free(b->data);
	buf_init(b, b->max);
}

void buf_reset(struct buf *b)
{
	b->size = 0;
	b->error = 0;
}

void buf_add(struct buf *b, struct view bytes)
{
	if (bytes.size == 0 || !reserve(b, bytes.size))
		return;
	memcpy(b->data + b->size, bytes.data, bytes.size);
	b->size += bytes.size;
}

void buf_add_text(struct buf *b, const char *text)
{
	buf_add(b, view_of(text));
}

void buf_add_byte(struct buf *b, char byte)
{
	buf_add(b, view_from(&byte, 1));
}

void buf_add_u64(struct buf *b, uint64_t number)
{
	char digits[NUMBER_DIGITS];

	buf_add(b, number_text(number, digits));
}

void buf_printf(struct buf *b, const char *format, ...)
{
	va_list ap;
	int size;

	va_start(ap, format);
	size = vsnprintf(NULL, 0, format, ap);
	va_end(ap);
	if (size < 0) {
		if (!b->error)
			b->error = -ENOMEM;
		return;
	}
	if (!reserve(b, (size_t)size))
		return;
	va_start(ap, format);
	(void)vsnprintf(b->data + b->size, (size_t)size + 1, format, ap);
	va_end(ap);
	b->size += (size_t)size;
}

void buf_cut(struct buf *b, size_t size)
{
	if (size < b->size)
		b->size = size;
}

struct view buf_view(const struct buf *b)
{
	return view_from(b->data ? b->data : "", b->size);
}

int buf_error(const struct buf *b)
{
	return b->error;
}
