// SPDX-License-Identifier: BSD-2-Clause
/* The text of daemon.json, as dockerd 20.10 was seen to take it. */
#include <check.h>
#include <errno.h>

#include "cleanup.h"
#include "daemon_parts.h"
#include "suite.h"

static void source_make(struct daemon_source *source)
{
	*source = (struct daemon_source){
		.name = strdup("process 812"),
		.program = strdup("dockerd"),
		.config = strdup("/etc/docker/daemon.json"),
	};
	ck_assert_ptr_nonnull(source->name);
	ck_assert_ptr_nonnull(source->config);
}

#define FATAL true
#define NOT_FATAL false

static const struct {
	const char *name, *text;
	int result;
	enum daemon_option option;
	const char *values; /* with "," between */
	const char *flaw;   /* a part of the first; NULL: none */
	bool fatal;
} rows[] = {
	{ "a boolean", "{\"icc\": false}", 0, DAEMON_ICC, "false", NULL, 0 },
	{ "null is false", "{\"iptables\": null}", 0, DAEMON_IPTABLES, "false",
	  NULL, 0 },
	{ "a list", "{\"hosts\":[\"fd://\",\"tcp://:2375\"]}", 0, DAEMON_HOST,
	  "fd://,tcp://:2375", NULL, 0 },
	{ "a null list", "{\"hosts\":null}", 0, DAEMON_HOST, "", NULL, 0 },
	{ "a key as JSON may write it", "{\"ic\\u0063\": false}", 0, DAEMON_ICC,
	  "false", NULL, 0 },
	{ "runtimes", "{\"runtimes\":{\"crun\":{\"path\":\"/usr/bin/crun\"}}}",
	  0, DAEMON_OPTION_RUNTIME, "crun=/usr/bin/crun", NULL, 0 },
	{ "a string that says false", "{\"icc\":\"false\"}", 0, DAEMON_ICC, "",
	  "\"icc\" has to be true or false, and is a string", FATAL },
	{ "a number", "{\"icc\":0}", 0, DAEMON_ICC, "", "and is a number",
	  FATAL },
	{ "a string for a list", "{\"hosts\":\"fd://\"}", 0, DAEMON_HOST, "",
	  "\"hosts\" has to be a list of strings, and is a string", FATAL },
	{ "a null in a list", "{\"hosts\":[null]}", 0, DAEMON_HOST, "",
	  "and is null", FATAL },
	{ "a list for a string", "{\"data-root\":[]}", 0, DAEMON_DATA_ROOT, "",
	  "\"data-root\" has to be a string, and is a list", FATAL },
	{ "capitals", "{\"ICC\":false}", 0, DAEMON_ICC, "",
	  "key \"ICC\" is not \"icc\"", FATAL },
	{ "a flag's name", "{\"insecure-registry\":[\"a\"]}", 0,
	  DAEMON_INSECURE_REGISTRY, "", "sets nothing", NOT_FATAL },
	{ "nested", "{\"x\":{\"icc\":false}}", 0, DAEMON_ICC, "false",
	  "stands in the object \"x\"", NOT_FATAL },
	{ "nested in an option's own", "{\"log-opts\":{\"icc\":false}}", 0,
	  DAEMON_ICC, "", NULL, 0 },
	{ "nested twice", "{\"x\":{\"y\":{\"icc\":false}}}", 0, DAEMON_ICC, "",
	  NULL, 0 },
	{ "twice, of which the last counts", "{\"icc\":true,\"icc\":false}", 0,
	  DAEMON_ICC, "false", "key \"icc\" repeated", NOT_FATAL },
	{ "followed by something", "{\"icc\":false} }", 0, DAEMON_ICC, "false",
	  "something follows its JSON", NOT_FATAL },
	{ "two objects", "{\"icc\":false}{\"icc\":true}", 0, DAEMON_ICC,
	  "false", "something follows its JSON", NOT_FATAL },
	{ "empty", "", -EBADMSG, DAEMON_ICC, "", "", FATAL },
	{ "a list of objects", "[{\"icc\":false}]", -EBADMSG, DAEMON_ICC, "",
	  "it is a list, not an object", FATAL },
	{ "null", "null", -EBADMSG, DAEMON_ICC, "", "it is null", FATAL },
	{ "single quotes", "{'icc': false}", -EBADMSG, DAEMON_ICC, "",
	  "line 1, column 2", FATAL },
	{ "a comment", "{/* */\"icc\":false}", -EBADMSG, DAEMON_ICC, "",
	  "line 1, column 2", FATAL },
	{ "a comma too many", "{\"icc\":false,}", -EBADMSG, DAEMON_ICC, "",
	  "line 1, column 14", FATAL },
	{ "cut", "{\"icc\":fal", -EBADMSG, DAEMON_ICC, "", "", FATAL },
	{ "a byte order mark", "\xEF\xBB\xBF{\"icc\":false}", -EBADMSG,
	  DAEMON_ICC, "", "", FATAL },
	{ "no UTF-8", "{\"group\":\"\xff\"}", -EBADMSG, DAEMON_GROUP, "", "",
	  FATAL },
	{ "a deep list", "{\"x\":[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]}",
	  -EBADMSG, DAEMON_ICC, "", "levels deep", FATAL },
};

START_TEST(a_file_sets)
{
	autobuf struct buf values;
	struct daemon_source source;
	const struct daemon_setting *s;

	buf_init(&values, 4096);
	source_make(&source);
	ck_assert_msg(daemon_file(&source, view_of(rows[_i].text)) ==
			      rows[_i].result,
		      "%s", rows[_i].name);
	for (size_t i = 0;
	     (s = daemon_setting(&source, rows[_i].option, i)) != NULL; i++) {
		buf_add_text(&values, i ? "," : "");
		buf_add_text(&values, s->value);
		ck_assert(s->in_file);
	}
	ck_assert_msg(view_is(buf_view(&values), rows[_i].values), "%s: %.*s",
		      rows[_i].name, (int)values.size,
		      values.size ? values.data : "");
	if (rows[_i].flaw)
		ck_assert_msg(
			source.flaw_count &&
				strstr(source.flaws[0].what, rows[_i].flaw) &&
				source.flaws[0].fatal == rows[_i].fatal,
			"%s: %s", rows[_i].name,
			source.flaw_count ? source.flaws[0].what : "no flaw");
	else
		ck_assert_msg(source.flaw_count == 0, "%s: %s", rows[_i].name,
			      source.flaws[0].what);
	daemon_source_done(&source);
}
END_TEST

START_TEST(a_flag_and_the_file_are_a_conflict)
{
	autowords struct daemon_words words = { NULL, 0 };
	struct daemon_source source;
	const struct daemon_setting *setting;

	source_make(&source);
	ck_assert_int_eq(daemon_words_add(&words, VIEW("--icc=true")), 0);
	ck_assert_int_eq(daemon_argv(&source, &words), 0);
	ck_assert_int_eq(daemon_file(&source, VIEW("{\"icc\":false}")), 0);
	ck_assert_int_eq(daemon_conflicts(&source), 0);
	ck_assert_uint_eq(source.flaw_count, 1);
	ck_assert(source.flaws[0].fatal);
	ck_assert_str_eq(source.flaws[0].what,
			 "--icc=true of process 812, and \"icc\": false in "
			 "/etc/docker/daemon.json: dockerd does not start with "
			 "both");
	ck_assert(daemon_flag(&source, DAEMON_ICC, &setting));
	ck_assert(!setting->in_file);
	daemon_source_done(&source);
}
END_TEST

START_TEST(icc_without_iptables_is_a_conflict)
{
	struct daemon_source source;

	source_make(&source);
	ck_assert_int_eq(daemon_file(&source, VIEW("{\"icc\":false,"
						   "\"iptables\":false}")),
			 0);
	ck_assert_int_eq(daemon_conflicts(&source), 0);
	ck_assert_uint_eq(source.flaw_count, 1);
	ck_assert_ptr_nonnull(strstr(source.flaws[0].what, "takes iptables"));
	daemon_source_done(&source);
}
END_TEST

START_TEST(a_list_without_end_is_bounded)
{
	autobuf struct buf text;
	struct daemon_source source;

	buf_init(&text, DAEMON_MAX_FILE);
	buf_add_text(&text, "{\"insecure-registries\":[\"a\"");
	for (size_t i = 0; i < 2 * DAEMON_MAX_SETTINGS; i++)
		buf_add_text(&text, ",\"b\"");
	buf_add_text(&text, "]}");
	source_make(&source);
	ck_assert_int_eq(daemon_file(&source, buf_view(&text)), -E2BIG);
	ck_assert_uint_eq(source.setting_count, DAEMON_MAX_SETTINGS);
	daemon_source_done(&source);
}
END_TEST

START_TEST(a_file_over_the_limit_is_refused)
{
	static char big[DAEMON_MAX_FILE + 1];
	struct daemon_source source;

	memset(big, ' ', sizeof(big));
	source_make(&source);
	ck_assert_int_eq(daemon_file(&source, view_from(big, sizeof(big))),
			 -EFBIG);
	daemon_source_done(&source);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("daemon_file");
	TCase *tcase = tcase_create("daemon_file");

	tcase_add_loop_test(tcase, a_file_sets, 0,
			    sizeof(rows) / sizeof(rows[0]));
	tcase_add_test(tcase, a_flag_and_the_file_are_a_conflict);
	tcase_add_test(tcase, icc_without_iptables_is_a_conflict);
	tcase_add_test(tcase, a_list_without_end_is_bounded);
	tcase_add_test(tcase, a_file_over_the_limit_is_refused);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
