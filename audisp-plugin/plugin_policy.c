// SPDX-License-Identifier: BSD-2-Clause
#include "plugin_parts.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "cleanup.h"
#include "file_id.h"
#include "host_names.h"

#define MAX_MESSAGES ((size_t)64 << 10) /* of a policy's errors */
#define MAX_PRINTED ((size_t)2 << 20)	/* a policy as understood */

/* FNV-1a, so that two hosts can be compared. */
static uint64_t digest_of(const struct policy *policy)
{
	uint64_t hash = 0xCBF29CE484222325ULL;
	autobuf struct buf text;

	buf_init(&text, MAX_PRINTED);
	if (policy_print(policy, &text))
		return 0;
	for (size_t i = 0; i < text.size; i++)
		hash = (hash ^ (unsigned char)text.data[i]) * 0x100000001B3ULL;
	return hash;
}

/* Its first error, kept until there are outputs to say it to. */
static void note_bad_policy(struct plugin *p, struct view errors, int error)
{
	const char *end =
		errors.size ? memchr(errors.data, '\n', errors.size) : NULL;

	if (!end)
		errors = view_of(strerror(-error));
	else
		errors.size = (size_t)(end - errors.data);
	(void)snprintf(p->policy_error, sizeof(p->policy_error),
		       "the policy cannot be used, %s stays in force: %.*s",
		       p->warden ? "the one before" : "the built-in one",
		       (int)(errors.size < 300 ? errors.size : 300),
		       errors.data);
	fprintf(stderr, "audisp-dockwarden: %s\n", p->policy_error);
}

/* 0: *ret is the policy; -errno. */
static int read_policy(struct plugin *p, struct buf *errors,
		       struct policy **ret)
{
	const char *file = p->options.policy;
	int r = policy_load(file ? file : OPTIONS_POLICY, p->owner, errors,
			    ret);

	p->policy_built_in = false;
	if (r == -ENOENT && !file) {
		p->policy_built_in = true;
		buf_reset(errors);
		r = policy_default(ret);
	}
	if (r == 0)
		r = policy_resolve(*ret, host_names());
	return r;
}

static int swap_policy(struct plugin *p, struct policy *policy)
{
	const struct warden_options options = {
		.policy = policy,
		/* A file may be another host's log. */
		.identify = p->whole_file ? NULL : file_id,
		.alert = plugin_on_finding,
		.record = plugin_on_record,
		.incomplete = plugin_on_incomplete,
		.limits = &events_stream_limits,
		.user = p,
	};
	int r = p->warden ? warden_policy(p->warden, policy) :
			    warden_new(&options, &p->warden);

	if (r < 0)
		return r;
	policy_free(p->policy);
	p->policy = policy;
	p->policy_digest = digest_of(policy);
	return 0;
}

/* Nothing to go by but what is built in. */
static void take_built_in(struct plugin *p)
{
	struct policy *policy = NULL;

	p->policy_built_in = true;
	if (policy_default(&policy) == 0 &&
	    policy_resolve(policy, host_names()) == 0 &&
	    swap_policy(p, policy) == 0)
		return;
	policy_free(policy);
}

void plugin_load_policy(struct plugin *p)
{
	bool built_in = p->policy_built_in;
	struct policy *policy = NULL;
	autobuf struct buf errors;
	int r;

	buf_init(&errors, MAX_MESSAGES);
	*p->policy_error = '\0';
	r = read_policy(p, &errors, &policy);
	if (r == 0)
		r = swap_policy(p, policy);
	if (r == 0)
		return;
	policy_free(policy);
	note_bad_policy(p, buf_view(&errors), r);
	if (p->warden)
		p->policy_built_in = built_in;
	else
		take_built_in(p);
}

void plugin_open_outputs(struct plugin *p, struct buf *remarks)
{
	(void)outputs_set(p->outputs, p->policy, p->now, remarks);
	if (*p->policy_error)
		plugin_notice(p, &(struct notice){
					 .action = ACTION_AUDIT,
					 .severity = SEVERITY_HIGH,
					 .reason = view_of(p->policy_error) });
}
