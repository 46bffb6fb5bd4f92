// SPDX-License-Identifier: BSD-2-Clause
#include <check.h>
#include <errno.h>
#include <stdlib.h>

#include "options.h"
#include "suite.h"

struct target {
	const char *name;
	bool all;
};

static int set_name(void *target, const char *value, struct errmsg *err)
{
	if (strcmp(value, "bad") == 0)
		return errmsg_set(err, -ENOENT, "no such thing");
	((struct target *)target)->name = value;
	return 0;
}

static int set_all(void *target, const char *value, struct errmsg *err)
{
	(void)err;
	ck_assert_ptr_null(value);
	((struct target *)target)->all = true;
	return 0;
}

static const struct option rows[] = {
	{ "name", "NAME", "the name", set_name },
	{ "all", NULL, "all of them", set_all },
};

static const struct options options = {
	.command = "test",
	.operands = "FILE...",
	.about = "Tests.\n",
	.rows = rows,
	.count = 2,
	.min_operands = 0,
	.max_operands = 3,
	.after = "That is all.\n",
};

#define MAX_WORDS 6

/* name: what --name was set to; operands joined by spaces. */
static const struct {
	const char *words[MAX_WORDS];
	const char *name;
	bool all;
	const char *operands;
	const char *error; /* NULL: it is right */
} rows_parse[] = {
	{ { NULL }, NULL, false, "", NULL },
	{ { "--name", "x" }, "x", false, "", NULL },
	{ { "--name=x" }, "x", false, "", NULL },
	{ { "--name=" }, "", false, "", NULL },
	{ { "--name=a=b" }, "a=b", false, "", NULL },
	{ { "--name", "--all" }, "--all", false, "", NULL },
	{ { "--name", "-" }, "-", false, "", NULL },
	{ { "a", "--all", "b" }, NULL, true, "a b", NULL },
	{ { "-", "--all", "-" }, NULL, true, "- -", NULL },
	{ { "--", "--all" }, NULL, false, "--all", NULL },
	{ { "--all", "--", "--", "-x" }, NULL, true, "-- -x", NULL },
	{ { "" }, NULL, false, "", NULL },
	{ { "--", "--help" }, NULL, false, "--help", NULL },
	{ { "--report", "x" },
	  NULL,
	  false,
	  "",
	  "unknown option \"--report\"; see dockwarden test --help" },
	{ { "--report=x" },
	  NULL,
	  false,
	  "",
	  "unknown option \"--report=x\"; see dockwarden test --help" },
	{ { "--nam", "x" },
	  NULL,
	  false,
	  "",
	  "unknown option \"--nam\"; see dockwarden test --help" },
	{ { "--names", "x" },
	  NULL,
	  false,
	  "",
	  "unknown option \"--names\"; see dockwarden test --help" },
	{ { "--=x" },
	  NULL,
	  false,
	  "",
	  "unknown option \"--=x\"; see dockwarden test --help" },
	{ { "-a" },
	  NULL,
	  false,
	  "",
	  "unknown option \"-a\"; see dockwarden test --help" },
	{ { "--name" }, NULL, false, "", "--name: no NAME given" },
	{ { "--all=yes" }, NULL, false, "", "--all takes no value" },
	{ { "--all=" }, NULL, false, "", "--all takes no value" },
	{ { "--all", "--all" }, NULL, false, "", "--all: given twice" },
	{ { "--name", "a", "--name=b" },
	  NULL,
	  false,
	  "",
	  "--name: given twice" },
	{ { "--name", "bad" }, NULL, false, "", "--name: no such thing" },
	{ { "a", "b", "c", "d" },
	  NULL,
	  false,
	  "",
	  "test: expected FILE..., got 4 operands; see dockwarden test "
	  "--help" },
};

static size_t copy_words(const char *const *from, char **to)
{
	size_t count = 0;

	for (; count < MAX_WORDS && from[count]; count++) {
		to[count] = strdup(from[count]);
		ck_assert_ptr_nonnull(to[count]);
	}
	return count;
}

static void free_words(char **words, size_t count)
{
	while (count > 0)
		free(words[--count]);
}

static void join(const struct words *words, char *text, size_t size)
{
	size_t used = 0;

	*text = '\0';
	for (size_t i = 0; i < words->count; i++)
		used += (size_t)snprintf(text + used, size - used, "%s%s",
					 i ? " " : "", words->list[i]);
}

START_TEST(words_are_options_and_operands)
{
	char *own[MAX_WORDS] = { NULL }, *list[MAX_WORDS], operands[100];
	struct words words = { .list = list };
	struct target target = { NULL, false };
	struct errmsg err = { "" };
	size_t count = copy_words(rows_parse[_i].words, own);
	int r;

	memcpy(list, own, sizeof(list));
	words.count = count;
	r = options_parse(&options, &words, &target, &err);
	if (rows_parse[_i].error) {
		ck_assert_int_eq(r, -EINVAL);
		ck_assert_str_eq(err.text, rows_parse[_i].error);
		free_words(own, count);
		return;
	}
	ck_assert_msg(r == 0, "%s", err.text);
	ck_assert_pstr_eq(target.name, rows_parse[_i].name);
	ck_assert_int_eq(target.all, rows_parse[_i].all);
	join(&words, operands, sizeof(operands));
	ck_assert_str_eq(operands, rows_parse[_i].operands);
	ck_assert(!words.help && !words.version);
	free_words(own, count);
}
END_TEST

START_TEST(help_and_version_go_before_errors)
{
	static const char *const given[][MAX_WORDS] = {
		{ "--help" },
		{ "--nothing", "--help" },
		{ "a", "b", "c", "d", "--help" }
	};
	char *list[MAX_WORDS];
	struct words words = { .list = list };
	struct target target = { NULL, false };
	struct errmsg err = { "" };

	words.count = copy_words(given[_i], list);
	ck_assert_int_eq(options_parse(&options, &words, &target, &err), 0);
	ck_assert(words.help);
	free_words(list, words.count);
}
END_TEST

/* Its first row adds to a list; the second does not. */
START_TEST(an_option_that_adds_to_a_list_may_be_repeated)
{
	static const char *const given[][MAX_WORDS] = {
		{ "--name", "a", "--name=b" }, { "--all", "--all" }
	};
	char *list[MAX_WORDS], *own[MAX_WORDS] = { NULL };
	struct options repeated = options;
	struct words words = { .list = list };
	struct target target = { NULL, false };
	struct errmsg err = { "" };

	repeated.repeated = 1;
	words.count = copy_words(given[0], own);
	memcpy(list, own, sizeof(list));
	ck_assert_int_eq(options_parse(&repeated, &words, &target, &err), 0);
	ck_assert_str_eq(target.name, "b");
	free_words(own, 3);
	words.count = copy_words(given[1], own);
	memcpy(list, own, sizeof(list));
	ck_assert_int_eq(options_parse(&repeated, &words, &target, &err),
			 -EINVAL);
	ck_assert_str_eq(err.text, "--all: given twice");
	free_words(own, 2);
}
END_TEST

START_TEST(help_has_a_line_for_each_option)
{
	struct buf out;

	buf_init(&out, 10000);
	options_help(&options, &out);
	buf_add_byte(&out, '\0');
	ck_assert_int_eq(buf_error(&out), 0);
	ck_assert_str_eq(out.data,
			 "Usage: dockwarden test [OPTION]... FILE...\n"
			 "Tests.\n"
			 "\n"
			 "  --name NAME       the name\n"
			 "  --all             all of them\n"
			 "  --help            print this\n"
			 "  --version         print the version\n"
			 "\n"
			 "That is all.\n");
	buf_done(&out);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("options");
	TCase *tests = tcase_create("options");

	tcase_add_loop_test(tests, words_are_options_and_operands, 0,
			    (int)(sizeof(rows_parse) / sizeof(rows_parse[0])));
	tcase_add_loop_test(tests, help_and_version_go_before_errors, 0, 3);
	tcase_add_test(tests, an_option_that_adds_to_a_list_may_be_repeated);
	tcase_add_test(tests, help_has_a_line_for_each_option);
	suite_add_tcase(suite, tests);
	return suite_run(suite);
}
