// SPDX-License-Identifier: BSD-2-Clause
#include <check.h>

#include "json.h"
#include "suite.h"

#define BYTES(literal)                       \
	{                                    \
		literal, sizeof(literal) - 1 \
	}

struct text_case {
	const char *name;
	struct view input;
	const char *want; /* between the quotes */
};

static const struct text_case texts[] = {
	{ "plain text stays", BYTES("/etc/docker/daemon.json"),
	  "/etc/docker/daemon.json" },
	{ "quote and backslash are escaped", BYTES("a\"b\\c"), "a\\\"b\\\\c" },
	{ "line ends and tabs have short names", BYTES("a\nb\rc\td"),
	  "a\\nb\\rc\\td" },
	{ "every other control is \\u", BYTES("\x01\x08\x1b\x1d\x1f"),
	  "\\u0001\\u0008\\u001b\\u001d\\u001f" },
	{ "DEL and C1 are \\u", BYTES("\x7f\xc2\x9b"), "\\u007f\\u009b" },
	{ "NUL is text, jsonb takes no \\u0000", BYTES("a\0b"), "a\\\\x00b" },
	{ "line and paragraph separators are \\u",
	  BYTES("\xe2\x80\xa8\xe2\x80\xa9"), "\\u2028\\u2029" },
	{ "direction marks are \\u", BYTES("\xe2\x80\x8e\xe2\x80\x8f"),
	  "\\u200e\\u200f" },
	{ "embeddings and overrides are \\u",
	  BYTES("\xe2\x80\xaa\xe2\x80\xab\xe2\x80\xac\xe2\x80\xad\xe2\x80\xae"),
	  "\\u202a\\u202b\\u202c\\u202d\\u202e" },
	{ "isolates are \\u",
	  BYTES("\xe2\x81\xa6\xe2\x81\xa7\xe2\x81\xa8\xe2\x81\xa9"),
	  "\\u2066\\u2067\\u2068\\u2069" },
	{ "a tag character is a surrogate pair", BYTES("\xf3\xa0\x81\x81"),
	  "\\udb40\\udc41" },
	{ "letters of any script stay",
	  BYTES("\xe4\xb8\xad\xc3\xa9\xf0\x9f\x90\xb3"),
	  "\xe4\xb8\xad\xc3\xa9\xf0\x9f\x90\xb3" },
	{ "a byte that is not UTF-8 is \\xNN",
	  BYTES("a\xff"
		"b"),
	  "a\\\\xffb" },
	{ "an overlong slash is bytes", BYTES("\xc0\xaf"), "\\\\xc0\\\\xaf" },
	{ "an overlong three-byte form is bytes", BYTES("\xe0\x80\xaf"),
	  "\\\\xe0\\\\x80\\\\xaf" },
	{ "a surrogate is bytes", BYTES("\xed\xa0\x80"),
	  "\\\\xed\\\\xa0\\\\x80" },
	{ "past U+10FFFF is bytes", BYTES("\xf4\x90\x80\x80"),
	  "\\\\xf4\\\\x90\\\\x80\\\\x80" },
	{ "a cut character is bytes", BYTES("\xe4\xb8"), "\\\\xe4\\\\xb8" },
	{ "a backslash before xNN cannot pass for an escape", BYTES("\\xff"),
	  "\\\\x5cxff" },
	{ "a backslash before anything else stays one", BYTES("\\xg0\\x1"),
	  "\\\\xg0\\\\x1" },
};

START_TEST(text_is_escaped)
{
	const struct text_case *c = &texts[_i];
	autobuf struct buf out;
	struct view got;

	buf_init(&out, 4096);
	struct json j = json_begin(&out, 4096);
	ck_assert_msg(json_text(&j, NULL, c->input, SIZE_MAX), "%s", c->name);
	got = buf_view(&out);
	ck_assert_msg(got.size == strlen(c->want) + 2 &&
			      memcmp(got.data + 1, c->want, got.size - 2) == 0,
		      "%s: got %.*s", c->name, (int)got.size, got.data);
}
END_TEST

struct cut_case {
	const char *name;
	struct view input;
	size_t max;
	const char *want;
	bool whole;
};

static const struct cut_case cuts[] = {
	{ "what fits exactly is whole", BYTES("abc"), 3, "abc", true },
	{ "one byte too many is cut", BYTES("abcd"), 3, "abc", false },
	{ "a character is never cut in two", BYTES("ab\xe4\xb8\xad"), 4, "ab",
	  false },
	{ "an escape is never cut in two", BYTES("ab\x01"), 7, "ab", false },
	{ "an escape that fits is whole", BYTES("ab\x01"), 8, "ab\\u0001",
	  true },
	{ "nothing shorter follows what was cut",
	  BYTES("\x01"
		"a"),
	  3, "", false },
};

START_TEST(text_is_cut_between_characters)
{
	const struct cut_case *c = &cuts[_i];
	autobuf struct buf out;
	struct view got;

	buf_init(&out, 4096);
	struct json j = json_begin(&out, 4096);
	ck_assert_msg(json_text(&j, NULL, c->input, c->max) == c->whole, "%s",
		      c->name);
	got = buf_view(&out);
	ck_assert_msg(got.size == strlen(c->want) + 2 &&
			      memcmp(got.data + 1, c->want, got.size - 2) == 0,
		      "%s: got %.*s", c->name, (int)got.size, got.data);
	ck_assert_msg(!j.over, "%s", c->name);
}
END_TEST

static const char nested[] = "{\"n\":18446744073709551615,"
			     "\"list\":[\"a\",\"{\",0],"
			     "\"o\":{\"d\":\"10\",\"t\":true,\"f\":false}}"
			     "\n";

static void write_nested(struct json *j)
{
	size_t top = json_open(j, NULL);
	size_t empty, list, inner;

	json_number(j, "n", UINT64_MAX);
	empty = json_open(j, "gone");
	inner = json_open_list(j, "gone_too");
	json_close_list(j, inner);
	json_close(j, empty);
	list = json_open_list(j, "list");
	json_word(j, NULL, "a");
	json_word(j, NULL, "{");
	json_number(j, NULL, 0);
	json_close_list(j, list);
	inner = json_open(j, "o");
	json_digits(j, "d", 10);
	json_flag(j, "t", true);
	json_flag(j, "f", false);
	json_close(j, inner);
	json_close(j, top);
	json_end_line(j);
}

START_TEST(a_document_is_compact_and_has_no_empty_objects)
{
	autobuf struct buf out;

	buf_init(&out, 4096);
	buf_add_text(&out, "9");
	struct json j = json_begin(&out, 4000);
	write_nested(&j);
	ck_assert(!j.over);
	ck_assert_msg(view_is(view_skip(buf_view(&out), 1), nested), "got %.*s",
		      (int)out.size, out.data);
}
END_TEST

START_TEST(a_document_never_passes_its_size)
{
	for (size_t max = 0; max < strlen(nested) + 8; max++) {
		autobuf struct buf out;

		buf_init(&out, 4096);
		struct json j = json_begin(&out, max);
		write_nested(&j);
		ck_assert_uint_le(out.size, max);
		ck_assert_msg(j.over == (max < strlen(nested)), "%zu", max);
		ck_assert_uint_eq(json_room(&j), j.over ? 0 : max - out.size);
	}
}
END_TEST

START_TEST(a_text_may_come_in_pieces)
{
	autobuf struct buf out;
	size_t left = 5;

	buf_init(&out, 4096);
	struct json j = json_begin(&out, 4096);
	json_open_text(&j, "t");
	ck_assert(json_add_text(&j, VIEW("ab"), &left));
	ck_assert(json_add_text(&j, VIEW("\n"), &left));
	ck_assert(!json_add_text(&j, VIEW("cd"), &left));
	json_close_text(&j);
	ck_assert(view_is(buf_view(&out), "\"t\":\"ab\\nc\""));
}
END_TEST

START_TEST(an_error_of_the_buffer_is_over)
{
	autobuf struct buf out;

	buf_init(&out, 4);
	struct json j = json_begin(&out, 4096);
	json_word(&j, NULL, "abcdef");
	ck_assert(j.over);
	ck_assert_int_ne(buf_error(&out), 0);
	ck_assert(json_begin(&out, 4096).over);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("json");
	TCase *tc = tcase_create("json");

	tcase_add_loop_test(tc, text_is_escaped, 0,
			    sizeof(texts) / sizeof(texts[0]));
	tcase_add_loop_test(tc, text_is_cut_between_characters, 0,
			    sizeof(cuts) / sizeof(cuts[0]));
	tcase_add_test(tc, a_document_is_compact_and_has_no_empty_objects);
	tcase_add_test(tc, a_document_never_passes_its_size);
	tcase_add_test(tc, a_text_may_come_in_pieces);
	tcase_add_test(tc, an_error_of_the_buffer_is_over);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}
