// SPDX-License-Identifier: BSD-2-Clause
#include "toml.h"

#include <errno.h>
#include <strings.h>

#include "toml_text.h"

/* What leads to what is read: names are kept in one buffer, by their places,
 * since it moves as it grows. */
struct step {
	size_t offset, size, index;
	bool element;
};

struct reader {
	struct toml_text text;
	struct buf names, string;
	struct step steps[TOML_MAX_DEPTH];
	size_t depth;
	toml_fn *fn;
	void *context;
};

static bool push(struct reader *r, const struct step *step)
{
	if (r->depth >= TOML_MAX_DEPTH)
		return false;
	r->steps[r->depth++] = *step;
	return true;
}

/* Back to so many keys. */
static void leave(struct reader *r, size_t depth)
{
	size_t size = 0;

	for (size_t i = 0; i < depth; i++)
		if (!r->steps[i].element)
			size = r->steps[i].offset + r->steps[i].size;
	buf_cut(&r->names, size);
	r->depth = depth;
}

static void tell(struct reader *r, enum toml_kind kind, struct view text,
		 size_t line)
{
	struct toml_item item = {
		.kind = kind,
		.depth = r->depth,
		.text = text,
		.line = line,
	};

	for (size_t i = 0; i < r->depth; i++) {
		const struct step *step = &r->steps[i];
		const char *names = r->names.data ? r->names.data : "";

		item.keys[i] = (struct toml_key){
			.name = view_from(names + step->offset, step->size),
			.element = step->element,
			.index = step->index,
		};
	}
	r->fn(r->context, &item);
}

/* "a.'b c'.d": each is one more. */
static bool read_keys(struct reader *r)
{
	do {
		struct step step = { .offset = r->names.size };

		toml_text_skip(&r->text, false);
		if (!toml_text_key(&r->text, &r->names))
			return false;
		step.size = r->names.size - step.offset;
		if (buf_error(&r->names) || !push(r, &step))
			return false;
		toml_text_skip(&r->text, false);
	} while (toml_text_take(&r->text, '.'));
	return true;
}

static bool read_value(struct reader *r, size_t line);

static bool read_array(struct reader *r)
{
	struct step step = { .offset = r->names.size, .element = true };
	size_t depth = r->depth;

	for (;; step.index++) {
		toml_text_skip(&r->text, true);
		if (toml_text_take(&r->text, ']'))
			return true;
		if (!push(r, &step) || !read_value(r, r->text.line))
			return false;
		leave(r, depth);
		toml_text_skip(&r->text, true);
		if (!toml_text_take(&r->text, ','))
			return toml_text_take(&r->text, ']');
	}
}

static bool read_pair(struct reader *r)
{
	size_t depth = r->depth, line = r->text.line;
	bool right = read_keys(r) && toml_text_take(&r->text, '=');

	toml_text_skip(&r->text, false);
	right = right && read_value(r, line);
	leave(r, depth);
	return right;
}

/* In one line, and no comma after the last. */
static bool read_inline(struct reader *r, size_t line)
{
	tell(r, TOML_TABLE, VIEW(""), line);
	toml_text_skip(&r->text, false);
	if (toml_text_take(&r->text, '}'))
		return true;
	do {
		if (!read_pair(r))
			return false;
		toml_text_skip(&r->text, false);
	} while (toml_text_take(&r->text, ','));
	return toml_text_take(&r->text, '}');
}

static bool read_word(struct reader *r, size_t line)
{
	struct view word;

	if (!toml_text_word(&r->text, &word))
		return false;
	tell(r,
	     view_is(word, "true") || view_is(word, "false") ? TOML_BOOLEAN :
							       TOML_OTHER,
	     word, line);
	return true;
}

/* Recursion ends at TOML_MAX_DEPTH: each level has a key or an element. */
static bool read_value(struct reader *r, size_t line)
{
	char first = toml_text_peek(&r->text);

	if (toml_text_take(&r->text, '['))
		return read_array(r);
	if (toml_text_take(&r->text, '{'))
		return read_inline(r, line);
	if (first != '"' && first != '\'')
		return read_word(r, line);
	buf_reset(&r->string);
	if (!toml_text_string(&r->text, &r->string) || buf_error(&r->string))
		return false;
	tell(r, TOML_STRING, buf_view(&r->string), line);
	return true;
}

/* "[a.b]", "[[a.b]]": what follows is in it. */
static bool read_header(struct reader *r)
{
	size_t line = r->text.line;
	bool array = toml_text_take(&r->text, '[');

	leave(r, 0);
	if (!read_keys(r) || !toml_text_take(&r->text, ']') ||
	    (array && !toml_text_take(&r->text, ']')))
		return false;
	tell(r, TOML_TABLE, VIEW(""), line);
	return true;
}

static bool read_all(struct reader *r)
{
	for (;;) {
		toml_text_skip(&r->text, true);
		if (!r->text.rest.size)
			return true;
		if (!(toml_text_take(&r->text, '[') ? read_header(r) :
						      read_pair(r)) ||
		    !toml_text_end_line(&r->text))
			return false;
	}
}

bool toml_key_is(const struct toml_key *key, const char *name)
{
	return !key->element && key->name.size == strlen(name) &&
	       strncasecmp(key->name.data, name, key->name.size) == 0;
}

int toml_parse(struct view text, toml_fn *fn, void *context, size_t *ret_line)
{
	struct reader r = {
		.text = { .rest = text, .line = 1 },
		.fn = fn,
		.context = context,
	};
	bool right, memory;

	buf_init(&r.names, TOML_MAX_NAMES);
	buf_init(&r.string, text.size + 1);
	right = read_all(&r);
	memory = buf_error(&r.names) != -ENOMEM &&
		 buf_error(&r.string) != -ENOMEM;
	buf_done(&r.names);
	buf_done(&r.string);
	*ret_line = r.text.line;
	return !memory ? -ENOMEM : right ? 0 : -EBADMSG;
}
