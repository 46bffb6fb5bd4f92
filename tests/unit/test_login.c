// SPDX-License-Identifier: BSD-2-Clause
#include <check.h>

#include "login.h"
#include "suite.h"

/* Every state of the facts: 3 actions, 3 memberships, 3 kinds of what is
 * carried, 5 booleans. */
#define STATES (3 * 3 * 3 * 32)

static struct login_facts facts_of(int i)
{
	struct login_facts f = { .action = (enum policy_login)(i % 3) };

	i /= 3;
	f.membership = (enum membership)(i % 3);
	i /= 3;
	f.carried = (enum carried)(i % 3);
	i /= 3;
	f.trusted = i & 1;
	f.broken = i & 2;
	f.failed = i & 4;
	f.broken_allows = i & 8;
	f.unknown = i & 16;
	return f;
}

START_TEST(whoever_has_nothing_to_do_with_the_group_passes)
{
	for (int i = 0; i < STATES; i++) {
		struct login_facts f = facts_of(i);

		if (f.membership == MEMBER_NOT &&
		    f.carried == CARRIED_NOTHING && !f.unknown)
			ck_assert_int_eq(login_decide(&f), LOGIN_OUTSIDE);
		else
			ck_assert_int_ne(login_decide(&f), LOGIN_OUTSIDE);
	}
}
END_TEST

START_TEST(who_is_trusted_passes_unless_the_policy_is_broken)
{
	for (int i = 0; i < STATES; i++) {
		struct login_facts f = facts_of(i);
		enum login_verdict v = login_decide(&f);

		if (v == LOGIN_OUTSIDE)
			continue;
		ck_assert_int_eq(v == LOGIN_TRUSTED, f.trusted && !f.broken);
	}
}
END_TEST

START_TEST(what_is_broken_denies_or_excuses_and_nothing_else)
{
	for (int i = 0; i < STATES; i++) {
		struct login_facts f = facts_of(i);
		enum login_verdict v = login_decide(&f);

		if (v == LOGIN_OUTSIDE || v == LOGIN_TRUSTED)
			continue;
		if (f.broken || f.failed || f.unknown)
			ck_assert_int_eq(v, f.broken_allows ? LOGIN_EXCUSED :
							      LOGIN_DENIED);
		else
			ck_assert_int_ne(v, LOGIN_EXCUSED);
	}
}
END_TEST

START_TEST(the_action_is_done_where_it_can_be)
{
	for (int i = 0; i < STATES; i++) {
		struct login_facts f = facts_of(i);
		enum login_verdict v = login_decide(&f);
		bool is_gid = f.membership == MEMBER_PRIMARY ||
			      f.carried == CARRIED_GID;

		if (v == LOGIN_OUTSIDE || f.trusted || f.broken || f.failed ||
		    f.unknown)
			continue;
		switch (f.action) {
		case POLICY_LOGIN_DENY:
			ck_assert_int_eq(v, LOGIN_DENIED);
			break;
		case POLICY_LOGIN_STRIP:
			ck_assert_int_eq(v, is_gid ? LOGIN_DENIED :
						     LOGIN_STRIPPED);
			break;
		case POLICY_LOGIN_WARN:
			ck_assert_int_eq(v, LOGIN_WARNED);
			break;
		}
	}
}
END_TEST

START_TEST(a_process_has_its_users_groups_when_it_has_all_but_the_protected)
{
	static const uint32_t his[] = { 1002, 600, 50 };
	static const uint32_t all[] = { 50, 600, 1002 };
	static const uint32_t stripped[] = { 50, 1002, 2000 };
	static const uint32_t others[] = { 0, 600 };
	const struct account account = { "mallory", 1002, 1002, his, 3 };
	autogroups struct protected_groups groups = { NULL, 0 };

	ck_assert_int_eq(protected_groups_add(
				 &groups,
				 (struct protected_group){ 600, "docker",
							   PROTECTED_BY_NAME }),
			 0);
	ck_assert(login_has_groups(&account, &groups, all, 3));
	ck_assert(login_has_groups(&account, &groups, stripped, 3));
	ck_assert(!login_has_groups(&account, &groups, others, 2));
	ck_assert(!login_has_groups(&account, &groups, NULL, 0));
}
END_TEST

START_TEST(services_that_set_groups_later_are_known_by_name)
{
	ck_assert(login_groups_come_later("atd", false));
	ck_assert(login_groups_come_later("doas", true));
	ck_assert(login_groups_come_later("sudo", false));
	ck_assert(!login_groups_come_later("sudo", true));
	ck_assert(!login_groups_come_later("sshd", false));
	ck_assert(!login_groups_come_later("", false));
	ck_assert(!login_groups_come_later("at", false));
}
END_TEST

START_TEST(every_verdict_has_a_name_of_its_own)
{
	for (int i = LOGIN_OUTSIDE; i <= LOGIN_DENIED; i++)
		for (int j = LOGIN_OUTSIDE; j < i; j++)
			ck_assert_str_ne(
				login_verdict_name((enum login_verdict)i),
				login_verdict_name((enum login_verdict)j));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("login");
	TCase *tcase = tcase_create("login");

	tcase_add_test(tcase, whoever_has_nothing_to_do_with_the_group_passes);
	tcase_add_test(tcase,
		       who_is_trusted_passes_unless_the_policy_is_broken);
	tcase_add_test(tcase,
		       what_is_broken_denies_or_excuses_and_nothing_else);
	tcase_add_test(tcase, the_action_is_done_where_it_can_be);
	tcase_add_test(
		tcase,
		a_process_has_its_users_groups_when_it_has_all_but_the_protected);
	tcase_add_test(tcase, services_that_set_groups_later_are_known_by_name);
	tcase_add_test(tcase, every_verdict_has_a_name_of_its_own);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
