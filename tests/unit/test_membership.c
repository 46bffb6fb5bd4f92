// SPDX-License-Identifier: BSD-2-Clause
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "membership.h"
#include "scene.h"
#include "suite.h"

struct database {
	int error; /* of every look-up but docker's; 0: none */
};

static int gid_of(void *user, const char *name, uint32_t *ret)
{
	const struct database *d = user;

	if (strcmp(name, "docker") == 0)
		*ret = 600;
	else if (d->error)
		return d->error;
	else if (strcmp(name, "admins") == 0)
		*ret = 601;
	else if (strcmp(name, "wheel") == 0)
		*ret = 0;
	else
		return -ENOENT;
	return 0;
}

static int protect(const char *policy_text, int error,
		   struct protected_groups *ret)
{
	struct database d = { error };
	const struct names names = { .gid_of = gid_of, .user = &d };
	autopolicy struct policy *policy = NULL;
	autobuf struct buf errors;
	int r;

	buf_init(&errors, 4096);
	ck_assert_int_eq(
		policy_parse(view_of(policy_text), "p", &errors, &policy), 0);
	r = protected_groups_name(ret, policy, &names);
	for (size_t i = 0; i < ret->count; i++)
		ret->list[i].name = ""; /* the policy's, which is gone */
	return r;
}

START_TEST(groups_that_the_policy_names_are_protected_by_gid)
{
	autogroups struct protected_groups groups = { NULL, 0 };

	ck_assert_int_eq(protect("{\"version\":1,\"docker_groups\":["
				 "\"docker\",\"nosuch\",\"admins\"]}",
				 0, &groups),
			 0);
	ck_assert_uint_eq(groups.count, 2);
	ck_assert_ptr_nonnull(protected_groups_find(&groups, 600));
	ck_assert_ptr_nonnull(protected_groups_find(&groups, 601));
	ck_assert_ptr_null(protected_groups_find(&groups, 602));
}
END_TEST

START_TEST(a_lookup_that_fails_leaves_the_others)
{
	autogroups struct protected_groups groups = { NULL, 0 };

	ck_assert_int_eq(protect("{\"version\":1,\"docker_groups\":["
				 "\"admins\",\"docker\"]}",
				 -EIO, &groups),
			 -EIO);
	ck_assert_uint_eq(groups.count, 1);
	ck_assert_ptr_nonnull(protected_groups_find(&groups, 600));
}
END_TEST

START_TEST(the_group_of_root_is_never_protected)
{
	autogroups struct protected_groups groups = { NULL, 0 };

	ck_assert_int_eq(protected_groups_add(&groups,
					      (struct protected_group){
						      0, "/run/docker.sock",
						      PROTECTED_BY_SOCKET }),
			 0);
	ck_assert_int_eq(protect("{\"version\":1,\"docker_groups\":["
				 "\"wheel\"]}",
				 0, &groups),
			 0);
	ck_assert_uint_eq(groups.count, 0);
}
END_TEST

START_TEST(a_gid_is_protected_once)
{
	autogroups struct protected_groups groups = { NULL, 0 };
	const struct protected_group socket = { 600, "/run/docker.sock",
						PROTECTED_BY_SOCKET };

	ck_assert_int_eq(protected_groups_add(&groups, socket), 0);
	ck_assert_int_eq(protect("{\"version\":1}", 0, &groups), 0);
	ck_assert_uint_eq(groups.count, 1);
	ck_assert_int_eq(groups.list[0].by, PROTECTED_BY_SOCKET);
}
END_TEST

START_TEST(a_member_is_one_by_any_of_his_groups)
{
	static const uint32_t with[] = { 1002, 600 }, without[] = { 1002, 60 };
	const struct account member = { "m", 1002, 1002, with, 2 };
	const struct account none = { "n", 1002, 1002, without, 2 };
	const struct account primary = { "p", 1002, 600, without, 2 };
	const struct protected_group *found = NULL;
	autogroups struct protected_groups groups = { NULL, 0 };

	ck_assert_int_eq(protect("{\"version\":1}", 0, &groups), 0);
	ck_assert_int_eq(membership_of(&groups, &none, &found), MEMBER_NOT);
	ck_assert_ptr_null(found);
	ck_assert_int_eq(membership_of(&groups, &member, &found),
			 MEMBER_SUPPLEMENTARY);
	ck_assert_uint_eq(found->gid, 600);
	ck_assert_int_eq(membership_of(&groups, &primary, &found),
			 MEMBER_PRIMARY);
}
END_TEST

static const struct {
	const char *trusted;
	const char *name;
	uint32_t uid, gid;
	int error; /* of look-ups */
	int code;
	bool trusts;
} trust[] = {
	{ "\"users\":[\"alice\"]", "alice", 1001, 1001, 0, 0, true },
	{ "\"users\":[\"alice\"]", "bob", 1001, 1001, 0, 0, false },
	{ "\"users\":[1001]", "anyone", 1001, 1001, 0, 0, true },
	{ "\"users\":[1001]", "1001", 1002, 1002, 0, 0, false },
	{ "\"groups\":[\"admins\"]", "carol", 1003, 601, 0, 0, true },
	{ "\"groups\":[\"nosuch\"]", "carol", 1003, 601, 0, 0, false },
	{ "\"groups\":[\"admins\"]", "bob", 1002, 1002, 0, 0, false },
	{ "\"groups\":[\"admins\"]", "bob", 1002, 1002, -EIO, -EIO, false },
	{ "\"groups\":[\"admins\",\"docker\"]", "dora", 1004, 600, -EIO, 0,
	  true },
	{ "\"users\":[\"alice\"],\"groups\":[\"admins\"]", "alice", 1001, 1001,
	  -EIO, 0, true },
	/* a user whom the database could not tell has no uid */
	{ "\"users\":[4294967294]", "x", UID_UNSET, UID_UNSET, 0, 0, false },
};

START_TEST(the_policy_trusts_by_name_uid_or_group)
{
	char text[256];
	struct database d = { trust[_i].error };
	const struct names names = { .gid_of = gid_of, .user = &d };
	const uint32_t groups[] = { trust[_i].gid, 77 };
	const struct account account = { trust[_i].name, trust[_i].uid,
					 trust[_i].gid, groups, 2 };
	autopolicy struct policy *policy = NULL;
	autobuf struct buf errors;
	bool trusts = false;

	(void)snprintf(text, sizeof(text), "{\"version\":1,\"trusted\":{%s}}",
		       trust[_i].trusted);
	buf_init(&errors, 4096);
	ck_assert_int_eq(policy_parse(view_of(text), "p", &errors, &policy), 0);
	ck_assert_int_eq(membership_trusts(policy, &account, &names, &trusts),
			 trust[_i].code);
	ck_assert_int_eq(trusts, trust[_i].trusts);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("membership");
	TCase *tcase = tcase_create("membership");

	tcase_add_test(tcase,
		       groups_that_the_policy_names_are_protected_by_gid);
	tcase_add_test(tcase, a_lookup_that_fails_leaves_the_others);
	tcase_add_test(tcase, the_group_of_root_is_never_protected);
	tcase_add_test(tcase, a_gid_is_protected_once);
	tcase_add_test(tcase, a_member_is_one_by_any_of_his_groups);
	tcase_add_loop_test(tcase, the_policy_trusts_by_name_uid_or_group, 0,
			    sizeof(trust) / sizeof(trust[0]));
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
