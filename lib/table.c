// SPDX-License-Identifier: BSD-2-Clause
#include "table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"

#define NONE UINT32_MAX

struct link {
	struct table_key key;
	uint32_t next;	       /* of the same bucket */
	uint32_t newer, older; /* in order of use */
};

struct table {
	size_t max, count, value_size;
	uint32_t *buckets;
	size_t bucket_mask;
	struct link *links;
	char *values;
	uint32_t newest, oldest;
	uint32_t spare; /* dropped entries, chained by next */
	uint64_t forgotten;
};

static void cleanup_table(struct table **t)
{
	table_free(*t);
}

int table_new(size_t max, size_t value_size, struct table **ret)
{
	__attribute__((cleanup(cleanup_table))) struct table *t =
		calloc(1, sizeof(*t));
	size_t buckets = 16;

	if (!t)
		return -ENOMEM;
	while (buckets < max)
		buckets *= 2;
	t->max = max;
	t->value_size = value_size;
	t->bucket_mask = buckets - 1;
	t->buckets = malloc(buckets * sizeof(*t->buckets));
	/* calloc: memory is touched, and so resident, only as it is used. */
	t->links = calloc(max, sizeof(*t->links));
	t->values = calloc(max, value_size);
	if (!t->buckets || !t->links || !t->values)
		return -ENOMEM;
	memset(t->buckets, 0xff, buckets * sizeof(*t->buckets));
	t->newest = t->oldest = t->spare = NONE;
	*ret = take(t);
	return 0;
}

void table_free(struct table *t)
{
	if (!t)
		return;
	free(t->buckets);
	free(t->links);
	free(t->values);
	free(t);
}

static uint32_t *bucket_of(const struct table *t, const struct table_key *key)
{
	uint64_t h = key->node;

	h = (h ^ key->a) * 0x9E3779B97F4A7C15ULL;
	h = (h ^ (h >> 29) ^ key->b) * 0xC2B2AE3D27D4EB4FULL;
	return &t->buckets[(size_t)(h >> 32) & t->bucket_mask];
}

static bool key_equal(const struct table_key *x, const struct table_key *y)
{
	return x->a == y->a && x->b == y->b && x->node == y->node;
}

static uint32_t look_up(const struct table *t, const struct table_key *key)
{
	uint32_t i = *bucket_of(t, key);

	while (i != NONE && !key_equal(&t->links[i].key, key))
		i = t->links[i].next;
	return i;
}

static void order_remove(struct table *t, uint32_t i)
{
	struct link *l = &t->links[i];

	if (l->newer != NONE)
		t->links[l->newer].older = l->older;
	else
		t->newest = l->older;
	if (l->older != NONE)
		t->links[l->older].newer = l->newer;
	else
		t->oldest = l->newer;
}

static void order_add(struct table *t, uint32_t i)
{
	struct link *l = &t->links[i];

	l->newer = NONE;
	l->older = t->newest;
	if (t->newest != NONE)
		t->links[t->newest].newer = i;
	t->newest = i;
	if (t->oldest == NONE)
		t->oldest = i;
}

static void *value_at(const struct table *t, uint32_t i)
{
	return t->values + (size_t)i * t->value_size;
}

void *table_find(struct table *t, struct table_key key)
{
	uint32_t i = look_up(t, &key);

	if (i == NONE)
		return NULL;
	if (i != t->newest) {
		order_remove(t, i);
		order_add(t, i);
	}
	return value_at(t, i);
}

static void remove_at(struct table *t, uint32_t i)
{
	uint32_t *at = bucket_of(t, &t->links[i].key);

	while (*at != i)
		at = &t->links[*at].next;
	*at = t->links[i].next;
	order_remove(t, i);
	t->links[i].next = t->spare;
	t->spare = i;
	t->count--;
}

void *table_take(struct table *t, struct table_key key, bool *fresh)
{
	void *found = table_find(t, key);
	uint32_t *bucket;
	uint32_t i;

	*fresh = !found;
	if (found)
		return found;
	if (t->spare == NONE && t->count == t->max) {
		remove_at(t, t->oldest);
		t->forgotten++;
	}
	i = t->spare;
	if (i != NONE)
		t->spare = t->links[i].next;
	else
		i = (uint32_t)t->count;
	bucket = bucket_of(t, &key);
	t->links[i].key = key;
	t->links[i].next = *bucket;
	*bucket = i;
	order_add(t, i);
	t->count++;
	memset(value_at(t, i), 0, t->value_size);
	return value_at(t, i);
}

void table_drop(struct table *t, struct table_key key)
{
	uint32_t i = look_up(t, &key);

	if (i != NONE)
		remove_at(t, i);
}

size_t table_count(const struct table *t)
{
	return t->count;
}

uint64_t table_forgotten(const struct table *t)
{
	return t->forgotten;
}
