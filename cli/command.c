// SPDX-License-Identifier: BSD-2-Clause
#include "command.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "output.h"
#include "utf8.h"

#define MAX_MESSAGE 4096    /* bytes; the rest is cut */
#define MAX_HELP (64 << 10) /* bytes */

/* stderr is where a failure would be reported: one of its own has no place. */
static void write_message(const struct buf *b)
{
	ssize_t n = write(STDERR_FILENO, b->data, b->size);

	(void)n;
}

/* Control bytes and what is not UTF-8 as \xNN; a backslash stays, since
 * messages quote names that were made printable already. */
static void add_safely(struct buf *b, struct view text)
{
	while (text.size > 0 && b->size < MAX_MESSAGE - 32) {
		uint32_t character = 0;
		size_t size = utf8_next(text, &character);
		bool plain = size > 0 && !utf8_is_hidden(character);

		size += size == 0;
		for (size_t i = 0; i < size && !plain; i++)
			buf_printf(b, "\\x%02x", (unsigned char)text.data[i]);
		if (plain)
			buf_add(b, view_from(text.data, size));
		text = view_skip(text, size);
	}
}

bool command_colours(void)
{
	/* Any value but the empty one. */
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(STDOUT_FILENO) && !(no_color && *no_color) && term &&
	       *term && strcmp(term, "dumb") != 0;
}

static void say(struct view text)
{
	autobuf struct buf b;

	buf_init(&b, MAX_MESSAGE);
	buf_add_text(&b, "dockwarden: ");
	add_safely(&b, text);
	buf_add_byte(&b, '\n');
	write_message(&b);
}

void command_say(const char *format, ...)
{
	char text[MAX_MESSAGE];
	va_list ap;

	va_start(ap, format);
	(void)vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	say(view_of(text));
}

void command_say_lines(struct view text)
{
	while (text.size > 0) {
		const char *newline = memchr(text.data, '\n', text.size);
		struct view line = text;

		if (newline)
			line.size = (size_t)(newline - text.data);
		text = view_skip(text, line.size + (newline != NULL));
		say(line);
	}
}

int command_print(struct view text)
{
	autooutput struct output out;
	int r;

	output_init(&out, STDOUT_FILENO);
	buf_add(&out.buf, text);
	r = output_flush(&out);
	if (r == 0)
		return STATUS_NOTHING;
	command_say("standard output: %s", strerror(-r));
	return STATUS_TROUBLE;
}

static int print_help(const struct options *o)
{
	autobuf struct buf help;

	buf_init(&help, MAX_HELP);
	options_help(o, &help);
	return command_print(buf_view(&help));
}

bool command_parse(const struct options *o, struct words *words, void *target,
		   int *status)
{
	struct errmsg err = { "" };

	if (options_parse(o, words, target, &err) < 0) {
		command_say("%s", err.text);
		*status = STATUS_TROUBLE;
		return false;
	}
	if (words->help)
		*status = print_help(o);
	else if (words->version)
		*status = command_print(
			VIEW("dockwarden " DOCKWARDEN_VERSION "\n"));
	return !words->help && !words->version;
}
