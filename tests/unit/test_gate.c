// SPDX-License-Identifier: BSD-2-Clause
/* The PAM module's own records, as auditd 3.0.9 logged them, and forgeries. */
#include <check.h>

#include "scene.h"
#include "suite.h"

#define MSG "pid=9 uid=0 auid=4294967295 ses=4294967295 msg='op="
#define ACCT \
	" acct=\"mallory\" exe=\"/usr/bin/su\" hostname=? addr=? terminal=? res="
#define JUDGED "; the PAM module has judged the login by the policy"
#define TOLD JUDGED "; told by the program's own record)"

static const struct {
	const char *name;
	const char *scene;
	const char *want;
} rows[] = {
	{ "a refusal",
	  "!ANOM_LOGIN_ACCT " MSG "PAM:pam_dockwarden decision=denied gid=105 "
	  "grp=\"docker\"" ACCT "failed'",
	  "login 03 - failure: no {docker mallory} (an untrusted member of a "
	  "protected group was refused a session" TOLD "\n" },
	{ "a group that was taken",
	  "!ANOM_LOGIN_ACCT " MSG "PAM:pam_dockwarden decision=stripped "
	  "gid=105 grp=\"docker\"" ACCT "success'",
	  "login 03 - success: no {docker mallory} (an untrusted member of a "
	  "protected group was let in without that group" TOLD "\n" },
	{ "a warning",
	  "!ANOM_LOGIN_ACCT " MSG "PAM:pam_dockwarden decision=warned gid=105 "
	  "grp=\"docker\"" ACCT "success'",
	  "login 03 - success: no {docker mallory} (an untrusted member of a "
	  "protected group was let in, as the policy has it" TOLD "\n" },
	{ "a broken policy that lets in",
	  "!ANOM_LOGIN_ACCT " MSG "PAM:pam_dockwarden decision=excused "
	  "gid=105" ACCT "success'",
	  "login 03 - success: no { mallory} (a member of a protected group "
	  "was let in although the login policy could not be relied on" TOLD
	  "\n" },
	{ "without a decision, its result tells",
	  "!ANOM_LOGIN_ACCT " MSG "PAM:pam_dockwarden" ACCT "failed'",
	  "login 03 - failure: no { mallory} (an untrusted member of a "
	  "protected group was refused a session" TOLD "\n" },
	{ "a name that auditd has in hex",
	  "!ANOM_LOGIN_ACCT " MSG "PAM:pam_dockwarden decision=denied gid=105 "
	  "grp=\"docker\" acct=6D616C6C6F7279 exe=\"/usr/bin/su\" "
	  "hostname=? addr=? terminal=? res=failed'",
	  "login 03 - failure: no {docker mallory} (an untrusted member of a "
	  "protected group was refused a session" TOLD "\n" },
	/* su by a trusted user: whose process it was vouches for nobody */
	{ "of a trusted user's process",
	  "!ANOM_LOGIN_ACCT pid=9 uid=2001 auid=2001 ses=3 msg='op="
	  "PAM:pam_dockwarden decision=denied gid=105 grp=\"docker\"" ACCT
	  "failed'",
	  "login 03 - failure: no {docker mallory} (an untrusted member of a "
	  "protected group was refused a session" TOLD "\n" },
	{ "another module's record of the type",
	  "!ANOM_LOGIN_ACCT " MSG "PAM:pam_other" ACCT "failed'", "" },
	{ "a record of another type",
	  "!USER_ACCT " MSG "PAM:pam_dockwarden decision=denied" ACCT "failed'",
	  "" },
	{ "an operation whose name begins alike",
	  "!ANOM_LOGIN_ACCT " MSG "PAM:pam_dockwardens" ACCT "failed'", "" },
	{ "a field outside of the program's message",
	  "!ANOM_LOGIN_ACCT pid=9 uid=0 op=PAM:pam_dockwarden acct=\"x\" "
	  "res=failed",
	  "" },
};

START_TEST(a_login_that_the_module_judged_is_told)
{
	scene_is(rows[_i].name, rows[_i].scene, NULL, SCENE_WHO | SCENE_REASON,
		 rows[_i].want);
}
END_TEST

START_TEST(a_sites_rule_may_let_it_be)
{
	scene_is("an allow rule",
		 "!ANOM_LOGIN_ACCT " MSG "PAM:pam_dockwarden decision=warned "
		 "gid=105" ACCT "success'",
		 "{\"version\":1,\"allow\":[{\"name\":\"trial\",\"items\":"
		 "[\"SSE_SEC_APP_DOCKER_03\"],\"actions\":[\"login\"]}]}",
		 SCENE_ALERTS, "");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("gate");
	TCase *tcase = tcase_create("gate");

	tcase_add_loop_test(tcase, a_login_that_the_module_judged_is_told, 0,
			    sizeof(rows) / sizeof(rows[0]));
	tcase_add_test(tcase, a_sites_rule_may_let_it_be);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
