// SPDX-License-Identifier: BSD-2-Clause
#include <check.h>
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>

#include "host_lookup.h"
#include "roster.h"
#include "suite.h"

static struct roster roster;

static void enter(void)
{
	roster_init(&roster);
}

static void leave(void)
{
	roster_done(&roster);
}

static void add(const char *name, uint32_t uid, uint32_t gid)
{
	ck_assert_int_eq(roster_add_user(&roster, view_of(name), uid, gid), 0);
}

static void add_group(const char *name, uint32_t gid, const char *member)
{
	ck_assert_int_eq(roster_add_group(&roster, view_of(name), gid, false),
			 0);
	if (member)
		ck_assert_int_eq(roster_add_member(&roster, view_of(member)),
				 0);
}

START_TEST(an_empty_roster_knows_nobody)
{
	ck_assert_int_eq(roster_seal(&roster), 0);
	ck_assert_ptr_null(roster_find(&roster, VIEW("root")));
	ck_assert_ptr_null(roster_find_uid(&roster, 0));
	ck_assert_ptr_null(roster_group_name(&roster, 0));
}
END_TEST

START_TEST(of_two_entries_the_first_counts)
{
	add("bob", 7, 70);
	add("alice", 5, 50);
	add("alice", 6, 60);
	add("eve", 5, 51);
	ck_assert_int_eq(roster_seal(&roster), 0);
	ck_assert_uint_eq(roster_find(&roster, VIEW("alice"))->uid, 5);
	ck_assert_uint_eq(roster_find_uid(&roster, 5)->gid, 50);
	ck_assert_ptr_null(roster_find(&roster, VIEW("al")));
	ck_assert_ptr_null(roster_find(&roster, VIEW("alice2")));
	ck_assert_ptr_null(roster_find_uid(&roster, 8));
}
END_TEST

START_TEST(an_account_has_all_its_groups)
{
	const struct account *account;
	struct account got;

	add("alice", 5, 50);
	add("bob", 7, 70);
	add_group("docker", 100, "alice");
	add_group("other", 101, "bob");
	ck_assert_int_eq(roster_seal(&roster), 0);
	ck_assert_int_eq(roster_add_extra(&roster, 0, 102), 0);
	ck_assert_int_eq(roster_seal(&roster), 0);
	got = roster_account(&roster, roster_find(&roster, VIEW("alice")));
	account = &got;
	ck_assert_uint_eq(account->group_count, 3);
	ck_assert(account_has(account, 50));
	ck_assert(account_has(account, 100));
	ck_assert(account_has(account, 102));
	ck_assert(!account_has(account, 101));
}
END_TEST

START_TEST(names_that_could_not_be_read_are_no_absent_names)
{
	struct names names = roster_names(&roster);
	uint32_t id;

	ck_assert_int_eq(roster_seal(&roster), 0);
	ck_assert_int_eq(names.gid_of(names.user, "docker", &id), -ENOENT);
	roster.error = -EACCES;
	ck_assert_int_eq(names.gid_of(names.user, "docker", &id), -EACCES);
	ck_assert_int_eq(names.uid_of(names.user, "x", &id), -EACCES);
}
END_TEST

static void count(void *context, uint32_t uid)
{
	*(uint32_t *)context += uid;
}

START_TEST(members_are_primary_ones_too)
{
	struct names names = roster_names(&roster);
	uint32_t sum = 0;

	add("alice", 5, 50);
	add("bob", 7, 100);
	add_group("docker", 100, "alice");
	ck_assert_int_eq(roster_seal(&roster), 0);
	ck_assert_int_eq(names.members_of(names.user, "docker", count, &sum),
			 0);
	ck_assert_uint_eq(sum, 12);
}
END_TEST

static const struct {
	const char *field;
	bool want;
} fields[] = {
	{ "", false },	    { "x", false },  { "!", false },
	{ "*", false },	    { "!!", false }, { "!$6$a$b", false },
	{ "$6$a$b", true }, { "xx", true },  { "aaQSqAReePlq6", true },
};

START_TEST(a_field_is_a_password_or_not)
{
	ck_assert_msg(roster_is_password(view_of(fields[_i].field)) ==
			      fields[_i].want,
		      "%s", fields[_i].field);
}
END_TEST

/* Each user of this host has in it the groups that getgrouplist(3) tells. */
START_TEST(this_host_is_read_as_its_databases_tell)
{
	const struct protected_groups none = { NULL, 0 };
	struct policy *policy = NULL;
	struct check_host host;

	ck_assert_int_eq(policy_default(&policy), 0);
	ck_assert_int_eq(check_host_init(&host, NULL), 0);
	host.policy = policy;
	ck_assert_int_eq(roster_read_host(&roster, &host, &none), 0);
	check_host_done(&host);
	policy_free(policy);
	ck_assert_int_eq(roster.error, 0);
	ck_assert_uint_gt(roster.user_count, 0);
	for (size_t i = 0; i < roster.user_count && i < 100; i++) {
		struct account account =
			roster_account(&roster, &roster.users[i]);
		autofree uint32_t *gids = NULL;
		size_t n = 0;

		ck_assert_int_eq(host_groups_of(account.name, account.gid,
						&gids, &n),
				 0);
		for (size_t j = 0; j < n; j++)
			ck_assert_msg(account_has(&account, gids[j]), "%s",
				      account.name);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("roster");
	TCase *tcase = tcase_create("roster");

	tcase_add_checked_fixture(tcase, enter, leave);
	tcase_add_test(tcase, an_empty_roster_knows_nobody);
	tcase_add_test(tcase, of_two_entries_the_first_counts);
	tcase_add_test(tcase, an_account_has_all_its_groups);
	tcase_add_test(tcase, names_that_could_not_be_read_are_no_absent_names);
	tcase_add_test(tcase, members_are_primary_ones_too);
	tcase_add_loop_test(tcase, a_field_is_a_password_or_not, 0,
			    sizeof(fields) / sizeof(fields[0]));
	tcase_add_test(tcase, this_host_is_read_as_its_databases_tell);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
