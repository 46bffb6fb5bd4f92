// SPDX-License-Identifier: BSD-2-Clause
/*
 * Each authority grants in one situation; each row below differs from it in
 * one thing and is refused for that, or is not.
 */
#include <check.h>
#include <stdlib.h>

#include "scene.h"
#include "suite.h"

/* What a decision is made of, all in one place, so that a row can change any
 * one thing. */
struct situation {
	struct change change;
	struct path_item item;
	struct call call;
	struct actor actor;
	const char *policy;
};

typedef void set_fn(struct situation *s);

static void set_object(struct situation *s, const char *path,
		       const char *recorded, enum watch_class class)
{
	s->change.object.path = view_of(path);
	s->change.object.recorded = view_of(recorded);
	s->change.object.class = class;
	s->change.object.known = KNOWN_NAME;
}

static void set_program(struct situation *s, const char *exe,
			enum program program, enum evidence evidence,
			enum trust trust)
{
	s->call.exe = view_of(exe);
	s->actor.identity.program = program;
	s->actor.identity.evidence = evidence;
	s->actor.identity.trust = trust;
}

/* A stranger's write to daemon.json: nobody grants it. */
static void stranger(struct situation *s)
{
	memset(s, 0, sizeof(*s));
	s->item = (struct path_item){ .type = ITEM_NORMAL,
				      .mode = 0100644,
				      .has_mode = true };
	s->change.action = ACTION_WRITE;
	s->change.object.item = &s->item;
	s->change.object.rule = "SSE_SEC_APP_DOCKER_10";
	set_object(s, "/etc/docker/daemon.json", "/etc/docker/daemon.json",
		   WATCH_CONFIG);
	s->call.auid = 2003;
	s->call.uid = s->call.euid = 0;
	s->call.pid = 901;
	s->call.ppid = 900;
	s->actor.call = &s->call;
	set_program(s, "/usr/bin/vim", PROGRAM_NONE, EVIDENCE_NONE,
		    TRUST_UNVERIFIED);
}

/* ----- what each authority grants ----- */

static void runtime(struct situation *s)
{
	stranger(s);
	s->call.auid = UID_UNSET;
	set_program(s, "/usr/sbin/dockerd", PROGRAM_DAEMON, EVIDENCE_EXEC,
		    TRUST_VERIFIED);
	s->change.object.rule = "SSE_SEC_APP_DOCKER_05";
	set_object(s, "/var/lib/docker/x", "/var/lib/docker/x", WATCH_STATE);
}

static void volume(struct situation *s)
{
	stranger(s);
	s->call.auid = UID_UNSET;
	set_program(s, "/bin/busybox", PROGRAM_NONE, EVIDENCE_NONE,
		    TRUST_UNVERIFIED);
	s->actor.identity.container = true;
	s->change.object.rule = "SSE_SEC_APP_DOCKER_05";
	set_object(s, "/var/lib/docker/volumes/v/_data/a", "/data/a",
		   WATCH_STATE);
	s->change.object.known = KNOWN_PARENT;
}

static void package(struct situation *s)
{
	stranger(s);
	set_program(s, "/usr/bin/dpkg", PROGRAM_PACKAGER, EVIDENCE_NONE,
		    TRUST_UNVERIFIED);
	s->change.action = ACTION_RENAME;
	s->change.object.rule = "SSE_SEC_APP_DOCKER_12";
	set_object(s, "/usr/sbin/runc", "/usr/sbin/runc", WATCH_PROGRAM);
	s->change.target = VIEW("/usr/sbin/runc.dpkg-new");
}

static void user(struct situation *s)
{
	stranger(s);
	s->call.auid = 2001;
	s->actor.session = SESSION_LOGIN;
}

#define RULE(members)                                              \
	"{\"version\":1,\"trusted\":{\"users\":[],\"groups\":[]}," \
	"\"allow\":[{\"name\":\"n\"," members "}]}"
#define WHOLE_RULE                                                \
	RULE("\"items\":[\"SSE_SEC_APP_DOCKER_10\"],"             \
	     "\"exe\":[\"/usr/bin/vim\"],\"users\":[\"deploy\"]," \
	     "\"actions\":[\"write\"]")

static void site(struct situation *s)
{
	stranger(s);
	s->call.auid = 2030; /* deploy */
	s->policy = WHOLE_RULE;
}

static void host(struct situation *s)
{
	stranger(s);
	s->call.auid = UID_UNSET;
	s->actor.identity.service = true;
	set_program(s, "/usr/bin/docker", PROGRAM_CLIENT, EVIDENCE_NONE,
		    TRUST_UNVERIFIED);
	s->change.action = ACTION_CONNECT;
	set_object(s, "/run/docker.sock", "/run/docker.sock", WATCH_SOCKET);
}

static set_fn *const grants[AUTHORITY_COUNT] = {
	[AUTHORITY_RUNTIME] = runtime, [AUTHORITY_VOLUME] = volume,
	[AUTHORITY_PACKAGE] = package, [AUTHORITY_USER] = user,
	[AUTHORITY_SITE] = site,       [AUTHORITY_HOST] = host,
};

/* ----- one thing that differs ----- */

#define FLIP(name, body)                      \
	static void name(struct situation *s) \
	{                                     \
		body;                         \
	}

FLIP(nothing, (void)s)
FLIP(another_program, set_program(s, "/usr/bin/vim", PROGRAM_NONE,
				  EVIDENCE_NONE, TRUST_UNVERIFIED))
FLIP(contradicted, s->actor.identity.trust = TRUST_CONTRADICTED)
FLIP(in_container, s->actor.identity.container = true)
FLIP(unverified, {
	s->actor.identity.trust = TRUST_UNVERIFIED;
	s->actor.identity.evidence = EVIDENCE_NONE;
})
FLIP(unverified_by_another_name, {
	unverified(s);
	s->change.object.recorded = VIEW("/mnt/x");
	s->change.object.known = KNOWN_INODE;
})
FLIP(known_by_history, {
	unverified_by_another_name(s);
	s->actor.identity.evidence = EVIDENCE_HISTORY;
})
FLIP(consistent_before, {
	unverified_by_another_name(s);
	s->actor.identity.consistent = 1;
})
FLIP(to_daemon_json, set_object(s, "/etc/docker/daemon.json",
				"/etc/docker/daemon.json", WATCH_CONFIG))
FLIP(to_its_key, set_object(s, "/etc/docker/key.json", "/etc/docker/key.json",
			    WATCH_CONFIG))
FLIP(to_its_key_as_containerd, {
	to_its_key(s);
	s->actor.identity.program = PROGRAM_CONTAINERD;
})
FLIP(to_its_key_by_a_child, {
	to_its_key(s);
	s->actor.identity.child_of_runtime = true;
})
FLIP(to_its_key_by_another_name, {
	to_its_key(s);
	s->change.object.recorded = VIEW("/x/key.json");
})
FLIP(as_runc_by_claim, {
	unverified(s);
	s->actor.identity.program = PROGRAM_RUNC;
})
FLIP(as_runc_by_claim_below_run, {
	as_runc_by_claim(s);
	set_object(s, "/run/docker/x", "/run/docker/x", WATCH_STATE);
})
FLIP(as_runc_that_was_seen, s->actor.identity.program = PROGRAM_RUNC)
FLIP(to_a_socket,
     set_object(s, "/run/docker.sock", "/run/docker.sock", WATCH_SOCKET))
FLIP(to_a_unit,
     set_object(s, "/usr/lib/systemd/system/docker.service",
		"/usr/lib/systemd/system/docker.service", WATCH_UNIT))
FLIP(to_a_program,
     set_object(s, "/usr/sbin/runc", "/usr/sbin/runc", WATCH_PROGRAM))
FLIP(to_the_accounts, set_object(s, "/etc/group", "/etc/group", WATCH_ACCOUNTS))
FLIP(to_the_sites_own, set_object(s, "/srv/x", "/srv/x", WATCH_SITE))
FLIP(to_the_audit_trail,
     set_object(s, "/etc/audit/x", "/etc/audit/x", WATCH_AUDIT))
FLIP(by_its_own_name, s->change.object.recorded = s->change.object.path)
FLIP(of_the_volumes_list,
     s->change.object.path = VIEW("/var/lib/docker/volumes/v"))
FLIP(of_a_layer,
     s->change.object.path = VIEW("/var/lib/docker/overlay2/a/diff/a"))
FLIP(by_a_login, {
	s->call.auid = 2003;
	s->actor.identity.container = false;
})
FLIP(in_a_container_of_a_login, s->call.auid = 2003)
FLIP(by_a_read, s->change.action = ACTION_READ)
FLIP(to_outside, {
	s->change.action = ACTION_RENAME;
	s->change.target = VIEW("/var/lib/docker/x");
})
FLIP(in_place, {
	s->change.action = ACTION_WRITE;
	s->change.target = VIEW_NONE;
})
FLIP(from_elsewhere, s->change.target = VIEW("/tmp/runc"))
FLIP(by_dnf, {
	s->actor.identity.program = PROGRAM_INTERPRETER;
	s->actor.identity.service = true;
	s->call.comm = VIEW("dnf");
})
FLIP(by_a_persons_dnf, {
	s->actor.identity.program = PROGRAM_INTERPRETER;
	s->actor.identity.service = false;
	s->call.comm = VIEW("dnf");
})
FLIP(by_python, {
	s->actor.identity.program = PROGRAM_INTERPRETER;
	s->call.comm = VIEW("python3");
})
FLIP(without_login, s->call.auid = UID_UNSET)
FLIP(as_2003, s->call.auid = 2003)
FLIP(forged, s->actor.session = SESSION_FORGED)
FLIP(unseen, s->actor.session = SESSION_UNSEEN)
FLIP(unseen_and_by_another_name, {
	s->actor.session = SESSION_UNSEEN;
	s->change.object.known = KNOWN_INODE;
	s->change.object.recorded = VIEW("/h/docker/daemon.json");
})
FLIP(by_a_daemon_of_that_session, s->actor.identity.program = PROGRAM_DAEMON)
FLIP(by_a_login_program, s->actor.identity.program = PROGRAM_LOGIN)
FLIP(beside_a_daemon, s->actor.session = SESSION_HOSTS_RUNTIME)
FLIP(beside_a_daemon_by_exec, {
	s->actor.session = SESSION_HOSTS_RUNTIME;
	s->change.action = ACTION_EXEC;
})
FLIP(beside_a_daemon_by_connect, {
	s->actor.session = SESSION_HOSTS_RUNTIME;
	s->change.action = ACTION_CONNECT;
})
FLIP(beside_a_daemon_by_the_client, {
	s->actor.session = SESSION_HOSTS_RUNTIME;
	s->change.action = ACTION_CONNECT;
	s->actor.identity.program = PROGRAM_CLIENT;
})
FLIP(without_rules,
     s->policy = "{\"version\":1,\"trusted\":{\"users\":[],\"groups\":[]}}")
FLIP(of_another_item, s->change.object.rule = "SSE_SEC_APP_DOCKER_06")
FLIP(by_another_exe, s->call.exe = VIEW("/usr/bin/ed"))
FLIP(by_its_deleted_exe, s->call.exe = VIEW("/usr/bin/vim (deleted)"))
FLIP(with_another_action, s->change.action = ACTION_DELETE)
FLIP(as_a_service_of_that_uid, {
	s->call.auid = UID_UNSET;
	s->call.uid = 2030;
})
FLIP(as_a_service_of_root, s->call.auid = UID_UNSET)
FLIP(no_service, s->actor.identity.service = false)
FLIP(by_curl, set_program(s, "/usr/bin/curl", PROGRAM_NONE, EVIDENCE_NONE,
			  TRUST_UNVERIFIED))
FLIP(by_systemd, s->actor.identity.program = PROGRAM_SYSTEMD)
FLIP(by_attribute, s->change.action = ACTION_ATTRIBUTE)
FLIP(as_pid_1_by_attribute, {
	s->change.action = ACTION_ATTRIBUTE;
	s->actor.identity.program = PROGRAM_SYSTEMD;
	s->call.pid = 1;
})
FLIP(as_pid_2_by_attribute, {
	as_pid_1_by_attribute(s);
	s->call.pid = 2;
})
FLIP(by_a_mount, s->change.action = ACTION_MOUNT)
FLIP(by_a_rule, s->change.action = ACTION_RULE)
FLIP(by_a_harmless_rule, {
	s->change.action = ACTION_RULE;
	s->change.harmless = true;
})
FLIP(by_a_login_that_is_one, {
	s->change.action = ACTION_LOGIN;
	s->actor.session = SESSION_LOGIN;
})
FLIP(by_a_login_that_is_none, {
	s->change.action = ACTION_LOGIN;
	s->actor.session = SESSION_FORGED;
})

struct row {
	enum authority authority;
	set_fn *flip;
	const char *name;
	enum answer want;
};

#define ROW(authority, flip, answer)                               \
	{                                                          \
		AUTHORITY_##authority, flip, #authority " " #flip, \
			ANSWER_##answer                            \
	}

static const struct row rows[] = {
	ROW(RUNTIME, nothing, GRANTED),
	ROW(RUNTIME, another_program, NOT_RUNTIME),
	ROW(RUNTIME, contradicted, CONTRADICTED),
	ROW(RUNTIME, in_container, CONTRADICTED),
	ROW(RUNTIME, unverified, GRANTED),
	ROW(RUNTIME, unverified_by_another_name, NAME_NOT_HOSTS),
	ROW(RUNTIME, known_by_history, GRANTED),
	ROW(RUNTIME, consistent_before, GRANTED),
	ROW(RUNTIME, as_runc_by_claim, UNSEEN),
	ROW(RUNTIME, as_runc_by_claim_below_run, GRANTED),
	ROW(RUNTIME, as_runc_that_was_seen, GRANTED),
	ROW(RUNTIME, to_daemon_json, NOT_ITS_STATE),
	ROW(RUNTIME, to_its_key, GRANTED),
	ROW(RUNTIME, to_its_key_as_containerd, NOT_ITS_STATE),
	ROW(RUNTIME, to_its_key_by_a_child, NOT_ITS_STATE),
	ROW(RUNTIME, to_its_key_by_another_name, NOT_ITS_STATE),
	ROW(RUNTIME, to_a_socket, GRANTED),
	ROW(RUNTIME, to_a_unit, NOT_ITS_STATE),
	ROW(RUNTIME, to_a_program, NOT_ITS_STATE),
	ROW(RUNTIME, to_the_accounts, NOT_ITS_STATE),
	ROW(RUNTIME, to_the_audit_trail, NOT_ITS_STATE),
	ROW(RUNTIME, to_the_sites_own, NOT_ITS_STATE),

	ROW(VOLUME, nothing, GRANTED),
	ROW(VOLUME, by_its_own_name, NOT_A_VOLUME),
	ROW(VOLUME, of_the_volumes_list, NOT_A_VOLUME),
	ROW(VOLUME, of_a_layer, NOT_A_VOLUME),
	ROW(VOLUME, by_a_login, NOT_A_VOLUME),
	ROW(VOLUME, in_a_container_of_a_login, GRANTED),
	ROW(VOLUME, by_a_read, NOT_A_VOLUME),
	ROW(VOLUME, to_outside, NOT_A_VOLUME),
	ROW(VOLUME, to_daemon_json, NOT_A_VOLUME),

	ROW(PACKAGE, nothing, GRANTED),
	ROW(PACKAGE, another_program, NOT_PACKAGER),
	ROW(PACKAGE, contradicted, CONTRADICTED),
	ROW(PACKAGE, in_container, CONTRADICTED),
	ROW(PACKAGE, in_place, NOT_A_REPLACEMENT),
	ROW(PACKAGE, from_elsewhere, NOT_A_REPLACEMENT),
	ROW(PACKAGE, to_daemon_json, NOT_PACKAGED),
	ROW(PACKAGE, to_the_accounts, NOT_PACKAGED),
	ROW(PACKAGE, to_a_socket, NOT_PACKAGED),
	ROW(PACKAGE, to_the_sites_own, NOT_PACKAGED),
	ROW(PACKAGE, by_dnf, GRANTED),
	ROW(PACKAGE, by_a_persons_dnf, NOT_PACKAGER),
	ROW(PACKAGE, by_python, NOT_PACKAGER),

	ROW(USER, nothing, GRANTED),
	ROW(USER, without_login, NO_LOGIN),
	ROW(USER, as_2003, NOT_TRUSTED),
	ROW(USER, forged, FORGED),
	ROW(USER, unseen, GRANTED),
	ROW(USER, unseen_and_by_another_name, LOGIN_UNSEEN),
	ROW(USER, in_container, IN_CONTAINER),
	ROW(USER, by_a_daemon_of_that_session, ACTS_FOR_OTHERS),
	ROW(USER, by_a_login_program, ACTS_FOR_OTHERS),
	ROW(USER, beside_a_daemon, SHARED_SESSION),
	ROW(USER, beside_a_daemon_by_exec, GRANTED),
	ROW(USER, beside_a_daemon_by_connect, SHARED_SESSION),
	ROW(USER, beside_a_daemon_by_the_client, GRANTED),
	ROW(USER, by_a_login_that_is_none, FORGED),

	ROW(SITE, nothing, GRANTED),
	ROW(SITE, without_rules, NO_RULE),
	ROW(SITE, of_another_item, RULE_ITEM),
	ROW(SITE, by_another_exe, RULE_EXE),
	ROW(SITE, by_its_deleted_exe, GRANTED),
	ROW(SITE, contradicted, RULE_EXE),
	ROW(SITE, as_2003, RULE_USER),
	ROW(SITE, forged, RULE_USER),
	ROW(SITE, as_a_service_of_that_uid, GRANTED),
	ROW(SITE, as_a_service_of_root, RULE_USER),
	ROW(SITE, with_another_action, RULE_ACTION),
	ROW(SITE, in_container, IN_CONTAINER),

	ROW(HOST, nothing, GRANTED),
	ROW(HOST, no_service, NOT_A_SERVICE),
	ROW(HOST, contradicted, CONTRADICTED),
	ROW(HOST, in_container, IN_CONTAINER),
	ROW(HOST, by_curl, NOT_ITS_WORK),
	ROW(HOST, by_systemd, GRANTED),
	ROW(HOST, by_attribute, NOT_ITS_WORK),
	ROW(HOST, as_pid_1_by_attribute, GRANTED),
	ROW(HOST, as_pid_2_by_attribute, NOT_ITS_WORK),
	ROW(HOST, by_a_mount, NOT_ITS_WORK),
	ROW(HOST, by_a_rule, NOT_ITS_WORK),
	ROW(HOST, by_a_harmless_rule, GRANTED),
	ROW(HOST, by_a_login_that_is_one, GRANTED),
	ROW(HOST, by_a_login_that_is_none, FORGED),
};

#define ROW_COUNT (sizeof(rows) / sizeof(rows[0]))

static struct situation now;

static struct verdict verdict_of(set_fn *base, set_fn *flip)
{
	autopolicy struct policy *policy = NULL;
	struct verdict verdict;

	base(&now);
	flip(&now);
	policy = scene_policy(now.policy);
	verdict = decide(policy, &now.change, &now.actor);
	verdict.rule = NULL; /* it goes with the policy */
	return verdict;
}

START_TEST(an_authority_answers_by_the_one_thing_that_differs)
{
	const struct row *row = &rows[_i];
	struct verdict v = verdict_of(grants[row->authority], row->flip);

	ck_assert_msg(v.answers[row->authority] == row->want,
		      "%s: got \"%s\", want \"%s\"", row->name,
		      answer_text(v.answers[row->authority]),
		      answer_text(row->want));
	if (row->want != ANSWER_GRANTED)
		return;
	ck_assert_int_eq(v.kind, VERDICT_AUTHORIZED);
	ck_assert_int_le(v.by, row->authority);
}
END_TEST

START_TEST(every_answer_has_a_row_and_words)
{
	for (int i = ANSWER_GRANTED; i <= ANSWER_NOT_ITS_WORK; i++) {
		size_t found = 0;

		for (size_t j = 0; j < ROW_COUNT; j++)
			found += rows[j].want == (enum answer)i;
		ck_assert_msg(found > 0, "%s", answer_text((enum answer)i));
		ck_assert_uint_gt(strlen(answer_text((enum answer)i)), 0);
	}
}
END_TEST

START_TEST(what_nobody_grants_is_unauthorized)
{
	struct verdict v = verdict_of(stranger, nothing);

	ck_assert_int_eq(v.kind, VERDICT_UNAUTHORIZED);
	ck_assert_int_eq(v.by, AUTHORITY_COUNT);
	for (int i = 0; i < AUTHORITY_COUNT; i++)
		ck_assert_int_ne(v.answers[i], ANSWER_GRANTED);
}
END_TEST

/* Every authority says its own; only its own is asked who it was. */
START_TEST(an_authority_grants_alone_in_its_situation)
{
	struct verdict v = verdict_of(grants[_i], nothing);

	ck_assert_int_eq(v.kind, VERDICT_AUTHORIZED);
	ck_assert_int_eq((int)v.by, _i);
	for (int i = 0; i < AUTHORITY_COUNT; i++)
		if (i != _i)
			ck_assert_int_ne(v.answers[i], ANSWER_GRANTED);
}
END_TEST

START_TEST(an_explanation_has_a_line_for_every_authority)
{
	autopolicy struct policy *policy = NULL;
	autobuf struct buf out;
	struct verdict v;

	site(&now);
	as_2003(&now);
	policy = scene_policy(now.policy);
	v = decide(policy, &now.change, &now.actor);
	buf_init(&out, 4096);
	decide_explain(&v, &out);
	buf_add_byte(&out, '\0');
	ck_assert_str_eq(
		out.data,
		"  runtime state: no: the program is not the container "
		"runtime's\n"
		"  container volume: no: the object is not the data of a "
		"container's volume under the container's own name for it\n"
		"  package manager: no: the program is not a package "
		"manager\n"
		"  trusted user: no: the login uid is not trusted\n"
		"  policy rule: no: the nearest rule does not cover the user "
		"(\"n\")\n"
		"  host service: no: the process is not a service of the "
		"host\n");
}
END_TEST

/* The rule that came nearest is named, wherever it is in the list. */
START_TEST(the_nearest_rule_is_named)
{
	autopolicy struct policy *policy = scene_policy(
		"{\"version\":1,\"allow\":["
		"{\"name\":\"item\",\"items\":[\"SSE_SEC_APP_DOCKER_04\"]},"
		"{\"name\":\"user\",\"users\":[7]},"
		"{\"name\":\"action\",\"actions\":[\"delete\"]}]}");
	struct verdict v;

	stranger(&now);
	v = decide(policy, &now.change, &now.actor);
	ck_assert_int_eq(v.answers[AUTHORITY_SITE], ANSWER_RULE_USER);
	ck_assert_str_eq(v.rule->name, "user");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decide");
	TCase *tcase = tcase_create("decide");

	tcase_add_loop_test(tcase,
			    an_authority_answers_by_the_one_thing_that_differs,
			    0, ROW_COUNT);
	tcase_add_test(tcase, every_answer_has_a_row_and_words);
	tcase_add_test(tcase, what_nobody_grants_is_unauthorized);
	tcase_add_loop_test(tcase, an_authority_grants_alone_in_its_situation,
			    0, AUTHORITY_COUNT);
	tcase_add_test(tcase, an_explanation_has_a_line_for_every_authority);
	tcase_add_test(tcase, the_nearest_rule_is_named);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
