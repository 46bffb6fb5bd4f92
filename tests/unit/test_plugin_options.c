// SPDX-License-Identifier: BSD-2-Clause
#include <check.h>
#include <errno.h>
#include <string.h>

#include "../../audisp-plugin/options.h"
#include "suite.h"

#define MAX_WORDS 4

static int read_words(const char *const *words, struct plugin_options *ret,
		      struct errmsg *err)
{
	char *argv[MAX_WORDS + 2] = { (char[]){ "audisp-dockwarden" } };
	int argc = 1;

	for (; argc <= MAX_WORDS && words[argc - 1]; argc++)
		argv[argc] = (char *)(size_t)words[argc - 1];
	return plugin_options_read(argc, argv, ret, err);
}

START_TEST(the_defaults)
{
	const char *const none[MAX_WORDS] = { NULL };
	struct errmsg err = { .text = "" };
	struct plugin_options o;

	memset(&o, 0x5A, sizeof(o));
	ck_assert_int_eq(read_words(none, &o, &err), 0);
	ck_assert_ptr_null(o.policy);
	ck_assert_str_eq(o.state, "/var/lib/dockwarden");
	ck_assert_ptr_null(o.log);
	ck_assert_uint_eq(o.look_back, 3600000);
	ck_assert_uint_eq(o.merge, 60000);
	ck_assert_uint_eq(o.grace, 30000);
	ck_assert_uint_eq(o.heartbeat, 60000);
	ck_assert(!o.no_log && !o.no_sandbox && !o.help && !o.version);
}
END_TEST

/* What an option is to set, as text. */
static const char *policy_of(const struct plugin_options *o)
{
	return o->policy;
}

static const char *state_of(const struct plugin_options *o)
{
	return o->state;
}

static const char *log_of(const struct plugin_options *o)
{
	return o->no_log ? "none at all" : o->log;
}

static const char *number(uint64_t number)
{
	static char text[32];

	(void)snprintf(text, sizeof(text), "%llu", (unsigned long long)number);
	return text;
}

static const char *look_back_of(const struct plugin_options *o)
{
	return number(o->look_back);
}

static const char *grace_of(const struct plugin_options *o)
{
	return number(o->grace);
}

static const char *merge_of(const struct plugin_options *o)
{
	return number(o->merge);
}

static const char *heartbeat_of(const struct plugin_options *o)
{
	return number(o->heartbeat);
}

static const char *switches_of(const struct plugin_options *o)
{
	return o->no_sandbox ? "no sandbox" :
	       o->help	     ? "help" :
	       o->version    ? "version" :
			       "";
}

static const struct {
	const char *words[MAX_WORDS];
	const char *(*get)(const struct plugin_options *o);
	const char *want;
} good[] = {
	{ { "--policy=/p.json" }, policy_of, "/p.json" },
	{ { "--policy", "/p.json" }, policy_of, "/p.json" },
	{ { "--policy=a=b" }, policy_of, "a=b" },
	{ { "--policy=1", "--policy=2" }, policy_of, "2" },
	{ { "--policy", "--state" }, policy_of, "--state" },
	{ { "--state=/s" }, state_of, "/s" },
	{ { "--log=/a.log" }, log_of, "/a.log" },
	{ { "--log=none" }, log_of, "none at all" },
	{ { "--log=none", "--log=/a.log" }, log_of, "/a.log" },
	{ { "--log=/a.log", "--log=none" }, log_of, "none at all" },
	{ { "--look-back=0" }, look_back_of, "0" },
	{ { "--look-back", "31622400" }, look_back_of, "31622400000" },
	{ { "--merge=0" }, merge_of, "0" },
	{ { "--merge=1" }, merge_of, "1000" },
	{ { "--grace=0" }, grace_of, "0" },
	{ { "--grace=90" }, grace_of, "90000" },
	{ { "--heartbeat=1" }, heartbeat_of, "1000" },
	{ { "--no-sandbox" }, switches_of, "no sandbox" },
	{ { "--help" }, switches_of, "help" },
	{ { "--version" }, switches_of, "version" },
};

START_TEST(words_that_are_understood)
{
	struct errmsg err = { .text = "" };
	struct plugin_options o;

	ck_assert_int_eq(read_words(good[_i].words, &o, &err), 0);
	ck_assert_str_eq(err.text, "");
	ck_assert_str_eq(good[_i].get(&o), good[_i].want);
}
END_TEST

static const struct {
	const char *words[MAX_WORDS];
	const char *want;
} bad[] = {
	{ { "-p" }, "unknown option '-p'" },
	{ { "policy" }, "unknown option 'policy'" },
	{ { "" }, "unknown option ''" },
	{ { "--" }, "unknown option '--'" },
	{ { "--=x" }, "unknown option '--=x'" },
	{ { "--polic=x" }, "unknown option '--polic=x'" },
	{ { "--policyx" }, "unknown option '--policyx'" },
	{ { "--policy" }, "--policy: expected FILE" },
	{ { "--policy=" }, "--policy: expected FILE" },
	{ { "--state", "" }, "--state: expected DIR" },
	{ { "--log=" }, "--log: expected FILE" },
	{ { "--help=1" }, "--help takes no value" },
	{ { "--no-sandbox=" }, "--no-sandbox takes no value" },
	{ { "--merge" }, "--merge: expected SECONDS" },
	{ { "--merge=1s" },
	  "--merge: expected seconds, 0 to 31622400, got '1s'" },
	{ { "--merge=-1" },
	  "--merge: expected seconds, 0 to 31622400, got '-1'" },
	{ { "--merge=31622401" },
	  "--merge: expected seconds, 0 to 31622400, got '31622401'" },
	{ { "--look-back=x" },
	  "--look-back: expected seconds, 0 to 31622400, got 'x'" },
	{ { "--heartbeat=0" },
	  "--heartbeat: expected seconds, 1 to 31622400, got '0'" },
	{ { "--grace=x" },
	  "--grace: expected seconds, 0 to 31622400, got 'x'" },
	{ { "--bad", "--merge=x", "--policy" },
	  "unknown option '--bad'; --merge: expected seconds, 0 to 31622400, "
	  "got 'x'; --policy: expected FILE" },
	{ { "--state=/s", "--bad", "--state=/t" }, "unknown option '--bad'" },
};

START_TEST(words_that_are_not)
{
	struct errmsg err = { .text = "" };
	struct plugin_options o;

	ck_assert_int_eq(read_words(bad[_i].words, &o, &err), -EINVAL);
	ck_assert_str_eq(err.text, bad[_i].want);
	ck_assert_ptr_null(o.policy);
	ck_assert_str_eq(o.state, _i + 1 == sizeof(bad) / sizeof(bad[0]) ?
					  "/t" :
					  OPTIONS_STATE);
	ck_assert_uint_eq(o.merge, 60000);
	ck_assert(!o.help && !o.no_sandbox);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("plugin_options");
	TCase *tcase = tcase_create("plugin_options");

	tcase_add_test(tcase, the_defaults);
	tcase_add_loop_test(tcase, words_that_are_understood, 0, ROWS(good));
	tcase_add_loop_test(tcase, words_that_are_not, 0, ROWS(bad));
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
