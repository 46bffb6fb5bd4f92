// SPDX-License-Identifier: BSD-2-Clause
#include "policy_tree.h"

#include <errno.h>
#include <json-c/json_c_version.h>
#include <json-c/json_visit.h>

#include "cleanup.h"
#include "policy.h"
#include "policy_scan.h"

static void cleanup_tokener(json_tokener **tokener)
{
	if (*tokener)
		json_tokener_free(*tokener);
}

/* json-c says so from 0.17 on; before, see is_whole(). */
static bool lacked_memory(enum json_tokener_error error)
{
#if JSON_C_VERSION_NUM >= 0x1100
	return error == json_tokener_error_memory;
#else
	(void)error;
	return false;
#endif
}

/* 0, -ENOMEM, or -EINVAL with a report. */
static int build(struct view text, struct policy_report *report,
		 json_tokener *tokener, json_object **ret)
{
	enum json_tokener_error error;
	json_object *tree;

	tree = json_tokener_parse_ex(tokener, text.data, (int)text.size);
	error = json_tokener_get_error(tokener);
	if (error == json_tokener_continue) { /* may a number go on? no */
		tree = json_tokener_parse_ex(tokener, "\n", 1);
		error = json_tokener_get_error(tokener);
	}
	if (error == json_tokener_success) {
		*ret = tree;
		return 0;
	}
	if (lacked_memory(error))
		return -ENOMEM;
	policy_report_error(report, "json-c: %s",
			    json_tokener_error_desc(error));
	return -EINVAL;
}

static int count_value(json_object *value, int flags, json_object *parent,
		       const char *key, size_t *index, void *user)
{
	size_t *count = user;

	(void)value;
	(void)parent;
	(void)key;
	(void)index;
	if (!(flags & JSON_C_VISIT_SECOND))
		++*count;
	return JSON_C_VISIT_RETURN_CONTINUE;
}

/* Is everything there?  json-c 0.16 ignores that a member could not be added
 * to its object for want of memory; what then lacks might be the rule that
 * keeps somebody out.  A tree is no deeper than POLICY_MAX_DEPTH + 1. */
static bool is_whole(json_object *tree, size_t values)
{
	size_t count = 0;

	if (json_c_visit(tree, 0, count_value, &count) < 0)
		return false;
	return count == values;
}

int policy_tree_parse(struct view text, struct policy_report *report,
		      json_object **ret)
{
	__attribute__((cleanup(cleanup_tokener))) json_tokener *tokener = NULL;
	autotree json_object *tree = NULL;
	size_t values = 0;
	int r;

	/* This is strict, so that json-c need not be: as JSON_TOKENER_STRICT
	 * 0.18 takes what is not ASCII for a control character, and refuses
	 * numbers that do not fit (json_tokener.c, "c <= 0x1f", ERANGE). */
	r = policy_scan(text, report, &values);
	if (r < 0)
		return r;
	/* json-c counts the value in the innermost object as a level */
	tokener = json_tokener_new_ex(POLICY_MAX_DEPTH + 1);
	if (!tokener)
		return -ENOMEM;
	r = build(text, report, tokener, &tree);
	if (r < 0)
		return r;
	/* of a repeated key one value is lost by nature, and reported */
	if (report->count == 0 && !is_whole(tree, values))
		return -ENOMEM;
	*ret = take(tree);
	return 0;
}

static int add_absent(json_object *object, json_object *defaults)
{
	json_object_object_foreach(defaults, key, value)
	{
		json_object *ours;

		if (strcmp(key, "version") == 0 ||
		    json_object_object_get_ex(object, key, NULL))
			continue;
		ours = json_object_get(value);
		if (json_object_object_add(object, key, ours) < 0) {
			json_object_put(ours);
			return -ENOMEM;
		}
	}
	return 0;
}

int policy_tree_complete(json_object *tree, json_object *defaults)
{
	int r;

	if (!json_object_is_type(tree, json_type_object))
		return 0;
	r = add_absent(tree, defaults);
	if (r < 0)
		return r;
	json_object_object_foreach(defaults, key, value)
	{
		json_object *ours = json_object_object_get(tree, key);

		if (!json_object_is_type(value, json_type_object) ||
		    !json_object_is_type(ours, json_type_object) ||
		    ours == value)
			continue;
		r = add_absent(ours, value);
		if (r < 0)
			return r;
	}
	return 0;
}
