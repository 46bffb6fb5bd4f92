// SPDX-License-Identifier: BSD-2-Clause
/* The command lines of dockerd, as pflag reads them. */
#include <check.h>
#include <errno.h>
#include <stdlib.h>

#include "cleanup.h"
#include "daemon_parts.h"
#include "suite.h"

static void source_make(struct daemon_source *source)
{
	*source = (struct daemon_source){ .name = strdup("process 812"),
					  .program = strdup("dockerd") };
	ck_assert_ptr_nonnull(source->name);
	ck_assert_ptr_nonnull(source->program);
}

/* Words with "|" between, as tests/hosts has them. */
static void words_make(const char *text, struct daemon_words *ret)
{
	autofree char *copy = strdup(text);
	size_t size = strlen(text);

	for (size_t i = 0; i < size; i++)
		if (copy[i] == '|')
			copy[i] = '\0';
	ck_assert_int_eq(daemon_words_parse(view_from(copy, size), ret), 0);
}

static const struct {
	const char *name, *words;
	enum daemon_option option;
	const char *values; /* with "," between; in the order that counts */
	const char *flaw;   /* a part of the first; NULL: none */
} rows[] = {
	{ "a boolean with =", "--icc=false", DAEMON_ICC, "false", NULL },
	{ "a boolean alone", "--icc", DAEMON_ICC, "true", NULL },
	{ "a boolean and a word", "--icc|false", DAEMON_ICC, "true",
	  "does not start with \"false\"" },
	{ "Go's spellings of false", "--icc=0|--icc=f|--icc=F|--icc=FALSE",
	  DAEMON_ICC, "false,false,false,false", NULL },
	{ "Go's spellings of true", "--icc=1|--icc=t|--icc=T|--icc=True",
	  DAEMON_ICC, "true,true,true,true", NULL },
	{ "what is no boolean", "--icc=no", DAEMON_ICC, "",
	  "--icc takes true or false" },
	{ "an empty boolean", "--icc=", DAEMON_ICC, "",
	  "--icc takes true or false" },
	{ "a list with =", "--insecure-registry=a|--insecure-registry=b",
	  DAEMON_INSECURE_REGISTRY, "a,b", NULL },
	{ "a list with words", "--insecure-registry|a|--insecure-registry|b",
	  DAEMON_INSECURE_REGISTRY, "a,b", NULL },
	{ "a value with =", "--insecure-registry=a=b", DAEMON_INSECURE_REGISTRY,
	  "a=b", NULL },
	{ "a value that looks like a flag", "--insecure-registry|--icc=false",
	  DAEMON_INSECURE_REGISTRY, "--icc=false", NULL },
	{ "the value of another flag", "--log-driver|--icc=false", DAEMON_ICC,
	  "", NULL },
	{ "a flag of the future with its value", "--new-thing|--icc=false",
	  DAEMON_ICC, "false", NULL },
	{ "a flag of the future and a word", "--new-thing|x|--icc=false",
	  DAEMON_ICC, "false", NULL },
	{ "a letter and a word", "-H|fd://", DAEMON_HOST, "fd://", NULL },
	{ "a letter and its value", "-Hfd://", DAEMON_HOST, "fd://", NULL },
	{ "a letter with =", "-H=fd://", DAEMON_HOST, "fd://", NULL },
	{ "letters together", "-DH|fd://", DAEMON_HOST, "fd://", NULL },
	{ "letters that take values", "-l|debug|-p|/run/x|-s|aufs",
	  DAEMON_STORAGE_DRIVER, "aufs", NULL },
	{ "a flag's older name", "--graph=/data", DAEMON_DATA_ROOT, "/data",
	  NULL },
	{ "an older letter", "-g|/data", DAEMON_DATA_ROOT, "/data", NULL },
	{ "a name that begins like another", "--icc-not=false", DAEMON_ICC, "",
	  NULL },
	{ "a short name", "--ic=false", DAEMON_ICC, "", NULL },
	{ "after --", "--|--icc=false", DAEMON_ICC, "",
	  "does not start with \"--icc=false\"" },
	{ "no value", "-H", DAEMON_HOST, "", "-H has no value" },
	{ "no value of a long flag", "--host", DAEMON_HOST, "",
	  "--host has no value" },
	{ "an empty word", "|", DAEMON_ICC, "", "does not start with \"\"" },
	{ "a dash", "-", DAEMON_ICC, "", "does not start with \"-\"" },
	{ "nothing", "", DAEMON_ICC, "", NULL },
};

START_TEST(a_command_line_sets)
{
	autowords struct daemon_words words = { NULL, 0 };
	autobuf struct buf values;
	struct daemon_source source;
	const struct daemon_setting *s;

	buf_init(&values, 4096);
	source_make(&source);
	words_make(rows[_i].words, &words);
	ck_assert_int_eq(daemon_argv(&source, &words), 0);
	for (size_t i = 0;
	     (s = daemon_setting(&source, rows[_i].option, i)) != NULL; i++) {
		buf_add_text(&values, i ? "," : "");
		buf_add_text(&values, s->value);
	}
	ck_assert_msg(view_is(buf_view(&values), rows[_i].values),
		      "%s: %.*s, not %s", rows[_i].name, (int)values.size,
		      values.size ? values.data : "", rows[_i].values);
	if (rows[_i].flaw)
		ck_assert_msg(source.flaw_count && strstr(source.flaws[0].what,
							  rows[_i].flaw),
			      "%s: %s", rows[_i].name,
			      source.flaw_count ? source.flaws[0].what :
						  "no flaw");
	else
		ck_assert_msg(source.flaw_count == 0, "%s: %s", rows[_i].name,
			      source.flaws[0].what);
	daemon_source_done(&source);
}
END_TEST

START_TEST(the_last_of_two_flags_counts)
{
	autowords struct daemon_words words = { NULL, 0 };
	const struct daemon_setting *setting;
	struct daemon_source source;

	source_make(&source);
	words_make("--icc=true|--icc=false", &words);
	ck_assert_int_eq(daemon_argv(&source, &words), 0);
	ck_assert(!daemon_flag(&source, DAEMON_ICC, &setting));
	ck_assert_str_eq(setting->where, "--icc=false of process 812");
	daemon_source_done(&source);
}
END_TEST

START_TEST(what_is_not_set_is_its_default)
{
	const struct daemon_setting *setting;
	struct daemon_source source;

	source_make(&source);
	ck_assert(daemon_flag(&source, DAEMON_IPTABLES, &setting));
	ck_assert_ptr_null(setting);
	ck_assert(!daemon_flag(&source, DAEMON_TLS_VERIFY, &setting));
	daemon_source_done(&source);
}
END_TEST

START_TEST(bytes_of_a_terminal_are_shown_as_such)
{
	autowords struct daemon_words words = { NULL, 0 };
	struct daemon_source source;

	source_make(&source);
	words_make("--insecure-registry=\x1b[2J\n\xff", &words);
	ck_assert_int_eq(daemon_argv(&source, &words), 0);
	ck_assert_str_eq(source.settings[0].where,
			 "--insecure-registry=\\x1b[2J\\x0a\\xff of process "
			 "812");
	daemon_source_done(&source);
}
END_TEST

START_TEST(a_line_of_too_many_words_is_refused)
{
	autowords struct daemon_words words = { NULL, 0 };
	autobuf struct buf text;

	buf_init(&text, (size_t)1 << 20);
	for (size_t i = 0; i <= DAEMON_MAX_WORDS; i++)
		buf_add(&text, view_from("x", 2));
	ck_assert_int_eq(daemon_words_parse(buf_view(&text), &words), -E2BIG);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("daemon_argv");
	TCase *tcase = tcase_create("daemon_argv");

	tcase_add_loop_test(tcase, a_command_line_sets, 0,
			    sizeof(rows) / sizeof(rows[0]));
	tcase_add_test(tcase, the_last_of_two_flags_counts);
	tcase_add_test(tcase, what_is_not_set_is_its_default);
	tcase_add_test(tcase, bytes_of_a_terminal_are_shown_as_such);
	tcase_add_test(tcase, a_line_of_too_many_words_is_refused);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
