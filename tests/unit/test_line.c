// SPDX-License-Identifier: BSD-2-Clause
#include <check.h>

#include "line.h"
#include "read_back.h"
#include "suite.h"

#define BYTES(literal)                       \
	{                                    \
		literal, sizeof(literal) - 1 \
	}

/* As cef has it: a way of its own for a backslash and a line feed. */
static const char *doubled(char c)
{
	return c == '\\' ? "\\\\" : c == '\n' ? "\\n" : NULL;
}

static const char *none(char c)
{
	(void)c;
	return NULL;
}

struct value_case {
	const char *name;
	struct view value;
	const char *plain;   /* without escapes of the format's own */
	const char *doubled; /* with those above */
};

static const struct value_case values[] = {
	{ "text stays", BYTES("/etc/docker \xe4\xb8\xad"),
	  "/etc/docker \xe4\xb8\xad", "/etc/docker \xe4\xb8\xad" },
	{ "a backslash is the format's", BYTES("a\\b"), "a\\b", "a\\\\b" },
	{ "a backslash before xNN is \\x5c", BYTES("a\\x41"), "a\\x5cx41",
	  "a\\\\x5cx41" },
	{ "a backslash before xN stays", BYTES("\\x4"), "\\x4", "\\\\x4" },
	{ "controls are \\xNN", BYTES("a\0\x1b\x7f"), "a\\x00\\x1b\\x7f",
	  "a\\\\x00\\\\x1b\\\\x7f" },
	{ "a line feed is the format's", BYTES("a\nb"), "a\\x0ab", "a\\nb" },
	{ "bytes that are not UTF-8 are \\xNN", BYTES("\xff\xc3"), "\\xff\\xc3",
	  "\\\\xff\\\\xc3" },
	{ "direction marks are \\xNN a byte", BYTES("\xe2\x80\xae"),
	  "\\xe2\\x80\\xae", "\\\\xe2\\\\x80\\\\xae" },
	{ "spaces at the ends are \\xNN, within they stay", BYTES("  a b "),
	  "\\x20 a b\\x20", "\\\\x20 a b\\\\x20" },
	{ "a space alone", BYTES(" "), "\\x20", "\\\\x20" },
	{ "nothing", BYTES(""), "", "" },
};

static void written(struct view value, size_t max, line_escape_fn *escape,
		    struct buf *out, bool *whole)
{
	struct line l = line_begin(out, 500);

	*whole = line_add_value(&l, value, max, escape);
	ck_assert(!l.over);
}

START_TEST(a_value_is_written)
{
	const struct value_case *c = &values[_i];
	autobuf struct buf out;
	bool whole;

	buf_init(&out, 1000);
	written(c->value, 100, none, &out, &whole);
	ck_assert_msg(view_is(buf_view(&out), c->plain) && whole,
		      "%s: got %.*s", c->name, (int)out.size, out.data);
	ck_assert_msg(read_back_is(buf_view(&out), c->value, false), "%s",
		      c->name);
	buf_reset(&out);
	written(c->value, 100, doubled, &out, &whole);
	ck_assert_msg(view_is(buf_view(&out), c->doubled) && whole,
		      "%s: got %.*s", c->name, (int)out.size, out.data);
}
END_TEST

START_TEST(a_value_is_cut_between_characters)
{
	static const struct view value = BYTES("ab\xe4\xb8\xad\n\xff");

	for (size_t max = 0; max < 14; max++) {
		autobuf struct buf out;
		bool whole;

		buf_init(&out, 1000);
		written(value, max, none, &out, &whole);
		ck_assert_uint_le(out.size, max);
		ck_assert_uint_eq(whole, max >= 13);
		ck_assert(read_back_is(buf_view(&out), value, !whole));
	}
}
END_TEST

START_TEST(what_does_not_fit_is_over)
{
	autobuf struct buf out;
	struct line l;

	buf_init(&out, 1000);
	buf_add_text(&out, "before ");
	l = line_begin(&out, 10);
	line_add(&l, VIEW("12345"));
	line_add_number(&l, 98765);
	ck_assert(!l.over);
	line_add(&l, VIEW("x"));
	ck_assert(l.over);
	line_add(&l, VIEW(""));
	ck_assert(l.over);
	ck_assert(view_is(buf_view(&out), "before 1234598765"));
}
END_TEST

START_TEST(a_buffer_with_an_error_is_over)
{
	autobuf struct buf out;
	struct line l;

	buf_init(&out, 3);
	l = line_begin(&out, 100);
	line_add_number(&l, UINT64_MAX);
	ck_assert(l.over);
	l = line_begin(&out, 100);
	ck_assert(l.over);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("line");
	TCase *tc = tcase_create("line");

	tcase_add_loop_test(tc, a_value_is_written, 0,
			    sizeof(values) / sizeof(values[0]));
	tcase_add_test(tc, a_value_is_cut_between_characters);
	tcase_add_test(tc, what_does_not_fit_is_over);
	tcase_add_test(tc, a_buffer_with_an_error_is_over);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}
