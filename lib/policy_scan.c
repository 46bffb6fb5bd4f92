// SPDX-License-Identifier: BSD-2-Clause
#include "policy_scan.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "cleanup.h"
#include "number.h"
#include "policy.h"
#include "utf8.h"

/* The number that a macro is, as text. */
#define TEXT_OF(macro) TEXT_OF_NUMBER(macro)
#define TEXT_OF_NUMBER(number) #number

/* An object or a list that is open. */
struct frame {
	bool is_object;
	size_t mark;	/* what leaves it in the report's path */
	size_t entries; /* members or entries so far */
	struct view keys[POLICY_MAX_KEYS]; /* as written, between the quotes */
};

/* What may come next. */
enum want {
	WANT_VALUE,
	WANT_FIRST, /* of an object or a list: an entry, or its end */
	WANT_ENTRY,
	WANT_COMMA, /* or the end of the object or list */
	WANT_END,   /* of the text */
};

struct scan {
	struct view text;
	size_t at;
	size_t counted, lines, line_start; /* line_of()'s; never before it */
	enum want want;
	size_t values;
	struct policy_report *report;
	size_t depth;
	struct frame frames[POLICY_MAX_DEPTH];
};

/* The byte under the cursor, -1 at the end. */
static int peek(const struct scan *s)
{
	return s->at < s->text.size ? (unsigned char)s->text.data[s->at] : -1;
}

static struct frame *top(struct scan *s)
{
	return &s->frames[s->depth - 1];
}

static struct view rest(const struct scan *s)
{
	return view_skip(s->text, s->at);
}

/* It goes on from where it was asked last, so that a text of 80,000 repeated
 * keys is counted through once. */
static size_t line_of(struct scan *s, size_t *ret_column)
{
	for (; s->counted < s->at; s->counted++)
		if (s->text.data[s->counted] == '\n') {
			s->lines++;
			s->line_start = s->counted + 1;
		}
	*ret_column = s->at - s->line_start + 1;
	return s->lines + 1;
}

static int no_json(struct scan *s, const char *words)
{
	size_t column = 0, line = line_of(s, &column);

	buf_reset(&s->report->path);
	policy_report_error(s->report, "line %zu, column %zu: %s", line, column,
			    words);
	return -EINVAL;
}

static int expected(struct scan *s, const char *what)
{
	uint32_t character;
	size_t size = utf8_next(rest(s), &character);
	struct view found = view_from(s->text.data + s->at, size ? size : 1);
	char words[128 + POLICY_QUOTE_SIZE];

	(void)snprintf(words, sizeof(words), "expected %s, got %s", what,
		       peek(s) < 0 ? "the end" : policy_quote(found).text);
	return no_json(s, words);
}

/* The number of the four hex digits of \uXXXX at the cursor; they are taken. */
static int take_hex4(struct scan *s, uint64_t *ret)
{
	struct view digits = rest(s);

	if (digits.size > 4)
		digits.size = 4;
	if (digits.size < 4 || number_hex(digits, UINT16_MAX, ret) < 0)
		return expected(s, "four hex digits");
	s->at += 4;
	return 0;
}

static bool is_high(uint64_t unit)
{
	return unit >= 0xD800 && unit <= 0xDBFF;
}

static bool is_low(uint64_t unit)
{
	return unit >= 0xDC00 && unit <= 0xDFFF;
}

/* What follows a backslash.  \uD83D\uDE00 are the two halves of one character;
 * a half alone is none. */
static int take_escape(struct scan *s)
{
	uint64_t high = 0, low = 0;
	int r, c = peek(s);

	if (c <= 0 || !strchr("\"\\/bfnrtu", c))
		return expected(s, "one of \"\\/bfnrtu after \\");
	s->at++;
	if (c != 'u')
		return 0;
	r = take_hex4(s, &high);
	if (r < 0)
		return r;
	if (is_low(high))
		return no_json(s, "half a surrogate pair in a string");
	if (!is_high(high))
		return 0;
	if (!view_starts(rest(s), VIEW("\\u")))
		return no_json(s, "half a surrogate pair in a string");
	s->at += 2;
	r = take_hex4(s, &low);
	if (r < 0)
		return r;
	return is_low(low) ? 0 :
			     no_json(s, "half a surrogate pair in a string");
}

/* A string; *ret is what stands between its quotes. */
static int take_string(struct scan *s, struct view *ret)
{
	size_t begin = s->at + 1;
	uint32_t character;
	size_t size;
	int r;

	for (s->at++; peek(s) != '"';) {
		if (peek(s) == '\\') {
			s->at++;
			r = take_escape(s);
			if (r < 0)
				return r;
			continue;
		}
		size = utf8_next(rest(s), &character);
		if (peek(s) < 0)
			return expected(s, "the end of a string");
		if (size == 0)
			return no_json(s, "a string is not valid UTF-8");
		if (character < ' ')
			return no_json(s,
				       "a bare control character in a string");
		s->at += size;
	}
	*ret = view_from(s->text.data + begin, s->at - begin);
	s->at++;
	return 0;
}

static int take_digits(struct scan *s)
{
	size_t begin = s->at;

	while (peek(s) >= '0' && peek(s) <= '9')
		s->at++;
	return s->at > begin ? 0 : expected(s, "a digit");
}

/* [ "-" ] digits [ "." digits ] [ "e" [ sign ] digits ], 0 not before another
 * digit.  The range is for whoever reads the value. */
static int take_number(struct scan *s)
{
	int r = 0;

	if (peek(s) == '-')
		s->at++;
	if (peek(s) == '0')
		s->at++;
	else
		r = take_digits(s);
	if (r == 0 && peek(s) == '.') {
		s->at++;
		r = take_digits(s);
	}
	if (r == 0 && (peek(s) == 'e' || peek(s) == 'E')) {
		s->at++;
		if (peek(s) == '+' || peek(s) == '-')
			s->at++;
		r = take_digits(s);
	}
	return r;
}

static int take_word(struct scan *s)
{
	static const char *const words[] = { "true", "false", "null" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (!view_starts(rest(s), view_of(words[i])))
			continue;
		s->at += strlen(words[i]);
		return 0;
	}
	return expected(s, "a value");
}

/* The value that the path names is complete. */
static void leave_value(struct scan *s)
{
	s->want = s->depth ? WANT_COMMA : WANT_END;
	if (!s->depth)
		return;
	policy_report_leave(s->report, top(s)->mark);
	top(s)->entries++;
}

static int open_frame(struct scan *s)
{
	bool is_object = peek(s) == '{';

	if (s->depth == POLICY_MAX_DEPTH)
		return no_json(s, "more than " TEXT_OF(
					  POLICY_MAX_DEPTH) " levels deep");
	s->depth++;
	top(s)->is_object = is_object;
	top(s)->entries = 0;
	s->want = WANT_FIRST;
	s->at++;
	return 0;
}

static int take_value(struct scan *s)
{
	struct view string;
	int r, c = peek(s);

	s->values++;
	if (c == '{' || c == '[')
		return open_frame(s);
	if (c == '"')
		r = take_string(s, &string);
	else if (c == '-' || (c >= '0' && c <= '9'))
		r = take_number(s);
	else
		r = take_word(s);
	if (r == 0)
		leave_value(s);
	return r;
}

/* The first character that a key, as written, stands for; it is taken from
 * key, which is not empty and was found to be a good string. */
static uint32_t key_character(struct view *key)
{
	static const char letters[] = "bfnrt", controls[] = "\b\f\n\r\t";
	uint64_t high = 0, low = 0;
	uint32_t character = 0;
	const char *letter;

	if (key->data[0] != '\\') {
		*key = view_skip(*key, utf8_next(*key, &character));
		return character;
	}
	letter = strchr(letters, key->data[1]);
	if (key->data[1] != 'u') {
		character = (unsigned char)key->data[1];
		*key = view_skip(*key, 2);
		return letter ? (unsigned char)controls[letter - letters] :
				character;
	}
	(void)number_hex(view_from(key->data + 2, 4), UINT16_MAX, &high);
	*key = view_skip(*key, 6);
	if (!is_high(high))
		return (uint32_t)high;
	(void)number_hex(view_from(key->data + 2, 4), UINT16_MAX, &low);
	*key = view_skip(*key, 6);
	return (uint32_t)(0x10000 + ((high & 0x3FF) << 10) + (low & 0x3FF));
}

/* "path" and "p\u0061th" are one key. */
static bool same_key(struct view a, struct view b)
{
	while (a.size && b.size)
		if (key_character(&a) != key_character(&b))
			return false;
	return a.size == b.size;
}

static bool has_nul(struct view key)
{
	while (key.size)
		if (key_character(&key) == 0)
			return true;
	return false;
}

static void judge_key(struct scan *s, struct view key)
{
	struct frame *f = top(s);
	size_t known =
		f->entries < POLICY_MAX_KEYS ? f->entries : POLICY_MAX_KEYS;
	size_t column;

	if (has_nul(key))
		policy_report_error(s->report, "key %s holds a NUL",
				    policy_quote(key).text);
	for (size_t i = 0; i < known; i++) {
		if (!same_key(f->keys[i], key))
			continue;
		policy_report_error(s->report, "key %s repeated on line %zu",
				    policy_quote(key).text,
				    line_of(s, &column));
		break;
	}
	if (f->entries < POLICY_MAX_KEYS)
		f->keys[f->entries] = key;
	else if (f->entries == POLICY_MAX_KEYS)
		policy_report_error(s->report, "more than %d keys",
				    POLICY_MAX_KEYS);
}

static void skip_space(struct scan *s)
{
	while (peek(s) > 0 && strchr(" \t\n\r", peek(s)))
		s->at++;
}

static int take_key(struct scan *s)
{
	struct view key;
	int r;

	if (peek(s) != '"')
		return expected(s, "a key in double quotes");
	r = take_string(s, &key);
	if (r < 0)
		return r;
	judge_key(s, key);
	top(s)->mark = policy_report_enter(s->report, key);
	skip_space(s);
	if (peek(s) != ':')
		return expected(s, "\":\"");
	s->at++;
	s->want = WANT_VALUE;
	return 0;
}

/* A member of the object or an entry of the list that is open. */
static int take_entry(struct scan *s)
{
	if (top(s)->is_object)
		return take_key(s);
	top(s)->mark = policy_report_enter_entry(s->report, top(s)->entries);
	return take_value(s);
}

static bool take_close(struct scan *s)
{
	if (peek(s) != (top(s)->is_object ? '}' : ']'))
		return false;
	s->at++;
	s->depth--;
	leave_value(s);
	return true;
}

static int take_comma(struct scan *s)
{
	if (take_close(s))
		return 0;
	if (peek(s) != ',')
		return expected(s, top(s)->is_object ? "\",\" or \"}\"" :
						       "\",\" or \"]\"");
	s->at++;
	s->want = WANT_ENTRY;
	return 0;
}

static int take_next(struct scan *s)
{
	switch (s->want) {
	case WANT_VALUE:
		return take_value(s);
	case WANT_FIRST:
		return take_close(s) ? 0 : take_entry(s);
	case WANT_ENTRY:
		return take_entry(s);
	case WANT_COMMA:
		return take_comma(s);
	case WANT_END:
		break;
	}
	return expected(s, "nothing more");
}

int policy_scan(struct view text, struct policy_report *report,
		size_t *ret_values)
{
	autofree struct scan *s = calloc(1, sizeof(*s));
	int r;

	if (!s)
		return -ENOMEM;
	s->text = text;
	s->report = report;
	for (;;) {
		skip_space(s);
		if (s->want == WANT_END && peek(s) < 0)
			break;
		r = take_next(s);
		if (r < 0)
			return r;
	}
	*ret_values = s->values;
	return 0;
}
