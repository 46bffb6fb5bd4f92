// SPDX-License-Identifier: BSD-2-Clause
/*
 * The truth table: each state of tests/hosts is laid down, and `dockwarden
 * check` below it has to answer as the state expects, with that evidence and
 * that remedy.
 */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <json-c/json.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "built.h"
#include "cleanup.h"
#include "host_states.h"
#include "host_tree.h"
#include "scratch_dir.h"
#include "suite.h"

#define LIMIT_S 60 /* of one check */
#define TEST_LIMIT_S 120
#define MIN_STATES 6 /* of an item */
#define MIN_ALL 120
#define MAX_WORDS (HOST_MAX_OPTIONS + 10)
#define INSIDE "DOCKWARDEN_TEST_HOSTS_INSIDE"

static struct host_states states;
static char program[PATH_MAX];

/* ----- the run ----- */

static void become_nobody(void)
{
	if (setgroups(0, NULL) < 0 || setgid(HOST_NOBODY) < 0 ||
	    setuid(HOST_NOBODY) < 0)
		_exit(126);
}

static void run_child(const struct host_state *s, char **words)
{
	int fd = open(program, O_RDONLY | O_CLOEXEC);
	int out = open("out", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	int err = open("err", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	(void)alarm(LIMIT_S);
	if (fd < 0 || dup2(out, STDOUT_FILENO) < 0 ||
	    dup2(err, STDERR_FILENO) < 0)
		_exit(126);
	if (s->nobody)
		become_nobody();
	(void)fexecve(fd, words, environ); /* nobody may not get to its name */
	_exit(127);
}

/* Its exit status; the report is in "out". */
static int run_check(const struct host_state *s)
{
	char item[8], check[] = "check", root[] = "--root", below[] = "root";
	char of[] = "--item", format[] = "--format", json[] = "json";
	char *words[MAX_WORDS] = { program, check, root,   below,
				   of,	    item,  format, json };
	size_t count = 8;
	int status;
	pid_t pid;

	(void)snprintf(item, sizeof(item), "%02u", s->item);
	for (size_t i = 0; i < s->option_count; i++)
		words[count++] = s->options[i];
	pid = fork();
	if (pid == 0)
		run_child(s, words);
	ck_assert_int_gt(pid, 0);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_msg(WIFEXITED(status), "%s: it was killed by signal %d",
		      s->name, WTERMSIG(status));
	return WEXITSTATUS(status);
}

/* ----- the answer ----- */

static const char *text_of(struct json_object *o, const char *key)
{
	struct json_object *value = json_object_object_get(o, key);

	return value ? json_object_get_string(value) : "";
}

static bool is_found(struct json_object *finding,
		     const struct host_expected *wanted)
{
	return strcmp(text_of(finding, "status"), wanted->status) == 0 &&
	       (strstr(text_of(finding, "what"), wanted->text) ||
		strstr(text_of(finding, "evidence"), wanted->text));
}

/* One finding has to have both: what was expected, and its remedy. */
static bool has(struct json_object *findings,
		const struct host_expected *wanted, bool remedy)
{
	for (size_t i = 0; i < json_object_array_length(findings); i++) {
		struct json_object *f = json_object_array_get_idx(findings, i);

		if (is_found(f, wanted) &&
		    (!remedy || !wanted->remedy ||
		     strstr(text_of(f, "remedy"), wanted->remedy)))
			return true;
	}
	return false;
}

static bool has_text(struct json_object *findings, const char *text)
{
	static const char *const keys[] = { "what", "evidence", "remedy" };

	for (size_t i = 0; i < json_object_array_length(findings); i++)
		for (size_t k = 0; k < 3; k++)
			if (strstr(text_of(json_object_array_get_idx(findings,
								     i),
					   keys[k]),
				   text))
				return true;
	return false;
}

/* "" or what is not as the state expects. */
static void judge(const struct host_state *s, struct json_object *item,
		  struct errmsg *ret)
{
	struct json_object *findings = json_object_object_get(item, "findings");
	const char *overall = host_state_overall(s);

	for (size_t i = 0; i < s->expected_count; i++) {
		const struct host_expected *e = &s->expected[i];

		if (!has(findings, e, false))
			(void)errmsg_set(ret, 0, "no finding %s: %s", e->status,
					 e->text);
		else if (!has(findings, e, true))
			(void)errmsg_set(ret, 0, "%s: no remedy: %s", e->text,
					 e->remedy);
	}
	for (size_t i = 0; i < s->absent_count; i++)
		if (has_text(findings, s->absent[i]))
			(void)errmsg_set(ret, 0, "a finding says: %s",
					 s->absent[i]);
	if (strcmp(text_of(item, "status"), overall) != 0)
		(void)errmsg_set(ret, 0, "it is %s, not %s",
				 text_of(item, "status"), overall);
}

static void print_file(const char *name)
{
	autofclose FILE *file = fopen(name, "re");
	char line[4096];

	while (file && fgets(line, sizeof(line), file))
		printf("%s", line);
}

static void print_report(const struct host_state *s, struct json_object *report)
{
	printf("tests/hosts/%02u.hosts:%u: %s\n", s->item, s->line, s->name);
	if (report)
		printf("%s\n",
		       json_object_to_json_string_ext(
			       report, JSON_C_TO_STRING_PRETTY |
					       JSON_C_TO_STRING_SPACED |
					       JSON_C_TO_STRING_NOSLASHESCAPE));
	else
		print_file("out");
	print_file("err");
	(void)fflush(stdout);
}

static void see_answer(const struct host_state *s, int status)
{
	struct json_object *report = json_object_from_file("out"), *items;
	struct json_object *item = NULL;
	struct errmsg err = { "" };
	bool fails;

	if (report && json_object_object_get_ex(report, "items", &items))
		item = json_object_array_get_idx(items, 0);
	if (item) {
		judge(s, item, &err);
		fails = strcmp(text_of(item, "status"), "FAIL") == 0 &&
			strcmp(text_of(item, "level"), "required") == 0;
		if (status != (fails ? 1 : 0))
			(void)errmsg_set(&err, 0, "exit status %d", status);
	} else {
		(void)errmsg_set(&err, 0, "no report, exit status %d", status);
	}
	if (*err.text)
		print_report(s, report);
	ck_assert_msg(!*err.text, "%02u.hosts:%u: %s: %s", s->item, s->line,
		      s->name, err.text);
	json_object_put(report);
}

static int lay_down(const struct host_state *s)
{
	struct errmsg err = { "" };
	int r = 0;

	ck_assert_int_eq(chmod(".", 0755), 0);
	ck_assert_int_eq(mkdir("root", 0755), 0);
	if (s->base)
		r = host_tree_make("root", &states.base, &err);
	if (r == 0)
		r = host_tree_make("root", s, &err);
	if (r == -EPERM && geteuid() != 0) {
		printf("skipped: %02u.hosts: %s: %s\n", s->item, s->name,
		       err.text);
		(void)fflush(stdout);
		return r;
	}
	ck_assert_msg(r == 0, "%02u.hosts: %s: %s", s->item, s->name, err.text);
	return 0;
}

START_TEST(the_check_answers_as_the_state_expects)
{
	const struct host_state *s = &states.list[_i];

	if (lay_down(s) < 0)
		return;
	if (s->nobody && geteuid() != 0)
		printf("skipped: %02u.hosts: %s: needs root to become "
		       "nobody\n",
		       s->item, s->name);
	else
		see_answer(s, run_check(s));
	(void)fflush(stdout);
}
END_TEST

START_TEST(each_item_has_at_least_six_states)
{
	size_t count = 0;

	for (size_t i = 0; i < states.count; i++)
		count += states.list[i].item == (unsigned int)_i;
	ck_assert_msg(count >= MIN_STATES, "%02d.hosts has %zu states", _i,
		      count);
}
END_TEST

START_TEST(there_are_at_least_120_states)
{
	ck_assert_uint_ge(states.count, MIN_ALL);
}
END_TEST

START_TEST(no_two_states_have_the_same_name)
{
	for (size_t i = 0; i < states.count; i++)
		for (size_t j = 0; j < i; j++)
			ck_assert_msg(states.list[i].item !=
						      states.list[j].item ||
					      strcmp(states.list[i].name,
						     states.list[j].name) != 0,
				      "%02u.hosts: twice: %s",
				      states.list[i].item, states.list[i].name);
}
END_TEST

/* Owners need root, or a user namespace with a range of ids: newuidmap(1). */
static void enter_namespace(char **argv)
{
	if (geteuid() == 0 || getenv(INSIDE))
		return;
	if (system("unshare --map-root-user --map-auto true 2>/dev/null") != 0)
		return;
	(void)setenv(INSIDE, "1", 1);
	(void)execlp("unshare", "unshare", "--map-root-user", "--map-auto",
		     argv[0], (char *)NULL);
}

static Suite *make_suite(void)
{
	Suite *suite = suite_create("hosts");
	TCase *tree = tcase_create("states"), *table = tcase_create("table");

	tcase_set_timeout(tree, TEST_LIMIT_S);
	tcase_add_checked_fixture(tree, scratch_dir_enter, scratch_dir_leave);
	tcase_add_loop_test(tree, the_check_answers_as_the_state_expects, 0,
			    (int)states.count);
	tcase_add_loop_test(table, each_item_has_at_least_six_states, 1,
			    HOST_ITEMS + 1);
	tcase_add_test(table, there_are_at_least_120_states);
	tcase_add_test(table, no_two_states_have_the_same_name);
	suite_add_tcase(suite, tree);
	suite_add_tcase(suite, table);
	return suite;
}

/* test_hosts --lay DIRECTORY: each state below it, a line each on what it is:
 * its directory, item, privilege, the answer that it has to get, options ("-"
 * for none), its name. */
static int lay_all(const char *directory)
{
	for (size_t i = 0; i < states.count; i++) {
		const struct host_state *s = &states.list[i];
		struct errmsg err = { "" };
		char path[PATH_MAX];

		(void)snprintf(path, sizeof(path), "%s/%02u-%u", directory,
			       s->item, s->line);
		if (mkdir(path, 0755) < 0 ||
		    (s->base && host_tree_make(path, &states.base, &err) < 0) ||
		    host_tree_make(path, s, &err) < 0) {
			fprintf(stderr, "%s: %s\n", path, err.text);
			return EXIT_FAILURE;
		}
		printf("%s\t%02u\t%s\t%s\t", path, s->item,
		       s->nobody ? "nobody" : "root", host_state_overall(s));
		for (size_t o = 0; o < s->option_count; o++)
			printf("%s ", s->options[o]);
		printf("%s\t%s\n", s->option_count ? "" : "-", s->name);
	}
	return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	int failed;

	enter_namespace(argv);
	built_find("dockwarden", program);
	host_states_load(&states);
	if (argc == 3 && strcmp(argv[1], "--lay") == 0)
		return lay_all(argv[2]);
	failed = suite_run(make_suite());
	host_states_free(&states);
	return failed;
}
