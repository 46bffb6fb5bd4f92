// SPDX-License-Identifier: BSD-2-Clause
#include "exec_line.h"

#include <errno.h>

#include "cleanup.h"
#include "entry.h"
#include "number.h"

#define BLANKS " \t\n\r"
#define MAX_WORD DAEMON_MAX_ARGV

static struct view skip_blanks(struct view text)
{
	while (text.size && entry_is_one_of(text.data[0], BLANKS))
		text = view_skip(text, 1);
	return text;
}

/* What stands for a byte after a backslash; text begins after it, and loses
 * what was taken. */
static char take_escape(struct view *text)
{
	static const char letters[] = "abfnrtvs", bytes[] = "\a\b\f\n\r\t\v ";
	char letter = text->data[0];
	const char *found = entry_is_one_of(letter, letters) ?
				    strchr(letters, letter) :
				    NULL;
	uint64_t number;

	if (letter == 'x' && text->size >= 3 &&
	    number_hex(view_from(text->data + 1, 2), 255, &number) == 0) {
		*text = view_skip(*text, 3);
		return (char)(unsigned char)number;
	}
	*text = view_skip(*text, 1);
	return found ? bytes[found - letters] : letter;
}

/* The next word, without its quotes.  False after the last. */
static bool take_word(struct view *text, struct buf *out)
{
	char quote = '\0';

	*text = skip_blanks(*text);
	if (!text->size)
		return false;
	while (text->size) {
		char byte = text->data[0];

		if (!quote && entry_is_one_of(byte, BLANKS))
			break;
		*text = view_skip(*text, 1);
		if (byte == '\\' && text->size)
			buf_add_byte(out, take_escape(text));
		else if (quote ? byte == quote : entry_is_one_of(byte, "\"'"))
			quote = quote ? '\0' : byte;
		else
			buf_add_byte(out, byte);
	}
	return true;
}

/* Appends its value; nothing where it is not set. */
static struct view value_of(const struct exec_variables *variables,
			    struct view name)
{
	for (size_t i = variables->list.count; i-- > 0;) {
		struct view pair = view_of(variables->list.list[i]);

		if (pair.size > name.size && view_starts(pair, name) &&
		    pair.data[name.size] == '=')
			return view_skip(pair, name.size + 1);
	}
	return VIEW_NONE;
}

static size_t name_size(struct view text)
{
	size_t size = 0;

	while (size < text.size &&
	       (text.data[size] == '_' ||
		(text.data[size] >= 'A' && text.data[size] <= 'Z') ||
		(text.data[size] >= 'a' && text.data[size] <= 'z') ||
		(size && text.data[size] >= '0' && text.data[size] <= '9')))
		size++;
	return size;
}

/* "$$" and "%%" are the sign itself. */
static void expand(struct view word, const struct exec_variables *variables,
		   struct buf *out)
{
	while (word.size) {
		char byte = word.data[0];
		size_t size;

		word = view_skip(word, 1);
		if ((byte == '$' || byte == '%') && word.size &&
		    word.data[0] == byte) {
			word = view_skip(word, 1);
		} else if (byte == '$' && word.size && word.data[0] == '{') {
			size = name_size(view_skip(word, 1));
			if (size + 1 < word.size &&
			    word.data[size + 1] == '}') {
				buf_add(out, value_of(variables,
						      view_from(word.data + 1,
								size)));
				word = view_skip(word, size + 2);
				continue;
			}
		}
		buf_add_byte(out, byte);
	}
}

/* A word that is "$NAME" alone: its value's words. */
static int add_split(struct view value, struct daemon_words *ret)
{
	autobuf struct buf word;
	int r = 0;

	buf_init(&word, MAX_WORD);
	while (r == 0 && take_word(&value, &word)) {
		r = buf_error(&word);
		if (r == 0)
			r = daemon_words_add(ret, buf_view(&word));
		buf_reset(&word);
	}
	return r;
}

static int add_word(struct view word, const struct exec_variables *variables,
		    struct daemon_words *ret)
{
	autobuf struct buf out;
	int r;

	buf_init(&out, MAX_WORD);
	if (word.size > 1 && word.data[0] == '$' &&
	    name_size(view_skip(word, 1)) == word.size - 1)
		return add_split(value_of(variables, view_skip(word, 1)), ret);
	expand(word, variables, &out);
	r = buf_error(&out);
	return r < 0 ? r : daemon_words_add(ret, buf_view(&out));
}

int exec_line_split(struct view line, const struct exec_variables *variables,
		    struct daemon_words *ret)
{
	autobuf struct buf word;
	bool named = false; /* the second word is what it is called */
	size_t at = 0;
	int r = 0;

	/* "@", "-", ":", "+", "!", "!!", "|" before the program */
	line = skip_blanks(line);
	while (line.size && entry_is_one_of(line.data[0], "@-:+!|")) {
		named |= line.data[0] == '@';
		line = view_skip(line, 1);
	}
	buf_init(&word, MAX_WORD);
	for (; r == 0 && take_word(&line, &word); at++) {
		r = buf_error(&word);
		if (r == 0 && !(named && at == 1))
			r = add_word(buf_view(&word), variables, ret);
		buf_reset(&word);
	}
	return r;
}

int exec_variables_add(struct exec_variables *variables, struct view value)
{
	autobuf struct buf word;
	int r = 0;

	buf_init(&word, MAX_WORD);
	while (r == 0 && take_word(&value, &word)) {
		r = buf_error(&word);
		if (r == 0 && word.size && memchr(word.data, '=', word.size))
			r = daemon_words_add(&variables->list, buf_view(&word));
		buf_reset(&word);
	}
	return r;
}

/* The part of a file's value: quotes as of a word, but blanks inside stay. */
static void take_value(struct view *text, struct buf *out)
{
	char quote = '\0';
	size_t kept = out->size;

	while (text->size && entry_is_one_of(text->data[0], ENTRY_BLANKS))
		*text = view_skip(*text, 1);
	while (text->size && (quote || text->data[0] != '\n')) {
		char byte = text->data[0];

		*text = view_skip(*text, 1);
		if (byte == '\\' && text->size && quote != '\'') {
			if (text->data[0] != '\n')
				buf_add_byte(out, text->data[0]);
			*text = view_skip(*text, 1);
		} else if (quote ? byte == quote :
				   entry_is_one_of(byte, "\"'")) {
			quote = quote ? '\0' : byte;
		} else {
			buf_add_byte(out, byte);
		}
		if (quote || !entry_is_one_of(byte, BLANKS))
			kept = out->size;
	}
	buf_cut(out, kept);
}

static void skip_line(struct view *text)
{
	(void)entry_take(text, '\n');
}

int exec_variables_read(struct exec_variables *variables, struct view text)
{
	autobuf struct buf pair;
	int r = 0;

	buf_init(&pair, MAX_WORD);
	while (r == 0 && text.size) {
		size_t size;

		text = skip_blanks(text);
		size = name_size(text);
		if (!size || size >= text.size || text.data[size] != '=') {
			skip_line(&text);
			continue;
		}
		buf_add(&pair, view_from(text.data, size + 1));
		text = view_skip(text, size + 1);
		take_value(&text, &pair);
		r = buf_error(&pair);
		if (r == 0)
			r = daemon_words_add(&variables->list, buf_view(&pair));
		buf_reset(&pair);
	}
	return r;
}
