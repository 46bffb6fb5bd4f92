// SPDX-License-Identifier: BSD-2-Clause
#include "gap.h"

#include <errno.h>
#include <stdlib.h>

#define NODE_SIZE 256 /* of a name; what is longer counts as the same */

struct hole {
	uint32_t first, last;
	uint64_t since; /* monotonic ms; 0: for good already */
	bool sought;
	struct event_id after;
	uint64_t before_ms;
};

struct node {
	char name[NODE_SIZE];
	size_t name_size;
	uint64_t heard; /* its last record's turn */
	struct event_id newest;
	struct hole holes[GAP_HOLES]; /* in order of their serials */
	size_t count;
};

struct gaps {
	struct node *nodes[GAP_NODES];
	size_t count;
	struct node *last; /* that a record was of */
	uint64_t turn;
	uint64_t grace;
};

int gaps_new(uint64_t grace, struct gaps **ret)
{
	struct gaps *g = calloc(1, sizeof(*g));

	if (!g)
		return -ENOMEM;
	g->grace = grace > GAP_PATIENCE_MS ? grace : GAP_PATIENCE_MS;
	*ret = g;
	return 0;
}

void gaps_free(struct gaps *g)
{
	if (!g)
		return;
	for (size_t i = 0; i < g->count; i++)
		free(g->nodes[i]);
	free(g);
}

static struct view name_of(const struct node *n)
{
	return n->name_size ? view_from(n->name, n->name_size) : VIEW_NONE;
}

static uint64_t ms_of(const struct event_id *id)
{
	return id->seconds * 1000 + id->milliseconds;
}

static struct node *find_node(const struct gaps *g, struct view name)
{
	if (g->last && view_equal(name_of(g->last), name))
		return g->last;
	for (size_t i = 0; i < g->count; i++)
		if (view_equal(name_of(g->nodes[i]), name))
			return g->nodes[i];
	return NULL;
}

/* A place for one more; NULL without memory. */
static struct node *take_place(struct gaps *g)
{
	struct node *oldest;

	if (g->count < GAP_NODES) {
		oldest = calloc(1, sizeof(*oldest));
		if (oldest)
			g->nodes[g->count++] = oldest;
		return oldest;
	}
	oldest = g->nodes[0];
	for (size_t i = 1; i < g->count; i++)
		if (g->nodes[i]->heard < oldest->heard)
			oldest = g->nodes[i];
	return oldest;
}

static void begin_node(struct gaps *g, struct view name,
		       const struct event_id *id)
{
	struct node *n = take_place(g);

	if (!n)
		return;
	n->name_size = name.size;
	if (name.size)
		memcpy(n->name, name.data, name.size);
	n->newest = *id;
	n->count = 0;
	n->heard = ++g->turn;
	g->last = n;
}

static void remove_hole(struct node *n, size_t i)
{
	n->count--;
	memmove(&n->holes[i], &n->holes[i + 1],
		(n->count - i) * sizeof(n->holes[0]));
}

/* Where all places are taken, two neighbours become one: the serials between
 * them came, but a count that is too high beats a loss that is not said. */
static void make_room(struct node *n)
{
	if (n->count < GAP_HOLES)
		return;
	n->holes[0].last = n->holes[1].last;
	n->holes[0].before_ms = n->holes[1].before_ms;
	remove_hole(n, 1);
}

static void add_hole(struct node *n, const struct hole *hole)
{
	make_room(n);
	n->holes[n->count++] = *hole;
}

/* a behind b, by a counter that wraps. */
static bool is_before(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b) < 0;
}

/* One that was missing came after all. */
static void fill(struct node *n, uint32_t serial)
{
	for (size_t i = n->count; i-- > 0;) {
		struct hole *h = &n->holes[i], rest = *h;

		if (is_before(serial, h->first))
			continue;
		if (is_before(h->last, serial))
			return;
		if (h->first == h->last) {
			remove_hole(n, i);
		} else if (serial == h->first) {
			h->first++;
		} else if (serial == h->last) {
			h->last--;
		} else if (n->count < GAP_HOLES) {
			memmove(h + 1, h, (n->count - i) * sizeof(*h));
			n->count++;
			h->last = serial - 1;
			rest.first = serial + 1;
			h[1] = rest;
		}
		return;
	}
}

/* What is missing of the count before will not come any more. */
static void restart(struct node *n, const struct event_id *id)
{
	for (size_t i = 0; i < n->count; i++)
		n->holes[i].since = 0;
	n->newest = *id;
}

static void advance(struct node *n, const struct event_id *id, uint64_t now)
{
	if (id->serial != n->newest.serial + 1)
		add_hole(n, &(struct hole){ .first = n->newest.serial + 1,
					    .last = id->serial - 1,
					    .since = now ? now : 1,
					    .after = n->newest,
					    .before_ms = ms_of(id) });
	n->newest = *id;
}

/* NULL: it begins with this event, or there is no memory. */
static struct node *hear(struct gaps *g, struct view node,
			 const struct event_id *id)
{
	struct node *n;

	if (node.size > NODE_SIZE)
		node.size = NODE_SIZE;
	n = find_node(g, node);
	if (!n) {
		begin_node(g, node, id);
		return NULL;
	}
	if (n != g->last)
		n->heard = ++g->turn;
	g->last = n;
	return n;
}

/* One that is behind and no later came out of order; but a boot may begin the
 * count at any distance. */
void gaps_pass(struct gaps *g, struct view node, const struct event_id *id)
{
	struct node *n = hear(g, node, id);

	if (n && (is_before(n->newest.serial, id->serial) ||
		  ms_of(id) > ms_of(&n->newest)))
		n->newest = *id;
}

void gaps_note(struct gaps *g, struct view node, const struct event_id *id,
	       uint64_t now)
{
	struct node *n = hear(g, node, id);
	uint32_t behind;

	if (!n)
		return;
	behind = n->newest.serial - id->serial;
	if (behind == 0)
		return;
	if (is_before(n->newest.serial, id->serial))
		advance(n, id, now);
	else if (behind < GAP_RESTART || ms_of(id) <= ms_of(&n->newest))
		fill(n, id->serial);
	else
		restart(n, id);
}

static struct gap gap_of(const struct node *n, const struct hole *h)
{
	return (struct gap){ .node = name_of(n),
			     .first = h->first,
			     .last = h->last,
			     .after_ms = ms_of(&h->after),
			     .before_ms = h->before_ms,
			     .sought = h->sought };
}

static uint64_t sought_at(const struct hole *h)
{
	return h->since ? h->since + GAP_PATIENCE_MS : 0;
}

static uint64_t lost_at(const struct gaps *g, const struct node *n,
			const struct hole *h)
{
	if (!h->since)
		return 0;
	return h->since + (n->count < GAP_CROWD ? g->grace : GAP_PATIENCE_MS);
}

bool gaps_seek(struct gaps *g, uint64_t now, struct gap *ret)
{
	for (size_t i = 0; i < g->count; i++) {
		struct node *n = g->nodes[i];

		for (size_t k = 0; k < n->count; k++) {
			struct hole *h = &n->holes[k];

			if (h->sought || now < sought_at(h))
				continue;
			*ret = gap_of(n, h);
			h->sought = true;
			return true;
		}
	}
	return false;
}

bool gaps_next(struct gaps *g, uint64_t now, struct gap *ret)
{
	for (size_t i = 0; i < g->count; i++) {
		struct node *n = g->nodes[i];

		for (size_t k = 0; k < n->count; k++) {
			if (now < lost_at(g, n, &n->holes[k]))
				continue;
			*ret = gap_of(n, &n->holes[k]);
			remove_hole(n, k);
			return true;
		}
	}
	return false;
}

bool gaps_open(const struct gaps *g, struct view node, struct event_id *ret)
{
	const struct node *n;

	if (node.size > NODE_SIZE)
		node.size = NODE_SIZE;
	n = find_node(g, node);
	if (!n || n->count == 0)
		return false;
	*ret = n->holes[0].after;
	return true;
}

static uint64_t hole_due(const struct gaps *g, const struct node *n,
			 const struct hole *h)
{
	return h->sought ? lost_at(g, n, h) : sought_at(h);
}

uint64_t gaps_due(const struct gaps *g)
{
	uint64_t due = UINT64_MAX;

	for (size_t i = 0; i < g->count; i++) {
		const struct node *n = g->nodes[i];

		for (size_t k = 0; k < n->count; k++) {
			uint64_t at = hole_due(g, n, &n->holes[k]);

			if (at < due)
				due = at;
		}
	}
	return due;
}
