// SPDX-License-Identifier: BSD-2-Clause
#include "check_answers.h"

#include <check.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "host_tree.h"

void check_answers_lay(const struct host_states *states,
		       const struct host_state *s)
{
	struct errmsg err = { "" };

	ck_assert_int_eq(mkdir("root", 0755), 0);
	ck_assert_msg((!s->base ||
		       host_tree_make("root", &states->base, &err) == 0) &&
			      host_tree_make("root", s, &err) == 0,
		      "%s", err.text);
}

int check_answers_wait(pid_t pid, const char *when)
{
	int status;

	ck_assert_int_gt(pid, 0);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_msg(WIFEXITED(status), "%s: signal %d", when,
		      WTERMSIG(status));
	return WEXITSTATUS(status);
}

struct json_object *check_answers_read(const char *when)
{
	struct json_object *report = json_object_from_file("out");
	struct json_object *items = NULL;

	ck_assert_msg(json_object_object_get_ex(report, "items", &items),
		      "%s: no report", when);
	(void)json_object_get(items);
	json_object_put(report);
	return items;
}

static const char *text_of(struct json_object *items, size_t i, const char *key)
{
	return json_object_get_string(json_object_object_get(
		json_object_array_get_idx(items, i), key));
}

void check_answers_hold(const struct host_state *s, struct json_object *items,
			struct json_object *full, const char *when)
{
	ck_assert_uint_eq(json_object_array_length(items),
			  json_object_array_length(full));
	for (size_t i = 0; i < json_object_array_length(full); i++) {
		const char *status = text_of(items, i, "status");

		ck_assert_msg(
			strcmp(status, "UNKNOWN") == 0 ||
				strcmp(status, text_of(full, i, "status")) == 0,
			"%02u.hosts:%u: %s: %s is %s %s, and %s else", s->item,
			s->line, s->name, text_of(full, i, "item"), status,
			when, text_of(full, i, "status"));
	}
}
