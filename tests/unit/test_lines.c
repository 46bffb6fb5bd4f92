// SPDX-License-Identifier: BSD-2-Clause
#include <check.h>
#include <errno.h>
#include <stdlib.h>

#include "buf.h"
#include "lines.h"
#include "suite.h"

/* Lines as met: "number:bytes|"; stops at the line "stop". */
struct met {
	struct lines lines;
	struct buf text;
};

static int on_line(void *user, struct view line)
{
	struct met *met = user;

	buf_add_u64(&met->text, met->lines.count);
	buf_add_byte(&met->text, ':');
	buf_add(&met->text, line);
	buf_add_byte(&met->text, '|');
	return view_is(line, "stop") ? -ECANCELED : 0;
}

static void start(struct met *met)
{
	buf_init(&met->text, (size_t)1 << 20);
	ck_assert_int_eq(lines_init(&met->lines, on_line, met), 0);
}

static void done(struct met *met)
{
	ck_assert_int_eq(buf_error(&met->text), 0);
	lines_done(&met->lines);
	buf_done(&met->text);
}

static int feed(struct met *met, struct view bytes, size_t piece)
{
	while (bytes.size > 0) {
		size_t size = bytes.size < piece ? bytes.size : piece;
		int r;

		memcpy(lines_room(&met->lines), bytes.data, size);
		r = lines_take(&met->lines, size);
		if (r)
			return r;
		bytes = view_skip(bytes, size);
	}
	return lines_end(&met->lines);
}

static const struct {
	const char *name;
	struct view input;
	struct view want;
} rows[] = {
	{ "nothing is no line", { "", 0 }, { "", 0 } },
	{ "a line", { "a\n", 2 }, { "1:a|", 4 } },
	{ "the last line needs no end", { "a\nbc", 4 }, { "1:a|2:bc|", 9 } },
	{ "empty lines are lines", { "\n\na\n", 4 }, { "1:|2:|3:a|", 10 } },
	{ "NUL is a byte like others",
	  { "a\0b\nc\n", 6 },
	  { "1:a\0b|2:c|", 10 } },
	{ "CR stays", { "a\r\n", 3 }, { "1:a\r|", 5 } },
};

START_TEST(pieces_make_no_difference)
{
	for (size_t piece = 1; piece <= rows[_i].input.size + 1; piece++) {
		struct met met;

		start(&met);
		ck_assert_int_eq(feed(&met, rows[_i].input, piece), 0);
		ck_assert_msg(view_equal(buf_view(&met.text), rows[_i].want),
			      "%s, in pieces of %zu: %.*s", rows[_i].name,
			      piece, (int)met.text.size, met.text.data);
		done(&met);
	}
}
END_TEST

/* "a\n", size bytes of x, rest */
static char *with_long_line(size_t size, const char *rest, size_t *ret)
{
	char *text = malloc(size + strlen(rest) + 2);

	ck_assert_ptr_nonnull(text);
	memcpy(text, "a\n", 2);
	memset(text + 2, 'x', size);
	memcpy(text + 2 + size, rest, strlen(rest));
	*ret = size + strlen(rest) + 2;
	return text;
}

START_TEST(an_overlong_line_is_skipped_and_counted)
{
	static const size_t pieces[] = { 1, 1000, LINES_MAX_LINE,
					 LINES_MAX_LINE + 1, LINES_PIECE };
	size_t size;
	char *text = with_long_line(LINES_MAX_LINE + 1, "\nb\n", &size);
	struct met met;

	start(&met);
	ck_assert_int_eq(feed(&met, view_from(text, size), pieces[_i]), 0);
	ck_assert(view_is(buf_view(&met.text), "1:a|3:b|"));
	ck_assert_uint_eq(met.lines.oversized, 1);
	ck_assert_uint_eq(met.lines.first_oversized, 2);
	ck_assert_uint_eq(met.lines.count, 3);
	done(&met);
	free(text);
}
END_TEST

START_TEST(the_longest_line_is_handed_out)
{
	size_t size;
	char *text = with_long_line(LINES_MAX_LINE, "", &size);
	struct met met;

	start(&met);
	ck_assert_int_eq(feed(&met, view_from(text, size), 4096), 0);
	ck_assert_uint_eq(met.lines.oversized, 0);
	ck_assert_uint_eq(met.lines.count, 2);
	ck_assert_uint_eq(met.text.size, strlen("1:a|2:|") + LINES_MAX_LINE);
	done(&met);
	free(text);
}
END_TEST

START_TEST(a_line_without_end_is_counted_once)
{
	struct met met;

	start(&met);
	for (int i = 0; i < 64; i++) {
		memset(lines_room(&met.lines), '\0', LINES_PIECE);
		ck_assert_int_eq(lines_take(&met.lines, LINES_PIECE), 0);
	}
	ck_assert_int_eq(lines_end(&met.lines), 0);
	ck_assert_uint_eq(met.lines.oversized, 1);
	ck_assert_uint_eq(met.lines.count, 1);
	ck_assert_uint_eq(met.text.size, 0);
	done(&met);
}
END_TEST

START_TEST(the_receiver_can_stop_it)
{
	struct met met;

	start(&met);
	ck_assert_int_eq(feed(&met, VIEW("a\nstop\nb\n"), 100), -ECANCELED);
	ck_assert(view_is(buf_view(&met.text), "1:a|2:stop|"));
	done(&met);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("lines");
	TCase *tests = tcase_create("lines");

	tcase_add_loop_test(tests, pieces_make_no_difference, 0,
			    (int)(sizeof(rows) / sizeof(rows[0])));
	tcase_add_loop_test(tests, an_overlong_line_is_skipped_and_counted, 0,
			    5);
	tcase_add_test(tests, the_longest_line_is_handed_out);
	tcase_add_test(tests, a_line_without_end_is_counted_once);
	tcase_add_test(tests, the_receiver_can_stop_it);
	suite_add_tcase(suite, tests);
	return suite_run(suite);
}
