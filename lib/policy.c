// SPDX-License-Identifier: BSD-2-Clause
#include "policy.h"

#include <errno.h>
#include <stdlib.h>

#include "cleanup.h"
#include "path.h"
#include "policy_read.h"
#include "policy_tree.h"
#include "trusted_file.h"

/* of a path, its normal form */
#define SCRATCH_BYTES ((size_t)4 * PATH_MAX_BYTES)
#define DEFAULT_ERRORS 4096

/* dockwarden.json(5) quotes it. */
static const char default_text[] =
	"{\n"
	"  \"version\": 1,\n"
	"  \"docker_groups\": [\"docker\"],\n"
	"  \"trusted\": { \"users\": [\"root\"], \"groups\": [] },\n"
	"  \"login\": { \"action\": \"deny\", \"message\": "
	"\"Docker access for this account needs approval.\" },\n"
	"  \"allow\": [],\n"
	"  \"watch\": [],\n"
	"  \"outputs\": [\n"
	"    { \"type\": \"file\", "
	"\"path\": \"/var/log/dockwarden/alerts.json\", "
	"\"format\": \"ecs\" }\n"
	"  ]\n"
	"}\n";

static void free_texts(char **texts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(texts[i]);
	free(texts);
}

static void free_users(struct policy_user *users, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(users[i].name);
	free(users);
}

static void free_rules(struct policy_allow *rules, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(rules[i].name);
		free_texts(rules[i].items, rules[i].item_count);
		free_texts(rules[i].exe, rules[i].exe_count);
		free_users(rules[i].users, rules[i].user_count);
	}
	free(rules);
}

static void free_watches(struct policy_watch *watches, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(watches[i].path);
		free(watches[i].item);
		free(watches[i].title);
	}
	free(watches);
}

static void free_outputs(struct policy_output *outputs, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(outputs[i].path);
		free(outputs[i].format);
	}
	free(outputs);
}

void policy_free(struct policy *p)
{
	if (!p)
		return;
	free_texts(p->docker_groups, p->docker_group_count);
	free_users(p->trusted_users, p->trusted_user_count);
	free_texts(p->trusted_groups, p->trusted_group_count);
	free(p->trusted_member_uids);
	free(p->login_message);
	free_rules(p->allow, p->allow_count);
	free_watches(p->watch, p->watch_count);
	free_outputs(p->outputs, p->output_count);
	free(p);
}

static void cleanup_reader(struct policy_reader *r)
{
	policy_report_done(&r->report);
	scratch_done(&r->scratch);
}

/* The tree of the text, with the built-in value of each key that it lacks. */
static int whole_tree(struct view text, struct policy_report *report,
		      json_object **ret)
{
	autotree json_object *tree = NULL;
	autotree json_object *defaults = NULL;
	int r;

	r = policy_tree_parse(text, report, &tree);
	if (r < 0)
		return r;
	r = policy_tree_parse(policy_default_text(), report, &defaults);
	if (r < 0)
		return r;
	r = policy_tree_complete(tree, defaults);
	if (r < 0)
		return r;
	*ret = take(tree);
	return 0;
}

/* 0, -EINVAL (reported) or -ENOMEM. */
static int parse(struct policy_reader *reader, struct view text,
		 struct policy **ret)
{
	autotree json_object *tree = NULL;
	autopolicy struct policy *p = NULL;
	int r;

	if (text.size > POLICY_MAX_BYTES) {
		policy_report_error(&reader->report, "%zu bytes, at most %zu",
				    text.size, POLICY_MAX_BYTES);
		return -EINVAL;
	}
	r = whole_tree(text, &reader->report, &tree);
	if (r < 0)
		return r;
	p = calloc(1, sizeof(*p));
	if (!p)
		return -ENOMEM;
	r = policy_read(reader, tree, p);
	if (r < 0)
		return r;
	r = policy_report_result(&reader->report);
	if (r < 0)
		return r;
	*ret = take(p);
	return 0;
}

int policy_parse(struct view text, const char *name, struct buf *errors,
		 struct policy **ret)
{
	__attribute__((cleanup(cleanup_reader))) struct policy_reader reader = {
		.scratch = { .data = NULL }
	};
	int r;

	policy_report_init(&reader.report, name, errors);
	r = scratch_init(&reader.scratch, SCRATCH_BYTES);
	if (r < 0)
		return r;
	r = parse(&reader, text, ret);
	/* a message that could not be written is more than a bad policy */
	return r == -EINVAL ? policy_report_result(&reader.report) : r;
}

int policy_load(const char *path, uint32_t also_owner, struct buf *errors,
		struct policy **ret)
{
	__attribute__((
		cleanup(cleanup_policy_report))) struct policy_report report;
	struct errmsg err = { "" };
	autobuf struct buf text;
	int r;

	policy_report_init(&report, path, errors);
	buf_init(&text, POLICY_MAX_BYTES);
	r = trusted_file_read(path, also_owner, &text, &err);
	if (r < 0) {
		policy_report_error(&report, "%s", err.text);
		return r;
	}
	return policy_parse(buf_view(&text), path, errors, ret);
}

struct view policy_default_text(void)
{
	return view_from(default_text, sizeof(default_text) - 1);
}

int policy_default(struct policy **ret)
{
	autobuf struct buf errors;

	buf_init(&errors, DEFAULT_ERRORS);
	return policy_parse(policy_default_text(), "built-in policy", &errors,
			    ret);
}
