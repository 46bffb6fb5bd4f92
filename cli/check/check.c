// SPDX-License-Identifier: BSD-2-Clause
/*
 * dockwarden check: does this host, or the one whose files lie below a
 * directory, comply with the baseline?
 */
#include <errno.h>

#include "check_audit.h"
#include "check_item.h"
#include "check_report.h"
#include "cleanup.h"
#include "command.h"
#include "host_policy.h"
#include "item.h"
#include "rule_list.h"

#define MAX_WORDS ((size_t)4096) /* bytes of a message */

struct request {
	uint32_t chosen; /* bit i: row i of the items; 0: all */
	bool only_level, required;
	const struct check_format *format;
	const char *root; /* NULL: this host */
	const char *policy;
	bool deep;
};

/* Says which items this version checks, unless it is all: then "". */
static void missing_items(const char *before, struct buf *out)
{
	buf_add_text(out, before);
	if (!check_item_missing(out))
		buf_reset(out);
}

static int set_item(void *target, const char *value, struct errmsg *err)
{
	struct request *request = target;
	autobuf struct buf missing;
	char id[ITEM_SIZE];
	int i, r;

	buf_init(&missing, MAX_WORDS);
	r = item_parse(value, id, err);
	if (r < 0)
		return r;
	i = check_item_find(id);
	if (i >= 0 && check_item_at((size_t)i)->run) {
		request->chosen |= UINT32_C(1) << i;
		return 0;
	}
	missing_items(": ", &missing);
	return errmsg_set(err, -EINVAL, "no check of \"%s\"%.*s", value,
			  (int)missing.size, missing.size ? missing.data : "");
}

static int set_level(void *target, const char *value, struct errmsg *err)
{
	struct request *request = target;

	for (int required = 0; required < 2; required++)
		if (strcmp(value, check_level_name(required)) == 0) {
			request->only_level = true;
			request->required = required;
			return 0;
		}
	return errmsg_set(err, -EINVAL,
			  "unknown level \"%s\" (required, recommended)",
			  value);
}

static int set_deep(void *target, const char *value, struct errmsg *err)
{
	struct request *request = target;

	(void)value;
	(void)err;
	request->deep = true;
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
		       "only this item, such as 03, told in full; may "
		       "be given more than once",
		       set_item },
	{ "level", "LEVEL", "only items that are required, or recommended",
	  set_level },
	{ "format", "FORMAT", "text (the default), json or junit", set_format },
	{ "root", "DIR", "check the host whose files are below DIR", set_root },
	{ "policy", "FILE", "who is trusted, instead of " HOST_POLICY_FILE,
	  set_policy },
	{ "deep", NULL, "search all local file systems, however long it takes",
	  set_deep },
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
		 const struct check_report *report)
{
	autobuf struct buf out;
	int status;

	buf_init(&out, CHECK_REPORT_MAX);
	request->format->print(report, &out);
	for (size_t i = 0; i < report->count; i++)
		if (report->results[i].error)
			out.error = report->results[i].error;
	if (buf_error(&out)) {
		command_say("the report cannot be made: %s",
			    strerror(-buf_error(&out)));
		return STATUS_TROUBLE;
	}
	status = command_print(buf_view(&out));
	for (size_t i = 0; status == STATUS_NOTHING && i < report->count; i++)
		if (report->results[i].required &&
		    check_result_status(&report->results[i]) == CHECK_FAIL)
			status = STATUS_FOUND;
	return status;
}

static bool is_wanted(const struct request *request, size_t i)
{
	const struct check_item *item = check_item_at(i);

	if (request->chosen && !(request->chosen & (UINT32_C(1) << i)))
		return false;
	if (request->only_level && request->required != item->required)
		return false;
	return item->run != NULL;
}

static size_t run_items(const struct request *request,
			const struct check_host *host,
			struct check_result *results)
{
	const struct check_item *item;
	size_t count = 0;

	for (size_t i = 0; (item = check_item_at(i)) != NULL; i++) {
		struct check_result *result = &results[count];

		if (!is_wanted(request, i))
			continue;
		check_result_init(result, item->id, check_item_title(item),
				  item->required);
		result->cis = item->cis;
		result->cis_old = item->cis_old;
		check_host_set_lack(host, 0);
		item->run(host, result);
		if (check_host_lack(host) < 0)
			check_result_doubt(result, check_host_lack(host));
		count++;
	}
	return count;
}

static int run(const struct request *request, const struct check_host *host)
{
	struct check_result results[CHECK_MAX_ITEMS];
	const struct check_report report = {
		.results = results,
		.count = run_items(request, host, results),
		.host = host->name,
		.colours = command_colours(),
		.full = request->chosen != 0,
	};
	int status = print(request, &report);

	for (size_t i = 0; i < report.count; i++)
		check_result_done(&results[i]);
	return status;
}

static void say_missing(const struct request *request)
{
	autobuf struct buf missing;

	buf_init(&missing, MAX_WORDS);
	missing_items("", &missing);
	if (!request->chosen && missing.size)
		command_say("%.*s", (int)missing.size, missing.data);
}

/* The items ask for the rules; what becomes of the records is beside them. */
static void say_unheard(const struct request *request,
			const struct check_host *host)
{
	const struct check_item *item;

	for (size_t i = 0; (item = check_item_at(i)) != NULL; i++)
		if (item->run == check_audit && is_wanted(request, i)) {
			if (check_audit_is_unheard(host))
				command_say(RULE_LIST_UNHEARD ": start auditd");
			return;
		}
}

int check_command(int argc, char **argv)
{
	struct words words = { .list = argv + 1, .count = (size_t)argc - 1 };
	struct request request = { .format = check_format_at(0) };
	autohost struct check_host host = { .root = -1 };
	autopolicy struct policy *policy = NULL;
	int status;

	if (!command_parse(&check_options, &words, &request, &status))
		return status;
	if (host_policy_open(request.root, request.policy, &host, &policy) < 0)
		return STATUS_TROUBLE;
	host.deep = request.deep;
	say_missing(&request);
	status = run(&request, &host);
	say_unheard(&request, &host);
	return status;
}
