// SPDX-License-Identifier: BSD-2-Clause
/* Command lines of units, and the variables in them. */
#include <check.h>
#include <errno.h>

#include "exec_line.h"
#include "suite.h"

#define FILE_TEXT                              \
	"# A=comment\n"                        \
	"; A=comment\n"                        \
	"A=one\n"                              \
	"  B = no variable\n"                  \
	"OPTS=\"--icc=false --dns 9.9.9.9\"\n" \
	"QUOTED='a b' # kept\n"                \
	"LONG=a\\\nb\n"                        \
	"EMPTY=\n"                             \
	"TWICE=first\nTWICE=second\n"          \
	"INNER=\"say \\\"x\\\"\"\n"            \
	"LAST=end"

static void join(const struct daemon_words *words, struct buf *out)
{
	for (size_t i = 0; i < words->count; i++) {
		buf_add_text(out, i ? "|" : "");
		buf_add_text(out, words->list[i]);
	}
}

static const struct {
	const char *line, *words;
} rows[] = {
	{ "/usr/sbin/dockerd -H fd://", "/usr/sbin/dockerd|-H|fd://" },
	{ "  /a\t b  ", "/a|b" },
	{ "-@/a b", "/a" },
	{ "@/a b c", "/a|c" },
	{ "!@-/a b \"c d\" e", "/a|c d|e" },
	{ "+!!/a", "/a" },
	{ "/a \"b c\" 'd e'", "/a|b c|d e" },
	{ "/a --x=\"b c\"", "/a|--x=b c" },
	{ "/a b\\x20c\\td", "/a|b c\td" },
	{ "/a $OPTS", "/a|--icc=false|--dns|9.9.9.9" },
	{ "/a ${OPTS}", "/a|--icc=false --dns 9.9.9.9" },
	{ "/a x${A}y", "/a|xoney" },
	{ "/a x$A", "/a|x$A" },
	{ "/a $NONE b", "/a|b" },
	{ "/a ${NONE} b", "/a||b" },
	{ "/a $EMPTY b", "/a|b" },
	{ "/a $$A", "/a|$A" },
	{ "/a %%h %h", "/a|%h|%h" },
	{ "/a $TWICE", "/a|second" },
	{ "/a $LONG $LAST", "/a|ab|end" },
	{ "/a ${INNER}", "/a|say \"x\"" },
	{ "/a $", "/a|$" },
	{ "/a ${A", "/a|${A" },
	{ "/a \"open", "/a|open" },
	{ "/a \\", "/a|\\" },
	{ "", "" },
};

START_TEST(a_line_is_split_as_systemd_does)
{
	struct exec_variables variables = { { NULL, 0 } };
	autowords struct daemon_words words = { NULL, 0 };
	autobuf struct buf joined;

	buf_init(&joined, 4096);
	ck_assert_int_eq(exec_variables_read(&variables, VIEW(FILE_TEXT)), 0);
	ck_assert_int_eq(
		exec_line_split(view_of(rows[_i].line), &variables, &words), 0);
	join(&words, &joined);
	ck_assert_msg(view_is(buf_view(&joined), rows[_i].words),
		      "%s: %.*s, not %s", rows[_i].line, (int)joined.size,
		      joined.size ? joined.data : "", rows[_i].words);
	daemon_words_done(&variables.list);
}
END_TEST

START_TEST(variables_of_a_unit_are_words)
{
	struct exec_variables variables = { { NULL, 0 } };
	autobuf struct buf joined;

	buf_init(&joined, 4096);
	ck_assert_int_eq(
		exec_variables_add(&variables, VIEW("\"A=x y\" B=z none")), 0);
	join(&variables.list, &joined);
	ck_assert(view_is(buf_view(&joined), "A=x y|B=z"));
	daemon_words_done(&variables.list);
}
END_TEST

START_TEST(a_variable_that_grows_without_end_is_bounded)
{
	struct exec_variables variables = { { NULL, 0 } };
	autowords struct daemon_words words = { NULL, 0 };
	autobuf struct buf text;

	buf_init(&text, (size_t)1 << 20);
	buf_add_text(&text, "A=\"");
	for (size_t i = 0; i < 2 * DAEMON_MAX_WORDS; i++)
		buf_add_text(&text, "x ");
	buf_add_text(&text, "\"\n");
	ck_assert_int_eq(exec_variables_read(&variables, buf_view(&text)), 0);
	ck_assert_int_eq(exec_line_split(VIEW("/a $A"), &variables, &words),
			 -E2BIG);
	daemon_words_done(&variables.list);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("exec_line");
	TCase *tcase = tcase_create("exec_line");

	tcase_add_loop_test(tcase, a_line_is_split_as_systemd_does, 0,
			    sizeof(rows) / sizeof(rows[0]));
	tcase_add_test(tcase, variables_of_a_unit_are_words);
	tcase_add_test(tcase, a_variable_that_grows_without_end_is_bounded);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
