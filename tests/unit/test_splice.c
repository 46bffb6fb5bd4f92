// SPDX-License-Identifier: BSD-2-Clause
/* A stream that goes on from a log: what the log has is known, no line that
 * it has not is taken for known. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "splice.h"
#include "suite.h"

static struct splice splice;

static void setup(void)
{
	ck_assert_int_eq(splice_init(&splice), 0);
}

static void teardown(void)
{
	splice_done(&splice);
}

#define TEXT 512
#define SYSCALL                                                        \
	"arch=c000003e syscall=257 success=yes exit=3 a0=ffffff9c "    \
	"a1=7ffd8c0e2f10 a2=241 items=1 ppid=4200 pid=4242 auid=1000 " \
	"uid=0 gid=0 comm=\"sh\" exe=\"/bin/sh\" subj=unconfined key=\"docker\""

/* The n-th line of a log: two records an event. */
static struct view line_of(size_t n, char text[static TEXT])
{
	int size = snprintf(text, TEXT,
			    "type=%s msg=audit(1795308549.846:%zu): %s",
			    n % 2 ? "CWD" : "SYSCALL", n / 2,
			    n % 2 ? "cwd=\"/\"" : SYSCALL);

	return view_from(text, (size_t)size);
}

static void note(size_t from, size_t to)
{
	char text[TEXT];

	for (size_t n = from; n < to; n++)
		splice_note(&splice, line_of(n, text));
}

static bool find(size_t n)
{
	char text[TEXT];

	return splice_find(&splice, line_of(n, text));
}

static bool skip(size_t n)
{
	char text[TEXT];

	return splice_skip(&splice, line_of(n, text));
}

START_TEST(as_long_as_both_agree_the_stream_is_known)
{
	note(0, 10);
	ck_assert(!find(10));
	ck_assert(find(4));
	for (size_t n = 4; n < 10; n++)
		ck_assert(skip(n));
	for (size_t n = 10; n < 20; n++)
		ck_assert(!skip(n));
}
END_TEST

START_TEST(nothing_is_known_before_the_beginning_is_found)
{
	note(0, 10);
	ck_assert(!skip(4));
	ck_assert(!find(11));
	ck_assert(!skip(4));
}
END_TEST

START_TEST(an_empty_log_knows_nothing)
{
	ck_assert(!find(0));
	ck_assert(!skip(0));
}
END_TEST

START_TEST(a_line_is_known_once)
{
	note(0, 10);
	ck_assert(find(4));
	ck_assert(skip(4));
	ck_assert(!skip(4));
	ck_assert(skip(5));
}
END_TEST

START_TEST(the_log_goes_on_meanwhile)
{
	note(0, 6);
	ck_assert(find(5));
	note(6, 8);
	ck_assert(skip(5));
	ck_assert(skip(6));
	ck_assert(skip(7));
	ck_assert(!skip(8));
	note(8, 9); /* and catches up */
	ck_assert(skip(8));
}
END_TEST

/* auditd's queue was full: the stream lacks what the log has. */
START_TEST(lines_that_the_stream_lacks)
{
	note(0, 20);
	ck_assert(find(0));
	ck_assert(skip(0));
	ck_assert(skip(8));   /* seven were passed over */
	ck_assert(!skip(17)); /* eight are too many */
	ck_assert(skip(9));
}
END_TEST

START_TEST(lines_that_the_log_lacks)
{
	char text[TEXT];

	note(0, 4);
	note(6, 8);
	ck_assert(find(2));
	ck_assert(skip(2));
	ck_assert(skip(3));
	ck_assert(!splice_skip(&splice, line_of(4, text)));
	ck_assert(!skip(5));
	ck_assert(skip(6));
	ck_assert(skip(7));
}
END_TEST

START_TEST(so_many_of_the_last_lines_are_remembered)
{
	note(0, SPLICE_LINES + 2);
	ck_assert(!find(1));
	ck_assert(find(2));
	ck_assert(skip(2));
	ck_assert(skip(3));
}
END_TEST

/* A stream that is far behind finds nothing of what is forgotten, and goes on
 * where the log is still remembered. */
START_TEST(a_stream_that_the_log_ran_away_from)
{
	note(0, 10);
	ck_assert(find(4));
	note(10, SPLICE_LINES + 20);
	ck_assert(!skip(4));
	ck_assert(!skip(19));
	ck_assert(skip(20));
	ck_assert(skip(21));
}
END_TEST

/* audit 4.2.0 with log_format = RAW hands on all but the last 16 bytes. */
START_TEST(a_record_that_lacks_its_end_is_known_if_it_is_long)
{
	char text[TEXT];
	struct view line;

	note(0, 4);
	line = line_of(2, text);
	line.size -= 16;
	ck_assert(splice_find(&splice, line));
	ck_assert(splice_skip(&splice, line));
}
END_TEST

START_TEST(lines_that_differ_early_are_not_the_same)
{
	static const char *const lines[] = {
		"",
		"type=PATH msg=audit(1795308549.846:1): item=0 name=\"/a\"",
		"type=PATH msg=audit(1795308549.846:1): item=1 name=\"/a\"",
		"type=PATH msg=audit(1795308549.846:1): item=0 name=\"/b\"",
		"type=PATH msg=audit(1795308549.846:1): item=0 name=\"/a\" ",
		"node=web type=PATH msg=audit(1795308549.846:1): item=0",
	};

	splice_note(&splice, view_of(lines[1]));
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		ck_assert(splice_find(&splice, view_of(lines[i])) == (i == 1));
}
END_TEST

/* The name of a host may be as long as 255 bytes (auditd.conf(5) name). */
START_TEST(a_long_name_of_the_host_hides_no_difference)
{
	char one[TEXT], other[TEXT], host[256];

	memset(host, 'h', 255);
	host[255] = '\0';
	(void)snprintf(one, TEXT,
		       "node=%s type=PATH msg=audit(1795308549.846:1): "
		       "item=0 name=\"/a\"",
		       host);
	(void)snprintf(other, TEXT,
		       "node=%s type=PATH msg=audit(1795308549.846:2): "
		       "item=0 name=\"/a\"",
		       host);
	splice_note(&splice, view_of(one));
	ck_assert(!splice_find(&splice, view_of(other)));
	ck_assert(splice_find(&splice, view_of(one)));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("splice");
	TCase *tcase = tcase_create("splice");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, as_long_as_both_agree_the_stream_is_known);
	tcase_add_test(tcase, nothing_is_known_before_the_beginning_is_found);
	tcase_add_test(tcase, an_empty_log_knows_nothing);
	tcase_add_test(tcase, a_line_is_known_once);
	tcase_add_test(tcase, the_log_goes_on_meanwhile);
	tcase_add_test(tcase, lines_that_the_stream_lacks);
	tcase_add_test(tcase, lines_that_the_log_lacks);
	tcase_add_test(tcase, so_many_of_the_last_lines_are_remembered);
	tcase_add_test(tcase, a_stream_that_the_log_ran_away_from);
	tcase_add_test(tcase,
		       a_record_that_lacks_its_end_is_known_if_it_is_long);
	tcase_add_test(tcase, lines_that_differ_early_are_not_the_same);
	tcase_add_test(tcase, a_long_name_of_the_host_hides_no_difference);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
