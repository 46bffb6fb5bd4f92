// SPDX-License-Identifier: BSD-2-Clause
#include <check.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>

#include "cleanup.h"
#include "format.h"
#include "read_back.h"
#include "sample_alert.h"
#include "suite.h"

static void plain(struct sample *s)
{
	(void)s;
}

/* The alert as a NUL-terminated line; the caller frees it. */
static char *write_line(const struct alert *alert)
{
	struct buf out;

	buf_init(&out, FORMAT_MAX_LINE + 1);
	ck_assert_int_eq(format_ecs(alert, &out), 0);
	ck_assert_uint_le(out.size, FORMAT_MAX_LINE);
	ck_assert_ptr_eq(memchr(out.data, '\n', out.size),
			 out.data + out.size - 1);
	buf_add_byte(&out, '\0');
	return out.data;
}

static struct json_object *parse(const char *line)
{
	struct json_object *ret = read_back_json(view_of(line));

	ck_assert_ptr_nonnull(ret);
	return ret;
}

static struct json_object *alert_object(const struct sample *s)
{
	autofree char *line = write_line(&s->alert);

	return parse(line);
}

/* The value as compact JSON; "" where the key is absent. */
static const char *value_at(struct json_object *doc, const char *pointer)
{
	struct json_object *value;

	if (json_pointer_get(doc, pointer, &value))
		return "";
	return json_object_to_json_string_ext(
		value, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
}

static const char sample_line[] =
	"{\"@timestamp\":\"2026-11-22T00:46:48.202Z\","
	"\"ecs\":{\"version\":\"8.11.0\"},"
	"\"message\":\"unauthorized write /etc/docker/daemon.json "
	"(as /host/docker/daemon.json) by /bin/busybox[4242] uid 0 "
	"login unset\","
	"\"rule\":{\"id\":\"SSE_SEC_APP_DOCKER_10\","
	"\"name\":\"Audit /etc/docker/daemon.json\"},"
	"\"file\":{\"path\":\"/etc/docker/daemon.json\","
	"\"name\":\"daemon.json\",\"directory\":\"/etc/docker\","
	"\"extension\":\"json\",\"inode\":\"1442123\",\"device\":\"fe:00\","
	"\"mode\":\"0644\",\"uid\":\"0\",\"gid\":\"0\"},"
	"\"process\":{\"pid\":4242,\"executable\":\"/bin/busybox\","
	"\"name\":\"sh\",\"title\":\"/bin/sh -c\","
	"\"working_directory\":\"/\",\"parent\":{\"pid\":4200}},"
	"\"user\":{\"id\":\"0\",\"group\":{\"id\":\"0\"}},"
	"\"auditd\":{\"sequence\":2258,\"data\":{\"syscall\":\"openat\","
	"\"key\":\"docker\"}},"
	"\"threat\":{\"framework\":\"MITRE ATT&CK\","
	"\"tactic\":{\"id\":[\"TA0004\"],\"name\":[\"Privilege Escalation\"]},"
	"\"technique\":{\"id\":[\"T1611\",\"T1543.005\"],"
	"\"name\":[\"Escape to Host\",\"Container Service\"]}},"
	"\"event\":{\"kind\":\"alert\",\"category\":[\"file\","
	"\"configuration\"],\"type\":[\"change\"],\"action\":\"write\","
	"\"outcome\":\"success\",\"severity\":99,\"module\":\"dockwarden\","
	"\"dataset\":\"dockwarden.alert\",\"provider\":\"auditd\","
	"\"id\":\"0123456789abcdef0123456789abcdef\","
	"\"reason\":\"no rule allows it; the program is unverified\","
	"\"original\":\"type=SYSCALL msg=audit(1795308408.202:2258): "
	"arch=c000003e syscall=257 success=yes exit=3 a0=ffffff9c "
	"a1=7ffd8c0e2f10 a2=241 a3=1b6 items=2 ppid=4200 pid=4242 "
	"auid=4294967295 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 "
	"fsgid=0 tty=(none) ses=4294967295 comm=\\\"sh\\\" "
	"exe=\\\"/bin/busybox\\\" key=\\\"docker\\\"\\n"
	"type=PATH msg=audit(1795308408.202:2258): item=1 "
	"name=\\\"/host/docker/daemon.json\\\" inode=1442123 dev=fe:00 "
	"mode=0100644 ouid=0 ogid=0 rdev=00:00 nametype=NORMAL cap_fp=0 "
	"cap_fi=0 cap_fe=0 cap_fver=0\\n"
	"type=PROCTITLE msg=audit(1795308408.202:2258): "
	"proctitle=2F62696E2F7368002D63\"},"
	"\"dockwarden\":{\"schema\":\"1\",\"event\":\"1795308408.202:2258\","
	"\"recorded_path\":\"/host/docker/daemon.json\","
	"\"verdict\":\"unauthorized\",\"executable_trust\":\"unverified\","
	"\"count\":1,\"attack_version\":\"19.1\"}}\n";

START_TEST(a_whole_line_is_as_promised)
{
	struct sample s;

	sample_init(&s);
	autofree char *line = write_line(&s.alert);
	ck_assert_str_eq(line, sample_line);
}
END_TEST

static void authorized(struct sample *s)
{
	s->alert.verdict = VERDICT_AUTHORIZED;
	s->alert.policy_rule = VIEW("ci deploys");
}

static void failed(struct sample *s)
{
	s->alert.outcome = OUTCOME_FAILURE;
	s->alert.severity = SEVERITY_HIGH;
}

static void with_user(struct sample *s)
{
	s->alert.user = (struct alert_user){ 0, 1000, VIEW("root"),
					     VIEW("alice"), UID_UNSET };
	s->alert.session = 12;
	s->alert.tty = VIEW("pts0");
}

static void with_args(struct sample *s)
{
	s->alert.process.args[0] = VIEW("docker");
	s->alert.process.args[1] = VIEW("");
	s->alert.process.args[2] = VIEW("a b");
	s->alert.process.arg_count = 3;
}

static void with_cut_args(struct sample *s)
{
	with_args(s);
	s->alert.process.args_cut = true;
}

static void membership(struct sample *s)
{
	s->alert.action = ACTION_MEMBERSHIP;
	s->alert.group_name = VIEW("docker");
	s->alert.member_name = VIEW("mallory");
	s->alert.user.name = VIEW("mallory");
}

static void lost(struct sample *s)
{
	s->alert.action = ACTION_LOST;
	s->alert.file.is_file = false;
	s->alert.process = (struct alert_process){ .pid = 0 };
	s->alert.user = (struct alert_user){ UID_UNSET, UID_UNSET, VIEW_NONE,
					     VIEW_NONE, UID_UNSET };
	s->alert.technique_count = 0;
	s->alert.syscall = s->alert.key = VIEW_NONE;
	s->alert.count = 12;
	s->event.count = 0;
}

static void in_run(struct sample *s)
{
	s->alert.action = ACTION_DELETE;
	s->alert.file.path = VIEW("/run/docker.sock");
}

static void in_etcetera(struct sample *s)
{
	s->alert.file.path = VIEW("/etcetera/.x");
}

static void unit_file(struct sample *s)
{
	s->alert.action = ACTION_CREATE;
	s->alert.file.path = VIEW("/usr/lib/systemd/system/docker.service");
}

static void connected(struct sample *s)
{
	s->alert.action = ACTION_CONNECT;
}

static void executed(struct sample *s)
{
	s->alert.action = ACTION_EXEC;
}

static void mounted(struct sample *s)
{
	s->alert.action = ACTION_MOUNT;
}

static void logged_in(struct sample *s)
{
	s->alert.action = ACTION_LOGIN;
}

static void rule_changed(struct sample *s)
{
	s->alert.action = ACTION_RULE;
}

static void new_tactic(struct sample *s)
{
	static const struct technique masquerade = { "T1036", "Masquerading",
						     NULL, "Stealth" };

	s->alert.techniques[1] = &masquerade;
}

static void newest_tactic(struct sample *s)
{
	new_tactic(s);
	s->alert.techniques[0] = s->alert.techniques[1];
}

static void cut_event(struct sample *s)
{
	s->event.cut = true;
}

static void early(struct sample *s)
{
	s->event.id = (struct event_id){ 951782399, 7, 1 };
}

static void leap_day(struct sample *s)
{
	s->event.id = (struct event_id){ 951782400, 0, 1 };
}

static void last_second(struct sample *s)
{
	s->event.id = (struct event_id){ 253402300799, 999, UINT32_MAX };
}

static void epoch(struct sample *s)
{
	s->event.id = (struct event_id){ 0, 0, 0 };
}

static void live(struct sample *s)
{
	sample_live(s);
}

static void live_of_node(struct sample *s)
{
	sample_live(s);
	s->event.node = VIEW("node17.example.net");
}

static void live_of_another(struct sample *s)
{
	sample_live(s);
	s->event.node = VIEW("node170");
}

static void reparented(struct sample *s)
{
	sample_live(s);
	s->witness.ancestors[0].pid = 1;
}

static void without_ppid(struct sample *s)
{
	sample_live(s);
	s->alert.process.has_ppid = false;
}

static void kernel_thread(struct sample *s)
{
	sample_live(s);
	s->witness = (struct alert_witness){ .state = WITNESS_SEEN,
					     .mount_ns = 4026531841,
					     .pid_ns = 4026531836,
					     .started = 7 };
}

static void gone(struct sample *s)
{
	sample_live(s);
	s->witness.state = WITNESS_GONE;
	s->witness.executable = VIEW_NONE;
	s->witness.has_exe = false;
	s->witness.mount_ns = 0;
	s->witness.container_name = VIEW_NONE;
	s->witness.started = 0;
}

static void late(struct sample *s)
{
	sample_live(s);
	s->witness = (struct alert_witness){ .state = WITNESS_LATE };
}

static void long_ancestors(struct sample *s)
{
	static char comm[15], exe[256];

	memset(comm, 'c', sizeof(comm));
	memset(exe, 'e', sizeof(exe));
	sample_live(s);
	s->witness.ancestor_count = ALERT_MAX_ANCESTORS;
	for (uint32_t i = 0; i < ALERT_MAX_ANCESTORS; i++)
		s->witness.ancestors[i] =
			(struct alert_ancestor){ i + 1,
						 view_from(comm, sizeof(comm)),
						 view_from(exe, sizeof(exe)) };
}

static void without_node(struct sample *s)
{
	sample_notice(s);
	s->agent.host = VIEW_NONE;
}

struct field_case {
	const char *name;
	void (*change)(struct sample *s);
	const char *pointer;
	const char *want; /* "": absent */
};

static const struct field_case fields[] = {
	{ "an authorized change is no alert", authorized, "/event/kind",
	  "\"event\"" },
	{ "an authorized change says so", authorized, "/dockwarden/verdict",
	  "\"authorized\"" },
	{ "the rule that authorized is named", authorized,
	  "/dockwarden/policy_rule", "\"ci deploys\"" },
	{ "a failed attempt keeps its type", failed, "/event/type",
	  "[\"change\"]" },
	{ "a failed attempt is a failure", failed, "/event/outcome",
	  "\"failure\"" },
	{ "a failed attempt's severity is the alert's", failed,
	  "/event/severity", "73" },
	{ "an unset login uid is no key", plain, "/user/audit", "" },
	{ "an unset session is no key", plain, "/auditd/session", "" },
	{ "a login uid is a string", with_user, "/user/audit",
	  "{\"id\":\"1000\",\"name\":\"alice\"}" },
	{ "an unknown gid is no key", with_user, "/user/group", "" },
	{ "users are related once each", with_user, "/related/user",
	  "[\"alice\",\"root\"]" },
	{ "a session is a string", with_user, "/auditd/session", "\"12\"" },
	{ "a tty is ours, process.tty is an object", with_user,
	  "/auditd/data/tty", "\"pts0\"" },
	{ "arguments keep empty ones", with_args, "/process/args",
	  "[\"docker\",\"\",\"a b\"]" },
	{ "arguments are counted", with_args, "/process/args_count", "3" },
	{ "a command line is its arguments", with_args, "/process/command_line",
	  "\"docker  a b\"" },
	{ "without arguments there is no command line", plain,
	  "/process/command_line", "" },
	{ "arguments that were cut are not counted", with_cut_args,
	  "/process/args_count", "" },
	{ "arguments that were cut are said to be", with_cut_args,
	  "/dockwarden/cut", "[\"process.args\",\"process.command_line\"]" },
	{ "an event that was cut has no whole original", cut_event,
	  "/dockwarden/cut", "[\"event.original\"]" },
	{ "nothing cut is no key", plain, "/dockwarden/cut", "" },
	{ "a member is the target", membership, "/user/target",
	  "{\"name\":\"mallory\"}" },
	{ "a group is named", membership, "/group", "{\"name\":\"docker\"}" },
	{ "a user in two roles is related once", membership, "/related/user",
	  "[\"mallory\"]" },
	{ "membership is iam", membership, "/event/category", "[\"iam\"]" },
	{ "membership changes a group", membership, "/event/type",
	  "[\"group\",\"change\"]" },
	{ "lost events concern no file", lost, "/file", "" },
	{ "lost events have no process", lost, "/process", "" },
	{ "lost events have no user", lost, "/user", "" },
	{ "lost events have no technique", lost, "/threat", "" },
	{ "lost events have no records", lost, "/event/original", "" },
	{ "no program, no trust", lost, "/dockwarden/executable_trust", "" },
	{ "no technique, no version", lost, "/dockwarden/attack_version", "" },
	{ "lost events are counted", lost, "/dockwarden/count", "12" },
	{ "a tactic is named once", plain, "/threat/tactic/name",
	  "[\"Privilege Escalation\"]" },
	{ "a tactic without a number has its name", new_tactic,
	  "/threat/tactic/name", "[\"Privilege Escalation\",\"Stealth\"]" },
	{ "and no number", new_tactic, "/threat/tactic/id", "[\"TA0004\"]" },
	{ "no tactic with a number, no list of them", newest_tactic,
	  "/threat/tactic", "{\"name\":[\"Stealth\"]}" },
	{ "no node, no host", plain, "/host", "" },
	{ "a node is the host's name", sample_enrich, "/host",
	  "{\"name\":\"node17\"}" },
	{ "a socket is no configuration", in_run, "/event/category",
	  "[\"file\"]" },
	{ "a deletion is one", in_run, "/event/type", "[\"deletion\"]" },
	{ "/etcetera is not in /etc", in_etcetera, "/event/category",
	  "[\"file\"]" },
	{ "a dot file has no extension", in_etcetera, "/file/extension", "" },
	{ "a unit is configuration", unit_file, "/event/category",
	  "[\"file\",\"configuration\"]" },
	{ "a creation is one", unit_file, "/event/type", "[\"creation\"]" },
	{ "a connection is network", connected, "/event/category",
	  "[\"network\"]" },
	{ "a connection starts", connected, "/event/type",
	  "[\"connection\",\"start\"]" },
	{ "an execution is a process", executed, "/event/category",
	  "[\"process\"]" },
	{ "a mount is the host's", mounted, "/event/category", "[\"host\"]" },
	{ "a login is authentication", logged_in, "/event/category",
	  "[\"authentication\"]" },
	{ "an audit rule is configuration", rule_changed, "/event/category",
	  "[\"configuration\"]" },
	{ "the second before a leap day", early, "/@timestamp",
	  "\"2000-02-28T23:59:59.007Z\"" },
	{ "a leap day", leap_day, "/@timestamp",
	  "\"2000-02-29T00:00:00.000Z\"" },
	{ "the last second of year 9999", last_second, "/@timestamp",
	  "\"9999-12-31T23:59:59.999Z\"" },
	{ "the first second", epoch, "/@timestamp",
	  "\"1970-01-01T00:00:00.000Z\"" },
	{ "the time of saying is the event's creation", live, "/event/created",
	  "\"2026-11-22T00:46:48.230Z\"" },
	{ "a live alert says its host", live, "/host",
	  "{\"name\":\"node17\",\"id\":\"5f2d8c1e9b7a4c6d8e0f1a2b3c4d5e6f\","
	  "\"boot\":{\"id\":\"0c1d2e3f-4a5b-4c6d-8e7f-901a2b3c4d5e\"}}" },
	{ "the host's name with its domain is the host's", live_of_node,
	  "/host/boot/id", "\"0c1d2e3f-4a5b-4c6d-8e7f-901a2b3c4d5e\"" },
	{ "and stays as the record has it", live_of_node, "/host/name",
	  "\"node17.example.net\"" },
	{ "another host has its name and not our ids", live_of_another, "/host",
	  "{\"name\":\"node170\"}" },
	{ "a live alert says who speaks", live_of_another, "/agent",
	  "{\"type\":\"dockwarden\",\"name\":\"node17\","
	  "\"id\":\"b3b0c5f2-1111-4222-8333-444455556666\","
	  "\"ephemeral_id\":\"7d1c9c11-6a1e-4f44-9d2b-9a0a3f1f0d2e\","
	  "\"version\":\"0.1.0\"}" },
	{ "a replayed one does not", plain, "/agent", "" },
	{ "nor when", plain, "/event/created", "" },
	{ "nor what /proc showed", plain, "/dockwarden/witness", "" },
	{ "a container has id and name", live, "/container",
	  "{\"id\":\"4f5c1b7f9a0217e6c8d3b2a190f8e7d6"
	  "c5b4a39281706f5e4d3c2b1a09f8e7d6\",\"name\":\"web\"}" },
	{ "a container's id may be all that is known", gone, "/container",
	  "{\"id\":\"4f5c1b7f9a0217e6c8d3b2a190f8e7d6"
	  "c5b4a39281706f5e4d3c2b1a09f8e7d6\"}" },
	{ "the message names the container", live, "/message",
	  "\"unauthorized write /etc/docker/daemon.json (as "
	  "/host/docker/daemon.json) by /bin/busybox[4242] in container "
	  "web(4f5c1b7f9a02) uid 0 login unset\"" },
	{ "the recorded parent has the name that was seen", live,
	  "/process/parent",
	  "{\"pid\":4200,\"name\":\"sh\",\"executable\":\"/bin/busybox\"}" },
	{ "another parent's name is not its name", reparented,
	  "/process/parent", "{\"pid\":4200}" },
	{ "without a record of it, the parent is the one seen", without_ppid,
	  "/process/parent/pid", "4200" },
	{ "what /proc showed stands beside the verdict", live,
	  "/dockwarden/witness",
	  "{\"state\":\"seen\",\"executable\":\"/bin/busybox\","
	  "\"inode\":\"77\",\"device\":\"00:2f\","
	  "\"mount_namespace\":{\"id\":\"4026532841\",\"foreign\":true},"
	  "\"pid_namespace\":{\"id\":\"4026532844\",\"foreign\":true},"
	  "\"started\":123456,\"ancestors\":["
	  "{\"pid\":4200,\"name\":\"sh\",\"executable\":\"/bin/busybox\"},"
	  "{\"pid\":4100,\"name\":\"containerd-shim\","
	  "\"executable\":\"/usr/bin/containerd-shim-runc-v2\"},"
	  "{\"pid\":1,\"name\":\"systemd\"}]}" },
	{ "what a process that was seen has not is not unread", kernel_thread,
	  "/dockwarden/witness",
	  "{\"state\":\"seen\","
	  "\"mount_namespace\":{\"id\":\"4026531841\",\"foreign\":false},"
	  "\"pid_namespace\":{\"id\":\"4026531836\",\"foreign\":false},"
	  "\"started\":7}" },
	{ "what could not be read of one that is gone is listed", gone,
	  "/dockwarden/witness/unread",
	  "[\"executable\",\"inode\",\"mount_namespace\",\"started\"]" },
	{ "a look that was late has read nothing, and says so", late,
	  "/dockwarden/witness",
	  "{\"state\":\"late\",\"unread\":[\"executable\",\"inode\","
	  "\"mount_namespace\",\"pid_namespace\",\"container\","
	  "\"started\",\"ancestors\"]}" },
	{ "nothing seen, no container", late, "/container", "" },
	{ "the nearest ancestors are told, the rest is cut", long_ancestors,
	  "/dockwarden/cut", "[\"dockwarden.witness.ancestors\"]" },
	{ "a notice has no audit event", sample_notice, "/auditd", "" },
	{ "nor its id", sample_notice, "/dockwarden/event", "" },
	{ "a notice is the warden's own word", sample_notice, "/event/provider",
	  "\"dockwarden\"" },
	{ "an alert is auditd's", plain, "/event/provider", "\"auditd\"" },
	{ "a notice reads as one", sample_notice, "/message",
	  "\"lost: 12 audit events between serial 7 and 18 never came\"" },
	{ "a notice counts what was lost", sample_notice, "/dockwarden/count",
	  "12" },
	{ "a notice is of its agent's host", sample_notice, "/host/name",
	  "\"node17\"" },
	{ "a host without a name has its ids", without_node, "/host/id",
	  "\"5f2d8c1e9b7a4c6d8e0f1a2b3c4d5e6f\"" },
	{ "an event's id keeps its zeros", early, "/dockwarden/event",
	  "\"951782399.007:1\"" },
};

START_TEST(a_field_says)
{
	const struct field_case *c = &fields[_i];
	struct json_object *doc;
	struct sample s;

	sample_init(&s);
	c->change(&s);
	doc = alert_object(&s);
	ck_assert_msg(strcmp(value_at(doc, c->pointer), c->want) == 0,
		      "%s: %s is %s, not %s", c->name, c->pointer,
		      value_at(doc, c->pointer), c->want);
	json_object_put(doc);
}
END_TEST

START_TEST(raw_and_enriched_logs_give_one_original)
{
	struct json_object *raw, *enriched;
	struct sample s;

	sample_init(&s);
	raw = alert_object(&s);
	sample_enrich(&s);
	enriched = alert_object(&s);
	ck_assert_str_eq(value_at(raw, "/event/original"),
			 value_at(enriched, "/event/original"));
	json_object_put(raw);
	json_object_put(enriched);
}
END_TEST

/* Records first, then names: what an analyst needs goes last. */
static char long_line[60000];

START_TEST(long_records_are_cut_and_nothing_else)
{
	static const char head[] = "type=PATH msg=audit(1795308408.202:2258): ";
	struct json_object *doc;
	struct sample s;

	memset(long_line, _i ? '\x01' : 'x', sizeof(long_line));
	memcpy(long_line, head, strlen(head));
	sample_init(&s);
	ck_assert_int_eq(record_parse(view_from(long_line, sizeof(long_line)),
				      &s.records[1]),
			 0);
	autofree char *line = write_line(&s.alert);
	ck_assert_uint_ge(strlen(line), FORMAT_MAX_LINE - 6);
	doc = parse(line);
	ck_assert_str_eq(value_at(doc, "/dockwarden/cut"),
			 "[\"event.original\"]");
	json_object_put(doc);
}
END_TEST

static const char hostile_bytes[] = { 'a', '\x01', '\n', '"', '\\', '\xff' };
static char hostile[5000];

START_TEST(the_longest_line_is_within_the_limit)
{
	struct json_object *doc;
	struct sample s;

	memset(hostile, hostile_bytes[_i], sizeof(hostile));
	sample_init(&s);
	sample_fill(&s, view_from(hostile, sizeof(hostile)));
	doc = alert_object(&s);
	ck_assert_str_eq(value_at(doc, "/event/outcome"), "\"success\"");
	ck_assert_str_ne(value_at(doc, "/event/original"), "");
	ck_assert_msg(strstr(value_at(doc, "/dockwarden/cut"), "\"file.path\""),
		      "%s", value_at(doc, "/dockwarden/cut"));
	json_object_put(doc);
}
END_TEST

/* Every length, so that every field is at its cap in one of them. */
START_TEST(any_length_is_within_the_limit)
{
	struct sample s;

	memset(hostile, hostile_bytes[_i], sizeof(hostile));
	for (size_t size = 0; size < 1100; size += 3) {
		sample_init(&s);
		sample_fill(&s, view_from(hostile, size));
		json_object_put(alert_object(&s));
	}
}
END_TEST

START_TEST(one_long_path_leaves_room_for_the_records)
{
	struct json_object *doc;
	struct sample s;

	memset(hostile, 'a', sizeof(hostile));
	hostile[0] = '/';
	sample_init(&s);
	s.alert.file.path = s.alert.file.recorded_path =
		view_from(hostile, sizeof(hostile));
	doc = alert_object(&s);
	ck_assert_str_eq(value_at(doc, "/dockwarden/cut"),
			 "[\"message\",\"file.path\",\"file.name\","
			 "\"dockwarden.recorded_path\"]");
	json_object_put(doc);
}
END_TEST

START_TEST(a_full_buffer_keeps_what_stood_before)
{
	struct sample s;
	struct buf out;

	sample_init(&s);
	buf_init(&out, 500);
	buf_add_text(&out, "before\n");
	ck_assert_int_ne(format_ecs(&s.alert, &out), 0);
	ck_assert(view_is(buf_view(&out), "before\n"));
	buf_done(&out);
}
END_TEST

/* Each case above as a line of the file that ECS_SAMPLES names, for
 * check_ecs.sh. */
START_TEST(samples_are_saved_where_asked)
{
	const char *path = getenv("ECS_SAMPLES");
	autofclose FILE *file = fopen(path ? path : "/dev/null", "we");
	struct sample s;

	ck_assert_ptr_nonnull(file);
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		autofree char *line = NULL;

		sample_init(&s);
		fields[i].change(&s);
		line = write_line(&s.alert);
		fputs(line, file);
	}
	for (size_t i = 0; i < sizeof(hostile_bytes); i++) {
		autofree char *line = NULL;

		memset(hostile, hostile_bytes[i], sizeof(hostile));
		sample_init(&s);
		sample_fill(&s, view_from(hostile, 300));
		line = write_line(&s.alert);
		fputs(line, file);
	}
	ck_assert_int_eq(fflush(file), 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("format_ecs");
	TCase *tc = tcase_create("format_ecs");

	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, a_whole_line_is_as_promised);
	tcase_add_loop_test(tc, a_field_says, 0,
			    sizeof(fields) / sizeof(fields[0]));
	tcase_add_test(tc, raw_and_enriched_logs_give_one_original);
	tcase_add_loop_test(tc, long_records_are_cut_and_nothing_else, 0, 2);
	tcase_add_loop_test(tc, the_longest_line_is_within_the_limit, 0,
			    sizeof(hostile_bytes));
	tcase_add_loop_test(tc, any_length_is_within_the_limit, 0,
			    sizeof(hostile_bytes));
	tcase_add_test(tc, one_long_path_leaves_room_for_the_records);
	tcase_add_test(tc, a_full_buffer_keeps_what_stood_before);
	tcase_add_test(tc, samples_are_saved_where_asked);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}
