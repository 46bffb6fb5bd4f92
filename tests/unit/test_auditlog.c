// SPDX-License-Identifier: BSD-2-Clause
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "auditlog.h"
#include "buf.h"
#include "cleanup.h"
#include "scratch_dir.h"
#include "suite.h"

#define LOG "audit.log"

/* A process with those words on its command line, which ends when to_end is
 * closed: this program, called so (see main). */
struct daemon {
	pid_t pid;
	int to_end;
};

__attribute__((noreturn)) static void be_daemon(char *const *words, int input)
{
	(void)dup2(input, STDIN_FILENO);
	(void)execv("/proc/self/exe", words);
	_exit(1);
}

static void start(char *const *words, struct daemon *ret)
{
	int input[2], started[2];
	char byte;

	ck_assert_int_eq(pipe2(input, O_CLOEXEC), 0);
	ck_assert_int_eq(pipe2(started, O_CLOEXEC), 0);
	ret->pid = fork();
	ck_assert_int_ge(ret->pid, 0);
	if (ret->pid == 0)
		be_daemon(words, input[0]);
	ret->to_end = input[1];
	close(input[0]);
	close(started[1]);
	/* its end is closed by the exec */
	ck_assert_int_eq((int)read(started[0], &byte, 1), 0);
	close(started[0]);
}

static void end(const struct daemon *d)
{
	close(d->to_end);
	ck_assert_int_eq(waitpid(d->pid, NULL, 0), d->pid);
}

static int find(char *const *words, char **ret)
{
	struct daemon daemon;
	int r;

	start(words, &daemon);
	r = auditlog_find(daemon.pid, ret);
	end(&daemon);
	return r;
}

#define DEFAULT "/var/log/audit/audit.log"

static const struct {
	const char *name;
	const char *conf;
	int want;
	const char *log;
} confs[] = {
	{ "a log_file", "log_file = /srv/audit.log\n", 0, "/srv/audit.log" },
	{ "as auditd reads it: no blanks, any case", "LOG_FILE=/srv/a.log", 0,
	  "/srv/a.log" },
	{ "blanks around it", "\t log_file \t=  /srv/a.log  \n", 0,
	  "/srv/a.log" },
	{ "CR at the end", "log_file = /srv/a.log\r\n", 0, "/srv/a.log" },
	{ "among others",
	  "#\n# local_events\nlocal_events = yes\nwrite_logs = yes\n"
	  "log_file = /srv/a.log\nlog_group = adm\nlog_format = ENRICHED\n",
	  0, "/srv/a.log" },
	{ "none", "local_events = yes\n", 0, DEFAULT },
	{ "nothing", "", 0, DEFAULT },
	{ "in a comment", "# log_file = /srv/a.log\n", 0, DEFAULT },
	{ "another name that begins so", "log_file_x = /srv/a.log\n", 0,
	  DEFAULT },
	{ "without a value", "log_file\nlog_file =\n", 0, DEFAULT },
	{ "no path", "log_file = srv/a.log\n", 0, DEFAULT },
	{ "write_logs = no", "log_file = /srv/a.log\nwrite_logs = no\n",
	  -ENODATA, NULL },
	{ "write_logs = NO", "write_logs = NO\nlog_file = /srv/a.log\n",
	  -ENODATA, NULL },
	{ "the old word for it", "log_format = NOLOG\n", -ENODATA, NULL },
	{ "the last word holds", "write_logs = no\nwrite_logs = yes\n", 0,
	  DEFAULT },
};

START_TEST(what_auditd_conf_says)
{
	char *words[] = { (char[]){ "/usr/sbin/auditd" }, (char[]){ "-c" },
			  (char[]){ "." }, NULL };
	autofree char *log = NULL;
	int r;

	scratch_dir_write("auditd.conf", view_of(confs[_i].conf));
	r = find(words, &log);
	ck_assert_msg(r == confs[_i].want, "%s: %d", confs[_i].name, r);
	if (confs[_i].log)
		ck_assert_str_eq(log, confs[_i].log);
	else
		ck_assert_ptr_null(log);
}
END_TEST

static const struct {
	const char *name;
	const char *words[6];
	int want; /* with ./conf/auditd.conf */
} commands[] = {
	{ "a directory", { "auditd", "-c", "conf" }, 0 },
	{ "joined to its option", { "auditd", "-cconf" }, 0 },
	{ "behind others",
	  { "auditd", "-n", "-s", "enable", "-c", "conf" },
	  0 },
	{ "by its path", { "/usr/sbin/auditd", "-c", "conf" }, 0 },
	{ "one that is not there", { "auditd", "-c", "none" }, -ENOENT },
	{ "no auditd", { "rsyslogd", "-c", "conf" }, -ESRCH },
	{ "a name that ends so", { "my-auditd", "-c", "conf" }, -ESRCH },
	{ "a directory of that name", { "/auditd/sh", "-c", "conf" }, -ESRCH },
};

START_TEST(what_its_command_line_says)
{
	char text[6][64] = { "" }, *words[7] = { NULL };
	autofree char *log = NULL;
	int r;

	for (size_t i = 0; i < 6 && commands[_i].words[i]; i++) {
		(void)snprintf(text[i], sizeof(text[i]), "%s",
			       commands[_i].words[i]);
		words[i] = text[i];
	}
	ck_assert_int_eq(mkdir("conf", 0700), 0);
	scratch_dir_write("conf/auditd.conf", VIEW("log_file = /srv/a.log\n"));
	r = find(words, &log);
	ck_assert_msg(r == commands[_i].want, "%s: %d", commands[_i].name, r);
	if (r == 0)
		ck_assert_str_eq(log, "/srv/a.log");
}
END_TEST

START_TEST(no_such_process)
{
	char *log = NULL;
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
	ck_assert_int_eq(auditlog_find(pid, &log), -ENOENT);
	ck_assert_ptr_null(log);
}
END_TEST

/* "audit.log.2 audit.log.1 audit.log" */
static void list(uint64_t max_bytes, struct buf *ret)
{
	struct auditlog_files files;

	buf_reset(ret);
	ck_assert_int_eq(auditlog_files(LOG, max_bytes, &files), 0);
	for (size_t i = 0; i < files.count; i++)
		buf_printf(ret, "%s%s", i ? " " : "", files.names[i]);
	auditlog_files_free(&files);
	ck_assert_uint_eq(files.count, 0);
	buf_add_byte(ret, '\0');
}

static void expect_list(uint64_t max_bytes, const char *want)
{
	autobuf struct buf got;

	buf_init(&got, 65536);
	list(max_bytes, &got);
	ck_assert_str_eq(got.data, want);
}

START_TEST(the_files_of_a_log)
{
	expect_list(1 << 20, LOG);
	scratch_dir_write(LOG ".1", VIEW("0123456789"));
	scratch_dir_write(LOG ".2", VIEW("0123456789"));
	scratch_dir_write(LOG ".3", VIEW("0123456789"));
	scratch_dir_write(LOG ".5", VIEW("0123456789")); /* behind a gap */
	expect_list(1 << 20, LOG ".3 " LOG ".2 " LOG ".1 " LOG);
	expect_list(20, LOG ".2 " LOG ".1 " LOG);
	expect_list(11, LOG ".2 " LOG ".1 " LOG);
	expect_list(10, LOG ".1 " LOG);
	expect_list(1, LOG ".1 " LOG);
	expect_list(0, LOG);
}
END_TEST

START_TEST(more_than_nine_are_in_their_order)
{
	autobuf struct buf got;
	char name[32];

	for (int i = 1; i <= 12; i++) {
		(void)snprintf(name, sizeof(name), LOG ".%d", i);
		scratch_dir_write(name, VIEW("x"));
	}
	buf_init(&got, 65536);
	list(1 << 20, &got);
	ck_assert_int_eq(
		strncmp(got.data, LOG ".12 " LOG ".11 " LOG ".10 ", 36), 0);
}
END_TEST

START_TEST(what_is_no_file_ends_the_list)
{
	scratch_dir_write(LOG ".1", VIEW("x"));
	ck_assert_int_eq(mkfifo(LOG ".2", 0600), 0);
	scratch_dir_write(LOG ".3", VIEW("x"));
	expect_list(1 << 20, LOG ".1 " LOG);
}
END_TEST

START_TEST(without_the_one_being_written_there_is_no_log)
{
	struct auditlog_files files = { NULL, 77 };

	ck_assert_int_eq(unlink(LOG), 0);
	scratch_dir_write(LOG ".1", VIEW("x"));
	ck_assert_int_eq(auditlog_files(LOG, 1 << 20, &files), -ENOENT);
	ck_assert_uint_eq(files.count, 77);
}
END_TEST

static const struct {
	const char *name;
	const char *line;
	bool want;
} lines[] = {
	{ "the event", "type=CWD msg=audit(1795308549.006:2921): cwd=\"/\"",
	  true },
	{ "behind a node",
	  "node=web type=CWD msg=audit(1795308549.006:2921): cwd=\"/\"", true },
	{ "another serial", "type=CWD msg=audit(1795308549.006:292): cwd=\"/\"",
	  false },
	{ "a longer serial",
	  "type=CWD msg=audit(1795308549.006:29210): cwd=\"/\"", false },
	{ "another time", "type=CWD msg=audit(1795308549.007:2921): cwd=\"/\"",
	  false },
	{ "a longer time",
	  "type=CWD msg=audit(11795308549.006:2921): cwd=\"/\"", false },
	{ "no record", "hello", false },
	{ "nothing", "", false },
};

START_TEST(lines_of_an_event)
{
	const struct event_id id = { 1795308549, 6, 2921 };
	char text[AUDITLOG_NEEDLE];

	ck_assert_msg(auditlog_is(view_of(lines[_i].line),
				  auditlog_needle(&id, text)) == lines[_i].want,
		      "%s", lines[_i].name);
}
END_TEST

START_TEST(the_largest_id_has_room)
{
	const struct event_id id = { UINT64_MAX, UINT32_MAX, UINT32_MAX };
	char text[AUDITLOG_NEEDLE];

	ck_assert(view_is(auditlog_needle(&id, text),
			  "audit(18446744073709551615.4294967295:4294967295"
			  "):"));
	ck_assert(!auditlog_is(VIEW_NONE, auditlog_needle(&id, text)));
}
END_TEST

static void setup(void)
{
	scratch_dir_enter();
	scratch_dir_write(LOG, VIEW("x"));
}

static void add_tests(TCase *tcase)
{
	tcase_add_loop_test(tcase, what_auditd_conf_says, 0, ROWS(confs));
	tcase_add_loop_test(tcase, what_its_command_line_says, 0,
			    ROWS(commands));
	tcase_add_test(tcase, no_such_process);
	tcase_add_test(tcase, the_files_of_a_log);
	tcase_add_test(tcase, more_than_nine_are_in_their_order);
	tcase_add_test(tcase, what_is_no_file_ends_the_list);
	tcase_add_test(tcase, without_the_one_being_written_there_is_no_log);
	tcase_add_loop_test(tcase, lines_of_an_event, 0, ROWS(lines));
	tcase_add_test(tcase, the_largest_id_has_room);
}

/* With an option it is the process that the tests look at. */
static int serve(void)
{
	char byte;

	while (read(STDIN_FILENO, &byte, 1) > 0)
		continue;
	return 0;
}

int main(int argc, char **argv)
{
	Suite *suite;
	TCase *tcase;

	if (argc > 1 && argv[1][0] == '-')
		return serve();
	suite = suite_create("auditlog");
	tcase = tcase_create("auditlog");
	tcase_add_checked_fixture(tcase, setup, scratch_dir_leave);
	add_tests(tcase);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
