// SPDX-License-Identifier: BSD-2-Clause
/*
 * daemon.json, as dockerd reads it (daemon/config/config.go of moby; tried
 * with 20.10):
 *   - a value of a wrong type ("icc": "false"), a key that is no option
 *     ("ICC"), and what is given as a flag too: it does not start;
 *   - of a key that stands twice the last one counts, and what follows the
 *     object is not read;
 *   - a boolean that is null is false, whatever its default;
 *   - a boolean in an object that is no option's ("x": {"iptables": false})
 *     counts as if it stood outside;
 *   - a key that is a flag's name ("insecure-registry") is taken, and sets
 *     nothing.
 */
#include <errno.h>
#include <json-c/json.h>

#include "cleanup.h"
#include "daemon_parts.h"
#include "policy_tree.h"
#include "printable.h"

#define MAX_MESSAGES 4096
#define MAX_LENIENT_DEPTH 32

/* Options whose value is an object that is theirs alone. */
static const char *const objects[] = {
	"cluster-store-opts", "log-opts", "runtimes", "default-ulimits",
	"features",	      "builder",  "proxies",  "default-network-opts",
};

#define COUNT(list) (sizeof(list) / sizeof(list[0]))

static const char *type_name(json_object *value)
{
	switch (json_object_get_type(value)) {
	case json_type_null:
		return "null";
	case json_type_boolean:
		return "true or false";
	case json_type_double:
	case json_type_int:
		return "a number";
	case json_type_object:
		return "an object";
	case json_type_array:
		return "a list";
	case json_type_string:
		break;
	}
	return "a string";
}

static int wrong_type(struct daemon_source *source, enum daemon_option option,
		      json_object *value, const char *wanted)
{
	return daemon_flaw(source, option, true,
			   "\"%s\" has to be %s, and is %s: dockerd does not "
			   "start with it",
			   daemon_rows[option].key, wanted, type_name(value));
}

/* "icc": false, as the file has it but for blanks; of a list of several, the
 * one. */
static int set(struct daemon_source *source, enum daemon_option option,
	       struct view value, json_object *as_is)
{
	autobuf struct buf where;
	const char *text = json_object_to_json_string_ext(
		as_is,
		JSON_C_TO_STRING_SPACED | JSON_C_TO_STRING_NOSLASHESCAPE);

	bool one = daemon_rows[option].kind == DAEMON_KIND_LIST &&
		   json_object_is_type(as_is, json_type_string);

	buf_init(&where, DAEMON_MAX_FILE * 8);
	buf_printf(&where, "\"%s\": ", daemon_rows[option].key);
	if (one)
		buf_add_text(&where, "[ ... ");
	buf_add_text(&where, text ? text : "");
	if (one)
		buf_add_text(&where, " ... ]");
	if (buf_error(&where) == -ENOMEM)
		return -ENOMEM;
	return daemon_set(source, option, value, buf_view(&where), true);
}

static struct view text_of(json_object *value)
{
	return view_from(json_object_get_string(value),
			 (size_t)json_object_get_string_len(value));
}

static int set_flag(struct daemon_source *source, enum daemon_option option,
		    json_object *value)
{
	if (value && !json_object_is_type(value, json_type_boolean))
		return wrong_type(source, option, value, "true or false");
	return set(source, option,
		   json_object_get_boolean(value) ? VIEW("true") :
						    VIEW("false"),
		   value);
}

static int set_text(struct daemon_source *source, enum daemon_option option,
		    json_object *value)
{
	if (!value)
		return 0;
	if (!json_object_is_type(value, json_type_string))
		return wrong_type(source, option, value, "a string");
	return set(source, option, text_of(value), value);
}

static int set_list(struct daemon_source *source, enum daemon_option option,
		    json_object *value)
{
	int r = 0;

	if (!value)
		return 0;
	if (!json_object_is_type(value, json_type_array))
		return wrong_type(source, option, value, "a list of strings");
	for (size_t i = 0; r == 0 && i < json_object_array_length(value); i++) {
		json_object *entry = json_object_array_get_idx(value, i);

		r = json_object_is_type(entry, json_type_string) ?
			    set(source, option, text_of(entry),
				json_object_array_length(value) > 1 ? entry :
								      value) :
			    wrong_type(source, option, entry,
				       "a list of strings");
	}
	return r;
}

/* "runtimes": { "crun": { "path": "/usr/bin/crun" } } */
static int set_runtimes(struct daemon_source *source, json_object *value)
{
	int r = 0;

	if (!value)
		return 0;
	if (!json_object_is_type(value, json_type_object))
		return wrong_type(source, DAEMON_OPTION_RUNTIME, value,
				  "an object");
	json_object_object_foreach(value, name, runtime)
	{
		autobuf struct buf pair;
		json_object *path;

		buf_init(&pair, DAEMON_MAX_FILE);
		if (r < 0 ||
		    !json_object_object_get_ex(runtime, "path", &path) ||
		    !json_object_is_type(path, json_type_string))
			continue;
		buf_add_text(&pair, name);
		buf_add_byte(&pair, '=');
		buf_add(&pair, text_of(path));
		r = buf_error(&pair);
		if (r == 0)
			r = set(source, DAEMON_OPTION_RUNTIME, buf_view(&pair),
				runtime);
	}
	return r;
}

static int find_key(const char *key)
{
	for (size_t i = 0; i < DAEMON_OPTION_COUNT; i++)
		if (daemon_rows[i].key &&
		    (strcmp(key, daemon_rows[i].key) == 0 ||
		     (daemon_rows[i].older &&
		      strcmp(key, daemon_rows[i].older) == 0)))
			return (int)i;
	return -1;
}

static int set_option(struct daemon_source *source, enum daemon_option option,
		      json_object *value)
{
	if (option == DAEMON_OPTION_RUNTIME)
		return set_runtimes(source, value);
	switch (daemon_rows[option].kind) {
	case DAEMON_KIND_FLAG:
		return set_flag(source, option, value);
	case DAEMON_KIND_LIST:
		return set_list(source, option, value);
	case DAEMON_KIND_TEXT:
		break;
	}
	return set_text(source, option, value);
}

/* A key that looks as if it set an option, and does not. */
static int judge_unknown(struct daemon_source *source, const char *key)
{
	for (size_t i = 0; i < DAEMON_OPTION_COUNT; i++) {
		const struct daemon_row *row = &daemon_rows[i];

		if (row->key && strcasecmp(key, row->key) == 0)
			return daemon_flaw(source, (enum daemon_option)i, true,
					   "key %s is not \"%s\": dockerd does "
					   "not start with it",
					   policy_quote(view_of(key)).text,
					   row->key);
		if (row->key && strcmp(key, row->flag) == 0)
			return daemon_flaw(source, (enum daemon_option)i, false,
					   "key \"%s\" sets nothing; in "
					   "daemon.json it is \"%s\"",
					   row->flag, row->key);
	}
	return 0;
}

static bool is_plain_object(const char *key, json_object *value)
{
	if (!json_object_is_type(value, json_type_object))
		return false;
	for (size_t i = 0; i < COUNT(objects); i++)
		if (strcmp(key, objects[i]) == 0)
			return false;
	return true;
}

/* The booleans of an object that is no option's. */
static int set_nested(struct daemon_source *source, const char *name,
		      json_object *object)
{
	int r = 0;

	json_object_object_foreach(object, key, value)
	{
		int option = find_key(key);

		if (r < 0 || option < 0 ||
		    daemon_rows[option].kind != DAEMON_KIND_FLAG)
			continue;
		r = daemon_flaw(source, (enum daemon_option)option, false,
				"\"%s\" stands in the object %s; dockerd takes "
				"it as if it stood outside",
				key, policy_quote(view_of(name)).text);
		if (r == 0)
			r = set_flag(source, (enum daemon_option)option, value);
	}
	return r;
}

static int read_tree(struct daemon_source *source, json_object *tree)
{
	int r = 0;

	json_object_object_foreach(tree, key, value)
	{
		int option = find_key(key);

		if (r < 0)
			break;
		if (option >= 0)
			r = set_option(source, (enum daemon_option)option,
				       value);
		else if (is_plain_object(key, value))
			r = set_nested(source, key, value);
		else
			r = judge_unknown(source, key);
	}
	return r;
}

/* The messages about the text, each a flaw. */
static int report(struct daemon_source *source, struct view messages,
		  bool fatal)
{
	int r = 0;

	while (r == 0 && messages.size) {
		const char *end = memchr(messages.data, '\n', messages.size);
		size_t size =
			end ? (size_t)(end - messages.data) : messages.size;

		r = daemon_flaw(source, DAEMON_OPTION_COUNT, fatal, "%.*s",
				(int)size, messages.data);
		messages = view_skip(messages, size + 1);
	}
	return r;
}

/* The length of the first value of the text, as json-c finds it. */
static size_t first_value(struct view text)
{
	json_tokener *tokener = json_tokener_new_ex(MAX_LENIENT_DEPTH);
	json_object *tree;
	size_t end = 0;

	if (!tokener)
		return 0;
	tree = json_tokener_parse_ex(tokener, text.data, (int)text.size);
	if (json_tokener_get_error(tokener) == json_tokener_success)
		end = json_tokener_get_parse_end(tokener);
	json_object_put(tree);
	json_tokener_free(tokener);
	return end;
}

static int parse(struct view text, const char *name, struct buf *messages,
		 json_object **ret)
{
	__attribute__((
		cleanup(cleanup_policy_report))) struct policy_report report;

	policy_report_init(&report, name, messages);
	return policy_tree_parse(text, &report, ret);
}

/* 0, -EBADMSG where it is no JSON, -ENOMEM.  What follows the first value is
 * not dockerd's concern; it is ours. */
static int parse_first(struct daemon_source *source, struct view text,
		       json_object **ret)
{
	autobuf struct buf messages, again;
	size_t end;
	int r;

	buf_init(&messages, MAX_MESSAGES);
	buf_init(&again, MAX_MESSAGES);
	r = parse(text, source->config, &messages, ret);
	if (r == 0)
		return report(source, buf_view(&messages), false);
	if (r != -EINVAL)
		return r;
	end = first_value(text);
	if (end == 0 || end >= text.size ||
	    parse(view_from(text.data, end), source->config, &again, ret) < 0) {
		r = report(source, buf_view(&messages), true);
		return r < 0 ? r : -EBADMSG;
	}
	return daemon_flaw(source, DAEMON_OPTION_COUNT, false,
			   "%s: something follows its JSON, which dockerd "
			   "does not read",
			   source->config);
}

int daemon_file(struct daemon_source *source, struct view text)
{
	autotree json_object *tree = NULL;
	int r = text.size > DAEMON_MAX_FILE ? -EFBIG :
					      parse_first(source, text, &tree);

	if (r == 0 && !json_object_is_type(tree, json_type_object)) {
		r = daemon_flaw(source, DAEMON_OPTION_COUNT, true,
				"it is %s, not an object: dockerd does not "
				"start with it",
				type_name(tree));
		if (r == 0)
			r = -EBADMSG;
	}
	return r < 0 ? r : read_tree(source, tree);
}
