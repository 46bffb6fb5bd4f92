// SPDX-License-Identifier: BSD-2-Clause
#include "event.h"

#include <errno.h>
#include <stdlib.h>

#include "cleanup.h"
#include "slot.h"

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

const struct events_limits events_stream_limits = {
	.max_events = 512,
	.max_bytes = (size_t)3 << 20,
	.max_event_records = 2048,
	.max_event_bytes = (size_t)512 << 10,
	.max_kept = EVENTS_MAX_KEPT,
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
	/* Of a stream. */
	events_record_fn *watch_fn;
	void *watch_user;
	struct slot *kept[EVENTS_MAX_KEPT]; /* handed out, a ring */
	uint32_t kept_serials[EVENTS_MAX_KEPT];
	size_t kept_next;
	uint64_t now, due;
	size_t complete; /* slots that are */
	bool has_eoe;	 /* the stream carries EOE records */
	bool quiet, mend;
	struct events_counts counts;
};

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
	e->due = UINT64_MAX;
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
	for (size_t i = 0; i < EVENTS_MAX_KEPT; i++)
		slot_free(e->kept[i]);
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

static void hand_out(struct events *e, struct slot *s)
{
	struct event event = {
		.id = s->id,
		.node = s->node,
		.records = s->records,
		.count = s->count,
		.cut = s->cut,
		.quiet = s->quiet,
		.again = s->again,
	};

	e->complete -= s->complete;
	e->counts.events++;
	if (event_id_compare(&s->id, &e->newest_out) > 0)
		e->newest_out = s->id;
	e->fn(e->user, &event);
}

/* Gives the slot back for another event. */
static void slot_spare(struct events *e, struct slot *s)
{
	size_t bytes = slot_bytes(s);

	if (bytes > KEEP_BYTES || e->spare_count == e->limits.max_events ||
	    e->bytes + e->spare_bytes + bytes > e->limits.max_bytes) {
		slot_free(s);
		return;
	}
	slot_clear(s);
	e->spare_bytes += bytes;
	e->spare[e->spare_count++] = s;
}

/* An event that was handed out: kept for records that come late, in the place
 * of the one that has been kept the longest. */
static void slot_retire(struct events *e, struct slot *s)
{
	size_t i = e->kept_next;

	e->bytes -= slot_bytes(s);
	if (e->limits.max_kept == 0 || slot_bytes(s) > KEEP_BYTES) {
		slot_spare(e, s);
		return;
	}
	if (e->kept[i])
		slot_spare(e, e->kept[i]);
	e->kept[i] = s;
	e->kept_serials[i] = s->id.serial;
	e->kept_next = (i + 1) % e->limits.max_kept;
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

static void sort_open(struct events *e)
{
	memcpy(e->order, e->open, e->count * sizeof(struct slot *));
	if (!is_sorted(e->order, e->count))
		qsort(e->order, e->count, sizeof(struct slot *),
		      slot_compare_pointers);
}

/* Takes what was handed out from among the open ones. */
static void retire_out(struct events *e)
{
	size_t kept = 0, count = e->count;

	for (size_t i = 0; i < count; i++) {
		if (!e->open[i]->out)
			e->open[kept++] = e->open[i];
		else
			slot_retire(e, e->open[i]);
	}
	e->count = kept;
	if (kept < count)
		index_rebuild(e);
}

/* Hands out up to wanted events in order, hot ones only if forced. */
static size_t release(struct events *e, size_t wanted, bool forced)
{
	struct held held = { .count = 0 };
	size_t out = 0;

	sort_open(e);
	for (size_t i = 0; i < e->count && out < wanted; i++) {
		if (!forced && is_held(e, e->order[i], &held))
			continue;
		hand_out(e, e->order[i]);
		e->order[i]->out = true;
		out++;
	}
	retire_out(e);
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

/* What is left out for want of room is counted, and no failure. */
static int add_to(struct events *e, struct slot *s, const struct record *r)
{
	size_t before = slot_bytes(s);
	int code = slot_add(s, r, e->limits.max_event_records,
			    e->limits.max_event_bytes);

	e->bytes += slot_bytes(s) - before;
	e->counts.cut += code < 0;
	return code == -ENOBUFS ? 0 : code;
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
	s->quiet = e->quiet;
	s->node = r->node; /* borrowed until add_to has copied the line */
	e->bytes += slot_bytes(s);
	e->open[e->count] = s;
	*index_place(e, r) =
		(struct place){ (uint32_t)e->count + 1, r->id.serial };
	e->count++;
	*ret = s;
	return 0;
}

/* The event of a record that comes late is open again; NULL if it is not among
 * those kept. */
static struct slot *slot_reopen(struct events *e, const struct record *r)
{
	for (size_t i = 0; i < e->limits.max_kept; i++) {
		struct slot *s = e->kept[i];

		if (e->kept_serials[i] != r->id.serial || !s || !slot_is(s, r))
			continue;
		if (e->count == e->limits.max_events)
			make_room(e); /* may give up this very one */
		if (e->kept[i] != s || e->count == e->limits.max_events)
			return NULL;
		e->kept[i] = NULL;
		s->again = true;
		s->out = s->complete = s->ended = false;
		e->bytes += slot_bytes(s);
		e->open[e->count] = s;
		*index_place(e, r) =
			(struct place){ (uint32_t)e->count + 1, r->id.serial };
		e->count++;
		e->counts.joined++;
		return s;
	}
	return NULL;
}

static int add_to_new(struct events *e, const struct record *r,
		      struct slot **ret)
{
	int r_code = slot_open(e, r, ret);

	if (r_code)
		return r_code;
	r_code = add_to(e, *ret, r);
	if ((*ret)->count) {
		(*ret)->node = (*ret)->records[0].node;
		return r_code;
	}
	/* Not even one record fits: no event either. */
	e->count--;
	e->bytes -= slot_bytes(*ret);
	slot_spare(e, *ret);
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

/* Written by a program on its own behalf: one record, and no EOE. */
static bool stands_alone(uint32_t type)
{
	return (type >= 1100 && type < 1300) || (type >= 2100 && type < 3000);
}

static void slot_complete(struct events *e, struct slot *s)
{
	if (s->complete || s->again)
		return;
	s->complete = true;
	e->complete++;
}

/* How long after its last record an event may be taken for whole. */
static uint64_t patience_of(const struct events *e, const struct slot *s)
{
	if (s->complete)
		return 0;
	if (s->again || !s->called)
		return EVENTS_GRACE_MS;
	if (s->ended)
		return e->has_eoe ? EVENTS_EOE_MS : EVENTS_GRACE_MS;
	return EVENTS_TIMEOUT_MS;
}

static void note_record(struct events *e, struct slot *s,
			const struct record *r)
{
	uint64_t due = e->now + EVENTS_GRACE_MS;

	s->touched = e->counts.lines;
	s->at = e->now;
	s->ended |= r->type == RECORD_PROCTITLE;
	s->called |= r->type == RECORD_SYSCALL || r->type == RECORD_URINGOP;
	if (stands_alone(r->type))
		slot_complete(e, s);
	if (due < e->due)
		e->due = due;
}

static void note_end(struct events *e, struct slot *s)
{
	e->has_eoe = true;
	if (!s)
		return;
	s->ended = true;
	slot_complete(e, s);
}

/* Has its event the record: open, or kept?  s: the open one, or NULL. */
static bool is_known(const struct events *e, const struct slot *s,
		     const struct record *r)
{
	if (s)
		return slot_has(s, r);
	for (size_t i = 0; i < e->limits.max_kept; i++)
		if (e->kept[i] && e->kept_serials[i] == r->id.serial &&
		    slot_is(e->kept[i], r))
			return slot_has(e->kept[i], r);
	return false;
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
		note_end(e, s);
		return 0;
	}
	if (e->mend && is_known(e, s, r))
		return 0;
	e->counts.mended += e->mend;
	if (!s && e->limits.max_kept)
		s = slot_reopen(e, r);
	code = s ? add_to(e, s, r) : add_to_new(e, r, &s);
	if (code)
		return code;
	if (!s)
		return 0;
	note_record(e, s, r);
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
	if (e->watch_fn)
		e->watch_fn(e->watch_user, &r);
	if (is_needless(r.type)) {
		e->counts.skipped++;
		return 0;
	}
	return add_record(e, &r);
}

void events_watch(struct events *e, events_record_fn *fn, void *user)
{
	e->watch_fn = fn;
	e->watch_user = user;
}

void events_clock(struct events *e, uint64_t now)
{
	e->now = now;
}

void events_mend(struct events *e, bool mend)
{
	e->mend = mend;
}

void events_quiet(struct events *e, bool quiet)
{
	e->quiet = quiet;
}

bool events_oldest(const struct events *e, struct event_id *ret_id,
		   struct view *ret_node)
{
	if (e->count == 0)
		return false;
	*ret_id = e->open[0]->id;
	*ret_node = e->open[0]->node;
	return true;
}

uint64_t events_due(const struct events *e)
{
	return e->count ? e->due : UINT64_MAX;
}

/* An older event of the node, whose records are just coming. */
static const struct slot *find_holder(const struct held *held,
				      const struct slot *s)
{
	for (size_t i = 0; i < held->count; i++)
		if (view_equal(held->slots[i]->node, s->node))
			return held->slots[i];
	return NULL;
}

/* Hands the slot out if it is complete and nothing older is about to be, or
 * says when to look again. */
static uint64_t settle_slot(struct events *e, struct slot *s, struct held *held)
{
	uint64_t ready = s->at + patience_of(e, s);
	const struct slot *holder = find_holder(held, s);

	if (e->now < ready) {
		if (!holder && e->now - s->at < EVENTS_HOLD_MS &&
		    held->count < HELD_MAX)
			held->slots[held->count++] = s;
		return ready;
	}
	if (holder)
		return holder->at + EVENTS_HOLD_MS;
	hand_out(e, s);
	s->out = true;
	return UINT64_MAX;
}

void events_settle(struct events *e)
{
	struct held held = { .count = 0 };
	uint64_t due = UINT64_MAX;

	if (e->count == 0 || (e->complete == 0 && e->now < e->due))
		return;
	sort_open(e);
	for (size_t i = 0; i < e->count; i++) {
		uint64_t when = settle_slot(e, e->order[i], &held);

		if (when < due)
			due = when;
	}
	e->due = due;
	retire_out(e);
}

const struct events_counts *events_counts(const struct events *e)
{
	return &e->counts;
}
