// SPDX-License-Identifier: BSD-2-Clause
/* A listing in auditctl's language → its rules. */
#include <errno.h>

#include "cleanup.h"
#include "number.h"
#include "rule_draft.h"
#include "rule_field.h"
#include "rule_list.h"

#define MAX_LINE 6143 /* bytes; auditctl.c LINE_SIZE */
#define MAX_WORDS 1024

struct reader {
	const struct check_host *host;
	const char *path;
	struct rule_list *list;
	size_t line;
	struct errmsg *err;
};

/* The words of a line, unescaped, and what they make. */
struct words {
	struct buf text;
	struct view list[MAX_WORDS];
	size_t count, next;
};

/* In each word but the first; a backslash before anything else is one. */
static void add_word(struct words *w, struct view raw)
{
	size_t start = w->text.size;

	for (size_t i = 0; i < raw.size; i++) {
		if (w->count && raw.data[i] == '\\' && i + 1 < raw.size &&
		    (raw.data[i + 1] == ' ' || raw.data[i + 1] == '\\'))
			i++;
		buf_add_byte(&w->text, raw.data[i]);
	}
	/* The text does not move: it has the room for a line. */
	w->list[w->count++] =
		view_from(w->text.data + start, w->text.size - start);
}

static size_t word_size(struct view line)
{
	size_t i = 0;

	while (i < line.size && line.data[i] != ' ')
		i += line.data[i] == '\\' && i + 1 < line.size ? 2 : 1;
	return i < line.size ? i : line.size;
}

static int split(struct words *w, struct view line)
{
	w->count = w->next = 0;
	buf_reset(&w->text);
	while (line.size) {
		size_t size = word_size(line);

		if (size) {
			if (w->count == MAX_WORDS)
				return -E2BIG;
			add_word(w, view_from(line.data, size));
		}
		line = view_skip(line, size + 1);
	}
	return 0;
}

/* The value of an option: attached to it, or the next word. */
static bool value_of(struct words *w, struct view option, struct view *ret)
{
	if (option.size > 2) {
		*ret = view_skip(option, 2);
		return true;
	}
	if (w->next == w->count)
		return false;
	*ret = w->list[w->next++];
	return true;
}

static int status_value(struct reader *r, struct view value, uint32_t max,
			uint32_t *field)
{
	uint64_t number;

	if (number_decimal(value, max, &number) < 0)
		return errmsg_set(r->err, -EINVAL, "no such setting");
	*field = (uint32_t)number;
	return 0;
}

static int setting(struct reader *r, char option, struct view value)
{
	struct rule_status *status = &r->list->status;

	switch (option) {
	case 'e':
		status->known = true;
		return status_value(r, value, 2, &status->enabled);
	case 'f':
		return status_value(r, value, 2, &status->failure);
	case 'r':
		return status_value(r, value, UINT32_MAX, &status->rate_limit);
	case 'b':
		return status_value(r, value, UINT32_MAX,
				    &status->backlog_limit);
	default:
		return 0; /* -m, -q: nothing that a listing keeps */
	}
}

static int with_value(struct reader *r, struct rule_draft *draft, char option,
		      struct view value)
{
	switch (option) {
	case 'W':
		draft->removes = true;
		return rule_draft_watch(draft, value, r->err);
	case 'w':
		return rule_draft_watch(draft, value, r->err);
	case 'd':
		draft->removes = true;
		return rule_draft_list(draft, value, r->err);
	case 'A':
		draft->data.flags = 0;
		draft->prepends = true;
		return rule_draft_list(draft, value, r->err);
	case 'a':
		return rule_draft_list(draft, value, r->err);
	case 'p':
		return rule_draft_perms(draft, value, r->err);
	case 'k':
		return rule_draft_key(draft, value, r->err);
	case 'S':
		return rule_draft_calls(draft, value, r->err);
	case 'F':
		return rule_draft_field(draft, value, r->err);
	case 'C':
		return rule_draft_compare(draft, value, r->err);
	default:
		return setting(r, option, value);
	}
}

static int long_option(struct reader *r, struct words *w, struct view word)
{
	static const char *const alone[] = {
		"--loginuid-immutable",
		"--reset-lost",
		"--reset_backlog_wait_time_actual",
	};

	for (size_t i = 0; i < sizeof(alone) / sizeof(*alone); i++)
		if (view_is(word, alone[i]))
			return 0;
	if (view_starts(word, VIEW("--backlog_wait_time="))) {
		return 0;
	}
	if (view_is(word, "--backlog_wait_time") && w->next < w->count) {
		w->next++;
		return 0;
	}
	return errmsg_set(r->err, -EINVAL, "no option of auditctl");
}

/* Options without a value.  -D empties the list; the others ask. */
static int alone(struct reader *r, struct words *w, char option)
{
	struct rule_status status = r->list->status;

	if (option != 'D')
		return 0;
	if (w->next < w->count) /* -D -k KEY */
		return errmsg_set(r->err, -EINVAL, "-D with more");
	rule_list_done(r->list);
	r->list->status = status;
	return 0;
}

static int one_option(struct reader *r, struct words *w,
		      struct rule_draft *draft)
{
	struct view word = w->list[w->next++], value;

	if (view_starts(word, VIEW("--")))
		return long_option(r, w, word);
	if (word.size < 2 || word.data[0] != '-')
		return errmsg_set(r->err, -EINVAL, "a word without an option");
	if (strchr("wWpkaAdSFCefrbmq", word.data[1]) && word.data[1]) {
		if (!value_of(w, word, &value))
			return errmsg_set(r->err, -EINVAL,
					  "-%c without a value", word.data[1]);
		return with_value(r, draft, word.data[1], value);
	}
	if (word.size == 2 && word.data[1] && strchr("Dicslvt", word.data[1]))
		return alone(r, w, word.data[1]);
	return errmsg_set(r->err, -EINVAL, "no option of auditctl");
}

static void remove_rule(struct rule_list *list,
			const struct audit_rule_data *data)
{
	struct rule *rule = rule_list_find(list, data);

	if (!rule)
		return;
	free(rule->data);
	free(rule->seen);
	list->count--;
	memmove(rule, rule + 1,
		(size_t)(&list->rules[list->count] - rule) * sizeof(*rule));
}

static int take_rule(struct reader *r, struct rule_draft *draft)
{
	struct audit_rule_data *data;
	int ret;

	if (!draft->listed && !draft->data.field_count && !draft->key.size &&
	    !draft->calls)
		return 0; /* settings only */
	ret = rule_draft_finish(draft, &data, r->err);
	if (ret < 0)
		return ret;
	if (draft->removes) {
		autofree struct audit_rule_data *owned = data;

		remove_rule(r->list, owned);
		return 0;
	}
	return rule_list_add(r->list, data, r->line, draft->prepends);
}

static int read_words(struct reader *r, struct words *w)
{
	autodraftrule struct rule_draft draft;
	int ret = 0;

	rule_draft_init(&draft, r->host);
	while (ret == 0 && w->next < w->count)
		ret = one_option(r, w, &draft);
	return ret < 0 ? ret : take_rule(r, &draft);
}

static int read_line(struct reader *r, struct words *w, struct view line)
{
	int ret;

	if (line.size > MAX_LINE || memchr(line.data, 0, line.size))
		return errmsg_set(r->err, -EINVAL, "no line of text");
	ret = split(w, line);
	if (ret < 0 || !w->count || w->list[0].data[0] == '#' ||
	    view_is(line, "No rules")) /* auditctl -l of an empty list */
		return ret;
	return read_words(r, w);
}

static int say(const struct reader *r, int code)
{
	struct errmsg why = *r->err;

	if (code == -ENOMEM)
		return code;
	errmsg_set(r->err, code, "%.200s: line %zu: %.200s", r->path, r->line,
		   why.text[0] ? why.text : "too much for a rule");
	return -EINVAL;
}

static int read_text(struct reader *r, struct words *w, struct view text)
{
	int ret = 0;

	while (text.size && ret == 0) {
		const char *end = memchr(text.data, '\n', text.size);
		struct view line = view_from(
			text.data, end ? (size_t)(end - text.data) : text.size);

		r->line++;
		ret = line.size ? read_line(r, w, line) : 0;
		text = view_skip(text, line.size + (end != NULL));
	}
	return ret < 0 ? say(r, ret) : 0;
}

int rule_list_text(const struct check_host *host, const char *path,
		   struct view text, struct rule_list *ret, struct errmsg *err)
{
	struct errmsg unheard = { "" };
	struct rule_list list = { 0 };
	struct reader r = { host, path, &list, 0, err ? err : &unheard };
	autofree struct words *w = calloc(1, sizeof(*w));
	int error;

	if (!w)
		return -ENOMEM;
	r.err->text[0] = 0;
	buf_init(&w->text, MAX_LINE + 1);
	buf_printf(&w->text, "%*s", MAX_LINE, ""); /* room for any line */
	error = buf_error(&w->text);
	if (error == 0)
		error = read_text(&r, w, text);
	buf_done(&w->text);
	if (error < 0) {
		rule_list_done(&list);
		return error;
	}
	*ret = list;
	return 0;
}
