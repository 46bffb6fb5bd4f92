// SPDX-License-Identifier: BSD-2-Clause
#include "policy_report.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "printable.h"

#define MAX_NAME 16384 /* of a path of 4096 bytes, each as \xNN */
#define MAX_PATH 4096
#define MAX_WORDS 1024

struct policy_quoted policy_quote(struct view text)
{
	struct policy_quoted quoted = { "" };
	autobuf struct buf word;
	bool quotes;

	buf_init(&word, sizeof(quoted.text));
	printable_word(&word, text, POLICY_QUOTE_BYTES);
	quotes = word.size > 0 && word.data[0] != '"';
	(void)snprintf(quoted.text, sizeof(quoted.text), "%s%.*s%s",
		       quotes ? "\"" : "", (int)word.size,
		       word.size ? word.data : "", quotes ? "\"" : "");
	return quoted;
}

void policy_report_init(struct policy_report *r, const char *name,
			struct buf *errors)
{
	*r = (struct policy_report){ .errors = errors };
	buf_init(&r->name, MAX_NAME + 3); /* "..." */
	buf_init(&r->path, MAX_PATH);
	printable_text(&r->name, view_of(name), MAX_NAME);
}

void policy_report_done(struct policy_report *r)
{
	buf_done(&r->name);
	buf_done(&r->path);
}

/* Is it written as the schema's keys are, so that a path shows it bare? */
static bool plain_key(struct view key)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz_";

	for (size_t i = 0; i < key.size; i++)
		if (!memchr(plain, key.data[i], sizeof(plain) - 1))
			return false;
	return key.size > 0 && key.size <= POLICY_QUOTE_BYTES;
}

size_t policy_report_enter(struct policy_report *r, struct view key)
{
	size_t mark = r->path.size;

	if (mark)
		buf_add_byte(&r->path, '.');
	if (plain_key(key))
		buf_add(&r->path, key);
	else
		buf_add_text(&r->path, policy_quote(key).text);
	return mark;
}

size_t policy_report_enter_entry(struct policy_report *r, size_t index)
{
	size_t mark = r->path.size;

	buf_printf(&r->path, "[%zu]", index);
	return mark;
}

void policy_report_leave(struct policy_report *r, size_t mark)
{
	buf_cut(&r->path, mark);
}

/* All of the line or nothing of it. */
void policy_report_error(struct policy_report *r, const char *format, ...)
{
	size_t before = r->errors->size;
	char words[MAX_WORDS];
	va_list ap;

	va_start(ap, format);
	(void)vsnprintf(words, sizeof(words), format, ap);
	va_end(ap);
	r->count++;
	buf_add(r->errors, buf_view(&r->name));
	buf_add_text(r->errors, ": ");
	if (r->path.size) {
		buf_add(r->errors, buf_view(&r->path));
		buf_add_text(r->errors, ": ");
	}
	buf_add_text(r->errors, words);
	buf_add_byte(r->errors, '\n');
	if (buf_error(r->errors))
		buf_cut(r->errors, before);
}

int policy_report_result(const struct policy_report *r)
{
	if (buf_error(&r->name) == -ENOMEM || buf_error(&r->path) == -ENOMEM ||
	    buf_error(r->errors) == -ENOMEM)
		return -ENOMEM;
	return r->count ? -EINVAL : 0;
}
