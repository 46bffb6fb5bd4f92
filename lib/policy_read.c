// SPDX-License-Identifier: BSD-2-Clause
#include "policy_read.h"

#include "policy_entry.h"
#include "policy_text.h"
#include "policy_words.h"

static int read_trusted_users(struct policy_reader *r, json_object *value,
			      void *into)
{
	static const struct policy_list_kind kind = {
		"a list of user names and uids", sizeof(struct policy_user),
		policy_entry_user, false
	};
	struct policy_list list = policy_value_list(r, value, &kind);
	struct policy *p = into;

	p->trusted_users = list.entries;
	p->trusted_user_count = list.count;
	return list.error;
}

static const struct policy_list_kind group_list = { "a list of group names",
						    sizeof(char *),
						    policy_entry_group, false };

static int read_trusted_groups(struct policy_reader *r, json_object *value,
			       void *into)
{
	struct policy_list list = policy_value_list(r, value, &group_list);
	struct policy *p = into;

	p->trusted_groups = list.entries;
	p->trusted_group_count = list.count;
	return list.error;
}

static int read_trusted(struct policy_reader *r, json_object *value, void *into)
{
	static const struct policy_key keys[] = {
		{ "users", read_trusted_users, false },
		{ "groups", read_trusted_groups, false },
		{ NULL, NULL, false },
	};

	return policy_value_object(r, value, keys, into);
}

static int read_login_action(struct policy_reader *r, json_object *value,
			     void *into)
{
	static const struct policy_word_kind kind = { "an action",
						      policy_login_word };
	struct policy *p = into;
	size_t login = p->login_action;
	int e = policy_value_word(r, value, &kind, &login);

	p->login_action = (enum policy_login)login;
	return e;
}

static int read_login_message(struct policy_reader *r, json_object *value,
			      void *into)
{
	struct policy *p = into;

	return policy_value_text(r, value, &policy_text_message,
				 &p->login_message);
}

static int read_login(struct policy_reader *r, json_object *value, void *into)
{
	static const struct policy_key keys[] = {
		{ "action", read_login_action, false },
		{ "message", read_login_message, false },
		{ NULL, NULL, false },
	};

	return policy_value_object(r, value, keys, into);
}

static int read_version(struct policy_reader *r, json_object *value, void *into)
{
	(void)into;
	if (!json_object_is_type(value, json_type_int) ||
	    json_object_get_int64(value) != 1)
		policy_value_expected(r, "1", value);
	return 0;
}

static int read_docker_groups(struct policy_reader *r, json_object *value,
			      void *into)
{
	struct policy_list list = policy_value_list(r, value, &group_list);
	struct policy *p = into;

	p->docker_groups = list.entries;
	p->docker_group_count = list.count;
	return list.error;
}

/* Reports that entry i has what entry first has already. */
static void report_twice(struct policy_reader *r, size_t i, size_t first,
			 const char *key)
{
	size_t mark = policy_report_enter_entry(&r->report, i);

	(void)policy_report_enter(&r->report, view_of(key));
	policy_report_error(&r->report, "the same as in entry [%zu]", first);
	policy_report_leave(&r->report, mark);
}

static int read_allow(struct policy_reader *r, json_object *value, void *into)
{
	static const struct policy_list_kind kind = {
		"a list of rules", sizeof(struct policy_allow),
		policy_entry_rule, false
	};
	struct policy_list list = policy_value_list(r, value, &kind);
	struct policy_allow *rules = list.entries;
	struct policy *p = into;

	p->allow = rules;
	p->allow_count = list.count;
	for (size_t i = 0; i < list.count; i++)
		for (size_t j = 0; j < i; j++)
			if (rules[i].name && rules[j].name &&
			    strcmp(rules[i].name, rules[j].name) == 0) {
				report_twice(r, i, j, "name");
				break;
			}
	return list.error;
}

static int read_watches(struct policy_reader *r, json_object *value, void *into)
{
	static const struct policy_list_kind kind = {
		"a list of watches", sizeof(struct policy_watch),
		policy_entry_watch, false
	};
	struct policy_list list = policy_value_list(r, value, &kind);
	struct policy_watch *watches = list.entries;
	struct policy *p = into;

	p->watch = watches;
	p->watch_count = list.count;
	for (size_t i = 0; i < list.count; i++)
		for (size_t j = 0; j < i; j++)
			if (watches[i].path && watches[j].path &&
			    strcmp(watches[i].path, watches[j].path) == 0) {
				report_twice(r, i, j, "path");
				break;
			}
	return list.error;
}

static int read_outputs(struct policy_reader *r, json_object *value, void *into)
{
	static const struct policy_list_kind kind = {
		"a list of outputs", sizeof(struct policy_output),
		policy_entry_output, false
	};
	struct policy_list list = policy_value_list(r, value, &kind);
	struct policy *p = into;

	p->outputs = list.entries;
	p->output_count = list.count;
	return list.error;
}

int policy_read(struct policy_reader *r, json_object *root, struct policy *p)
{
	static const struct policy_key keys[] = {
		{ "version", read_version, true },
		{ "docker_groups", read_docker_groups, false },
		{ "trusted", read_trusted, false },
		{ "login", read_login, false },
		{ "allow", read_allow, false },
		{ "watch", read_watches, false },
		{ "outputs", read_outputs, false },
		{ NULL, NULL, false },
	};

	return policy_value_object(r, root, keys, p);
}
