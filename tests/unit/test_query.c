// SPDX-License-Identifier: BSD-2-Clause
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "query.h"
#include "suite.h"

#define NOW 1795308408 /* 2026-11-22 00:46:48 UTC */

struct setting {
	option_fn *set;
	const char *value;
};

#define MAX_SETTINGS 3

/* An alert of user 1000 (alice) as root, 2026-11-22 00:46:48.202. */
static const struct event event = {
	.id = { .seconds = NOW, .milliseconds = 202, .serial = 2258 },
};

static const struct alert alert = {
	.event = &event,
	.severity = SEVERITY_HIGH,
	.rule_id = { "SSE_SEC_APP_DOCKER_10", 21 },
	.file = { .path = { "/etc/docker/daemon.json", 23 },
		  .recorded_path = { "/host/docker/daemon.json", 24 },
		  .target_path = { "/tmp/new", 8 } },
	.user = { .id = 0,
		  .audit_id = 1000,
		  .name = { "root", 4 },
		  .audit_name = { "alice", 5 } },
};

static const struct {
	struct setting settings[MAX_SETTINGS];
	bool wanted;
} filters[] = {
	{ { { NULL, NULL } }, true },
	{ { { query_set_since, "2026-11-22T00:46:48.202Z" } }, true },
	{ { { query_set_since, "2026-11-22T00:46:48.203Z" } }, false },
	{ { { query_set_until, "2026-11-22T00:46:48.202Z" } }, true },
	{ { { query_set_until, "2026-11-22T00:46:48.201Z" } }, false },
	{ { { query_set_until, "1795308408" } }, true },
	{ { { query_set_until, "1795308407" } }, false },
	{ { { query_set_since, "2026-11-22" },
	    { query_set_until, "2026-11-22" } },
	  true },
	{ { { query_set_since, "2026-11-23" } }, false },
	{ { { query_set_until, "yesterday" } }, false },
	{ { { query_set_since, "1h" } }, true },
	{ { { query_set_item, "SSE_SEC_APP_DOCKER_10" } }, true },
	{ { { query_set_item, "SSE_SEC_APP_DOCKER_1" } }, false },
	{ { { query_set_item, "10" } }, true },
	{ { { query_set_item, "010" } }, true },
	{ { { query_set_item, "1" } }, false },
	{ { { query_set_user, "1000" } }, true },
	{ { { query_set_user, "0" } }, true },
	{ { { query_set_user, "1001" } }, false },
	{ { { query_set_user, "alice" } }, true },
	{ { { query_set_user, "root" } }, true },
	{ { { query_set_user, "alic" } }, false },
	{ { { query_set_severity, "low" } }, true },
	{ { { query_set_severity, "high" } }, true },
	{ { { query_set_severity, "critical" } }, false },
	{ { { query_set_path, "/etc/docker/daemon.json" } }, true },
	{ { { query_set_path, "/host/docker/daemon.json" } }, true },
	{ { { query_set_path, "/tmp/new" } }, true },
	{ { { query_set_path, "/etc/docker" } }, false },
	{ { { query_set_event, "1795308408.202:2258" } }, true },
	{ { { query_set_event, "1795308408.202:2259" } }, false },
	{ { { query_set_event, "1795308408.203:2258" } }, false },
	{ { { query_set_item, "10" },
	    { query_set_user, "alice" },
	    { query_set_severity, "high" } },
	  true },
	{ { { query_set_item, "10" },
	    { query_set_user, "bob" },
	    { query_set_severity, "high" } },
	  false },
};

static const struct {
	struct setting setting;
	const char *message;
} refused[] = {
	{ { query_set_format, "xml" },
	  "unknown format \"xml\" (ecs, ocsf, cef, csv, text)" },
	{ { query_set_format, "" },
	  "unknown format \"\" (ecs, ocsf, cef, csv, text)" },
	{ { query_set_severity, "HIGH" },
	  "unknown severity \"HIGH\" (low, medium, high, critical)" },
	{ { query_set_policy, "" }, "no file name given" },
	{ { query_set_item, "" }, "no item \"\"" },
	{ { query_set_user, "" }, "no user given" },
	{ { query_set_path, "etc/docker" },
	  "expected an absolute path, got \"etc/docker\"" },
	{ { query_set_event, "2258" },
	  "expected an event as in its records, 1795308549.846:2921, got "
	  "\"2258\"" },
	{ { query_set_event, "1795308408.2:2258" },
	  "expected an event as in its records, 1795308549.846:2921, got "
	  "\"1795308408.2:2258\"" },
	{ { query_set_event, "1795308408.202:4294967296" },
	  "expected an event as in its records, 1795308549.846:2921, got "
	  "\"1795308408.202:4294967296\"" },
};

static int uid_of(void *user, const char *name, uint32_t *ret)
{
	(void)user;
	if (strcmp(name, "broken") == 0)
		return -EIO;
	if (strcmp(name, "alice") != 0 && strcmp(name, "local") != 0)
		return -ENOENT;
	*ret = 1000;
	return 0;
}

static const struct names names = { .uid_of = uid_of };

static void start(struct query *q)
{
	ck_assert_int_eq(setenv("TZ", "UTC0", 1), 0);
	tzset();
	query_init(q, NOW);
}

START_TEST(filters_decide_what_is_wanted)
{
	struct policy policy = { 0 };
	struct errmsg err = { "" };
	struct query q;

	start(&q);
	for (int i = 0; i < MAX_SETTINGS && filters[_i].settings[i].set; i++) {
		const struct setting *s = &filters[_i].settings[i];

		ck_assert_msg(s->set(&q, s->value, &err) == 0, "%s", err.text);
	}
	(void)query_resolve(&q, &policy, &names, &err);
	ck_assert_msg(query_wants(&q, &alert) == filters[_i].wanted, "row %d",
		      _i);
}
END_TEST

START_TEST(bad_values_are_named)
{
	const struct setting *s = &refused[_i].setting;
	struct errmsg err = { "" };
	struct query q;

	start(&q);
	ck_assert_int_eq(s->set(&q, s->value, &err), -EINVAL);
	ck_assert_str_eq(err.text, refused[_i].message);
}
END_TEST

START_TEST(a_raw_log_knows_a_user_by_the_hosts_uid)
{
	struct alert raw = alert;
	struct policy policy = { 0 };
	struct query q;

	raw.user.name = raw.user.audit_name = VIEW_NONE;
	start(&q);
	ck_assert_int_eq(query_set_user(&q, "alice", NULL), 0);
	ck_assert_int_eq(query_resolve(&q, &policy, &names, NULL), 0);
	ck_assert(query_wants(&q, &raw));
	start(&q);
	ck_assert_int_eq(query_set_user(&q, "nobody-here", NULL), 0);
	ck_assert_int_eq(query_resolve(&q, &policy, &names, NULL), 0);
	raw.user.audit_id = UID_UNSET; /* nor is an unset uid an unknown one */
	ck_assert(!query_wants(&q, &raw));
}
END_TEST

START_TEST(a_name_in_the_log_goes_before_the_hosts_uid)
{
	struct policy policy = { 0 };
	struct query q;

	start(&q);
	ck_assert_int_eq(query_set_user(&q, "local", NULL), 0);
	ck_assert_int_eq(query_resolve(&q, &policy, &names, NULL), 0);
	ck_assert_uint_eq(q.uid, 1000);
	ck_assert(!query_wants(&q, &alert));
}
END_TEST

START_TEST(a_failing_look_up_is_told)
{
	struct policy policy = { 0 };
	struct errmsg err = { "" };
	struct query q;

	start(&q);
	ck_assert_int_eq(query_set_user(&q, "broken", NULL), 0);
	ck_assert_int_eq(query_resolve(&q, &policy, &names, &err), -EIO);
	ck_assert_str_eq(err.text, "--user: cannot look up \"broken\": "
				   "Input/output error");
}
END_TEST

START_TEST(an_item_is_the_baselines_or_the_policys)
{
	static const struct {
		const char *item;
		int result;
	} rows[] = {
		{ "SITE_01", 0 },
		{ "SSE_SEC_APP_DOCKER_13", 0 },
		{ "20", 0 },
		{ "DOCKWARDEN_SELF", 0 },
		{ "SITE_02", -ENOENT },
		{ "SSE_SEC_APP_DOCKER_21", -ENOENT },
		{ "SSE_SEC_APP_DOCKER_00", -ENOENT },
		{ "21", -ENOENT },
		{ "docker", -ENOENT },
	};
	char item[] = "SITE_01";
	struct policy_watch watch = { .item = item };
	struct policy policy = { .watch = &watch, .watch_count = 1 };
	struct errmsg err = { "" };
	struct query q;
	char want[100];

	start(&q);
	ck_assert_int_eq(query_set_item(&q, rows[_i].item, &err), 0);
	ck_assert_int_eq(query_resolve(&q, &policy, &names, &err),
			 rows[_i].result);
	if (rows[_i].result == 0)
		return;
	(void)snprintf(want, sizeof(want),
		       "--item: the baseline and the policy have no item "
		       "\"%s\"",
		       rows[_i].item);
	ck_assert_str_eq(err.text, want);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("query");
	TCase *tests = tcase_create("query");

	tcase_add_loop_test(tests, filters_decide_what_is_wanted, 0,
			    (int)(sizeof(filters) / sizeof(filters[0])));
	tcase_add_loop_test(tests, bad_values_are_named, 0,
			    (int)(sizeof(refused) / sizeof(refused[0])));
	tcase_add_test(tests, a_raw_log_knows_a_user_by_the_hosts_uid);
	tcase_add_test(tests, a_name_in_the_log_goes_before_the_hosts_uid);
	tcase_add_test(tests, a_failing_look_up_is_told);
	tcase_add_loop_test(tests, an_item_is_the_baselines_or_the_policys, 0,
			    9);
	suite_add_tcase(suite, tests);
	return suite_run(suite);
}
