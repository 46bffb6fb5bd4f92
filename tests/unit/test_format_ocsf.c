// SPDX-License-Identifier: BSD-2-Clause
#include <check.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "format.h"
#include "read_back.h"
#include "sample_alert.h"
#include "suite.h"

/* The alert as a NUL-terminated line; the caller frees it. */
static char *write_line(const struct alert *alert)
{
	struct buf out;

	buf_init(&out, FORMAT_MAX_LINE);
	ck_assert_int_eq(format_ocsf(alert, &out), 0);
	ck_assert_ptr_eq(memchr(out.data, '\n', out.size),
			 out.data + out.size - 1);
	out.max++;
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

static void plain(struct sample *s)
{
	(void)s;
}

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

static void named(struct sample *s)
{
	s->alert.user =
		(struct alert_user){ 0, 1000, VIEW("root"), VIEW("alice"), 0 };
	s->alert.session = 12;
	s->alert.tty = VIEW("pts0");
}

static void with_args(struct sample *s)
{
	s->alert.process.args[0] = VIEW("tee");
	s->alert.process.args[1] = VIEW("a b");
	s->alert.process.arg_count = 2;
	s->alert.process.args_cut = true;
}

static void executed(struct sample *s)
{
	sample_live(s);
	s->alert.action = ACTION_EXEC;
}

static void orphan_executed(struct sample *s)
{
	s->alert.action = ACTION_EXEC;
	s->alert.process.has_ppid = false;
}

static void executed_by_nobody(struct sample *s)
{
	s->alert.action = ACTION_EXEC;
	s->alert.process.has_pid = false;
}

static void member(struct sample *s)
{
	s->alert.action = ACTION_MEMBERSHIP;
	s->alert.group_name = VIEW("docker");
	s->alert.member_name = VIEW("mallory");
}

static void nameless_group(struct sample *s)
{
	s->alert.action = ACTION_MEMBERSHIP;
	s->alert.file.path = VIEW("/etc/group");
}

static void group_without_file(struct sample *s)
{
	nameless_group(s);
	s->alert.file.is_file = false;
}

static void logged_in(struct sample *s)
{
	named(s);
	s->alert.action = ACTION_LOGIN;
	s->alert.file.is_file = false;
	s->alert.process.executable = VIEW("/usr/sbin/sshd");
}

/* By the PAM module's record: its member is who was to log in. */
static void refused_login(struct sample *s)
{
	logged_in(s);
	s->alert.member_name = VIEW("mallory");
	s->alert.group_name = VIEW("docker");
	s->alert.outcome = OUTCOME_FAILURE;
}

static void stripped_login(struct sample *s)
{
	refused_login(s);
	s->alert.outcome = OUTCOME_SUCCESS;
}

static void unknown_login(struct sample *s)
{
	s->alert.action = ACTION_LOGIN;
	s->alert.file.is_file = false;
	s->alert.process = (struct alert_process){ .pid = 0 };
	s->alert.user.id = UID_UNSET;
}

static void rule_changed(struct sample *s)
{
	s->alert.action = ACTION_RULE;
	s->alert.file.is_file = false;
}

static void connected(struct sample *s)
{
	s->alert.action = ACTION_CONNECT;
	s->alert.file.path = VIEW("/run/docker.sock");
	s->alert.file.mode = S_IFSOCK | 0660;
}

static void mounted(struct sample *s)
{
	s->alert.action = ACTION_MOUNT;
	s->alert.file.mode = S_IFDIR | 0755;
}

static void removed(struct sample *s)
{
	s->alert.action = ACTION_DELETE;
}

static void linked(struct sample *s)
{
	s->alert.action = ACTION_LINK;
}

static void nobody(struct sample *s)
{
	s->alert.process = (struct alert_process){ .pid = 0 };
	s->alert.user = (struct alert_user){ UID_UNSET, UID_UNSET, VIEW_NONE,
					     VIEW_NONE, UID_UNSET };
}

static void nameless_file(struct sample *s)
{
	s->alert.file.path = s->alert.file.recorded_path = VIEW_NONE;
}

static void recorded_file(struct sample *s)
{
	s->alert.file.path = VIEW_NONE;
}

static void root_directory(struct sample *s)
{
	s->alert.file.path = VIEW("/");
}

static void of_another(struct sample *s)
{
	sample_live(s);
	s->event.node = VIEW("node18");
}

static void cut_event(struct sample *s)
{
	s->event.cut = true;
}

static void uncounted(struct sample *s)
{
	s->alert.count = 0;
}

static void all_counted(struct sample *s)
{
	s->alert.count = UINT64_MAX;
	s->alert.created = UINT64_MAX;
}

struct field_case {
	const char *name;
	void (*change)(struct sample *s);
	const char *pointer;
	const char *want; /* "": absent */
};

static const struct field_case fields[] = {
	{ "a write is an update of a file", plain, "/type_uid", "100103" },
	{ "by its name too", plain, "/type_name",
	  "\"File System Activity: Update\"" },
	{ "a deletion is one", removed, "/type_uid", "100104" },
	{ "a link creates a name", linked, "/type_uid", "100101" },
	{ "a mount is one", mounted, "/type_uid", "100112" },
	{ "on a folder", mounted, "/file/type", "\"Folder\"" },
	{ "a connection opens a socket", connected, "/type_uid", "100114" },
	{ "which is a file of that type", connected, "/file/type_id", "5" },
	{ "an execution launches a process", executed, "/type_uid", "100701" },
	{ "the process is the one launched", executed, "/process/pid", "4242" },
	{ "by its parent", executed, "/actor/process",
	  "{\"pid\":4200,\"name\":\"sh\",\"path\":\"/bin/busybox\"}" },
	{ "or by nobody known", orphan_executed, "/actor",
	  "{\"app_name\":\"unknown\"}" },
	{ "an execution without a process opens a file", executed_by_nobody,
	  "/type_uid", "100114" },
	{ "a membership is of a group", member, "/type_uid", "300699" },
	{ "the group is named", member, "/group", "{\"name\":\"docker\"}" },
	{ "and who was added or removed", member, "/user",
	  "{\"name\":\"mallory\"}" },
	{ "a group that is not named is a change of its file", nameless_group,
	  "/type_uid", "100103" },
	{ "or unknown", group_without_file, "/group",
	  "{\"name\":\"unknown\"}" },
	{ "a login is a logon", logged_in, "/type_uid", "300201" },
	{ "of the login user", logged_in, "/user",
	  "{\"uid\":\"1000\",\"name\":\"alice\"}" },
	{ "to the program", logged_in, "/service", "{\"name\":\"sshd\"}" },
	{ "of who was to log in", refused_login, "/user",
	  "{\"name\":\"mallory\"}" },
	{ "one that was refused is blocked", refused_login, "/disposition",
	  "\"Blocked\"" },
	{ "and denied", refused_login, "/action", "\"Denied\"" },
	{ "one that was let in is an alert", stripped_login, "/disposition",
	  "\"Alert\"" },
	{ "a login that was forged is one, too", logged_in, "/disposition",
	  "\"Alert\"" },
	{ "of an unknown user", unknown_login, "/user",
	  "{\"name\":\"unknown\"}" },
	{ "to an unknown program", unknown_login, "/service",
	  "{\"name\":\"unknown\"}" },
	{ "an audit rule is configuration", rule_changed, "/type_uid",
	  "501901" },
	{ "a loss is an error of the application", sample_notice, "/type_uid",
	  "600801" },
	{ "and of its plugin", sample_notice, "/metadata/log_provider",
	  "\"dockwarden\"" },
	{ "without an audit event", sample_notice,
	  "/metadata/original_event_uid", "" },
	{ "a loss is counted", sample_notice, "/count", "12" },
	{ "what cannot be counted has no count", uncounted, "/count", "" },
	{ "a count stays an integer of the schema", all_counted, "/count",
	  "2147483647" },
	{ "a time too", all_counted, "/metadata/logged_time",
	  "9223372036854775807" },
	{ "critical is 5", plain, "/severity_id", "5" },
	{ "high is 4", failed, "/severity_id", "4" },
	{ "a failure is 2", failed, "/status_id", "2" },
	{ "an unauthorized change is an alert", plain, "/is_alert", "true" },
	{ "disposed of as one", plain, "/disposition", "\"Alert\"" },
	{ "an authorized one is none", authorized, "/is_alert", "false" },
	{ "by the policy's rule", authorized, "/authorizations",
	  "[{\"decision\":\"authorized\",\"policy\":"
	  "{\"name\":\"ci deploys\"}}]" },
	{ "time is in milliseconds", plain, "/time", "1795308408202" },
	{ "the file has its name, path, inode and owner", plain, "/file",
	  "{\"name\":\"daemon.json\",\"path\":\"/etc/docker/daemon.json\","
	  "\"type_id\":0,\"type\":\"Unknown\",\"uid\":\"fe:00/1442123\","
	  "\"owner\":{\"uid\":\"0\"}}" },
	{ "the name of a file without a path is the recorded one's",
	  recorded_file, "/file/name", "\"daemon.json\"" },
	{ "a file without any is unknown", nameless_file, "/file/name",
	  "\"unknown\"" },
	{ "the root directory is a name", root_directory, "/file/name",
	  "\"/\"" },
	{ "the recorded name is unmapped", plain, "/unmapped/recorded_path",
	  "\"/host/docker/daemon.json\"" },
	{ "who acts is the login user", named, "/actor/user",
	  "{\"uid\":\"1000\",\"name\":\"alice\"}" },
	{ "by the effective one", named, "/actor/process/user",
	  "{\"uid\":\"0\",\"name\":\"root\"}" },
	{ "with the login uid as a number", named, "/actor/process/auid",
	  "1000" },
	{ "in a session", named, "/actor/session",
	  "{\"uid\":\"12\",\"terminal\":\"pts0\"}" },
	{ "an unset login uid is none", plain, "/actor/process/auid", "" },
	{ "nobody is an unknown application", nobody, "/actor",
	  "{\"app_name\":\"unknown\"}" },
	{ "the program has its file", plain, "/actor/process/file",
	  "{\"name\":\"busybox\",\"path\":\"/bin/busybox\",\"type_id\":1,"
	  "\"type\":\"Regular File\"}" },
	{ "arguments are the command line", with_args,
	  "/actor/process/cmd_line", "\"tee a b\"" },
	{ "which is not whole", with_args, "/unmapped/cut",
	  "[\"command_line\"]" },
	{ "and is said to be", with_args, "/metadata/is_truncated", "true" },
	{ "a whole one says nothing", plain, "/metadata/is_truncated", "" },
	{ "an event that was cut has no whole records", cut_event,
	  "/unmapped/cut", "[\"original\"]" },
	{ "a sub-technique stands below its technique", plain, "/attacks/1",
	  "{\"version\":\"19.1\",\"tactic\":{\"uid\":\"TA0004\","
	  "\"name\":\"Privilege Escalation\"},"
	  "\"technique\":{\"uid\":\"T1543\"},\"sub_technique\":"
	  "{\"uid\":\"T1543.005\",\"name\":\"Container Service\"}}" },
	{ "a host without a name is unknown", plain, "/device/name",
	  "\"unknown\"" },
	{ "a node is the host's name", sample_enrich, "/device/hostname",
	  "\"node17\"" },
	{ "a live alert says which boot", sample_live, "/device/boot_uid",
	  "\"0c1d2e3f-4a5b-4c6d-8e7f-901a2b3c4d5e\"" },
	{ "and who speaks", sample_live, "/device/agent_list/0/uid",
	  "\"b3b0c5f2-1111-4222-8333-444455556666\"" },
	{ "another host is not ours", of_another, "/device",
	  "{\"type_id\":0,\"type\":\"Unknown\",\"hostname\":\"node18\","
	  "\"os\":{\"name\":\"Linux\",\"type_id\":200,\"type\":\"Linux\"}}" },
	{ "a container is the process's", sample_live,
	  "/actor/process/container/name", "\"web\"" },
	{ "with its profile", sample_live, "/metadata/profiles/3",
	  "\"container\"" },
	{ "and without it none", plain, "/metadata/profiles",
	  "[\"host\",\"security_control\",\"linux/linux_users\"]" },
	{ "ancestors have their paths", sample_live,
	  "/actor/process/ancestry/1",
	  "{\"pid\":4100,\"name\":\"containerd-shim\","
	  "\"path\":\"/usr/bin/containerd-shim-runc-v2\"}" },
	{ "what /proc showed is unmapped", sample_live, "/unmapped/witness",
	  "\"seen\"" },
	{ "with its namespaces", sample_live,
	  "/unmapped/foreign_mount_namespace", "true" },
	{ "the time of saying is when it was logged", sample_live,
	  "/metadata/logged_time", "1795308408230" },
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

START_TEST(the_records_are_whole_where_there_is_room)
{
	struct json_object *doc;
	struct sample s;
	const char *raw;

	sample_init(&s);
	doc = alert_object(&s);
	raw = value_at(doc, "/raw_data");
	ck_assert_msg(strstr(raw, "\"type=SYSCALL msg=") == raw, "%s", raw);
	ck_assert_msg(strstr(raw, "proctitle=2F62696E2F7368002D63\""), "%s",
		      raw);
	json_object_put(doc);
}
END_TEST

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
	ck_assert_str_eq(value_at(doc, "/unmapped/cut"), "[\"original\"]");
	json_object_put(doc);
}
END_TEST

static const char hostile_bytes[] = { 'a', '\x01', '\n', '"', '\\', '\xff' };
static char hostile[5000];

/* Every length and class, so that every field is at its cap in one of them. */
START_TEST(any_length_is_within_the_limit)
{
	memset(hostile, hostile_bytes[_i / ACTION_COUNT], sizeof(hostile));
	for (size_t size = 0; size < 1100; size += 11) {
		struct sample s;

		sample_init(&s);
		sample_fill(&s, view_from(hostile, size));
		s.alert.action = (enum action)(_i % ACTION_COUNT);
		json_object_put(alert_object(&s));
	}
}
END_TEST

START_TEST(a_full_buffer_keeps_what_stood_before)
{
	struct sample s;
	struct buf out;

	sample_init(&s);
	buf_init(&out, 500);
	buf_add_text(&out, "before\n");
	ck_assert_int_ne(format_ocsf(&s.alert, &out), 0);
	ck_assert(view_is(buf_view(&out), "before\n"));
	buf_done(&out);
}
END_TEST

static void save(const struct sample *s, FILE *file)
{
	autofree char *line = write_line(&s->alert);

	fputs(line, file);
}

/* Each case above, and each action with everything and with nothing known, as
 * a line of the file that OCSF_SAMPLES names, for check_samples.sh. */
START_TEST(samples_are_saved_where_asked)
{
	const char *path = getenv("OCSF_SAMPLES");
	autofclose FILE *file = fopen(path ? path : "/dev/null", "we");
	struct sample s;

	ck_assert_ptr_nonnull(file);
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		sample_init(&s);
		fields[i].change(&s);
		save(&s, file);
	}
	for (unsigned int action = 0; action < ACTION_COUNT; action++) {
		sample_init(&s);
		sample_live(&s);
		named(&s);
		s.alert.action = (enum action)action;
		save(&s, file);
		sample_init(&s);
		nobody(&s);
		s.alert.file = (struct alert_file){ .is_file = false };
		s.alert.rule_id = s.alert.rule_name = VIEW_NONE;
		s.alert.reason = s.alert.syscall = s.alert.key = VIEW_NONE;
		s.alert.technique_count = 0;
		s.alert.action = (enum action)action;
		save(&s, file);
	}
	for (size_t i = 0; i < sizeof(hostile_bytes); i++) {
		memset(hostile, hostile_bytes[i], sizeof(hostile));
		sample_init(&s);
		sample_fill(&s, view_from(hostile, 300));
		save(&s, file);
	}
	ck_assert_int_eq(fflush(file), 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("format_ocsf");
	TCase *tc = tcase_create("format_ocsf");

	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, a_field_says, 0,
			    sizeof(fields) / sizeof(fields[0]));
	tcase_add_test(tc, the_records_are_whole_where_there_is_room);
	tcase_add_loop_test(tc, long_records_are_cut_and_nothing_else, 0, 2);
	tcase_add_loop_test(tc, any_length_is_within_the_limit, 0,
			    (int)sizeof(hostile_bytes) * ACTION_COUNT);
	tcase_add_test(tc, a_full_buffer_keeps_what_stood_before);
	tcase_add_test(tc, samples_are_saved_where_asked);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}
