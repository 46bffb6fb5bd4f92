// SPDX-License-Identifier: BSD-2-Clause
#include "name_service.h"

#include <check.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scratch_dir.h"
#include "suite.h"

#define SYSTEMD "run/systemd/userdb"

/* The file, what of systemd is there, and the answer. */
static const struct {
	const char *name, *text;
	const char *service; /* of SYSTEMD; NULL: none */
	const char *record;  /* of etc/userdb; NULL: none */
	const char *database, *all, *unlisted;
} rows[] = {
	{ "files", "passwd: files\ngroup: files\n", NULL, NULL, "group",
	  "files", "" },
	{ "Debian's, without systemd's services",
	  "group:          files systemd\n", NULL, NULL, "group",
	  "files systemd", "" },
	{ "with its own", "group: files systemd\n", "io.systemd.DynamicUser",
	  NULL, "group", "files systemd", "" },
	{ "with homed's", "group: files systemd\n", "io.systemd.Home", NULL,
	  "group", "files systemd", "systemd" },
	{ "with a site's", "group: files systemd\n", "org.example.Users", NULL,
	  "group", "files systemd", "systemd" },
	{ "with a record of a user", "group: files systemd\n", NULL,
	  "mallory.user", "group", "files systemd", "systemd" },
	{ "with a membership, which is read elsewhere",
	  "group: files systemd\n", NULL, "mallory:docker.membership", "group",
	  "files systemd", "" },
	{ "a directory server", "group: files sss\n", NULL, NULL, "group",
	  "files sss", "sss" },
	{ "actions belong to the service before them",
	  "group: files [SUCCESS=merge] sss [!UNAVAIL=return] systemd\n", NULL,
	  NULL, "group", "files [SUCCESS=merge] sss [!UNAVAIL=return] systemd",
	  "sss [!UNAVAIL=return]" },
	{ "without a blank before the bracket", "group: files[A=B]sss\n", NULL,
	  NULL, "group", "files [A=B] sss", "sss" },
	{ "a line of its own comes first",
	  "group: files ldap\ninitgroups: files sss # x\n", NULL, NULL,
	  "initgroups", "files sss", "sss" },
	{ "a comment is none", "#group: ldap\n group : files\n", NULL, NULL,
	  "group", "files", "" },
	{ "compat may ask NIS", "group: compat\n", NULL, NULL, "group",
	  "compat", "compat" },
	{ "filesx is another service", "group: filesx\n", NULL, NULL, "group",
	  "filesx", "filesx" },
	{ "a bracket without an end", "group: files [x\n", NULL, NULL, "group",
	  "files [x", "" },
};

static void lay_down(int row)
{
	ck_assert_int_eq(mkdir("etc", 0755), 0);
	scratch_dir_write("etc/nsswitch.conf", view_of(rows[row].text));
	if (rows[row].service) {
		ck_assert_int_eq(mkdir("run", 0755), 0);
		ck_assert_int_eq(mkdir("run/systemd", 0755), 0);
		ck_assert_int_eq(mkdir(SYSTEMD, 0755), 0);
		ck_assert_int_eq(chdir(SYSTEMD), 0);
		scratch_dir_write(rows[row].service, VIEW(""));
		ck_assert_int_eq(chdir("../../.."), 0);
	}
	if (rows[row].record) {
		ck_assert_int_eq(mkdir("etc/userdb", 0755), 0);
		ck_assert_int_eq(chdir("etc/userdb"), 0);
		scratch_dir_write(rows[row].record, VIEW(""));
		ck_assert_int_eq(chdir("../.."), 0);
	}
}

START_TEST(who_may_know_more_than_the_lists_is_told)
{
	autobuf struct buf all, unlisted;
	const char *database = NULL;
	struct check_host host;

	buf_init(&all, NAME_SERVICE_MAX);
	buf_init(&unlisted, NAME_SERVICE_MAX);
	lay_down(_i);
	ck_assert_int_eq(check_host_init(&host, "."), 0);
	ck_assert_int_eq(name_service_groups(&host, &database, &all, &unlisted),
			 0);
	check_host_done(&host);
	ck_assert_str_eq(database, rows[_i].database);
	ck_assert_msg(strcmp(all.data, rows[_i].all) == 0, "%s: %s",
		      rows[_i].name, all.data);
	ck_assert_msg(strcmp(unlisted.data, rows[_i].unlisted) == 0, "%s: %s",
		      rows[_i].name, unlisted.data);
}
END_TEST

START_TEST(without_a_line_there_is_no_answer)
{
	autobuf struct buf all, unlisted;
	const char *database = NULL;
	struct check_host host;

	buf_init(&all, NAME_SERVICE_MAX);
	buf_init(&unlisted, NAME_SERVICE_MAX);
	ck_assert_int_eq(check_host_init(&host, "."), 0);
	ck_assert_int_eq(name_service_groups(&host, &database, &all, &unlisted),
			 -ENOENT);
	ck_assert_int_eq(mkdir("etc", 0755), 0);
	scratch_dir_write("etc/nsswitch.conf", VIEW("passwd: files\n"));
	ck_assert_int_eq(name_service_groups(&host, &database, &all, &unlisted),
			 -ENOENT);
	check_host_done(&host);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("name_service");
	TCase *tcase = tcase_create("name_service");

	tcase_add_checked_fixture(tcase, scratch_dir_enter, scratch_dir_leave);
	tcase_add_loop_test(tcase, who_may_know_more_than_the_lists_is_told, 0,
			    sizeof(rows) / sizeof(rows[0]));
	tcase_add_test(tcase, without_a_line_there_is_no_answer);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
