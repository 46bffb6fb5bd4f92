// SPDX-License-Identifier: BSD-2-Clause
#include <check.h>
#include <json-c/json.h>
#include <stdlib.h>

#include "check_report.h"
#include "cleanup.h"
#include "suite.h"

#define ITEM "SSE_SEC_APP_DOCKER_03"
#define TITLE "Who is <trusted> & who not"

static struct check_result result;
static struct check_report report;

static void enter(void)
{
	check_result_init(&result, ITEM, TITLE, true);
	result.cis = "1.1.2";
	result.cis_old = "1.6";
	report = (struct check_report){ &result, 1, "/", false, false };
}

static void leave(void)
{
	check_result_done(&result);
}

static const char *print(const char *format, struct buf *out)
{
	const struct check_format *f = check_format_find(format);

	ck_assert_ptr_nonnull(f);
	buf_done(out);
	out->max = CHECK_REPORT_MAX;
	f->print(&report, out);
	buf_add_byte(out, '\0');
	ck_assert_int_eq(buf_error(out), 0);
	return out->data;
}

static void add_three(void)
{
	check_result_say(&result, CHECK_PASS, "nobody", "2 members", "");
	check_result_say(&result, CHECK_FAIL, "one <b>", "\"a\\x0a&\"", "kill");
	check_result_say(&result, CHECK_NA, "no socket", "", "");
}

START_TEST(text_says_the_item_and_what_is_not_right)
{
	autobuf struct buf out = { NULL, 0, 0, 0, 0 };

	add_three();
	ck_assert_str_eq(print("text", &out),
			 "FAIL    03 Who is <trusted> & who not"
			 "                      required, CIS 1.1.2\n"
			 "  FAIL     one <b>\n"
			 "           found:  \"a\\x0a&\"\n"
			 "           remedy: kill\n"
			 "1 failed\n");
}
END_TEST

START_TEST(text_in_full_says_each_finding)
{
	autobuf struct buf out = { NULL, 0, 0, 0, 0 };

	add_three();
	report.full = true;
	ck_assert_str_eq(print("text", &out),
			 "FAIL    03 Who is <trusted> & who not"
			 "                      required, CIS 1.1.2\n"
			 "  PASS     nobody\n"
			 "           found:  2 members\n"
			 "  FAIL     one <b>\n"
			 "           found:  \"a\\x0a&\"\n"
			 "           remedy: kill\n"
			 "  N/A      no socket\n"
			 "1 failed\n");
}
END_TEST

START_TEST(text_says_once_what_several_remedies_end_with)
{
	autobuf struct buf out = { NULL, 0, 0, 0, 0 };

	check_result_say(&result, CHECK_FAIL, "a", "", "watch a; or load");
	check_result_say(&result, CHECK_FAIL, "b", "", "watch b; or load");
	check_result_say(&result, CHECK_FAIL, "c", "", "watch c; or load");
	check_result_say(&result, CHECK_FAIL, "d", "", "watch d; or reboot");
	check_result_say(&result, CHECK_FAIL, "e", "", "watch e");
	ck_assert_str_eq(print("text", &out),
			 "FAIL    03 Who is <trusted> & who not"
			 "                      required, CIS 1.1.2\n"
			 "  FAIL     a\n"
			 "           remedy: watch a; or load\n"
			 "  FAIL     b\n"
			 "           remedy: watch b; or as above\n"
			 "  FAIL     c\n"
			 "           remedy: watch c; or as above\n"
			 "  FAIL     d\n"
			 "           remedy: watch d; or reboot\n"
			 "  FAIL     e\n"
			 "           remedy: watch e\n"
			 "1 failed\n");
	ck_assert_ptr_nonnull(strstr(print("json", &out), "b; or load"));
}
END_TEST

START_TEST(what_does_not_apply_says_why)
{
	autobuf struct buf out = { NULL, 0, 0, 0, 0 };

	check_result_say(&result, CHECK_NA, "no socket", "", "");
	result.cis = "";
	ck_assert_str_eq(print("text", &out),
			 "N/A     03 Who is <trusted> & who not"
			 "                      required\n"
			 "  N/A      no socket\n"
			 "0 failed, 1 not applicable\n");
}
END_TEST

START_TEST(colours_are_of_the_status_alone)
{
	autobuf struct buf out = { NULL, 0, 0, 0, 0 };

	check_result_say(&result, CHECK_PASS, "nobody", "", "");
	report.colours = true;
	ck_assert_str_eq(print("text", &out),
			 "\033[32mPASS    \033[0m03 Who is <trusted> & who not"
			 "                      required, CIS 1.1.2\n"
			 "1 passed, 0 failed\n");
	ck_assert_ptr_null(strchr(print("json", &out), '\033'));
	ck_assert_ptr_null(strchr(print("junit", &out), '\033'));
}
END_TEST

START_TEST(json_is_one_line_that_a_parser_takes)
{
	struct json_object *document, *items, *item, *findings, *status;
	struct json_object *summary, *cis;
	autobuf struct buf out = { NULL, 0, 0, 0, 0 };

	add_three();
	document = json_tokener_parse(print("json", &out));
	ck_assert_ptr_nonnull(document);
	ck_assert(json_object_object_get_ex(document, "items", &items));
	item = json_object_array_get_idx(items, 0);
	ck_assert(json_object_object_get_ex(item, "status", &status));
	ck_assert_str_eq(json_object_get_string(status), "FAIL");
	ck_assert(json_object_object_get_ex(item, "cis", &cis));
	ck_assert_str_eq(json_object_get_string(cis), "1.1.2");
	ck_assert(json_object_object_get_ex(document, "summary", &summary));
	ck_assert_str_eq(json_object_to_json_string_ext(
				 summary, JSON_C_TO_STRING_NOSLASHESCAPE),
			 "{\"N/A\":0,\"PASS\":0,\"WARN\":0,"
			 "\"UNKNOWN\":0,\"FAIL\":1}");
	ck_assert(json_object_object_get_ex(item, "findings", &findings));
	ck_assert_uint_eq(json_object_array_length(findings), 3);
	ck_assert_ptr_eq(memchr(out.data, '\n', out.size),
			 out.data + out.size - 2);
	json_object_put(document);
}
END_TEST

START_TEST(junit_has_a_test_a_finding_and_escapes)
{
	autobuf struct buf out = { NULL, 0, 0, 0, 0 };

	add_three();
	ck_assert_str_eq(
		print("junit", &out),
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<testsuites name=\"dockwarden check\">\n"
		"  <testsuite name=\"" ITEM
		" Who is &lt;trusted&gt; &amp; who not\" tests=\"3\" "
		"failures=\"1\" errors=\"0\" skipped=\"1\">\n"
		"    <properties>\n"
		"      <property name=\"level\" value=\"required\"/>\n"
		"      <property name=\"cis\" value=\"1.1.2\"/>\n"
		"      <property name=\"cis_1.11\" value=\"1.6\"/>\n"
		"    </properties>\n"
		"    <testcase classname=\"" ITEM "\" name=\"nobody\">\n"
		"      <system-out>PASS: nobody\nfound: 2 members\n"
		"      </system-out>\n    </testcase>\n"
		"    <testcase classname=\"" ITEM "\" name=\"one &lt;b&gt;\">\n"
		"      <failure message=\"FAIL\">FAIL: one &lt;b&gt;\n"
		"found: &quot;a\\x0a&amp;&quot;\nremedy: kill\n"
		"      </failure>\n    </testcase>\n"
		"    <testcase classname=\"" ITEM "\" name=\"no socket\">\n"
		"      <skipped message=\"N/A\">N/A: no socket\n"
		"      </skipped>\n    </testcase>\n"
		"  </testsuite>\n</testsuites>\n");
}
END_TEST

static const struct {
	enum check_status statuses[3];
	enum check_status want;
} answers[] = {
	{ { CHECK_NA, CHECK_NA, CHECK_NA }, CHECK_NA },
	{ { CHECK_NA, CHECK_PASS, CHECK_NA }, CHECK_PASS },
	{ { CHECK_PASS, CHECK_WARN, CHECK_PASS }, CHECK_WARN },
	{ { CHECK_WARN, CHECK_UNKNOWN, CHECK_PASS }, CHECK_UNKNOWN },
	{ { CHECK_UNKNOWN, CHECK_FAIL, CHECK_WARN }, CHECK_FAIL },
};

START_TEST(the_gravest_finding_is_the_answer)
{
	for (size_t i = 0; i < 3; i++)
		check_result_say(&result, answers[_i].statuses[i], "x", "", "");
	ck_assert_int_eq(check_result_status(&result), answers[_i].want);
}
END_TEST

START_TEST(nothing_looked_at_is_unknown)
{
	ck_assert_int_eq(check_result_status(&result), CHECK_UNKNOWN);
}
END_TEST

START_TEST(findings_over_the_limit_are_counted_and_never_a_pass)
{
	autobuf struct buf out = { NULL, 0, 0, 0, 0 };

	for (size_t i = 0; i < CHECK_MAX_FINDINGS + 2; i++)
		check_result_say(&result, CHECK_PASS, "x", "", "");
	ck_assert_uint_eq(result.dropped, 2);
	ck_assert_int_eq(check_result_status(&result), CHECK_UNKNOWN);
	ck_assert_ptr_nonnull(
		strstr(print("text", &out), "and 2 findings more"));
}
END_TEST

START_TEST(a_text_that_was_cut_says_so)
{
	autodraft struct check_draft draft;

	check_draft_init(&draft);
	for (size_t i = 0; i < CHECK_MAX_TEXT; i++)
		buf_add_text(&draft.evidence, "xy");
	check_result_add(&result, CHECK_FAIL, &draft);
	ck_assert_uint_eq(result.count, 1);
	ck_assert_ptr_nonnull(
		strstr(result.findings[0].evidence, " ... (cut)"));
	ck_assert_int_eq(buf_error(&draft.evidence), 0);
}
END_TEST

START_TEST(an_unknown_format_is_none)
{
	ck_assert_ptr_null(check_format_find("xml"));
	ck_assert_ptr_null(check_format_find(""));
	ck_assert_str_eq(check_format_at(0)->name, "text");
	ck_assert_ptr_null(check_format_at(3));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("check_report");
	TCase *tcase = tcase_create("check_report");

	tcase_add_checked_fixture(tcase, enter, leave);
	tcase_add_test(tcase, text_says_the_item_and_what_is_not_right);
	tcase_add_test(tcase, text_in_full_says_each_finding);
	tcase_add_test(tcase, text_says_once_what_several_remedies_end_with);
	tcase_add_test(tcase, what_does_not_apply_says_why);
	tcase_add_test(tcase, colours_are_of_the_status_alone);
	tcase_add_test(tcase, json_is_one_line_that_a_parser_takes);
	tcase_add_test(tcase, junit_has_a_test_a_finding_and_escapes);
	tcase_add_loop_test(tcase, the_gravest_finding_is_the_answer, 0,
			    sizeof(answers) / sizeof(answers[0]));
	tcase_add_test(tcase, nothing_looked_at_is_unknown);
	tcase_add_test(tcase,
		       findings_over_the_limit_are_counted_and_never_a_pass);
	tcase_add_test(tcase, a_text_that_was_cut_says_so);
	tcase_add_test(tcase, an_unknown_format_is_none);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
