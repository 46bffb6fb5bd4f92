// SPDX-License-Identifier: BSD-2-Clause
#include "queue.h"

#include <errno.h>
#include <stdlib.h>

#define CAPACITY_FIRST ((size_t)16 << 10)

void queue_init(struct queue *q, size_t max)
{
	*q = (struct queue){ .max = max };
}

void queue_done(struct queue *q)
{
	free(q->data);
	queue_init(q, q->max);
}

static size_t slot_of(const struct queue *q, uint64_t place)
{
	return (size_t)place & (q->capacity - 1);
}

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

static void copy_in(struct queue *q, struct view bytes)
{
	size_t at = slot_of(q, q->tail);
	size_t first = smaller(bytes.size, q->capacity - at);

	memcpy(q->data + at, bytes.data, first);
	memcpy(q->data, bytes.data + first, bytes.size - first);
	q->tail += bytes.size;
}

static int grow(struct queue *q, size_t needed)
{
	struct queue larger = { .capacity = q->capacity ? q->capacity :
							  CAPACITY_FIRST,
				.max = q->max,
				.head = q->head,
				.tail = q->head };
	struct iovec pieces[2];
	int count;

	while (larger.capacity < needed)
		larger.capacity *= 2;
	larger.data = malloc(larger.capacity);
	if (!larger.data)
		return -ENOBUFS;
	count = queue_pieces(q, q->head, pieces);
	for (int i = 0; i < count; i++)
		copy_in(&larger,
			view_from(pieces[i].iov_base, pieces[i].iov_len));
	free(q->data);
	*q = larger;
	return 0;
}

int queue_add(struct queue *q, struct view line)
{
	size_t used = (size_t)(q->tail - q->head);

	if (line.size > q->max - used)
		return -ENOBUFS;
	if (used + line.size > q->capacity && grow(q, used + line.size) < 0)
		return -ENOBUFS;
	copy_in(q, line);
	return 0;
}

int queue_pieces(const struct queue *q, uint64_t from, struct iovec ret[2])
{
	size_t size = (size_t)(q->tail - from), at, first;

	if (size == 0)
		return 0;
	at = slot_of(q, from);
	first = smaller(size, q->capacity - at);
	ret[0] = (struct iovec){ q->data + at, first };
	ret[1] = (struct iovec){ q->data, size - first };
	return size > first ? 2 : 1;
}

uint64_t queue_line_end(const struct queue *q, uint64_t from)
{
	struct iovec pieces[2];
	int count = queue_pieces(q, from, pieces);

	for (int i = 0; i < count; i++) {
		const char *start = pieces[i].iov_base;
		const char *end = memchr(start, '\n', pieces[i].iov_len);

		if (end)
			return from + (uint64_t)(end - start) + 1;
		from += pieces[i].iov_len;
	}
	return q->tail;
}

uint64_t queue_line_start(const struct queue *q, uint64_t at)
{
	while (at > q->head && q->data[slot_of(q, at - 1)] != '\n')
		at--;
	return at;
}

uint64_t queue_lines(const struct queue *q, uint64_t from, uint64_t to)
{
	uint64_t lines = 0;

	for (; from < to; from++)
		lines += q->data[slot_of(q, from)] == '\n';
	return lines;
}

void queue_drop(struct queue *q, uint64_t to)
{
	q->head = to;
}
