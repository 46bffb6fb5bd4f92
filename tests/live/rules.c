// SPDX-License-Identifier: BSD-2-Clause
/*
 * rules differ DIRECTORY SEED SECONDS: see rule_differ.h.
 * rules probe PATH...: for each path what rule_judge() and rule_probe() say.
 * rules load FILE [first]: by rule_load().
 * rules compare FILE: what rule_list_text() makes of a rules file against what
 * the kernel lists after auditctl has loaded it, and both against what
 * rule_print() prints of them.  Exit status 0: all the same.
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "check_host.h"
#include "cleanup.h"
#include "monotonic.h"
#include "number.h"
#include "rule_act.h"
#include "rule_differ.h"
#include "rule_field.h"
#include "rule_list.h"
#include "rule_load.h"
#include "rule_print.h"
#include "rule_probe.h"

#define MAX_FILE ((size_t)1 << 20)

static void say_rule(const char *what, const struct check_host *host,
		     const struct rule *rule)
{
	autobuf struct buf text;

	buf_init(&text, MAX_FILE);
	rule_print_text(host, rule->data, &text);
	printf("%s %zu: %.*s\n", what, rule->place, (int)text.size, text.data);
}

static int compare(const struct check_host *host, const struct rule_list *text,
		   const struct rule_list *kernel)
{
	int wrong = 0;

	for (size_t i = 0; i < text->count || i < kernel->count; i++) {
		if (i < text->count && i < kernel->count &&
		    rule_equal(text->rules[i].data, kernel->rules[i].data))
			continue;
		wrong++;
		if (i < text->count)
			say_rule("text, line", host, &text->rules[i]);
		if (i < kernel->count)
			say_rule("kernel, rule", host, &kernel->rules[i]);
	}
	return wrong;
}

/* What is printed reads back as the same list. */
static int round_trip(const struct check_host *host,
		      const struct rule_list *list)
{
	autorules struct rule_list back = { 0 };
	struct errmsg err = { "" };
	autobuf struct buf text;

	buf_init(&text, MAX_FILE);
	for (size_t i = 0; i < list->count; i++) {
		rule_print(host, list->rules[i].data, &text);
		buf_add_byte(&text, '\n');
	}
	if (rule_list_text(host, "printed", buf_view(&text), &back, &err) < 0) {
		printf("%s\n%.*s", err.text, (int)text.size, text.data);
		return 1;
	}
	return compare(host, &back, list);
}

static int compare_file(const char *name)
{
	autohost struct check_host host;
	autorules struct rule_list text = { 0 }, kernel = { 0 };
	struct errmsg err = { "" };
	autobuf struct buf file;
	int wrong;

	buf_init(&file, MAX_FILE);
	if (check_host_init(&host, NULL) < 0 ||
	    check_host_read(&host, name + (name[0] == '/'), &file) < 0) {
		printf("cannot read %s\n", name);
		return 2;
	}
	if (rule_list_text(&host, name, buf_view(&file), &text, &err) < 0 ||
	    rule_list_kernel(&kernel, &err) < 0) {
		printf("%s\n", err.text);
		return 2;
	}
	wrong = compare(&host, &text, &kernel);
	if (round_trip(&host, &kernel)) {
		printf("printed, it is another rule\n");
		wrong++;
	}
	printf("%zu rules, %d differ\n", kernel.count, wrong);
	return wrong != 0;
}

static enum object_kind kind_of(const char *path)
{
	struct stat st;

	if (lstat(path, &st) < 0)
		return OBJECT_ABSENT;
	if (S_ISDIR(st.st_mode))
		return OBJECT_DIRECTORY;
	return S_ISSOCK(st.st_mode) ? OBJECT_SOCKET : OBJECT_FILE;
}

static void say_coverage(const char *path, const struct coverage *coverage)
{
	autobuf struct buf text;

	buf_init(&text, MAX_FILE);
	rule_judge_say(coverage, &text);
	printf("%s: %s%s%s: %.*s\n", path, rule_judge_name(coverage->kind),
	       coverage->probed ? " probed" : "",
	       coverage->unprobed ? " unprobed" : "", (int)text.size,
	       text.data);
}

static int probe(char **paths, size_t count)
{
	autohost struct check_host host;
	autorules struct rule_list list = { 0 };
	autofree struct object *all = calloc(count, sizeof(*all));
	autofree struct coverage *found = calloc(count, sizeof(*found));
	struct object_list objects = { .list = all, .count = count };
	struct errmsg err = { "" };
	uint64_t start;

	if (!all || !found || check_host_init(&host, NULL) < 0 ||
	    rule_list_kernel(&list, &err) < 0) {
		printf("%s\n", err.text);
		return 2;
	}
	for (size_t i = 0; i < count; i++) {
		all[i] = (struct object){ .path = paths[i],
					  .real = paths[i],
					  .kind = kind_of(paths[i]) };
		if (rule_judge(&list, &host, &all[i], &found[i]) < 0)
			return 2;
	}
	start = monotonic_ms();
	if (rule_probe(&list, &host, &objects, found, &err) < 0)
		printf("%s\n", err.text);
	for (size_t i = 0; i < count; i++)
		say_coverage(paths[i], &found[i]);
	printf("probed in %llu ms\n",
	       (unsigned long long)(monotonic_ms() - start));
	return 0;
}

static void say_refused(void *user, const char *why)
{
	(void)user;
	printf("refused: %s\n", why);
}

static int load(const char *name, bool first)
{
	autohost struct check_host host;
	struct rule_load job = { .prepend = first, .refused = say_refused };
	struct errmsg err = { "" };
	autobuf struct buf file;
	int ret;

	buf_init(&file, MAX_FILE);
	if (check_host_init(&host, NULL) < 0 ||
	    check_host_read(&host, name + (name[0] == '/'), &file) < 0)
		return 2;
	ret = rule_load(&host, name, buf_view(&file), &job, &err);
	if (ret < 0)
		printf("%s\n", err.text);
	printf("%zu added, %zu present, %zu failed\n", job.added, job.present,
	       job.failed);
	return ret < 0;
}

static int differ(char **words)
{
	uint64_t seed, seconds;

	if (number_decimal(view_of(words[1]), UINT32_MAX, &seed) < 0 ||
	    number_decimal(view_of(words[2]), 3600, &seconds) < 0)
		return 2;
	return rule_differ(words[0], seed, (unsigned int)seconds) != 0;
}

int main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "deed") == 0)
		return deed_main(argc, argv);
	if (argc == 5 && strcmp(argv[1], "differ") == 0)
		return differ(argv + 2);
	if (argc == 3 && strcmp(argv[1], "compare") == 0)
		return compare_file(argv[2]);
	if (argc > 2 && strcmp(argv[1], "probe") == 0)
		return probe(argv + 2, (size_t)argc - 2);
	if (argc > 2 && strcmp(argv[1], "load") == 0)
		return load(argv[2], argc > 3);
	fputs("usage: rules compare FILE | probe PATH... | load FILE [first]\n"
	      "       | differ DIRECTORY SEED SECONDS\n",
	      stderr);
	return 2;
}
