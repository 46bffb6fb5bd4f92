// SPDX-License-Identifier: BSD-2-Clause
#include "event.h"

#include <errno.h>
#include <stdlib.h>

#include "cleanup.h"

#define FIRST_BYTES 2048 /* of a slot; an event is about 1 KB */
#define FIRST_RECORDS 8
#define KEEP_BYTES 16384 /* a larger slot gives its memory back */
/* An event without its last record is left open while it was touched this
 * recently, even if it is among the oldest. */
#define HOT_LINES 128
#define HELD_MAX 64 /* nodes with such an event; with more, all wait */

const struct events_limits events_default_limits = {
	.max_events = 4096,
	.max_bytes = (size_t)16 << 20,
	.max_event_records = 8192,
	.max_event_bytes = (size_t)1 << 20,
};

/* An open event.  The records' views point into bytes and node. */
struct slot {
	struct event_id id;
	struct view node; /* in bytes, at its beginning */
	char *bytes;
	size_t size, capacity;
	struct record *records;
	size_t count, record_capacity;
	uint64_t touched; /* the line that came last */
	bool ended;	  /* EOE or PROCTITLE was seen */
	bool cut;
};

/* Of the index by hash.  The serial is there so that to pass over another
 * event touches no memory of its slot. */
struct place {
	uint32_t number; /* in open, + 1; 0: free */
	uint32_t serial;
};

struct events {
	struct events_limits limits;
	events_fn *fn;
	void *user;
	struct slot **open;  /* in order of arrival */
	struct slot **order; /* the same sorted, while handing out */
	size_t count;
	struct slot **spare;
	size_t spare_count;
	struct place *index;
	size_t index_size;  /* a power of two */
	size_t bytes;	    /* memory of all open slots */
	size_t spare_bytes; /* … and of the spare ones */
	struct slot *last;  /* where the previous record went */
	struct event_id newest_out;
	struct events_counts counts;
};

static void slot_free(struct slot *s)
{
	if (!s)
		return;
	free(s->bytes);
	free(s->records);
	free(s);
}

static void cleanup_slot(struct slot **s)
{
	slot_free(*s);
}

static struct slot *slot_new(void)
{
	__attribute__((cleanup(cleanup_slot))) struct slot *s =
		calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->bytes = malloc(FIRST_BYTES);
	s->records = calloc(FIRST_RECORDS, sizeof(*s->records));
	if (!s->bytes || !s->records)
		return NULL;
	s->capacity = FIRST_BYTES;
	s->record_capacity = FIRST_RECORDS;
	return take(s);
}

int events_new(const struct events_limits *limits, events_fn *fn, void *user,
	       struct events **ret)
{
	__attribute__((cleanup(cleanup_events))) struct events *e =
		calloc(1, sizeof(*e));
	size_t size = 16;

	if (!e)
		return -ENOMEM;
	e->limits = *limits;
	e->fn = fn;
	e->user = user;
	while (size < 2 * limits->max_events)
		size *= 2;
	e->index_size = size;
	e->open = calloc(limits->max_events, sizeof(struct slot *));
	e->order = calloc(limits->max_events, sizeof(struct slot *));
	e->spare = calloc(limits->max_events, sizeof(struct slot *));
	e->index = calloc(size, sizeof(*e->index));
	if (!e->open || !e->order || !e->spare || !e->index)
		return -ENOMEM;
	*ret = take(e);
	return 0;
}

void events_free(struct events *e)
{
	if (!e)
		return;
	for (size_t i = 0; e->open && i < e->count; i++)
		slot_free(e->open[i]);
	for (size_t i = 0; e->spare && i < e->spare_count; i++)
		slot_free(e->spare[i]);
	free(e->open);
	free(e->order);
	free(e->spare);
	free(e->index);
	free(e);
}

/* Spreads serials and times over the index; the node is left out, since two
 * hosts seldom share a millisecond and a serial, and a compare follows. */
static size_t hash_id(const struct events *e, const struct event_id *id)
{
	uint64_t h = id->serial * 0x9E3779B97F4A7C15ULL;

	h ^= (id->seconds * 1000 + id->milliseconds) * 0xC2B2AE3D27D4EB4FULL;
	return (size_t)(h >> 20) & (e->index_size - 1);
}

static bool slot_is(const struct slot *s, const struct record *r)
{
	return s->id.serial == r->id.serial &&
	       s->id.milliseconds == r->id.milliseconds &&
	       s->id.seconds == r->id.seconds && view_equal(s->node, r->node);
}

/* Where the event is in the index, or the free place it would take. */
static struct place *index_place(struct events *e, const struct record *r)
{
	size_t i = hash_id(e, &r->id);

	while (e->index[i].number &&
	       (e->index[i].serial != r->id.serial ||
		!slot_is(e->open[e->index[i].number - 1], r)))
		i = (i + 1) & (e->index_size - 1);
	return &e->index[i];
}

static void index_add(struct events *e, uint32_t number)
{
	const struct event_id *id = &e->open[number]->id;
	size_t i = hash_id(e, id);

	while (e->index[i].number)
		i = (i + 1) & (e->index_size - 1);
	e->index[i] = (struct place){ number + 1, id->serial };
}

static void index_rebuild(struct events *e)
{
	memset(e->index, 0, e->index_size * sizeof(*e->index));
	for (size_t i = 0; i < e->count; i++)
		index_add(e, (uint32_t)i);
	e->last = NULL;
}

static int slot_compare(const struct slot *a, const struct slot *b)
{
	size_t common;
	int order = event_id_compare(&a->id, &b->id);

	if (order)
		return order;
	common = a->node.size < b->node.size ? a->node.size : b->node.size;
	order = common ? memcmp(a->node.data, b->node.data, common) : 0;
	if (order)
		return order;
	return a->node.size < b->node.size ? -1 : a->node.size > b->node.size;
}

static int slot_compare_pointers(const void *a, const void *b)
{
	return slot_compare(*(struct slot *const *)a, *(struct slot *const *)b);
}

static bool is_sorted(struct slot *const *slots, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (slot_compare(slots[i - 1], slots[i]) > 0)
			return false;
	return true;
}

/* What the slot takes: its lines, and the records that describe them. */
static size_t slot_bytes(const struct slot *s)
{
	return s->capacity + s->record_capacity * sizeof(*s->records);
}

static void hand_out(struct events *e, struct slot *s)
{
	struct event event = {
		.id = s->id,
		.node = s->node,
		.records = s->records,
		.count = s->count,
		.cut = s->cut,
	};

	e->counts.events++;
	if (event_id_compare(&s->id, &e->newest_out) > 0)
		e->newest_out = s->id;
	e->fn(e->user, &event);
}

/* Gives the slot back for another event. */
static void slot_retire(struct events *e, struct slot *s)
{
	size_t bytes = slot_bytes(s);

	e->bytes -= bytes;
	if (bytes > KEEP_BYTES || e->spare_count == e->limits.max_events ||
	    e->bytes + e->spare_bytes + bytes > e->limits.max_bytes) {
		slot_free(s);
		return;
	}
	s->size = 0;
	s->count = 0;
	s->ended = false;
	s->cut = false;
	e->spare_bytes += bytes;
	e->spare[e->spare_count++] = s;
}

static bool slot_is_hot(const struct events *e, const struct slot *s)
{
	return !s->ended && e->counts.lines - s->touched < HOT_LINES;
}

/* Nodes one of whose events is kept back: what came later on that node must
 * not be handed out before it. */
struct held {
	const struct slot *slots[HELD_MAX];
	size_t count;
};

static bool is_held(const struct events *e, const struct slot *s,
		    struct held *held)
{
	for (size_t i = 0; i < held->count; i++)
		if (view_equal(held->slots[i]->node, s->node))
			return true;
	if (held->count == HELD_MAX)
		return true;
	if (!slot_is_hot(e, s))
		return false;
	held->slots[held->count++] = s;
	return true;
}

/* Hands out up to wanted events in order, hot ones only if forced. */
static size_t release(struct events *e, size_t wanted, bool forced)
{
	struct held held = { .count = 0 };
	size_t out = 0, kept = 0;

	memcpy(e->order, e->open, e->count * sizeof(struct slot *));
	if (!is_sorted(e->order, e->count))
		qsort(e->order, e->count, sizeof(struct slot *),
		      slot_compare_pointers);
	for (size_t i = 0; i < e->count && out < wanted; i++) {
		if (!forced && is_held(e, e->order[i], &held))
			continue;
		hand_out(e, e->order[i]);
		e->order[i]->count = 0; /* marks it as handed out */
		out++;
	}
	for (size_t i = 0; i < e->count; i++) {
		if (e->open[i]->count)
			e->open[kept++] = e->open[i];
		else
			slot_retire(e, e->open[i]);
	}
	e->count = kept;
	index_rebuild(e);
	return out;
}

void events_flush(struct events *e)
{
	if (e->count)
		(void)release(e, e->count, true);
}

static void make_room(struct events *e)
{
	size_t half = e->count / 2 + 1;
	size_t out = release(e, half, false);

	/* Hot events must not hold back more than there is room for. */
	if (out < half / 2 + 1)
		(void)release(e, half - out, true);
}

static struct slot *slot_take(struct events *e)
{
	struct slot *s;

	if (!e->spare_count)
		return slot_new();
	s = e->spare[--e->spare_count];
	e->spare_bytes -= slot_bytes(s);
	return s;
}

/* Moves the views of a slot along with its bytes. */
static struct view view_moved(struct view v, const char *from, const char *to)
{
	if (v.data)
		v.data = to + (v.data - from);
	return v;
}

static void slot_move(struct slot *s, char *to)
{
	const char *from = s->bytes;

	s->node = view_moved(s->node, from, to);
	for (size_t i = 0; i < s->count; i++) {
		struct record *r = &s->records[i];

		r->node = view_moved(r->node, from, to);
		r->type_name = view_moved(r->type_name, from, to);
		r->body = view_moved(r->body, from, to);
		r->enriched = view_moved(r->enriched, from, to);
		r->line = view_moved(r->line, from, to);
	}
}

static int slot_reserve(struct events *e, struct slot *s, size_t more)
{
	size_t capacity = s->capacity;
	char *bytes;

	if (s->capacity - s->size >= more)
		return 0;
	while (capacity - s->size < more)
		capacity *= 2;
	bytes = malloc(capacity);
	if (!bytes)
		return -ENOMEM;
	memcpy(bytes, s->bytes, s->size);
	slot_move(s, bytes);
	free(s->bytes);
	s->bytes = bytes;
	e->bytes += capacity - s->capacity;
	s->capacity = capacity;
	return 0;
}

static int slot_reserve_record(struct events *e, struct slot *s)
{
	struct record *records;

	if (s->count < s->record_capacity)
		return 0;
	records = reallocarray(s->records, s->record_capacity * 2,
			       sizeof(*records));
	if (!records)
		return -ENOMEM;
	s->records = records;
	e->bytes += s->record_capacity * sizeof(*records);
	s->record_capacity *= 2;
	return 0;
}

/* Arguments come before the paths, and must not crowd them out. */
static bool is_wordy(uint32_t type)
{
	return type == RECORD_EXECVE || type == RECORD_PROCTITLE;
}

/* Copies the record's line into the slot; its views follow. */
static int slot_add(struct events *e, struct slot *s, const struct record *r)
{
	const char *from = r->line.data;
	struct record copy = *r;
	char *to;

	if (is_wordy(r->type) && s->size > e->limits.max_event_bytes / 2) {
		s->cut = true;
		e->counts.cut++;
		return 0;
	}
	if (s->count >= e->limits.max_event_records ||
	    s->size + r->line.size > e->limits.max_event_bytes) {
		s->cut = true;
		e->counts.cut++;
		return 0;
	}
	if (slot_reserve(e, s, r->line.size) || slot_reserve_record(e, s)) {
		s->cut = true;
		e->counts.cut++;
		return -ENOMEM;
	}
	to = s->bytes + s->size;
	memcpy(to, from, r->line.size);
	s->size += r->line.size;
	copy.line = view_moved(r->line, from, to);
	copy.node = view_moved(r->node, from, to);
	copy.type_name = view_moved(r->type_name, from, to);
	copy.body = view_moved(r->body, from, to);
	copy.enriched = view_moved(r->enriched, from, to);
	s->records[s->count++] = copy;
	return 0;
}

/* A new slot for the record's event, in the index at its place. */
static int slot_open(struct events *e, const struct record *r,
		     struct slot **ret)
{
	struct slot *s;

	if (e->count == e->limits.max_events)
		make_room(e);
	s = slot_take(e);
	if (!s) {
		e->counts.cut++;
		return -ENOMEM;
	}
	if (event_id_compare(&r->id, &e->newest_out) <= 0)
		e->counts.late++;
	s->id = r->id;
	s->node = r->node; /* borrowed until slot_add has copied the line */
	e->bytes += slot_bytes(s);
	e->open[e->count] = s;
	*index_place(e, r) =
		(struct place){ (uint32_t)e->count + 1, r->id.serial };
	e->count++;
	*ret = s;
	return 0;
}

static int add_to_new(struct events *e, const struct record *r,
		      struct slot **ret)
{
	int r_code = slot_open(e, r, ret);

	if (r_code)
		return r_code;
	r_code = slot_add(e, *ret, r);
	if ((*ret)->count) {
		(*ret)->node = (*ret)->records[0].node;
		return r_code;
	}
	/* Not even one record fits: no event either. */
	e->count--;
	slot_retire(e, *ret);
	*ret = NULL;
	index_rebuild(e);
	return r_code;
}

/* Records that stand alone and say nothing about Docker's files, processes,
 * groups or sessions: their lines need not be kept. */
static bool is_needless(uint32_t type)
{
	switch (type) {
	case RECORD_USER_AUTH:
	case RECORD_CRED_ACQ:
	case RECORD_CRED_DISP:
	case RECORD_CRED_REFR:
	case RECORD_USER_START:
	case RECORD_USER_END:
	case RECORD_USER_AVC:
	case RECORD_USER_ERR:
	case RECORD_USER_LOGIN:
	case RECORD_USER_LOGOUT:
	case RECORD_USER_CMD:
	case RECORD_SERVICE_START:
	case RECORD_SERVICE_STOP:
		return true;
	default:
		return false;
	}
}

static int add_record(struct events *e, const struct record *r)
{
	struct slot *s;
	uint32_t number;
	int code;

	/* Open events grow, too: the limit holds for any record. */
	if (e->count && e->bytes >= e->limits.max_bytes)
		make_room(e);
	s = e->last;
	if (!s || !slot_is(s, r)) {
		number = index_place(e, r)->number;
		s = number ? e->open[number - 1] : NULL;
	}
	if (r->type == RECORD_EOE) {
		if (s)
			s->ended = true;
		return 0;
	}
	code = s ? slot_add(e, s, r) : add_to_new(e, r, &s);
	if (code)
		return code;
	if (!s)
		return 0;
	s->touched = e->counts.lines;
	s->ended |= r->type == RECORD_PROCTITLE;
	e->last = s;
	return 0;
}

int events_feed(struct events *e, struct view line)
{
	struct record r;

	if (line.size == 0)
		return 0;
	e->counts.lines++;
	if (record_parse(line, &r)) {
		e->counts.malformed++;
		return -EBADMSG;
	}
	e->counts.records++;
	if (is_needless(r.type)) {
		e->counts.skipped++;
		return 0;
	}
	return add_record(e, &r);
}

const struct events_counts *events_counts(const struct events *e)
{
	return &e->counts;
}
