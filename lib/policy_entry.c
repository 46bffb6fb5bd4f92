// SPDX-License-Identifier: BSD-2-Clause
#include "policy_entry.h"

#include <errno.h>
#include <stdint.h>
#include <sys/un.h>

#include "cleanup.h"
#include "policy_text.h"
#include "policy_words.h"

/* unix(7) */
#define MAX_SOCKET_PATH (sizeof(((struct sockaddr_un *)0)->sun_path) - 1)

/* One output's keys: what it needs depends on its type. */
struct output_reading {
	struct policy_output *output;
	bool has_type;
};

/* The names that an output's format may have, whichever of them the programs
 * of this version write: a policy is for the host, not for one version. */
static const char *format_word(size_t i)
{
	static const char *const names[] = { "ecs", "ocsf", "cef", "csv",
					     "text" };

	return i < sizeof(names) / sizeof(names[0]) ? names[i] : NULL;
}

static const struct policy_word_kind action_word = { "an action",
						     policy_action_word };
static const struct policy_word_kind output_word = { "a type",
						     policy_output_word };
static const struct policy_word_kind format_word_kind = { "a format",
							  format_word };

int policy_entry_group(struct policy_reader *r, json_object *value, void *into)
{
	return policy_value_text(r, value, &policy_text_group, into);
}

int policy_entry_user(struct policy_reader *r, json_object *value, void *into)
{
	struct policy_user *user = into;
	int64_t uid;

	user->uid = UID_UNSET;
	if (!json_object_is_type(value, json_type_int))
		return policy_value_text(r, value, &policy_text_user,
					 &user->name);
	uid = json_object_get_int64(value);
	if (uid < 0 || uid >= UID_UNSET)
		policy_value_expected(r, "a uid from 0 to 4294967294", value);
	else
		user->uid = (uint32_t)uid;
	return 0;
}

static int read_item(struct policy_reader *r, json_object *value, void *into)
{
	return policy_value_text(r, value, &policy_text_item, into);
}

static int read_path(struct policy_reader *r, json_object *value, void *into)
{
	return policy_value_text(r, value, &policy_text_path, into);
}

static int read_action(struct policy_reader *r, json_object *value, void *into)
{
	size_t *action = into;

	*action = ACTION_COUNT;
	return policy_value_word(r, value, &action_word, action);
}

/* Rules */

static int read_rule_name(struct policy_reader *r, json_object *value,
			  void *into)
{
	struct policy_allow *rule = into;

	return policy_value_text(r, value, &policy_text_line, &rule->name);
}

static int read_rule_items(struct policy_reader *r, json_object *value,
			   void *into)
{
	static const struct policy_list_kind kind = { "a list of items",
						      sizeof(char *), read_item,
						      true };
	struct policy_list list = policy_value_list(r, value, &kind);
	struct policy_allow *rule = into;

	rule->items = list.entries;
	rule->item_count = list.count;
	return list.error;
}

static int read_rule_exe(struct policy_reader *r, json_object *value,
			 void *into)
{
	static const struct policy_list_kind kind = {
		"a list of absolute paths", sizeof(char *), read_path, true
	};
	struct policy_list list = policy_value_list(r, value, &kind);
	struct policy_allow *rule = into;

	rule->exe = list.entries;
	rule->exe_count = list.count;
	return list.error;
}

static int read_rule_users(struct policy_reader *r, json_object *value,
			   void *into)
{
	static const struct policy_list_kind kind = {
		"a list of user names and uids", sizeof(struct policy_user),
		policy_entry_user, true
	};
	struct policy_list list = policy_value_list(r, value, &kind);
	struct policy_allow *rule = into;

	rule->users = list.entries;
	rule->user_count = list.count;
	return list.error;
}

static int read_rule_actions(struct policy_reader *r, json_object *value,
			     void *into)
{
	static const struct policy_list_kind kind = { "a list of actions",
						      sizeof(size_t),
						      read_action, true };
	struct policy_list list = policy_value_list(r, value, &kind);
	autofree size_t *actions = list.entries;
	struct policy_allow *rule = into;

	for (size_t i = 0; i < list.count; i++)
		if (actions[i] < ACTION_COUNT)
			rule->actions |= UINT32_C(1) << actions[i];
	return list.error;
}

int policy_entry_rule(struct policy_reader *r, json_object *value, void *into)
{
	static const struct policy_key keys[] = {
		{ "name", read_rule_name, true },
		{ "items", read_rule_items, false },
		{ "exe", read_rule_exe, false },
		{ "users", read_rule_users, false },
		{ "actions", read_rule_actions, false },
		{ NULL, NULL, false },
	};
	int e = policy_value_object(r, value, keys, into);

	if (e < 0 || !json_object_is_type(value, json_type_object))
		return e;
	for (const struct policy_key *key = keys + 1; key->name; key++)
		if (json_object_object_get_ex(value, key->name, NULL))
			return 0;
	policy_report_error(&r->report, "no condition, so everything would be "
					"allowed (items, exe, users, actions)");
	return 0;
}

/* Watches */

static int read_watch_path(struct policy_reader *r, json_object *value,
			   void *into)
{
	struct policy_watch *watch = into;

	return policy_value_text(r, value, &policy_text_path, &watch->path);
}

static int read_watch_item(struct policy_reader *r, json_object *value,
			   void *into)
{
	struct policy_watch *watch = into;

	return policy_value_text(r, value, &policy_text_own_item, &watch->item);
}

static int read_watch_title(struct policy_reader *r, json_object *value,
			    void *into)
{
	struct policy_watch *watch = into;

	return policy_value_text(r, value, &policy_text_line, &watch->title);
}

int policy_entry_watch(struct policy_reader *r, json_object *value, void *into)
{
	static const struct policy_key keys[] = {
		{ "path", read_watch_path, true },
		{ "item", read_watch_item, true },
		{ "title", read_watch_title, true },
		{ NULL, NULL, false },
	};

	return policy_value_object(r, value, keys, into);
}

/* Outputs */

static int read_output_type(struct policy_reader *r, json_object *value,
			    void *into)
{
	struct output_reading *reading = into;
	size_t type = SIZE_MAX;
	int e = policy_value_word(r, value, &output_word, &type);

	reading->has_type = type != SIZE_MAX;
	if (reading->has_type)
		reading->output->type = (enum policy_output_type)type;
	return e;
}

static int read_output_path(struct policy_reader *r, json_object *value,
			    void *into)
{
	struct output_reading *reading = into;

	return policy_value_text(r, value, &policy_text_path,
				 &reading->output->path);
}

static int read_output_format(struct policy_reader *r, json_object *value,
			      void *into)
{
	struct output_reading *reading = into;
	size_t format = SIZE_MAX;
	int e = policy_value_word(r, value, &format_word_kind, &format);

	if (e < 0 || format == SIZE_MAX)
		return e;
	reading->output->format = strdup(format_word(format));
	return reading->output->format ? 0 : -ENOMEM;
}

/* A file and a socket have a path, which the others have not. */
static void judge_output(struct policy_reader *r,
			 const struct policy_output *output, bool has_path)
{
	bool takes_path = output->type == POLICY_OUTPUT_FILE ||
			  output->type == POLICY_OUTPUT_UNIX;
	size_t mark = policy_report_enter(&r->report, VIEW("path"));

	if (takes_path && !has_path)
		policy_report_error(&r->report, "missing");
	if (!takes_path && has_path)
		policy_report_error(&r->report,
				    "an output of type \"%s\" has none",
				    policy_output_word(output->type));
	if (output->type == POLICY_OUTPUT_UNIX && output->path &&
	    strlen(output->path) > MAX_SOCKET_PATH)
		policy_report_error(&r->report,
				    "%zu bytes, a socket's path has at most "
				    "%zu",
				    strlen(output->path), MAX_SOCKET_PATH);
	policy_report_leave(&r->report, mark);
}

int policy_entry_output(struct policy_reader *r, json_object *value, void *into)
{
	static const struct policy_key keys[] = {
		{ "type", read_output_type, true },
		{ "path", read_output_path, false },
		{ "format", read_output_format, true },
		{ NULL, NULL, false },
	};
	struct output_reading reading = { .output = into };
	int e = policy_value_object(r, value, keys, &reading);

	if (e == 0 && reading.has_type)
		judge_output(r, reading.output,
			     json_object_object_get_ex(value, "path", NULL));
	return e;
}
