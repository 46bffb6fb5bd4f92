// SPDX-License-Identifier: BSD-2-Clause
/* What an alert says: its id, its severity, its techniques, who did it. */
#include <check.h>

#include "attack.h"
#include "finding.h"
#include "scene.h"
#include "severity.h"
#include "suite.h"

/* ----- id ----- */

static void id_of(const char *node, struct event_id id, enum action action,
		  size_t ordinal, char *ret)
{
	struct event event = { .id = id, .node = view_of(node) };

	finding_id(&event, action, ordinal, ret);
}

/* A collector keys its documents by it: it stays across versions. */
START_TEST(an_id_is_what_it_always_was)
{
	struct event_id id = { 1795308549, 846, 2921 };
	char text[ALERT_ID_SIZE];

	id_of(NULL, id, ACTION_WRITE, 0, text);
	ck_assert_str_eq(text, "8c2dfa1a9920ddef02f7847c4d00013e");
	id_of("harbor01", id, ACTION_WRITE, 0, text);
	ck_assert_str_eq(text, "e5af4df2f1f686e0c8f8a07d070fa997");
}
END_TEST

START_TEST(an_id_depends_on_each_of_its_parts)
{
	static const struct {
		const char *node;
		struct event_id id;
		enum action action;
		size_t ordinal;
	} rows[] = {
		{ "a", { 7, 8, 9 }, ACTION_WRITE, 0 },
		{ "b", { 7, 8, 9 }, ACTION_WRITE, 0 },
		{ "", { 7, 8, 9 }, ACTION_WRITE, 0 },
		{ "a", { 8, 8, 9 }, ACTION_WRITE, 0 },
		{ "a", { 7, 9, 9 }, ACTION_WRITE, 0 },
		{ "a", { 7, 8, 10 }, ACTION_WRITE, 0 },
		{ "a", { 7, 8, 9 }, ACTION_CREATE, 0 },
		{ "a", { 7, 8, 9 }, ACTION_WRITE, 1 },
	};
	const size_t count = sizeof(rows) / sizeof(rows[0]);
	char text[8][ALERT_ID_SIZE];

	ck_assert_uint_eq(count, 8);
	for (size_t i = 0; i < count; i++) {
		id_of(rows[i].node, rows[i].id, rows[i].action, rows[i].ordinal,
		      text[i]);
		ck_assert_uint_eq(strlen(text[i]), ALERT_ID_SIZE - 1);
		ck_assert_uint_eq(strspn(text[i], "0123456789abcdef"),
				  ALERT_ID_SIZE - 1);
		for (size_t j = 0; j < i; j++)
			ck_assert_str_ne(text[i], text[j]);
	}
}
END_TEST

/* ----- severity ----- */

static const struct grade {
	const char *name;
	enum action action;
	enum watch_class class;
	enum outcome outcome;
	bool container, contradicted, harmless, unnamed;
	enum severity want;
} grades[] = {
	{ "configuration", ACTION_WRITE, WATCH_CONFIG, OUTCOME_SUCCESS, false,
	  false, false, false, SEVERITY_HIGH },
	{ "an attempt", ACTION_WRITE, WATCH_CONFIG, OUTCOME_FAILURE, false,
	  false, false, false, SEVERITY_MEDIUM },
	{ "from a container", ACTION_WRITE, WATCH_CONFIG, OUTCOME_SUCCESS, true,
	  false, false, false, SEVERITY_CRITICAL },
	{ "an attempt from a container", ACTION_WRITE, WATCH_CONFIG,
	  OUTCOME_FAILURE, true, false, false, false, SEVERITY_HIGH },
	{ "by a false dockerd", ACTION_WRITE, WATCH_CONFIG, OUTCOME_SUCCESS,
	  false, true, false, false, SEVERITY_CRITICAL },
	{ "an outcome that is not told", ACTION_WRITE, WATCH_CONFIG,
	  OUTCOME_UNKNOWN, false, false, false, false, SEVERITY_HIGH },
	{ "a program", ACTION_RENAME, WATCH_PROGRAM, OUTCOME_SUCCESS, false,
	  false, false, false, SEVERITY_CRITICAL },
	{ "a program, from a container", ACTION_RENAME, WATCH_PROGRAM,
	  OUTCOME_SUCCESS, true, false, false, false, SEVERITY_CRITICAL },
	{ "the socket's mode", ACTION_ATTRIBUTE, WATCH_SOCKET, OUTCOME_SUCCESS,
	  false, false, false, false, SEVERITY_CRITICAL },
	{ "a unit", ACTION_CREATE, WATCH_UNIT, OUTCOME_SUCCESS, false, false,
	  false, false, SEVERITY_HIGH },
	{ "the site's own", ACTION_DELETE, WATCH_SITE, OUTCOME_SUCCESS, false,
	  false, false, false, SEVERITY_HIGH },
	{ "an execution", ACTION_EXEC, WATCH_PROGRAM, OUTCOME_SUCCESS, false,
	  false, false, false, SEVERITY_MEDIUM },
	{ "one that failed", ACTION_EXEC, WATCH_PROGRAM, OUTCOME_FAILURE, false,
	  false, false, false, SEVERITY_LOW },
	{ "a connection", ACTION_CONNECT, WATCH_SOCKET, OUTCOME_SUCCESS, false,
	  false, false, false, SEVERITY_HIGH },
	{ "a mount", ACTION_MOUNT, WATCH_CONFIG, OUTCOME_SUCCESS, false, false,
	  false, false, SEVERITY_HIGH },
	{ "membership", ACTION_MEMBERSHIP, WATCH_ACCOUNTS, OUTCOME_SUCCESS,
	  false, false, false, false, SEVERITY_HIGH },
	{ "of a group that is not named", ACTION_MEMBERSHIP, WATCH_ACCOUNTS,
	  OUTCOME_SUCCESS, false, false, false, true, SEVERITY_MEDIUM },
	{ "a rule removed", ACTION_RULE, WATCH_AUDIT, OUTCOME_SUCCESS, false,
	  false, false, false, SEVERITY_CRITICAL },
	{ "a rule added", ACTION_RULE, WATCH_AUDIT, OUTCOME_SUCCESS, false,
	  false, true, false, SEVERITY_MEDIUM },
	{ "auditing off", ACTION_AUDIT, WATCH_AUDIT, OUTCOME_SUCCESS, false,
	  false, false, false, SEVERITY_CRITICAL },
	{ "a forged login", ACTION_LOGIN, WATCH_AUDIT, OUTCOME_SUCCESS, false,
	  false, false, false, SEVERITY_CRITICAL },
};

START_TEST(a_change_is_as_grave_as_what_was_done_to_what_by_whom)
{
	const struct grade *g = &grades[_i];
	struct change change = { .action = g->action,
				 .outcome = g->outcome,
				 .harmless = g->harmless,
				 .group_unnamed = g->unnamed };
	struct actor actor = { .call = NULL };

	change.object.class = g->class;
	actor.identity.container = g->container;
	actor.identity.trust =
		g->contradicted ? TRUST_CONTRADICTED : TRUST_UNVERIFIED;
	ck_assert_str_eq(severity_name(severity_of(&change, &actor)),
			 severity_name(g->want));
}
END_TEST

START_TEST(a_watch_that_fired_on_what_is_not_told_is_a_step_lower)
{
	struct path_item item = { .type = ITEM_NORMAL };
	struct change change = { .action = ACTION_WRITE,
				 .outcome = OUTCOME_SUCCESS };
	struct actor actor = { .call = NULL };

	actor.identity.trust = TRUST_UNVERIFIED;
	change.object.class = WATCH_CONFIG;
	change.object.item = &item;
	change.object.known = KNOWN_NAME;
	ck_assert_int_eq(severity_of(&change, &actor), SEVERITY_HIGH);
	change.object.known = KNOWN_NOT;
	ck_assert_int_eq(severity_of(&change, &actor), SEVERITY_MEDIUM);
}
END_TEST

START_TEST(a_mount_in_a_users_own_namespace_is_low)
{
	struct change change = { .action = ACTION_MOUNT,
				 .outcome = OUTCOME_SUCCESS,
				 .apart = true };
	struct actor actor = { .call = NULL };

	actor.identity.trust = TRUST_UNVERIFIED;
	change.object.class = WATCH_CONFIG;
	ck_assert_int_eq(severity_of(&change, &actor), SEVERITY_LOW);
}
END_TEST

/* ----- techniques ----- */

static const struct {
	enum action action;
	enum watch_class class;
	bool container, contradicted;
	const char *want;
} attacks[] = {
	{ ACTION_WRITE, WATCH_CONFIG, false, false, "T1543.005" },
	{ ACTION_WRITE, WATCH_CONFIG, true, false, "T1543.005 T1611" },
	{ ACTION_WRITE, WATCH_CONFIG, true, true, "T1543.005 T1611 T1036" },
	{ ACTION_RENAME, WATCH_PROGRAM, false, false, "T1554" },
	{ ACTION_CREATE, WATCH_STATE, false, false, "T1525" },
	{ ACTION_CREATE, WATCH_UNIT, false, false, "T1543.002" },
	{ ACTION_DELETE, WATCH_AUDIT, false, false, "T1685.004" },
	{ ACTION_DELETE, WATCH_SOCKET, false, false, "T1222.002" },
	{ ACTION_MEMBERSHIP, WATCH_ACCOUNTS, false, false, "T1098.007" },
	{ ACTION_ATTRIBUTE, WATCH_PROGRAM, false, false, "T1222.002" },
	{ ACTION_EXEC, WATCH_PROGRAM, false, false, "T1609" },
	{ ACTION_CONNECT, WATCH_SOCKET, true, false, "T1609 T1611" },
	{ ACTION_MOUNT, WATCH_CONFIG, false, false, "T1564.013" },
	{ ACTION_RULE, WATCH_AUDIT, false, false, "T1685.004" },
	{ ACTION_AUDIT, WATCH_AUDIT, false, false, "T1685.004" },
	{ ACTION_LOGIN, WATCH_AUDIT, false, false, "T1036 T1685.004" },
	{ ACTION_WRITE, WATCH_SITE, false, false, "" },
};

START_TEST(a_finding_is_an_instance_of_these_techniques)
{
	struct alert alert = { .action = attacks[_i].action,
			       .trust = attacks[_i].contradicted ?
						TRUST_CONTRADICTED :
						TRUST_UNVERIFIED };
	autobuf struct buf told;

	attack_classify(&alert, attacks[_i].class, attacks[_i].container);
	buf_init(&told, 256);
	for (size_t i = 0; i < alert.technique_count; i++)
		buf_printf(&told, "%s%s", i ? " " : "",
			   alert.techniques[i]->id);
	ck_assert_msg(view_is(buf_view(&told), attacks[_i].want),
		      "%.*s, not %s", (int)told.size, told.data,
		      attacks[_i].want);
}
END_TEST

/* ----- who ----- */

static void tell_process(void *user, const struct alert *alert,
			 const struct verdict *verdict)
{
	struct buf *out = user;
	const struct alert_process *p = &alert->process;

	(void)verdict;
	buf_printf(out, "%u %u ", p->pid, p->ppid);
	buf_add(out, p->executable);
	buf_printf(out, " uid %u login %u", alert->user.id,
		   alert->user.audit_id);
	for (size_t i = 0; i < p->arg_count; i++) {
		buf_add_text(out, i ? " '" : " args '");
		buf_add(out, p->args[i]);
		buf_add_byte(out, '\'');
	}
	if (p->args_cut)
		buf_add_text(out, " cut");
	buf_add_text(out, " title '");
	buf_add(out, p->title);
	buf_add_text(out, "' in ");
	buf_add(out, p->working_directory);
	buf_add_text(out, " key ");
	buf_add(out, alert->key);
	buf_add_text(out, " call ");
	buf_add(out, alert->syscall);
}

#define EXEC                                           \
	"execve pid=7 ppid=6 cwd=/root key=docker\x01" \
	"docker-04 exe=/usr/bin/docker | NORMAL /usr/bin/docker 9"
#define WHO(args, title)                                             \
	"7 6 /usr/bin/docker uid 0 login 2003" args " title '" title \
	"' in /root key docker,docker-04 call execve"

static const struct {
	const char *name, *scene, *want;
} doers[] = {
	{ "arguments in order",
	  EXEC "\n+EXECVE argc=3 a0=\"docker\" a1=\"run\" a2=\"a=b\"",
	  WHO(" args 'docker' 'run' 'a=b'", "") },
	{ "an argument in hex", EXEC "\n+EXECVE argc=2 a0=\"docker\" a1=612062",
	  WHO(" args 'docker' 'a b'", "") },
	{ "an empty one", EXEC "\n+EXECVE argc=2 a0=\"docker\" a1=\"\"",
	  WHO(" args 'docker' ''", "") },
	{ "a long one in pieces, over two records",
	  EXEC "\n+EXECVE argc=3 a0=\"docker\" a1_len=6 a1[0]=4142"
	       "\n+EXECVE a1[1]=4344 a1[2]=4546 a2=\"z\"",
	  WHO(" args 'docker' 'ABCDEF' 'z'", "") },
	{ "the title, NUL as a space",
	  EXEC "\n+PROCTITLE proctitle=646F636B65720072756E",
	  WHO("", "docker run") },
	{ "another program by number of its call",
	  "599 pid=7 ppid=6 cwd=/root key=docker exe=/bin/x"
	  " | NORMAL /etc/docker/daemon.json 9",
	  "7 6 /bin/x uid 0 login 2003 title '' in /root key docker call "
	  "599" },
	{ "a tool's record claims its program",
	  "!USER_MGMT pid=9 uid=0 auid=2003 ses=3 msg='op=add-user-to-group "
	  "grp=\"docker\" acct=\"bob\" exe=\"/usr/sbin/usermod\" "
	  "res=success'",
	  "9 4294967295 /usr/sbin/usermod uid 0 login 2003 title '' in  key  "
	  "call " },
};

START_TEST(an_alert_says_who_did_it)
{
	autopolicy struct policy *policy = scene_policy(NULL);
	autowarden struct warden *warden = NULL;
	autobuf struct buf records, told;
	struct warden_options options = { .policy = policy,
					  .alert = tell_process,
					  .user = &told };
	const char *at, *end;

	buf_init(&records, 65536);
	buf_init(&told, 65536);
	scene_records(doers[_i].scene, &records);
	buf_add_byte(&records, '\0');
	ck_assert_int_eq(warden_new(&options, &warden), 0);
	for (at = records.data; (end = strchr(at, '\n')); at = end + 1)
		ck_assert_int_eq(warden_feed(warden,
					     view_from(at, (size_t)(end - at))),
				 0);
	warden_flush(warden);
	ck_assert_msg(view_is(buf_view(&told), doers[_i].want),
		      "%s: got\n%.*s\nwant\n%s", doers[_i].name, (int)told.size,
		      told.data, doers[_i].want);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("finding");
	TCase *tcase = tcase_create("finding");

	tcase_add_test(tcase, an_id_is_what_it_always_was);
	tcase_add_test(tcase, an_id_depends_on_each_of_its_parts);
	tcase_add_loop_test(
		tcase, a_change_is_as_grave_as_what_was_done_to_what_by_whom, 0,
		sizeof(grades) / sizeof(grades[0]));
	tcase_add_test(tcase,
		       a_watch_that_fired_on_what_is_not_told_is_a_step_lower);
	tcase_add_test(tcase, a_mount_in_a_users_own_namespace_is_low);
	tcase_add_loop_test(tcase, a_finding_is_an_instance_of_these_techniques,
			    0, sizeof(attacks) / sizeof(attacks[0]));
	tcase_add_loop_test(tcase, an_alert_says_who_did_it, 0,
			    sizeof(doers) / sizeof(doers[0]));
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
