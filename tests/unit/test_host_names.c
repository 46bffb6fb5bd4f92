// SPDX-License-Identifier: BSD-2-Clause
#include <check.h>
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "host_names.h"
#include "suite.h"

#define MISSING "no-such-name-on-any-host"

struct search {
	uint32_t uid;
	bool found;
};

static void look(void *context, uint32_t uid)
{
	struct search *search = context;

	search->found |= uid == search->uid;
}

static int search_group(const char *group, uint32_t uid, bool *ret)
{
	const struct names *names = host_names();
	struct search search = { .uid = uid };
	int r = names->members_of(names->user, group, look, &search);

	*ret = search.found;
	return r;
}

START_TEST(every_user_has_the_uid_that_getpwent_tells)
{
	const struct names *names = host_names();
	const struct passwd *entry;
	uint32_t uid = UINT32_MAX;

	setpwent();
	while ((entry = getpwent()) != NULL) {
		uid_t want = entry->pw_uid;

		ck_assert_int_eq(
			names->uid_of(names->user, entry->pw_name, &uid), 0);
		ck_assert_uint_eq(uid, want);
	}
	endpwent();
	ck_assert_uint_ne(uid, UINT32_MAX);
}
END_TEST

START_TEST(an_unknown_name_is_not_found)
{
	const struct names *names = host_names();
	uint32_t uid = 7;
	bool found;

	ck_assert_int_eq(names->uid_of(names->user, MISSING, &uid), -ENOENT);
	ck_assert_uint_eq(uid, 7);
	ck_assert_int_eq(search_group(MISSING, 0, &found), -ENOENT);
	ck_assert(!found);
}
END_TEST

START_TEST(a_primary_group_counts_as_membership)
{
	const struct passwd *root = getpwuid(0);
	const struct group *group;
	bool found;

	ck_assert_ptr_nonnull(root);
	group = getgrgid(root->pw_gid);
	ck_assert_ptr_nonnull(group);
	ck_assert_int_eq(search_group(group->gr_name, 0, &found), 0);
	ck_assert(found);
}
END_TEST

START_TEST(a_named_member_is_a_member)
{
	const struct group *group;
	const struct passwd *member = NULL;
	bool found;

	setgrent();
	while (!member && (group = getgrent()) != NULL)
		if (*group->gr_mem)
			member = getpwnam(*group->gr_mem);
	if (!member) {
		printf("skipped: a named member: no group here has one\n");
		return;
	}
	ck_assert_int_eq(search_group(group->gr_name, member->pw_uid, &found),
			 0);
	ck_assert(found);
	endgrent();
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("host_names");
	TCase *tcase = tcase_create("host_names");

	tcase_add_test(tcase, every_user_has_the_uid_that_getpwent_tells);
	tcase_add_test(tcase, an_unknown_name_is_not_found);
	tcase_add_test(tcase, a_primary_group_counts_as_membership);
	tcase_add_test(tcase, a_named_member_is_a_member);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
