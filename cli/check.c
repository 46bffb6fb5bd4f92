// SPDX-License-Identifier: BSD-2-Clause
/*
 * dockwarden check: does this host, or the one whose files lie below a
 * directory, comply with the baseline?
 */
#include "check_item.h"

#include <errno.h>

#include "check_report.h"
#include "check_users.h"
#include "cleanup.h"
#include "command.h"
#include "daemon.h"
#include "host_policy.h"
#include "item.h"

#define MAX_ITEMS 32 /* bits of a choice */

static const struct check_item items[] = {
	{ "SSE_SEC_APP_DOCKER_03",
	  "Only trusted users control the Docker daemon", true, check_users },
};

#define ITEM_COUNT (sizeof(items) / sizeof(items[0]))
_Static_assert(ITEM_COUNT <= MAX_ITEMS, "a choice is one word of bits");

#define ONLY                                                             \
	"this version checks SSE_SEC_APP_DOCKER_03 only, not the other " \
	"items of the baseline"

const struct check_item *check_item_at(size_t i)
{
	return i < ITEM_COUNT ? &items[i] : NULL;
}

int check_item_find(const char *id)
{
	for (size_t i = 0; i < ITEM_COUNT; i++)
		if (strcmp(items[i].id, id) == 0)
			return (int)i;
	return -1;
}

struct request {
	uint32_t chosen; /* bit i: row i; 0: all */
	const struct check_format *format;
	const char *root; /* NULL: this host */
	const char *policy;
};

static int set_item(void *target, const char *value, struct errmsg *err)
{
	struct request *request = target;
	char id[ITEM_SIZE];
	int i, r = item_parse(value, id, err);

	if (r < 0)
		return r;
	i = check_item_find(id);
	if (i < 0)
		return errmsg_set(err, -EINVAL, "no check of \"%s\": " ONLY,
				  value);
	request->chosen |= UINT32_C(1) << i;
	return 0;
}

static int set_format(void *target, const char *value, struct errmsg *err)
{
	struct request *request = target;
	autobuf struct buf known;

	buf_init(&known, sizeof(err->text));
	request->format = check_format_find(value);
	if (request->format)
		return 0;
	for (size_t i = 0; check_format_at(i); i++)
		buf_printf(&known, "%s%s", i ? ", " : "",
			   check_format_at(i)->name);
	return errmsg_set(err, -EINVAL, "unknown format \"%s\" (%.*s)", value,
			  (int)known.size, known.data);
}

static int set_root(void *target, const char *value, struct errmsg *err)
{
	struct request *request = target;

	if (!*value)
		return errmsg_set(err, -EINVAL, "no directory");
	request->root = value;
	return 0;
}

static int set_policy(void *target, const char *value, struct errmsg *err)
{
	struct request *request = target;

	if (!*value)
		return errmsg_set(err, -EINVAL, "no file name given");
	request->policy = value;
	return 0;
}

enum { ROW_ITEM };

static const struct option rows[] = {
	[ROW_ITEM] = { "item", "ID",
		       "only this item, such as 03; may be "
		       "given more than once",
		       set_item },
	{ "format", "FORMAT", "text (the default), json or junit", set_format },
	{ "root", "DIR", "check the host whose files are below DIR", set_root },
	{ "policy", "FILE", "who is trusted, instead of " HOST_POLICY_FILE,
	  set_policy },
};

static const struct options check_options = {
	.command = "check",
	.operands = "",
	.about = "Says for each item whether the host complies: PASS, FAIL, "
		 "WARN, N/A, or UNKNOWN\n"
		 "where it could not be read; with what was found, and what "
		 "to do.  Changes nothing.\n",
	.rows = rows,
	.count = sizeof(rows) / sizeof(rows[0]),
	.repeated = UINT32_C(1) << ROW_ITEM,
	.after = "Exit status: 0 no required item fails, 1 one does, "
		 "2 trouble.\n",
};

static int print(const struct request *request,
		 const struct check_result *results, size_t count)
{
	autobuf struct buf out;
	int status;

	buf_init(&out, CHECK_REPORT_MAX);
	request->format->print(results, count, &out);
	for (size_t i = 0; i < count; i++)
		if (results[i].error)
			out.error = results[i].error;
	if (buf_error(&out)) {
		command_say("the report cannot be made: %s",
			    strerror(-buf_error(&out)));
		return STATUS_TROUBLE;
	}
	status = command_print(buf_view(&out));
	for (size_t i = 0; status == STATUS_NOTHING && i < count; i++)
		if (results[i].required &&
		    check_result_status(&results[i]) == CHECK_FAIL)
			status = STATUS_FOUND;
	return status;
}

static int run(const struct request *request, const struct check_host *host)
{
	struct check_result results[ITEM_COUNT];
	size_t count = 0;
	int status;

	for (size_t i = 0; i < ITEM_COUNT; i++) {
		if (request->chosen && !(request->chosen & (UINT32_C(1) << i)))
			continue;
		check_result_init(&results[count], items[i].id, items[i].title,
				  items[i].required);
		items[i].run(host, &results[count++]);
	}
	status = print(request, results, count);
	for (size_t i = 0; i < count; i++)
		check_result_done(&results[i]);
	return status;
}

static int load_policy(const struct request *request, struct policy **ret)
{
	bool built_in;

	if (request->root && !request->policy)
		return host_policy_load_below(request->root, &built_in, ret);
	return host_policy_load(request->policy, &built_in, ret);
}

int check_command(int argc, char **argv)
{
	struct words words = { .list = argv + 1, .count = (size_t)argc - 1 };
	struct request request = { .format = check_format_at(0) };
	autohost struct check_host host = { .root = -1 };
	autopolicy struct policy *policy = NULL;
	autodaemon struct daemon *daemon = NULL;
	int status, r;

	if (!command_parse(&check_options, &words, &request, &status))
		return status;
	r = check_host_init(&host, request.root);
	if (r < 0) {
		command_say("%s: %s", request.root ? request.root : "/",
			    strerror(-r));
		return STATUS_TROUBLE;
	}
	if (load_policy(&request, &policy) < 0)
		return STATUS_TROUBLE;
	host.policy = policy;
	host.daemon = &daemon;
	if (!request.chosen)
		command_say(ONLY);
	return run(&request, &host);
}
