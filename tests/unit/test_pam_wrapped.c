// SPDX-License-Identifier: BSD-2-Clause
/*
 * The module under pam_wrapper: whole logins by pam_start(3), from a service
 * directory.  Each action has a service of its name (pam_scene.c).
 */
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pam_scene.h"

static pam_handle_t *start(const char *user, const char *action)
{
	static const struct pam_conv conversation = { pam_scene_converse,
						      NULL };
	pam_handle_t *pamh = NULL;

	ck_assert_int_eq(pam_start(action, user, &conversation, &pamh),
			 PAM_SUCCESS);
	return pamh;
}

/* Account, credentials, session: the first that is refused, or 0. */
static int log_in(const char *user, const char *action)
{
	pam_handle_t *pamh = start(user, action);
	int code = pam_acct_mgmt(pamh, 0);

	if (code == PAM_SUCCESS)
		code = pam_setcred(pamh, PAM_ESTABLISH_CRED);
	if (code == PAM_SUCCESS)
		code = pam_open_session(pamh, 0);
	if (code == PAM_SUCCESS)
		ck_assert_int_eq(pam_close_session(pamh, 0), PAM_SUCCESS);
	(void)pam_end(pamh, code);
	ck_assert_int_eq(pam_traces.trapped, 0);
	return code;
}

static const struct {
	const char *user, *action;
	int code;
} logins[] = {
	{ "root", "deny", PAM_SUCCESS },
	{ "bob", "deny", PAM_SUCCESS },
	{ "alice", "deny", PAM_SUCCESS },
	{ "mallory", "deny", PAM_PERM_DENIED },
	{ "pguser", "deny", PAM_PERM_DENIED },
	{ "mallory", "strip", PAM_SUCCESS },
	{ "pguser", "strip", PAM_PERM_DENIED },
	{ "mallory", "warn", PAM_SUCCESS },
};

START_TEST(a_login_goes_as_the_policy_has_it)
{
	pam_scene_policy("{\"version\":1,\"trusted\":{\"users\":[\"alice\"]}}");
	ck_assert_int_eq(log_in(logins[_i].user, logins[_i].action),
			 logins[_i].code);
}
END_TEST

START_TEST(a_stripped_process_has_no_docker_group)
{
	gid_t list[64];
	int count;

	ck_assert_int_eq(initgroups("mallory", 1002), 0);
	ck_assert_int_eq(log_in("mallory", "strip"), PAM_SUCCESS);
	count = getgroups(64, list);
	ck_assert_int_ge(count, 1);
	for (int i = 0; i < count; i++)
		ck_assert_uint_ne(list[i], SCENE_DOCKER);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("pam_wrapped");
	TCase *t = tcase_create("pam_wrapped");

	tcase_add_checked_fixture(t, pam_scene_enter, pam_scene_leave);
	tcase_add_loop_test(t, a_login_goes_as_the_policy_has_it, 0,
			    sizeof(logins) / sizeof(logins[0]));
	tcase_add_test(t, a_stripped_process_has_no_docker_group);
	suite_add_tcase(s, t);
	return s;
}

int main(int argc, char **argv)
{
	(void)argc;
	return pam_scene_main(argv, "libpam_wrapper.so", suite);
}
