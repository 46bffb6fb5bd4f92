// SPDX-License-Identifier: BSD-2-Clause
/* What records without a file tell: rules, the audit trail, membership. */
#include <check.h>
#include <stdlib.h>

#include "scene.h"
#include "suite.h"

struct row {
	const char *name;
	const char *scene;
	const char *want;
};

#define BY "auid=2003 ses=3 "
#define SELF(action, outcome, words)                        \
	action " DOCKWARDEN_SELF - " outcome ": no (" words \
	       "; login uid 2003 is not trusted)\n"
#define REMOVED \
	SELF("rule", "success", "an audit rule was removed (key docker)")

static const struct row trail[] = {
	/* CONFIG_CHANGE, old and new wordings */
	{ "a rule is removed",
	  "!CONFIG_CHANGE " BY "op=remove_rule key=\"docker\" list=4 res=1",
	  REMOVED },
	{ "as older kernels word it",
	  "!CONFIG_CHANGE " BY "op=\"remove rule\" key=\"docker\" list=4 res=1",
	  REMOVED },
	{ "and as the oldest that have op=",
	  "!CONFIG_CHANGE " BY "op=remove_rule key=\"docker\" list=4 res=0",
	  SELF("rule", "failure", "an audit rule was removed (key docker)") },
	{ "another's rule is removed",
	  "!CONFIG_CHANGE " BY "op=remove_rule key=\"time\" list=4 res=1", "" },
	{ "one without a key is removed",
	  "!CONFIG_CHANGE " BY "op=remove_rule key=(null) list=4 res=1", "" },
	{ "one of two keys is ours",
	  "!CONFIG_CHANGE " BY
	  "op=remove_rule key=646F636B657201646F636B65722D3130 list=4 res=1",
	  SELF("rule", "success",
	       "an audit rule was removed (key docker,docker-10)") },
	{ "the watch goes with its directory",
	  "!CONFIG_CHANGE op=remove_rule dir=\"/etc/docker\" key=\"docker\" "
	  "list=4 res=1",
	  "rule DOCKWARDEN_SELF /etc/docker success: no (an audit rule was "
	  "removed (key docker); no login uid, so nobody vouches for it)\n" },
	{ "by the path alone it is ours as well",
	  "!CONFIG_CHANGE " BY "op=autoremove_rule path=\"/etc/docker\" "
	  "key=(null) list=4 res=1",
	  "rule DOCKWARDEN_SELF /etc/docker success: no (an audit rule was "
	  "removed; login uid 2003 is not trusted)\n" },
	{ "a rule is added",
	  "!CONFIG_CHANGE " BY "op=add_rule key=\"docker\" list=4 res=1",
	  SELF("rule", "success", "an audit rule was added (key docker)") },
	{ "a rule of the exclude list leaves records out",
	  "!CONFIG_CHANGE " BY "op=add_rule key=(null) list=5 res=1",
	  SELF("rule", "success",
	       "an audit rule that leaves records out, or may, was "
	       "added") },
	{ "so does one of the task list",
	  "!CONFIG_CHANGE " BY "op=add_rule key=(null) list=1 res=1",
	  SELF("rule", "success",
	       "an audit rule that leaves records out, or may, was "
	       "added") },
	{ "so does one that says never",
	  "&CONFIG_CHANGE " BY "op=add_rule key=(null) list=4 res=1\n"
	  "sendto key=- exe=/usr/sbin/auditctl\n"
	  "+PROCTITLE proctitle="
	  "617564697463746C002D61006E657665722C65786974",
	  SELF("rule", "success",
	       "an audit rule that leaves records out, or may, was "
	       "added") },
	{ "auditing is switched off",
	  "!CONFIG_CHANGE op=set audit_enabled=0 old=1 " BY "res=1",
	  SELF("audit", "success", "auditing was switched off") },
	{ "as older kernels word it",
	  "!CONFIG_CHANGE audit_enabled=0 old=1 " BY "res=1",
	  SELF("audit", "success", "auditing was switched off") },
	{ "an attempt while it is locked",
	  "!CONFIG_CHANGE op=set audit_enabled=0 old=2 " BY "res=0",
	  SELF("audit", "failure", "auditing was switched off") },
	{ "auditing is switched on",
	  "!CONFIG_CHANGE op=set audit_enabled=1 old=0 " BY "res=1",
	  SELF("audit", "success", "an audit setting was changed") },
	{ "a rate limit",
	  "!CONFIG_CHANGE op=set audit_rate_limit=1 old=0 " BY "res=1",
	  SELF("audit", "success", "a rate limit drops records") },
	{ "no rate limit any more",
	  "!CONFIG_CHANGE op=set audit_rate_limit=0 old=1 " BY "res=1",
	  SELF("audit", "success", "an audit setting was changed") },
	{ "a smaller backlog",
	  "!CONFIG_CHANGE op=set audit_backlog_limit=1 old=8192 " BY "res=1",
	  SELF("audit", "success", "the backlog was made smaller") },
	{ "a larger one",
	  "!CONFIG_CHANGE op=set audit_backlog_limit=8192 old=64 " BY "res=1",
	  SELF("audit", "success", "an audit setting was changed") },
	{ "losses go unreported",
	  "!CONFIG_CHANGE op=set audit_failure=0 old=1 " BY "res=1",
	  SELF("audit", "success", "lost records are no longer reported") },
	{ "another process takes the daemon's place",
	  "!CONFIG_CHANGE op=set audit_pid=77 old=55 " BY "res=1",
	  SELF("audit", "success",
	       "another process took the audit daemon's place") },
	{ "the daemon comes and goes",
	  "!CONFIG_CHANGE op=set audit_pid=77 old=0 " BY "res=1",
	  SELF("audit", "success", "an audit setting was changed") },
	{ "the count of losses is reset",
	  "!CONFIG_CHANGE op=set lost=0 old=12 " BY "res=1",
	  SELF("audit", "success", "the count of lost records was reset") },
	{ "a subtree is trimmed", "!CONFIG_CHANGE op=trim res=1", "" },
	{ "a protection of the login uid is switched off",
	  "!FEATURE_CHANGE " BY
	  "feature=loginuid_immutable old=1 new=0 old_lock=0 new_lock=0 res=1",
	  SELF("audit", "success",
	       "a protection of the login uid was switched off") },
	{ "or on",
	  "!FEATURE_CHANGE " BY
	  "feature=loginuid_immutable old=0 new=1 old_lock=0 new_lock=1 res=1",
	  "" },
	/* the daemon's own */
	{ "the daemon is stopped",
	  "!DAEMON_END op=terminate auid=2003 uid=0 ses=3 pid=901 res=success",
	  SELF("audit", "success", "the audit daemon was stopped") },
	{ "the daemon gives up",
	  "!DAEMON_ABORT op=abort auid=2003 ses=3 pid=901 res=failed",
	  SELF("audit", "failure", "the audit daemon gave up") },
	{ "the daemon meets an error",
	  "!DAEMON_ERR op=disk-full auid=2003 ses=3 pid=901 res=failed",
	  SELF("audit", "failure", "the audit daemon met an error") },
	{ "the daemon reads its configuration again",
	  "!DAEMON_CONFIG op=reconfigure state=changed auid=2003 ses=3 pid=901 "
	  "res=success",
	  SELF("audit", "success",
	       "the audit daemon read its configuration again") },
	{ "the daemon starts",
	  "!DAEMON_START op=start ver=3.0.9 auid=2003 ses=3 pid=901 res=success",
	  "" },
	{ "the log is rotated",
	  "!DAEMON_ROTATE op=rotate-logs auid=2003 ses=3 pid=901 res=success",
	  "" },
	{ "io_uring is set up where a rule looks for it",
	  "io_uring_setup key=docker-uring",
	  SELF("audit", "success",
	       "io_uring, which watches do not see, was set up") },
	{ "io_uring is set up where none does", "io_uring_setup key=-", "" },
	/* what a program says of keys is no evidence */
	{ "a user's record of a keyed event",
	  "!USER_CMD pid=9 uid=0 auid=2003 ses=3 msg='cwd=\"/\" cmd=\"x\" "
	  "key=\"docker\" exe=\"/usr/bin/sudo\" res=success'",
	  "" },
	{ "a user's record of a rule's removal",
	  "!USER_AVC pid=9 uid=0 auid=2003 ses=3 msg='op=remove_rule "
	  "key=\"docker\" list=4 res=1'",
	  "" },
};

/* PID 1 stops the daemon when the host goes down; auditd's unit loads the
 * host's rules again. */
static const struct row harmless[] = {
	{ "PID 1 stops the daemon of a host that goes down",
	  "!SYSTEM_SHUTDOWN pid=300 uid=0 auid=4294967295 ses=4294967295 "
	  "msg=' comm=\"systemd-update-utmp\" res=success'\n"
	  "!DAEMON_END op=terminate auid=4294967295 uid=0 ses=4294967295 "
	  "pid=1 res=success",
	  "audit DOCKWARDEN_SELF - success: host service\n" },
	{ "PID 1 stops the daemon alone: anyone may have asked it to",
	  "!DAEMON_END op=terminate auid=4294967295 uid=0 ses=4294967295 "
	  "pid=1 res=success",
	  "audit DOCKWARDEN_SELF - success: no\n" },
	{ "another process of no login does not",
	  "!DAEMON_END op=terminate auid=4294967295 uid=0 ses=4294967295 "
	  "pid=77 res=success",
	  "audit DOCKWARDEN_SELF - success: no\n" },
	{ "auditctl -R of the host's own rules",
	  "&CONFIG_CHANGE auid=4294967295 ses=4294967295 op=remove_rule "
	  "key=\"docker\" list=4 res=1\n"
	  "sendto key=- auid=unset exe=/usr/sbin/auditctl\n"
	  "+PROCTITLE proctitle=617564697463746C002D52002F6574632F6175646974"
	  "2F61756469742E72756C6573",
	  "rule DOCKWARDEN_SELF - success: host service\n" },
	{ "auditctl -R of other rules",
	  "&CONFIG_CHANGE auid=4294967295 ses=4294967295 op=remove_rule "
	  "key=\"docker\" list=4 res=1\n"
	  "sendto key=- auid=unset exe=/usr/sbin/auditctl\n"
	  "+PROCTITLE proctitle=617564697463746C002D52002F746D702F61",
	  "rule DOCKWARDEN_SELF - success: no\n" },
	{ "another program that says so",
	  "&CONFIG_CHANGE auid=4294967295 ses=4294967295 op=remove_rule "
	  "key=\"docker\" list=4 res=1\n"
	  "sendto key=- auid=unset exe=/tmp/auditctl\n"
	  "+PROCTITLE proctitle=617564697463746C002D52002F6574632F6175646974"
	  "2F61756469742E72756C6573",
	  "rule DOCKWARDEN_SELF - success: no\n" },
	{ "a service adds a rule",
	  "&CONFIG_CHANGE auid=4294967295 ses=4294967295 op=add_rule "
	  "key=\"docker\" list=4 res=1\n"
	  "sendto key=- auid=unset exe=/usr/sbin/auditctl",
	  "rule DOCKWARDEN_SELF - success: host service\n" },
};

#define TOOL \
	" exe=\"/usr/sbin/usermod\" hostname=? addr=? terminal=pts/0 res=success'"
#define MSG "pid=9 uid=0 " BY "msg='"
#define MEMBER(who) "membership 03 - success: no {" who "}\n"

static const struct row enrolment[] = {
	{ "RHEL's usermod -aG",
	  "!USER_MGMT " MSG
	  "op=add-user-to-group grp=\"docker\" acct=\"bob\"" TOOL,
	  MEMBER("docker bob") },
	{ "and of another group",
	  "!USER_MGMT " MSG
	  "op=add-user-to-group grp=\"video\" acct=\"bob\"" TOOL,
	  "" },
	{ "and of a group whose name begins so",
	  "!USER_MGMT " MSG
	  "op=add-user-to-group grp=\"docker-admins\" acct=\"bob\"" TOOL,
	  "" },
	{ "and of its shadow",
	  "!USER_MGMT " MSG
	  "op=add-user-to-shadow-group grp=\"docker\" acct=\"bob\"" TOOL,
	  MEMBER("docker bob") },
	{ "RHEL's gpasswd -d",
	  "!USER_MGMT " MSG
	  "op=delete-user-from-group grp=\"docker\" acct=\"bob\"" TOOL,
	  MEMBER("docker bob") },
	{ "Debian's usermod -aG, which names no group",
	  "!USER_CHAUTHTOK " MSG "op=adding user to group acct=\"bob\"" TOOL,
	  MEMBER(" bob") },
	{ "and of its shadow",
	  "!USER_CHAUTHTOK " MSG
	  "op=adding user to shadow group acct=\"bob\"" TOOL,
	  MEMBER(" bob") },
	{ "Debian's gpasswd -a",
	  "!USER_ACCT " MSG
	  "op=user bob added by root to group docker acct=\"docker\"" TOOL,
	  MEMBER("docker bob") },
	{ "and of another group",
	  "!USER_ACCT " MSG
	  "op=user bob added by root to group video acct=\"video\"" TOOL,
	  "" },
	{ "Debian's gpasswd -d",
	  "!USER_ACCT " MSG
	  "op=user bob removed by root from group docker acct=\"docker\"" TOOL,
	  MEMBER("docker bob") },
	{ "useradd -G of RHEL",
	  "!USER_MGMT " MSG
	  "op=add-user-to-group grp=\"docker\" acct=\"new\"" TOOL,
	  MEMBER("docker new") },
	{ "useradd -G of Debian",
	  "!ADD_USER " MSG "op=adding user to group acct=\"new\"" TOOL,
	  MEMBER(" new") },
	{ "useradd, which may have -g docker and does not say",
	  "!ADD_USER " MSG "op=adding user id=1007" TOOL, MEMBER(" ") },
	{ "the group itself is deleted",
	  "!DEL_GROUP " MSG
	  "op=delete-group grp=\"docker\" acct=\"docker\"" TOOL,
	  MEMBER("docker ") },
	{ "the group itself is made",
	  "!ADD_GROUP " MSG "op=add-group acct=\"docker\"" TOOL,
	  MEMBER("docker ") },
	{ "another group is made",
	  "!ADD_GROUP " MSG "op=add-group acct=\"video\"" TOOL, "" },
	{ "a group's password",
	  "!GRP_CHAUTHTOK " MSG
	  "op=change-password grp=\"docker\" acct=\"docker\"" TOOL,
	  MEMBER("docker ") },
	{ "a primary group, which is not named",
	  "!USER_CHAUTHTOK " MSG "op=changing primary group id=1007" TOOL,
	  MEMBER(" ") },
	{ "it failed",
	  "!USER_MGMT " MSG "op=add-user-to-group grp=\"docker\" acct=\"bob\" "
	  "exe=\"/usr/sbin/usermod\" res=failed'",
	  "membership 03 - failure: no {docker bob}\n" },
	{ "PAM asks for a password",
	  "!USER_CHAUTHTOK " MSG
	  "op=PAM:chauthtok grantors=pam_unix acct=\"docker\"" TOOL,
	  "" },
	{ "PAM asks for an account",
	  "!USER_ACCT " MSG "op=PAM:accounting acct=\"docker\"" TOOL, "" },
	{ "a name in hex",
	  "!USER_MGMT " MSG
	  "op=add-user-to-group grp=646F636B6572 acct=626F62" TOOL,
	  MEMBER("docker bob") },
	{ "a claim of another type is not heard",
	  "!USER_CMD " MSG
	  "op=add-user-to-group grp=\"docker\" acct=\"bob\"" TOOL,
	  "" },
	{ "a trusted user's is authorized",
	  "!USER_MGMT pid=9 uid=0 auid=2001 ses=4 msg='op=add-user-to-group "
	  "grp=\"docker\" acct=\"bob\"" TOOL,
	  "membership 03 - success: trusted user {docker bob}\n" },
	{ "what a claim says of a login uid is not",
	  "!USER_MGMT pid=9 uid=0 auid=2003 ses=3 msg='auid=2001 "
	  "op=add-user-to-group grp=\"docker\" acct=\"bob\"" TOOL,
	  MEMBER("docker bob") },
};

START_TEST(the_audit_trail_is_watched)
{
	const struct row *row = &trail[_i];

	scene_is(row->name, row->scene, NULL, SCENE_REASON, row->want);
}
END_TEST

START_TEST(the_host_may_look_after_its_own_audit)
{
	const struct row *row = &harmless[_i];

	scene_is(row->name, row->scene, NULL, 0, row->want);
}
END_TEST

START_TEST(membership_is_told_as_the_distributions_word_it)
{
	const struct row *row = &enrolment[_i];

	scene_is(row->name, row->scene, NULL, SCENE_WHO, row->want);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("trail");
	TCase *tcase = tcase_create("trail");

	tcase_add_loop_test(tcase, the_audit_trail_is_watched, 0,
			    sizeof(trail) / sizeof(trail[0]));
	tcase_add_loop_test(tcase, the_host_may_look_after_its_own_audit, 0,
			    sizeof(harmless) / sizeof(harmless[0]));
	tcase_add_loop_test(tcase,
			    membership_is_told_as_the_distributions_word_it, 0,
			    sizeof(enrolment) / sizeof(enrolment[0]));
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
