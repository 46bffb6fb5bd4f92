// SPDX-License-Identifier: BSD-2-Clause
/* What the plugin may still do once it is no longer root. */
#include <check.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "auditlog.h"
#include "scratch_dir.h"
#include "suite.h"

#define NOBODY 65534

/* As of _dockwarden with CAP_DAC_READ_SEARCH: the real user may not read it,
 * the process may. */
START_TEST(a_log_that_a_capability_opens_is_found)
{
	struct auditlog_files files;

	if (geteuid() != 0) {
		puts("skipped: changing the user needs root");
		return;
	}
	scratch_dir_write("audit.log", VIEW("type=EOE\n"));
	scratch_dir_write("audit.log.1", VIEW("type=EOE\n"));
	ck_assert_int_eq(chmod("audit.log", 0600), 0);
	ck_assert_int_eq(setresuid(NOBODY, 0, 0), 0);
	ck_assert_int_eq(access("audit.log", R_OK), -1);
	ck_assert_int_eq(auditlog_files("audit.log", 1024, &files), 0);
	ck_assert_uint_eq(files.count, 2);
	auditlog_files_free(&files);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("plugin_privilege");
	TCase *tcase = tcase_create("plugin_privilege");

	tcase_add_checked_fixture(tcase, scratch_dir_enter, scratch_dir_leave);
	tcase_add_test(tcase, a_log_that_a_capability_opens_is_found);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
