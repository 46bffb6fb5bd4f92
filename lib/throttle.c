// SPDX-License-Identifier: BSD-2-Clause
#include "throttle.h"

#include <errno.h>
#include <stdlib.h>

#include "alert_copy.h"
#include "buf.h"

/* Of what alerts must have in common; longer, an alert is not merged. */
#define KEY_MAX ((size_t)8 << 10)

struct window {
	uint64_t hash;
	struct buf key;	    /* what its alerts have in common, whole */
	uint64_t node_hash; /* of the clock that its times are of */
	uint64_t start;	    /* ms: the time of the alert that opened it */
	uint64_t used;	    /* the last alert's turn */
	bool holds;	    /* an alert, the last */
	uint64_t held;	    /* events that those stand for */
	bool news;	    /* one that is held was not quiet */
	struct alert_copy *last;
};

struct throttle {
	uint64_t length; /* ms */
	throttle_fn *fn;
	void *user;
	struct window *windows; /* [0, open) */
	size_t open;
	uint64_t turn;
	uint64_t told_until;
	struct buf key; /* of the alert in hand */
	uint64_t node_hash;
	struct throttle_counts counts;
};

int throttle_new(uint64_t window, throttle_fn *fn, void *user,
		 struct throttle **ret)
{
	struct throttle *t = calloc(1, sizeof(*t));

	if (!t)
		return -ENOMEM;
	t->windows = calloc(THROTTLE_MAX, sizeof(*t->windows));
	if (!t->windows) {
		free(t);
		return -ENOMEM;
	}
	for (size_t i = 0; i < THROTTLE_MAX; i++)
		buf_init(&t->windows[i].key, KEY_MAX);
	buf_init(&t->key, KEY_MAX);
	t->length = window;
	t->fn = fn;
	t->user = user;
	*ret = t;
	return 0;
}

void throttle_free(struct throttle *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < THROTTLE_MAX; i++) {
		buf_done(&t->windows[i].key);
		alert_copy_free(t->windows[i].last);
	}
	buf_done(&t->key);
	free(t->windows);
	free(t);
}

static uint64_t hash_of(struct view bytes)
{
	uint64_t hash = 0xCBF29CE484222325ULL;

	for (size_t i = 0; i < bytes.size; i++)
		hash = (hash ^ (unsigned char)bytes.data[i]) * 0x100000001B3ULL;
	return hash;
}

static void add_number(struct buf *key, uint64_t number)
{
	buf_add(key, view_from((const char *)&number, sizeof(number)));
}

/* With its length before it, so that no two lists of texts are one key. */
static void add_text(struct buf *key, struct view text)
{
	add_number(key, text.size);
	buf_add(key, text);
}

/* Who, what was done, to what, how it ended. */
static int make_key(struct throttle *t, const struct alert *alert)
{
	struct buf *key = &t->key;

	buf_reset(key);
	add_text(key, alert->event->node);
	add_number(key, alert->user.audit_id);
	add_number(key, alert->user.id);
	add_text(key, alert->process.executable);
	add_number(key, (uint64_t)alert->action);
	add_number(key, (uint64_t)alert->outcome);
	add_number(key, (uint64_t)alert->verdict);
	add_number(key, (uint64_t)alert->severity);
	add_text(key, alert->rule_id);
	add_text(key, alert->policy_rule);
	add_text(key, alert->file.path);
	add_text(key, alert->file.recorded_path);
	add_text(key, alert->file.target_path);
	add_text(key, alert->group_name);
	add_text(key, alert->member_name);
	return buf_error(key);
}

static uint64_t time_of(const struct alert *alert)
{
	return alert->event->id.seconds * 1000 + alert->event->id.milliseconds;
}

/* The last of those that are held goes out for all of them. */
static void say_summary(struct throttle *t, struct window *w)
{
	bool told = w->start + t->length + THROTTLE_LATE_MS <= t->told_until;

	w->last->alert.count = w->held;
	w->last->event.quiet = !w->news && told;
	t->counts.summaries++;
	t->fn(t->user, &w->last->alert);
}

/* Its memory stays with the place, for the next one. */
static void end_window(struct throttle *t, size_t i)
{
	struct window ended = t->windows[i];

	t->open--;
	t->windows[i] = t->windows[t->open];
	t->windows[t->open] = ended;
	if (ended.holds)
		say_summary(t, &ended);
}

/* The open window that began first among those that ended before now, if they
 * are of that node, or of any. */
static bool find_ended(const struct throttle *t, uint64_t now,
		       const uint64_t *node_hash, size_t *ret)
{
	bool found = false;

	for (size_t i = 0; i < t->open; i++) {
		const struct window *w = &t->windows[i];

		if (w->start + t->length + THROTTLE_LATE_MS > now ||
		    (node_hash && w->node_hash != *node_hash))
			continue;
		if (found && t->windows[*ret].start <= w->start)
			continue;
		*ret = i;
		found = true;
	}
	return found;
}

static void end_windows(struct throttle *t, uint64_t now,
			const uint64_t *node_hash)
{
	size_t i = 0;

	while (find_ended(t, now, node_hash, &i))
		end_window(t, i);
}

static struct window *find_window(struct throttle *t, uint64_t hash)
{
	for (size_t i = 0; i < t->open; i++) {
		struct window *w = &t->windows[i];

		if (w->hash == hash &&
		    view_equal(buf_view(&w->key), buf_view(&t->key)))
			return w;
	}
	return NULL;
}

static size_t least_used(const struct throttle *t)
{
	size_t least = 0;

	for (size_t i = 1; i < t->open; i++)
		if (t->windows[i].used < t->windows[least].used)
			least = i;
	return least;
}

static void open_window(struct throttle *t, uint64_t hash, uint64_t start)
{
	struct window *w;

	if (t->open == THROTTLE_MAX)
		end_window(t, least_used(t));
	w = &t->windows[t->open];
	buf_reset(&w->key);
	buf_add(&w->key, buf_view(&t->key));
	if (buf_error(&w->key))
		return; /* no memory: what comes is said each time */
	w->hash = hash;
	w->node_hash = t->node_hash;
	w->start = start;
	w->used = ++t->turn;
	w->holds = false;
	w->held = 0;
	w->news = false;
	t->open++;
}

static bool hold(struct throttle *t, struct window *w,
		 const struct alert *alert)
{
	if (!w->last && alert_copy_new(&w->last) < 0)
		return false;
	alert_copy_take(w->last, alert);
	w->holds = true;
	w->held += alert->count;
	w->news = w->news || !alert->event->quiet;
	w->used = ++t->turn;
	t->counts.held++;
	return true;
}

void throttle_take(struct throttle *t, const struct alert *alert)
{
	uint64_t at = time_of(alert), hash;
	struct window *w;

	if (t->length == 0 || alert->severity == SEVERITY_CRITICAL ||
	    make_key(t, alert) < 0) {
		t->fn(t->user, alert);
		return;
	}
	t->node_hash = hash_of(alert->event->node);
	end_windows(t, at, &t->node_hash);
	hash = hash_of(buf_view(&t->key));
	w = find_window(t, hash);
	if (w && at < w->start + t->length && at + t->length > w->start &&
	    hold(t, w, alert))
		return;
	if (w)
		end_window(t, (size_t)(w - t->windows));
	t->fn(t->user, alert);
	open_window(t, hash, at);
}

void throttle_sweep(struct throttle *t, uint64_t now)
{
	end_windows(t, now, NULL);
}

void throttle_told_until(struct throttle *t, uint64_t then)
{
	t->told_until = then;
}

void throttle_flush(struct throttle *t)
{
	end_windows(t, UINT64_MAX, NULL);
}

uint64_t throttle_due(const struct throttle *t)
{
	uint64_t due = UINT64_MAX;

	for (size_t i = 0; i < t->open; i++) {
		uint64_t end =
			t->windows[i].start + t->length + THROTTLE_LATE_MS;

		if (end < due)
			due = end;
	}
	return due;
}

struct throttle_counts throttle_counts(const struct throttle *t)
{
	struct throttle_counts counts = t->counts;

	counts.open = t->open;
	return counts;
}
