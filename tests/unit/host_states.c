// SPDX-License-Identifier: BSD-2-Clause
#include "host_states.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "capture.h"
#include "number.h"

#define MAX_CONTENT ((size_t)16 << 20)
#define FIRST_NUMBER 10000 /* %d of repeat and run */

/* What is read: a file's lines go to the state that was begun last. */
struct reader {
	const char *path;
	unsigned int line;
	struct host_states *all;
	struct host_state *state; /* NULL before the first */
	bool base;
};

static void complain(const struct reader *r, const char *what)
{
	fprintf(stderr, "%s:%u: %s\n", r->path, r->line, what);
	abort();
}

static void require(const struct reader *r, bool holds, const char *what)
{
	if (!holds)
		complain(r, what);
}

static char *copy(struct view text)
{
	char *new = strndup(text.data, text.size);

	demand(new != NULL, "out of memory");
	return new;
}

static struct view trim(struct view text)
{
	while (text.size && text.data[0] == ' ')
		text = view_skip(text, 1);
	while (text.size && text.data[text.size - 1] == ' ')
		text.size--;
	return text;
}

/* The next word, or what stands in double quotes; text loses it and the blanks
 * around it. */
static struct view take_word(struct view *text)
{
	struct view word = trim(*text);
	bool quoted = view_starts(word, VIEW("\""));
	const char *end;

	word = view_skip(word, quoted);
	end = memchr(word.data, quoted ? '"' : ' ', word.size);
	*text = VIEW("");
	if (end) {
		*text = trim(view_skip(word, (size_t)(end - word.data) + 1));
		word.size = (size_t)(end - word.data);
	}
	return word;
}

static void parse_owner(const struct reader *r, struct view text,
			struct host_step *step)
{
	const char *colon = memchr(text.data, ':', text.size);
	uint64_t uid = 0, gid = 0;

	require(r, colon != NULL, "an owner is UID:GID");
	require(r,
		number_decimal(view_from(text.data,
					 (size_t)(colon - text.data)),
			       UINT32_MAX, &uid) == 0 &&
			number_decimal(
				view_skip(text,
					  (size_t)(colon - text.data) + 1),
				UINT32_MAX, &gid) == 0,
		"an owner is UID:GID, in numbers");
	step->uid = (uid_t)uid;
	step->gid = (gid_t)gid;
}

static void parse_mode(const struct reader *r, struct view rest,
		       struct host_step *step)
{
	uint64_t mode;

	if (!rest.size)
		return;
	require(r, number_octal(take_word(&rest), 07777, &mode) == 0,
		"a mode is an octal number");
	step->mode = (mode_t)mode;
	if (rest.size)
		parse_owner(r, rest, step);
}

/* Words with | between → each ended by NUL. */
static void parse_words(struct view rest, struct host_step *step)
{
	for (size_t i = 0; i < rest.size; i++)
		buf_add_byte(&step->content,
			     rest.data[i] == '|' ? '\0' : rest.data[i]);
	buf_add_byte(&step->content, '\0');
}

static mode_t usual_mode(enum host_step_kind kind)
{
	if (kind == STEP_DIR)
		return 0755;
	return kind == STEP_SOCKET ? 0777 : 0644;
}

static struct host_step *new_step(struct host_state *state)
{
	struct host_step *list = reallocarray(
		state->steps, state->step_count + 1, sizeof(*list));

	demand(list != NULL, "out of memory");
	state->steps = list;
	list += state->step_count++;
	*list = (struct host_step){ .kind = STEP_NOTHING };
	buf_init(&list->content, MAX_CONTENT);
	return list;
}

static void add_step(const struct reader *r, enum host_step_kind kind,
		     struct view value)
{
	struct host_step *step = new_step(r->state);
	struct view path = take_word(&value);

	require(r, path.size > 1 && path.data[0] == '/',
		"a path begins with \"/\"");
	step->kind = kind;
	step->line = r->line;
	step->path = copy(view_skip(path, 1));
	step->mode = usual_mode(kind);
	if (kind == STEP_LINK || kind == STEP_ACL) {
		require(r, value.size > 0, "something is missing");
		step->rest = copy(value);
	} else if (kind == STEP_WORDS) {
		parse_words(value, step);
	} else {
		parse_mode(r, value, step);
	}
	require(r, kind != STEP_UNREADABLE || r->state->nobody,
		"root reads it: it needs \"as: nobody\" before it");
}

static struct host_step *last_file(const struct reader *r)
{
	struct host_step *step;

	require(r, r->state && r->state->step_count, "there is no file above");
	step = &r->state->steps[r->state->step_count - 1];
	require(r, step->kind == STEP_FILE || step->kind == STEP_APPEND,
		"there is no file above");
	return step;
}

static void add_numbered(struct buf *out, struct view text, unsigned int number)
{
	while (text.size) {
		if (view_starts(text, VIEW("%d"))) {
			buf_add_u64(out, number);
			text = view_skip(text, 2);
		} else {
			buf_add_byte(out, *text.data);
			text = view_skip(text, 1);
		}
	}
}

static void add_repeated(const struct reader *r, struct view value, bool lines)
{
	struct host_step *step = last_file(r);
	uint64_t count;

	require(r, number_decimal(take_word(&value), 1000000, &count) == 0,
		"a count is a number");
	if (!lines && step->content.size)
		buf_cut(&step->content, step->content.size - 1);
	for (unsigned int i = 0; i < count; i++) {
		add_numbered(&step->content, value, FIRST_NUMBER + i);
		if (lines)
			buf_add_byte(&step->content, '\n');
	}
	if (!lines)
		buf_add_byte(&step->content, '\n');
	demand(buf_error(&step->content) == 0, "a file is too large");
}

/* ----- what is expected ----- */

static bool is_status(struct view word)
{
	return view_is(word, "PASS") || view_is(word, "FAIL") ||
	       view_is(word, "WARN") || view_is(word, "N/A") ||
	       view_is(word, "UNKNOWN");
}

static void add_expected(const struct reader *r, struct view value)
{
	struct host_state *s = r->state;
	struct view status = take_word(&value);

	require(r, s->expected_count < HOST_MAX_EXPECTED, "too many");
	require(r, is_status(status), "no such status");
	require(r, value.size > 0, "the text is missing");
	s->expected[s->expected_count++] =
		(struct host_expected){ copy(status), copy(value), NULL };
}

static void add_remedy(const struct reader *r, struct view value)
{
	struct host_state *s = r->state;

	require(r, s->expected_count && value.size,
		"a remedy is of an expect before it");
	require(r, !s->expected[s->expected_count - 1].remedy,
		"a second remedy");
	s->expected[s->expected_count - 1].remedy = copy(value);
}

static void begin_state(struct reader *r, struct view name)
{
	struct host_states *all = r->all;
	struct host_state *list =
		reallocarray(all->list, all->count + 1, sizeof(*list));

	require(r, name.size > 0, "a state has a name");
	demand(list != NULL, "out of memory");
	all->list = list;
	r->state = &list[all->count++];
	*r->state = (struct host_state){
		.name = copy(name),
		.line = r->line,
		.base = true,
	};
}

/* False: it is no such word. */
static bool parse_judgement(const struct reader *r, struct view key,
			    struct view value)
{
	struct host_state *s = r->state;

	if (view_is(key, "expect")) {
		add_expected(r, value);
	} else if (view_is(key, "remedy")) {
		add_remedy(r, value);
	} else if (view_is(key, "without")) {
		require(r, s->absent_count < HOST_MAX_ABSENT, "too many");
		s->absent[s->absent_count++] = copy(value);
	} else if (view_is(key, "overall")) {
		require(r, is_status(value) && !s->overall, "no such status");
		s->overall = copy(value);
	} else if (view_is(key, "as")) {
		require(r, view_is(value, "nobody"), "only nobody is known");
		s->nobody = true;
	} else if (view_is(key, "base")) {
		require(r, view_is(value, "none"), "only none is known");
		s->base = false;
	} else if (view_is(key, "option")) {
		require(r, s->option_count < HOST_MAX_OPTIONS, "too many");
		s->options[s->option_count++] = copy(value);
	} else {
		return false;
	}
	return true;
}

static enum host_step_kind kind_of(struct view key)
{
	static const char *const names[] = {
		[STEP_FILE] = "file",	  [STEP_APPEND] = "append",
		[STEP_LINK] = "link",	  [STEP_DIR] = "dir",
		[STEP_SOCKET] = "socket", [STEP_MODE] = "mode",
		[STEP_ACL] = "acl",	  [STEP_UNREADABLE] = "unreadable",
		[STEP_REMOVE] = "remove", [STEP_WORDS] = "words",
	};

	for (unsigned int i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (view_is(key, names[i]))
			return (enum host_step_kind)i;
	return STEP_NOTHING;
}

static void parse_key(struct reader *r, struct view key, struct view value)
{
	if (view_is(key, "host")) {
		require(r, !r->base, "base.host is one host");
		begin_state(r, value);
		return;
	}
	require(r, r->state != NULL, "a file begins with \"host:\"");
	if (view_is(key, "repeat") || view_is(key, "run"))
		add_repeated(r, value, view_is(key, "repeat"));
	else if (kind_of(key) != STEP_NOTHING)
		add_step(r, kind_of(key), value);
	else if (r->base || !parse_judgement(r, key, value))
		complain(r, "no such word");
}

static void parse_line(struct reader *r, struct view line)
{
	const char *colon;

	if (line.size && line.data[0] == '\t') {
		struct host_step *step = last_file(r);

		buf_add(&step->content, view_skip(line, 1));
		buf_add_byte(&step->content, '\n');
		return;
	}
	/* A line of a content that is empty. */
	if (!trim(line).size || line.data[0] == '#')
		return;
	colon = memchr(line.data, ':', line.size);
	require(r, colon != NULL, "no \"word: value\"");
	parse_key(r, view_from(line.data, (size_t)(colon - line.data)),
		  trim(view_skip(line, (size_t)(colon - line.data) + 1)));
}

static void parse_text(struct reader *r, struct view text)
{
	while (text.size) {
		const char *end = memchr(text.data, '\n', text.size);
		size_t size = end ? (size_t)(end - text.data) : text.size;

		r->line++;
		parse_line(r, view_from(text.data, size));
		text = view_skip(text, size + 1);
	}
}

static void load_file(struct reader *r)
{
	size_t size;
	char *bytes = capture_read(r->path, &size);

	parse_text(r, view_from(bytes, size));
	free(bytes);
}

static void load_item(struct host_states *all, unsigned int item)
{
	char path[64];
	struct reader r = { .path = path, .all = all };
	size_t first = all->count;

	(void)snprintf(path, sizeof(path), HOST_STATES_DIR "/%02u.hosts", item);
	if (access(path, F_OK) < 0)
		return;
	load_file(&r);
	for (size_t i = first; i < all->count; i++) {
		r.line = all->list[i].line;
		require(&r, all->list[i].expected_count > 0,
			"nothing is expected of this state");
		all->list[i].item = item;
	}
}

void host_states_load(struct host_states *ret)
{
	struct reader r = { .path = HOST_STATES_DIR "/base.host",
			    .state = &ret->base,
			    .base = true };

	*ret = (struct host_states){ .list = NULL };
	load_file(&r);
	for (unsigned int item = 1; item <= HOST_ITEMS; item++)
		load_item(ret, item);
}

static void free_state(struct host_state *s)
{
	for (size_t i = 0; i < s->step_count; i++) {
		free(s->steps[i].path);
		free(s->steps[i].rest);
		buf_done(&s->steps[i].content);
	}
	for (size_t i = 0; i < s->expected_count; i++) {
		free(s->expected[i].status);
		free(s->expected[i].text);
		free(s->expected[i].remedy);
	}
	for (size_t i = 0; i < s->option_count; i++)
		free(s->options[i]);
	for (size_t i = 0; i < s->absent_count; i++)
		free(s->absent[i]);
	free(s->steps);
	free(s->name);
	free(s->overall);
}

void host_states_free(struct host_states *states)
{
	free_state(&states->base);
	for (size_t i = 0; i < states->count; i++)
		free_state(&states->list[i]);
	free(states->list);
}

const char *host_state_overall(const struct host_state *state)
{
	return state->overall ? state->overall : state->expected[0].status;
}
