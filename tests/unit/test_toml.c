// SPDX-License-Identifier: BSD-2-Clause
#include <check.h>
#include <errno.h>
#include <stdio.h>

#include "suite.h"
#include "toml.h"

#define MAX_SHOWN 4096

/* "a.b#0=S:text;" of each; tables are "a.b=T;". */
static void show(void *context, const struct toml_item *item)
{
	static const char kinds[] = { 'T', 'S', 'B', 'O' };
	struct buf *out = context;

	for (size_t i = 0; i < item->depth; i++)
		if (item->keys[i].element) {
			buf_printf(out, "#%zu", item->keys[i].index);
		} else {
			buf_add_text(out, i ? "." : "");
			buf_add(out, item->keys[i].name);
		}
	buf_printf(out, "=%c:", kinds[item->kind]);
	buf_add(out, item->text);
	buf_add_byte(out, ';');
}

static int read_text(struct view text, struct buf *out, size_t *line)
{
	int r = toml_parse(text, show, out, line);

	buf_add_byte(out, '\0');
	return r;
}

static const struct {
	const char *text, *want;
} right[] = {
	{ "", "" },
	{ "# a comment", "" },
	{ "a = true\r\nb=false # c\n", "a=B:true;b=B:false;" },
	{ "a.b . \"c d\".'e.f' = 1", "a.b.c d.e.f=O:1;" },
	{ "[ a . 'b' ] # c\nc = 'x'", "a.b=T:;a.b.c=S:x;" },
	{ "[[a]]\nb='x'\n[[a]]\nb='y'", "a=T:;a.b=S:x;a=T:;a.b=S:y;" },
	{ "a = { b = { c = 'x' }, 'd'.e = 1 }\nf = true",
	  "a=T:;a.b=T:;a.b.c=S:x;a.d.e=O:1;f=B:true;" },
	{ "a = {}", "a=T:;" },
	{ "a = [ # ]\n'x', \"#\",\n\n]\nb=1", "a#0=S:x;a#1=S:#;b=O:1;" },
	{ "a = [['x', ''], {b='y'}]", "a#0#0=S:x;a#0#1=S:;a#1=T:;a#1.b=S:y;" },
	{ "a = [[],[]]\nb=1", "b=O:1;" },
	{ "a = \"\\t\\\"\\\\\\u0041\\U0001F433\"",
	  "a=S:\t\"\\A\xf0\x9f\x90\xb3;" },
	{ "a = '\\t'", "a=S:\\t;" },
	{ "a = \"\"\"\nx\n\\\n \n  y\"\"\"\"", "a=S:x\ny\";" },
	{ "a = '''\r\nx'y''z\r\n'''", "a=S:x'y''z\n;" },
	{ "\"\" = ''", "=S:;" },
	{ "a = 1979-05-27T07:32:00.5+01:00",
	  "a=O:1979-05-27T07:32:00.5+01:00;" },
};

START_TEST(each_spelling_gives_its_tables_and_values)
{
	struct buf out;
	size_t line;

	buf_init(&out, MAX_SHOWN);
	ck_assert_int_eq(read_text(view_of(right[_i].text), &out, &line), 0);
	ck_assert_str_eq(out.data, right[_i].want);
	buf_done(&out);
}
END_TEST

static const struct {
	const char *text;
	size_t line;
} wrong[] = {
	{ "a", 1 },
	{ "a =", 1 },
	{ "\na = 1 2", 2 },
	{ "a = 1\nb = 'x\ny'", 2 },
	{ "a = \"x", 1 },
	{ "a = \"\\q\"", 1 },
	{ "a = \"\\ud800\"", 1 },
	{ "a = \"\"\"x", 1 },
	{ "a = [1 2]", 1 },
	{ "a = [1\n", 2 },
	{ "a = { b = 1,\n c = 2 }", 1 },
	{ "a = { b = 1, }", 1 },
	{ "[a", 1 },
	{ "[]", 1 },
	{ "[a] b = 1", 1 },
	{ "[[a]", 1 },
	{ "a..b = 1", 1 },
	{ "a = /etc/x", 1 },
	{ "a = 1 # \x01", 1 },
	{ "a = '\x7f'", 1 },
	{ "\r", 1 },
	{ "a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a = 1", 1 },
	{ "a = [[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]", 1 },
};

START_TEST(what_is_no_toml_is_refused_at_its_line)
{
	struct buf out;
	size_t line = 0;

	buf_init(&out, MAX_SHOWN);
	ck_assert_int_eq(read_text(view_of(wrong[_i].text), &out, &line),
			 -EBADMSG);
	ck_assert_uint_eq(line, wrong[_i].line);
	buf_done(&out);
}
END_TEST

START_TEST(a_nul_is_no_toml)
{
	struct buf out;
	size_t line;

	buf_init(&out, MAX_SHOWN);
	ck_assert_int_eq(read_text(VIEW("a = 1\0"), &out, &line), -EBADMSG);
	ck_assert_int_eq(read_text(VIEW("\0"), &out, &line), -EBADMSG);
	ck_assert_int_eq(read_text(VIEW("a = 'b\0c'"), &out, &line), -EBADMSG);
	buf_done(&out);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("toml");
	TCase *tcase = tcase_create("all");

	tcase_add_loop_test(tcase, each_spelling_gives_its_tables_and_values, 0,
			    (int)(sizeof(right) / sizeof(right[0])));
	tcase_add_loop_test(tcase, what_is_no_toml_is_refused_at_its_line, 0,
			    (int)(sizeof(wrong) / sizeof(wrong[0])));
	tcase_add_test(tcase, a_nul_is_no_toml);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
