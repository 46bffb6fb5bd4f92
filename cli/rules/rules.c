// SPDX-License-Identifier: BSD-2-Clause
/*
 * dockwarden rules: the audit rules for this host, whether the kernel has
 * them, and loading them.
 */
#include "rules.h"

#include <errno.h>
#include <limits.h>

#include "cleanup.h"
#include "command.h"
#include "host_policy.h"
#include "rule_list.h"
#include "rule_print.h"
#include "runtimes.h"

#define MAX_LISTING ((size_t)64 << 20) /* bytes */

enum mode { MODE_PRINT, MODE_CHECK, MODE_LOAD, MODE_LIST };

struct request {
	enum mode mode;
	enum rule_profile profile;
	const char *root; /* NULL: this host */
	const char *policy;
};

static int set_profile(void *target, const char *value, struct errmsg *err)
{
	struct request *request = target;

	if (rule_profile_find(value, &request->profile))
		return 0;
	return errmsg_set(err, -EINVAL,
			  "unknown profile \"%s\" (baseline, full)", value);
}

static int set_mode(struct request *request, enum mode mode, struct errmsg *err)
{
	if (request->mode != MODE_PRINT)
		return errmsg_set(err, -EINVAL,
				  "one of --check, --load and --list");
	request->mode = mode;
	return 0;
}

static int set_check(void *target, const char *value, struct errmsg *err)
{
	(void)value;
	return set_mode(target, MODE_CHECK, err);
}

static int set_load(void *target, const char *value, struct errmsg *err)
{
	(void)value;
	return set_mode(target, MODE_LOAD, err);
}

static int set_list(void *target, const char *value, struct errmsg *err)
{
	(void)value;
	return set_mode(target, MODE_LIST, err);
}

static int set_text(const char **text, const char *value, struct errmsg *err)
{
	if (!*value)
		return errmsg_set(err, -EINVAL, "no name given");
	*text = value;
	return 0;
}

static int set_root(void *target, const char *value, struct errmsg *err)
{
	return set_text(&((struct request *)target)->root, value, err);
}

static int set_policy(void *target, const char *value, struct errmsg *err)
{
	return set_text(&((struct request *)target)->policy, value, err);
}

static const struct option rows[] = {
	{ "profile", "PROFILE",
	  "baseline (the default), or full: also what no watch sees",
	  set_profile },
	{ "check", NULL, "say of each object whether its changes are recorded",
	  set_check },
	{ "load", NULL, "load the rules into the kernel", set_load },
	{ "list", NULL, "print the rules that the kernel has, as they are",
	  set_list },
	{ "root", "DIR", "the host whose files are below DIR", set_root },
	{ "policy", "FILE",
	  "what the site watches, instead of " HOST_POLICY_FILE, set_policy },
};

static const struct options rules_options = {
	.command = "rules",
	.operands = "",
	.about = "Prints the audit rules for this host, a file for "
		 "/etc/audit/rules.d:\n"
		 "  dockwarden rules > /etc/audit/rules.d/"
		 "20-dockwarden.rules && augenrules --load\n",
	.rows = rows,
	.count = sizeof(rows) / sizeof(rows[0]),
	.after = "Exit status: 0 done, and all is recorded; 1 something is "
		 "not, or was refused;\n2 trouble.\n",
};

/* podman is in the full profile.  What Kubernetes and CRI-O configure is no
 * matter of a Docker baseline. */
static bool is_watched(enum runtime runtime)
{
	return runtime != RUNTIME_KUBERNETES && runtime != RUNTIME_CRIO;
}

/* Which container software the rules are for, and which they are not. */
static void add_runtimes(const struct check_host *host, struct buf *out)
{
	const struct runtimes *runtimes;
	size_t count = 0;

	if (runtimes_of(host, &runtimes) < 0)
		return;
	for (int i = 0; i < RUNTIME_COUNT; i++) {
		enum runtime runtime = (enum runtime)i;

		if (!runtimes_has(runtimes, runtime))
			continue;
		buf_printf(out, "%s%s (%s%s)",
			   count++ ? ", " : "# Here: ", runtime_name(runtime),
			   runtimes->found[runtime],
			   is_watched(runtime) ? "" : "; not watched");
	}
	buf_add_text(out, count ? "\n" : "");
	if (!runtimes_has_engine(runtimes))
		buf_add_text(out, "# Docker's engine is not here: the "
				  "baseline's items are about it.\n");
}

void rules_say_unread(const struct rule_wanted *wanted)
{
	autodraft struct check_draft draft;

	check_draft_init(&draft);
	if (rule_wanted_gap(wanted, NULL, &draft))
		command_say("not all could be looked at: %.*s",
			    (int)draft.evidence.size,
			    draft.evidence.size ? draft.evidence.data : "");
	else if (wanted->objects_error < 0)
		command_say("not all could be looked at: %s",
			    wanted->objects_why.text);
}

static int print_profile(const struct check_host *host,
			 enum rule_profile profile)
{
	const struct rule_wanted *wanted;
	autobuf struct buf out;
	int r = rule_wanted_of(host, &wanted);

	buf_init(&out, RULE_PROFILE_MAX);
	if (r < 0) {
		command_say("the rules cannot be made: %s", strerror(-r));
		return STATUS_TROUBLE;
	}
	rules_say_unread(wanted);
	add_runtimes(host, &out);
	rule_profile_print(profile, &wanted->objects, &out);
	if (buf_error(&out)) {
		command_say("the rules cannot be printed: %s",
			    strerror(-buf_error(&out)));
		return STATUS_TROUBLE;
	}
	r = command_print(buf_view(&out));
	return r == STATUS_NOTHING && wanted->objects_error < 0 ?
		       STATUS_TROUBLE :
		       r;
}

static int print_list(const struct check_host *host)
{
	autorules struct rule_list list = { 0 };
	struct errmsg err = { "" };
	autobuf struct buf out;
	int r = rule_list_read(host, &list, &err);

	buf_init(&out, MAX_LISTING);
	if (r < 0) {
		command_say("%s", *err.text ? err.text : strerror(-r));
		return STATUS_TROUBLE;
	}
	for (size_t i = 0; i < list.count; i++) {
		rule_print(host, list.rules[i].data, &out);
		buf_add_byte(&out, '\n');
	}
	if (buf_error(&out)) {
		command_say("the rules cannot be printed: %s",
			    strerror(-buf_error(&out)));
		return STATUS_TROUBLE;
	}
	return command_print(buf_view(&out));
}

static int run(const struct request *request, const struct check_host *host)
{
	switch (request->mode) {
	case MODE_PRINT:
		return print_profile(host, request->profile);
	case MODE_CHECK:
		return rules_check(host, request->profile);
	case MODE_LOAD:
		return rules_load(host, request->profile);
	case MODE_LIST:
		return print_list(host);
	}
	return STATUS_TROUBLE;
}

int rules_command(int argc, char **argv)
{
	struct words words = { .list = argv + 1, .count = (size_t)argc - 1 };
	struct request request = { .mode = MODE_PRINT };
	autohost struct check_host host = { .root = -1 };
	autopolicy struct policy *policy = NULL;
	int status;

	if (!command_parse(&rules_options, &words, &request, &status))
		return status;
	if (request.mode == MODE_LOAD && request.root) {
		command_say("--load: rules are loaded into this host's kernel, "
			    "not into that of --root");
		return STATUS_TROUBLE;
	}
	if (host_policy_open(request.root, request.policy, &host, &policy) < 0)
		return STATUS_TROUBLE;
	status = run(&request, &host);
	if (check_host_lack(&host) == 0)
		return status;
	command_say("files could not be opened, so that this may not be all: "
		    "%s",
		    strerror(-check_host_lack(&host)));
	return STATUS_TROUBLE;
}
