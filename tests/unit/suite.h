// SPDX-License-Identifier: BSD-2-Clause
/*
 * suite: how a unit test runs what it has, and what it exits with.
 */
#ifndef DOCKWARDEN_SUITE_H
#define DOCKWARDEN_SUITE_H

#include <check.h>
#include <stdlib.h>

/* How often a loop test over a table runs. */
#define ROWS(table) ((int)(sizeof(table) / sizeof(table[0])))

/* Takes the suite.  CK_VERBOSITY and the other variables of libcheck hold.
 * main's value. */
static inline int suite_run(Suite *suite)
{
	SRunner *runner = srunner_create(suite);
	int failed;

	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
