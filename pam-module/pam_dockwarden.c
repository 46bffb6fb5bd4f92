// SPDX-License-Identifier: BSD-2-Clause
/*
 * pam_dockwarden: no session that carries the docker group for a user whom
 * the policy does not trust.  Membership of that group is root (item
 * SSE_SEC_APP_DOCKER_03).
 *
 * Account management refuses; a session refuses, or takes the group from the
 * process; setting credentials takes it as well, since some programs set their
 * user's groups between the two.  Which hook is called when, by which program:
 * pam_dockwarden(8).
 */
#include <errno.h>
#include <security/pam_modules.h>
#include <string.h>

#include "report.h"

#define EXPORTED __attribute__((visibility("default")))

/* What came of it, and what made it worse than the policy says. */
struct outcome {
	enum login_verdict verdict;
	const char *why; /* NULL: the policy says so */
};

/* The one place where a verdict becomes PAM's answer.  A denial is
 * PAM_PERM_DENIED everywhere: sudo takes PAM_SESSION_ERR for a failure that
 * does not matter, and runs its command (sudo 1.9.13 auth/pam.c). */
static int code_of(enum hook hook, const struct judgement *j,
		   enum login_verdict verdict)
{
	if (verdict == LOGIN_DENIED)
		return PAM_PERM_DENIED;
	if (j->no_user && hook == HOOK_ACCOUNT)
		return PAM_USER_UNKNOWN;
	/* Never the module that lets somebody in: its auth line is there for
	 * the credentials alone. */
	return hook == HOOK_CREDENTIALS ? PAM_IGNORE : PAM_SUCCESS;
}

/* Takes the protected groups from the process, where that lasts. */
static struct outcome strip(const struct judgement *j, enum hook hook)
{
	int r = credentials_strip(&j->groups);

	if (r < 0)
		return (struct outcome){
			LOGIN_DENIED,
			r == -EPERM ? "the group cannot be taken from the "
				      "process" :
				      "the process's groups cannot be set",
		};
	if (hook == HOOK_SESSION &&
	    login_groups_come_later(j->service, j->has_groups))
		return (struct outcome){
			LOGIN_DENIED,
			"the service sets the groups after its session's "
			"begin",
		};
	return (struct outcome){ LOGIN_STRIPPED, NULL };
}

static struct outcome act(const struct judgement *j, enum hook hook)
{
	struct outcome outcome = { j->verdict, NULL };

	if (hook == HOOK_ACCOUNT)
		return outcome;
	if (j->verdict == LOGIN_STRIPPED)
		return strip(j, hook);
	/* A program may not look at the answer. */
	if (j->verdict == LOGIN_DENIED ||
	    (j->verdict == LOGIN_OUTSIDE && j->sheds))
		(void)credentials_strip(&j->groups);
	return outcome;
}

static int answer(pam_handle_t *pamh, int flags, int argc, const char **argv,
		  enum hook hook)
{
	const struct arguments arguments = arguments_read(pamh, argc, argv);
	autojudgement struct judgement j;
	struct outcome outcome;
	int code;

	judge(pamh, &arguments, hook, &j);
	outcome = act(&j, hook);
	code = code_of(hook, &j, outcome.verdict);
	/* What account management lets pass for now is said when it is done. */
	if (hook != HOOK_ACCOUNT || outcome.verdict != LOGIN_STRIPPED)
		report(pamh, &arguments, &j, outcome.verdict, outcome.why);
	if (outcome.verdict == LOGIN_DENIED && hook != HOOK_CREDENTIALS)
		report_message(pamh, &j, flags, true);
	if (outcome.verdict == LOGIN_STRIPPED && hook == HOOK_SESSION)
		report_message(pamh, &j, flags, false);
	return code;
}

/* Who a user is, others find out. */
EXPORTED int pam_sm_authenticate(pam_handle_t *pamh, int flags, int argc,
				 const char **argv)
{
	(void)pamh;
	(void)flags;
	(void)argc;
	(void)argv;
	return PAM_IGNORE;
}

EXPORTED int pam_sm_setcred(pam_handle_t *pamh, int flags, int argc,
			    const char **argv)
{
	const int others = PAM_DELETE_CRED | PAM_REFRESH_CRED;

	if (flags & others)
		return PAM_IGNORE;
	return answer(pamh, flags, argc, argv, HOOK_CREDENTIALS);
}

EXPORTED int pam_sm_acct_mgmt(pam_handle_t *pamh, int flags, int argc,
			      const char **argv)
{
	return answer(pamh, flags, argc, argv, HOOK_ACCOUNT);
}

EXPORTED int pam_sm_open_session(pam_handle_t *pamh, int flags, int argc,
				 const char **argv)
{
	return answer(pamh, flags, argc, argv, HOOK_SESSION);
}

/* By then the process may have no privilege left, and needs none. */
EXPORTED int pam_sm_close_session(pam_handle_t *pamh, int flags, int argc,
				  const char **argv)
{
	(void)pamh;
	(void)flags;
	(void)argc;
	(void)argv;
	return PAM_SUCCESS;
}
