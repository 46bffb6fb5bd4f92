// SPDX-License-Identifier: BSD-2-Clause
#include "field.h"

#include <errno.h>

#define KEY_SEPARATOR '\x01' /* AUDIT_KEY_SEPARATOR, libaudit.h */

struct field_cursor field_walk(struct view text)
{
	return (struct field_cursor){ text.data, text.data + text.size, false };
}

/* The kernel forgets the space in "ses=4294967295op=remove_rule"
 * (kernel/audit_watch.c audit_watch_log_rule_change): the number ends where
 * its digits do. */
static size_t glued_number(const char *value, size_t size)
{
	size_t digits = 0;

	while (digits < size && value[digits] >= '0' && value[digits] <= '9')
		digits++;
	if (digits && size - digits > 3 &&
	    memcmp(value + digits, "op=", 3) == 0)
		return digits;
	return size;
}

#define SHORT_VALUE 16 /* bytes; most are numbers and flags */

/* The next space, or the end. */
static const char *find_space(const char *at, const char *end)
{
	const char *near = end - at > SHORT_VALUE ? at + SHORT_VALUE : end;

	for (; at < near; at++)
		if (*at == ' ')
			return at;
	at = at < end ? memchr(at, ' ', (size_t)(end - at)) : NULL;
	return at ? at : end;
}

/* The value at c->at: to the closing quote, or to the next space. */
static void take_value(struct field_cursor *c, struct field *f)
{
	const char *start = c->at;
	const char *stop;
	size_t left = (size_t)(c->end - start);

	if (left > 1 && *start == '"') {
		stop = memchr(start + 1, '"', left - 1);
		if (stop) {
			f->quote = FIELD_QUOTED;
			f->value = view_from(start + 1,
					     (size_t)(stop - start) - 1);
			c->at = stop + 1;
			return;
		}
	}
	stop = find_space(start, c->end);
	f->quote = FIELD_BARE;
	f->value = view_from(start, (size_t)(stop - start));
	if (view_is(f->name, "ses"))
		f->value.size = glued_number(start, f->value.size);
	c->at = start + f->value.size;
	while (f->value.size && f->value.data[f->value.size - 1] == ',')
		f->value.size--;
}

/* msg='…' opens a user program's text; it runs to the end of the record. */
static bool opens_claim(const struct field_cursor *c, struct view name)
{
	return !c->claimed && view_is(name, "msg") && c->at < c->end &&
	       *c->at == '\'';
}

static void open_claim(struct field_cursor *c)
{
	c->at++;
	c->claimed = true;
	while (c->end > c->at && c->end[-1] == ' ')
		c->end--;
	if (c->end > c->at && c->end[-1] == '\'')
		c->end--;
}

bool field_next(struct field_cursor *c, struct field *ret)
{
	while (c->at < c->end) {
		const char *start = c->at;
		const char *p = start;

		while (p < c->end && *p != '=' && *p != ' ')
			p++;
		c->at = p < c->end ? p + 1 : p;
		if (p == c->end || *p == ' ' || p == start)
			continue; /* a word, not a field */
		ret->name = view_from(start, (size_t)(p - start));
		if (opens_claim(c, ret->name)) {
			open_claim(c);
			continue;
		}
		ret->claimed = c->claimed;
		take_value(c, ret);
		return true;
	}
	return false;
}

bool field_take(struct field_cursor *c, struct view name, struct field *ret)
{
	const char *at = c->at;

	if (at < c->end && *at == ' ')
		at++;
	if ((size_t)(c->end - at) <= name.size || at[name.size] != '=')
		return false;
	/* Names are a few bytes: less than what a call of memcmp costs. */
	for (size_t i = 0; i < name.size; i++)
		if (at[i] != name.data[i])
			return false;
	c->at = at + name.size + 1;
	ret->name = view_from(at, name.size);
	ret->claimed = c->claimed;
	take_value(c, ret);
	return true;
}

bool field_find(struct view text, const char *name, bool claimed,
		struct field *ret)
{
	struct field_cursor c = field_walk(text);
	struct view wanted = view_of(name);
	struct field f;

	while (field_next(&c, &f)) {
		if (f.claimed == claimed && view_equal(f.name, wanted)) {
			*ret = f;
			return true;
		}
	}
	return false;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static bool is_hex(struct view v)
{
	if (v.size == 0 || v.size % 2)
		return false;
	for (size_t i = 0; i < v.size; i++)
		if (hex_digit(v.data[i]) < 0)
			return false;
	return true;
}

static char hex_byte(const char *digits)
{
	return (char)(hex_digit(digits[0]) * 16 + hex_digit(digits[1]));
}

int field_text(const struct field *f, struct scratch *s, struct view *ret)
{
	char *bytes;

	if (f->quote == FIELD_BARE &&
	    (view_is(f->value, "(null)") || view_is(f->value, "?") ||
	     f->value.size == 0))
		return -ENOENT;
	if (f->quote == FIELD_QUOTED || !is_hex(f->value)) {
		*ret = f->value;
		return 0;
	}
	bytes = scratch_bytes(s, f->value.size / 2);
	if (!bytes)
		return -ENOBUFS;
	for (size_t i = 0; i < f->value.size / 2; i++)
		bytes[i] = hex_byte(f->value.data + 2 * i);
	*ret = view_from(bytes, f->value.size / 2);
	return 0;
}

static bool is_docker_key(struct view key)
{
	return view_is(key, "docker") || view_starts(key, VIEW("docker-"));
}

/* Keys in hex, 0x01 between them: compared as they decode, no copy. */
static bool hex_has_docker_key(struct view hex)
{
	char key[8]; /* longest prefix that matters: "docker-" */
	size_t n = 0;

	for (size_t i = 0; i < hex.size; i += 2) {
		char c = hex_byte(hex.data + i);

		if (c == KEY_SEPARATOR) {
			if (is_docker_key(view_from(key, n)))
				return true;
			n = 0;
		} else if (n < sizeof(key)) {
			key[n++] = c;
		}
	}
	return is_docker_key(view_from(key, n));
}

bool field_has_docker_key(const struct field *key)
{
	if (key->quote == FIELD_QUOTED || !is_hex(key->value))
		return is_docker_key(key->value);
	return hex_has_docker_key(key->value);
}
