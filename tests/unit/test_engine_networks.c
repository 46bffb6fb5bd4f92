// SPDX-License-Identifier: BSD-2-Clause
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "cleanup.h"
#include "engine_info.h"
#include "engine_networks.h"
#include "suite.h"

#define BRIDGE(icc)                                                \
	"{\"Name\":\"bridge\",\"Driver\":\"bridge\",\"Options\":{" \
	"\"com.docker.network.bridge.default_bridge\":\"true\","   \
	"\"com.docker.network.bridge.enable_icc\":\"" icc "\"}}"
#define OPTION(icc) "{\"com.docker.network.bridge.enable_icc\":" icc "}"

static const struct {
	const char *text;
	bool bridge, icc;
	size_t open;
	const char *first;
} answers[] = {
	{ "[]", false, false, 0, NULL },
	{ "[" BRIDGE("true") "]", true, true, 0, NULL },
	{ "[" BRIDGE("false") "]", true, false, 0, NULL },
	{ "[" BRIDGE("perhaps") "]", false, true, 0, NULL },
	{ "[{\"Name\":\"a\",\"Driver\":\"bridge\",\"Options\":{}}," BRIDGE(
		  "0") ",{\"Name\":\"b\",\"Driver\":\"bridge\"}]",
	  true, false, 2, "a" },
	{ "[{\"Name\":\"a\",\"Driver\":\"bridge\",\"Options\":" OPTION(
		  "\"false\"") "}]",
	  false, false, 0, NULL },
	{ "[{\"Name\":\"a\",\"Driver\":\"bridge\",\"Options\":" OPTION(
		  "false") "}]",
	  false, false, 1, "a" },
	{ "[{\"Name\":\"host\",\"Driver\":\"host\",\"Options\":null},"
	  "{\"Name\":\"m\",\"Driver\":\"macvlan\"}, 7, null, [] ]",
	  false, false, 0, NULL },
};

START_TEST(each_answer_says_who_reaches_whom)
{
	autonetworks struct engine_networks n;

	ck_assert_int_eq(engine_networks_parse(view_of(answers[_i].text), &n),
			 0);
	ck_assert_int_eq(n.bridge, answers[_i].bridge);
	ck_assert_int_eq(n.bridge_icc, answers[_i].icc);
	ck_assert_uint_eq(n.open, answers[_i].open);
	if (answers[_i].first)
		ck_assert_str_eq(n.names[0], answers[_i].first);
}
END_TEST

START_TEST(what_is_no_list_is_refused)
{
	static const char *const texts[] = { "", "{}", "null", "[", "7" };
	autonetworks struct engine_networks n;

	ck_assert_int_eq(engine_networks_parse(view_of(texts[_i]), &n),
			 -EBADMSG);
}
END_TEST

START_TEST(many_networks_are_counted)
{
	autonetworks struct engine_networks n;
	autobuf struct buf text;

	buf_init(&text, (size_t)1 << 20);
	for (int i = 0; i < 1000; i++)
		buf_printf(&text, "%s{\"Name\":\"n%d\",\"Driver\":\"bridge\"}",
			   i ? "," : "[", i);
	buf_add_byte(&text, ']');
	ck_assert_int_eq(engine_networks_parse(buf_view(&text), &n), 0);
	ck_assert_uint_eq(n.open, 1000);
	ck_assert_str_eq(n.names[ENGINE_NETWORKS_MAX_NAMES - 1], "n19");
}
END_TEST

static const struct {
	const char *text;
	bool right;
	unsigned int major, minor;
} versions[] = {
	{ "20.10.24+dfsg1", true, 20, 10 },
	{ "17.05.0-ce", true, 17, 5 },
	{ "1.13.1", true, 1, 13 },
	{ "29.0", true, 29, 0 },
	{ "dev", false, 0, 0 },
	{ "20", false, 0, 0 },
	{ "", false, 0, 0 },
	{ "99999.1", false, 0, 0 },
};

START_TEST(a_version_has_two_numbers)
{
	unsigned int major = 0, minor = 0;

	ck_assert_int_eq(engine_version(versions[_i].text, &major, &minor),
			 versions[_i].right);
	ck_assert_uint_eq(major, versions[_i].major);
	ck_assert_uint_eq(minor, versions[_i].minor);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("engine_networks");
	TCase *tcase = tcase_create("all");

	tcase_add_loop_test(tcase, each_answer_says_who_reaches_whom, 0,
			    (int)(sizeof(answers) / sizeof(answers[0])));
	tcase_add_loop_test(tcase, what_is_no_list_is_refused, 0, 5);
	tcase_add_test(tcase, many_networks_are_counted);
	tcase_add_loop_test(tcase, a_version_has_two_numbers, 0,
			    (int)(sizeof(versions) / sizeof(versions[0])));
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
