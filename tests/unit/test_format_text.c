// SPDX-License-Identifier: BSD-2-Clause
#include <check.h>

#include "format.h"
#include "sample_alert.h"
#include "suite.h"

#define HEAD "2026-11-22 00:46:48.202Z CRITICAL SSE_SEC_APP_DOCKER_10 "
#define BY " by /bin/busybox[4242] uid 0 login unset"
#define WHY ": no rule allows it; the program is unverified"
#define ID " [1795308408.202:2258]\n"

static void plain(struct sample *s)
{
	(void)s;
}

static void failed(struct sample *s)
{
	s->alert.outcome = OUTCOME_FAILURE;
	s->alert.severity = SEVERITY_HIGH;
}

static void authorized(struct sample *s)
{
	s->alert.verdict = VERDICT_AUTHORIZED;
	s->alert.policy_rule = VIEW("ci deploys");
	s->alert.reason = VIEW_NONE;
}

static void named_users(struct sample *s)
{
	s->alert.user.name = VIEW("root");
	s->alert.user.audit_id = 1000;
	s->alert.user.audit_name = VIEW("alice");
}

static void same_name(struct sample *s)
{
	s->alert.file.recorded_path = s->alert.file.path;
}

static void renamed(struct sample *s)
{
	s->alert.action = ACTION_RENAME;
	s->alert.file.recorded_path = VIEW_NONE;
	s->alert.file.target_path = VIEW("/tmp/x");
}

static void inode_alone(struct sample *s)
{
	s->alert.action = ACTION_ATTRIBUTE;
	s->alert.file.path = s->alert.file.recorded_path = VIEW_NONE;
}

static void member(struct sample *s)
{
	s->alert.action = ACTION_MEMBERSHIP;
	s->alert.file.path = VIEW("/etc/group");
	s->alert.file.recorded_path = VIEW_NONE;
	s->alert.group_name = VIEW("docker");
	s->alert.member_name = VIEW("mallory");
}

static void lost(struct sample *s)
{
	s->alert.action = ACTION_LOST;
	s->alert.file.is_file = false;
	s->alert.process = (struct alert_process){ .pid = 0 };
	s->alert.count = 12;
	s->alert.rule_id = VIEW("DOCKWARDEN_SELF");
	s->event.node = VIEW("node17");
}

static void live(struct sample *s)
{
	sample_live(s);
}

static void nameless(struct sample *s)
{
	sample_live(s);
	s->witness.container_name = VIEW_NONE;
}

static void late(struct sample *s)
{
	sample_live(s);
	s->witness = (struct alert_witness){ .state = WITNESS_LATE };
}

static void notice(struct sample *s)
{
	sample_notice(s);
}

static void homeless_notice(struct sample *s)
{
	sample_notice(s);
	s->agent.host = VIEW_NONE;
}

static void forged_name(struct sample *s)
{
	s->alert.file.path = VIEW("/etc/docker/x by \"root\"\n2026 \\\x1b[2J");
	s->alert.file.recorded_path = VIEW_NONE;
}

static void hostile_bytes(struct sample *s)
{
	s->alert.file.path = VIEW("/etc/docker/\xe4\xb8\xad\xff\xe2\x80\xae");
	s->alert.file.recorded_path = VIEW("");
	s->alert.reason = VIEW("says \"no\"\r\n\xc2\x9b");
}

struct line_case {
	const char *name;
	void (*change)(struct sample *s);
	const char *want;
};

static const struct line_case lines[] = {
	{ "a write through a container's mount names both paths", plain,
	  HEAD
	  "write /etc/docker/daemon.json (as /host/docker/daemon.json)" BY WHY
		  ID },
	{ "a failed attempt says so", failed,
	  "2026-11-22 00:46:48.202Z HIGH SSE_SEC_APP_DOCKER_10 failed write "
	  "/etc/docker/daemon.json (as /host/docker/daemon.json)" BY WHY ID },
	{ "an authorized change names the rule", authorized,
	  HEAD "write /etc/docker/daemon.json (as /host/docker/daemon.json)" BY
	       ", authorized by \"ci deploys\"" ID },
	{ "users have the names that the log gives", named_users,
	  HEAD "write /etc/docker/daemon.json (as /host/docker/daemon.json) "
	       "by /bin/busybox[4242] uid 0(root) login 1000(alice)" WHY ID },
	{ "a name that is the host's own is told once", same_name,
	  HEAD "write /etc/docker/daemon.json" BY WHY ID },
	{ "a rename names its other end", renamed,
	  HEAD "rename /etc/docker/daemon.json with /tmp/x" BY WHY ID },
	{ "an object without a name is its inode", inode_alone,
	  HEAD "attribute inode 1442123" BY WHY ID },
	{ "a membership names group and member", member,
	  HEAD
	  "membership of group docker member mallory in /etc/group" BY WHY ID },
	{ "lost events have no process, and a node has its name", lost,
	  "2026-11-22 00:46:48.202Z CRITICAL DOCKWARDEN_SELF lost 12 times" WHY
	  " [node17 1795308408.202:2258]\n" },
	{ "a container has its name and the beginning of its id", live,
	  HEAD "write /etc/docker/daemon.json (as /host/docker/daemon.json) "
	       "by /bin/busybox[4242] in container web(4f5c1b7f9a02) uid 0 "
	       "login unset" WHY ID },
	{ "a container without a name has the beginning of its id", nameless,
	  HEAD "write /etc/docker/daemon.json (as /host/docker/daemon.json) "
	       "by /bin/busybox[4242] in container 4f5c1b7f9a02 uid 0 "
	       "login unset" WHY ID },
	{ "a process that could not be looked at is said to be", late,
	  HEAD
	  "write /etc/docker/daemon.json (as /host/docker/daemon.json)" BY WHY
	  "; the process was not seen: the look took too long" ID },
	{ "a notice is its reason, with its host", notice,
	  "2026-11-22 00:46:48.202Z HIGH DOCKWARDEN_SELF lost: 12 audit "
	  "events between serial 7 and 18 never came [node17]\n" },
	{ "a notice of a host without a name ends with its reason",
	  homeless_notice,
	  "2026-11-22 00:46:48.202Z HIGH DOCKWARDEN_SELF lost: 12 audit "
	  "events between serial 7 and 18 never came\n" },
	{ "a name that looks like our words stands in quotes", forged_name,
	  HEAD "write \"/etc/docker/x by \\x22root\\x22\\x0a2026 "
	       "\\x5c\\x1b[2J\"" BY WHY ID },
	{ "bytes that do not print are escaped, letters stay", hostile_bytes,
	  HEAD "write \"/etc/docker/\xe4\xb8\xad\\xff\\xe2\\x80\\xae\"" BY
	       ": says \"no\"\\x0d\\x0a\\xc2\\x9b" ID },
};

START_TEST(a_line_reads)
{
	const struct line_case *c = &lines[_i];
	struct sample s;
	struct buf out;

	sample_init(&s);
	c->change(&s);
	buf_init(&out, FORMAT_MAX_LINE);
	ck_assert_int_eq(format_text(&s.alert, &out), 0);
	buf_add_byte(&out, '\0');
	ck_assert_msg(strcmp(out.data, c->want) == 0, "%s:\n got %s\nwant %s",
		      c->name, out.data, c->want);
	buf_done(&out);
}
END_TEST

static char hostile[5000];

START_TEST(the_longest_line_is_within_the_limit)
{
	static const char bytes[] = { 'a', '\x01', '\n', '"', '\\', '\xff' };
	struct sample s;
	struct buf out;

	memset(hostile, bytes[_i], sizeof(hostile));
	sample_init(&s);
	sample_fill(&s, view_from(hostile, sizeof(hostile)));
	buf_init(&out, (size_t)1 << 20);
	ck_assert_int_eq(format_text(&s.alert, &out), 0);
	ck_assert_uint_le(out.size, FORMAT_MAX_LINE);
	ck_assert_ptr_eq(memchr(out.data, '\n', out.size),
			 out.data + out.size - 1);
	buf_done(&out);
}
END_TEST

START_TEST(a_full_buffer_keeps_what_stood_before)
{
	struct sample s;
	struct buf out;

	sample_init(&s);
	buf_init(&out, 100);
	buf_add_text(&out, "before\n");
	ck_assert_int_ne(format_text(&s.alert, &out), 0);
	ck_assert(view_is(buf_view(&out), "before\n"));
	buf_done(&out);
}
END_TEST

/* What a policy may name, every program can write. */
static const char *const policy_formats[] = { "ecs", "ocsf", "cef", "csv",
					      "text" };

START_TEST(a_policys_format_is_there)
{
	const char *name = policy_formats[_i];
	autopolicy struct policy *policy = NULL;
	autobuf struct buf text, errors;

	buf_init(&text, 1000);
	buf_init(&errors, 1000);
	buf_printf(&text,
		   "{ \"version\": 1, \"outputs\": [ { \"type\": "
		   "\"stdout\", \"format\": \"%s\" } ] }",
		   name);
	ck_assert_int_eq(policy_parse(buf_view(&text), "p", &errors, &policy),
			 0);
	ck_assert_ptr_nonnull(format_find(view_of(name)));
	ck_assert_str_eq(policy->outputs[0].format, name);
}
END_TEST

START_TEST(formats_are_found_by_name)
{
	size_t count = 0;

	for (; format_at(count); count++)
		ck_assert_ptr_eq(format_find(view_of(format_at(count)->name)),
				 format_at(count));
	ck_assert_uint_eq(count,
			  sizeof(policy_formats) / sizeof(policy_formats[0]));
	ck_assert_ptr_null(format_find(VIEW("ec")));
	ck_assert_ptr_null(format_find(VIEW("ecss")));
	ck_assert_ptr_null(format_find(VIEW("")));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("format_text");
	TCase *tc = tcase_create("format_text");

	tcase_add_loop_test(tc, a_line_reads, 0,
			    sizeof(lines) / sizeof(lines[0]));
	tcase_add_loop_test(tc, the_longest_line_is_within_the_limit, 0, 6);
	tcase_add_test(tc, a_full_buffer_keeps_what_stood_before);
	tcase_add_loop_test(tc, a_policys_format_is_there, 0,
			    sizeof(policy_formats) / sizeof(policy_formats[0]));
	tcase_add_test(tc, formats_are_found_by_name);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}
