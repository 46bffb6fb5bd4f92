// SPDX-License-Identifier: BSD-2-Clause
/*
 * Any bytes as one line of a log.  Every view of a record lies in its line,
 * the walk over its fields ends, what looks a field up finds what the walk
 * shows, and a record has a docker key exactly if the plain, slow reading of
 * its key= says so.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#include "record.h"

#define KEY_SEPARATOR '\x01'

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
	if (!holds)
		abort();
}

static bool lies_in(struct view part, struct view whole)
{
	return part.data >= whole.data &&
	       part.data + part.size <= whole.data + whole.size;
}

static bool is_docker(struct view key)
{
	return view_is(key, "docker") || view_starts(key, VIEW("docker-"));
}

static bool one_is_docker(struct view keys)
{
	while (keys.data) {
		const char *end = keys.size ? memchr(keys.data, KEY_SEPARATOR,
						     keys.size) :
					      NULL;
		size_t size = end ? (size_t)(end - keys.data) : keys.size;

		if (is_docker(view_from(keys.data, size)))
			return true;
		if (!end)
			return false;
		keys = view_skip(keys, size + 1);
	}
	return false;
}

/* Only what was hex can hold several keys. */
static bool key_is_docker(const struct field *f, struct view text)
{
	return text.data == f->value.data ? is_docker(text) :
					    one_is_docker(text);
}

/* The decoded text lies in the line or in s, and is at most as long. */
static struct view text_of(const struct field *f, struct scratch *s)
{
	struct view text = VIEW_NONE;
	size_t before = s->size;
	int r = field_text(f, s, &text);

	require(r == 0 || r == -ENOENT);
	require(s->refused == 0);
	if (r)
		return VIEW_NONE;
	require(text.size <= f->value.size);
	require(lies_in(text, f->value) ||
		lies_in(text, view_from(s->data + before, s->size - before)));
	return text;
}

static void check_lookup(const struct record *r, const struct field *f)
{
	char name[64];
	struct field found;

	if (f->name.size >= sizeof(name) ||
	    memchr(f->name.data, '\0', f->name.size))
		return;
	memcpy(name, f->name.data, f->name.size);
	name[f->name.size] = '\0';
	require(f->claimed ? record_claim(r, name, &found) :
			     record_field(r, name, &found));
	require(view_is(found.name, name) && found.claimed == f->claimed);
	require(found.value.data <= f->value.data);
}

/* Walks a part of the line; true if a key= that is evidence is docker's. */
static bool walk(const struct record *r, struct view part, struct scratch *s)
{
	struct field_cursor c = field_walk(part);
	const char *at = part.data;
	bool claimed = false, docker = false, keyed = false;
	struct field f;

	while (field_next(&c, &f)) {
		require(lies_in(f.name, part) && lies_in(f.value, part));
		require(f.name.size && f.name.data >= at);
		require(!memchr(f.name.data, '=', f.name.size));
		require(!memchr(f.name.data, ' ', f.name.size));
		at = f.value.data + f.value.size;
		require(at >= f.name.data + f.name.size);
		require(f.claimed || !claimed);
		claimed = f.claimed;
		if (!keyed && !f.claimed && view_is(f.name, "key")) {
			keyed = true;
			docker = key_is_docker(&f, text_of(&f, s));
		}
		(void)text_of(&f, s);
		if (part.data == r->body.data)
			check_lookup(r, &f);
		scratch_reset(s);
	}
	return docker;
}

static bool is_user(const struct record *r)
{
	return r->type == 1005 || (r->type >= 1100 && r->type <= 1199) ||
	       (r->type >= 2100 && r->type <= 2999);
}

static void check_again(const struct record *r)
{
	struct record again;

	require(record_parse(r->line, &again) == 0);
	require(again.type == r->type);
	require(event_id_compare(&again.id, &r->id) == 0);
	require(view_equal(again.body, r->body));
	require(view_equal(again.node, r->node));
	require(view_equal(again.enriched, r->enriched));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view line = view_from((const char *)data, size);
	struct record r;
	struct scratch s;
	bool docker;

	if (record_parse(line, &r))
		return 0;
	require(scratch_init(&s, 2 * size + 1) == 0);
	require(lies_in(r.line, line) && lies_in(r.body, r.line));
	require(lies_in(r.type_name, r.line));
	require(!r.node.data || lies_in(r.node, r.line));
	check_again(&r);
	docker = walk(&r, r.body, &s) && !is_user(&r);
	require(record_has_docker_key(&r) == docker);
	if (r.enriched.data) {
		require(lies_in(r.enriched, r.line));
		require(r.enriched.data == r.body.data + r.body.size + 1);
		(void)walk(&r, r.enriched, &s);
	}
	scratch_done(&s);
	return 0;
}
