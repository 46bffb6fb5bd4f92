// SPDX-License-Identifier: BSD-2-Clause
/*
 * dockwarden policy: is a policy valid, what does it say, and which one applies
 * where there is none.
 */
#include <errno.h>

#include "cleanup.h"
#include "command.h"
#include "host_names.h"
#include "host_policy.h"
#include "policy.h"
#include "printable.h"

/* A printed policy is no longer than its text, each byte as \uNNNN, and what
 * stands between. */
#define MAX_PRINTED (8 * POLICY_MAX_BYTES)
#define MAX_PATH_SHOWN 4096

struct action_row {
	const char *name;
	int (*run)(const char *file); /* NULL: none given; an enum status */
};

/* STATUS_NOTHING, _FOUND (there is a file, but it is no valid policy) or
 * _TROUBLE. */
static int load(const char *file, bool *built_in, struct policy **ret)
{
	int r = host_policy_load(file, built_in, ret);

	if (r == 0)
		return STATUS_NOTHING;
	return r == -EINVAL ? STATUS_FOUND : STATUS_TROUBLE;
}

static int print_valid(const char *file)
{
	autobuf struct buf out;

	buf_init(&out, MAX_PATH_SHOWN + sizeof("...: valid\n"));
	printable_text(&out, view_of(file ? file : HOST_POLICY_FILE),
		       MAX_PATH_SHOWN);
	buf_add_text(&out, ": valid\n");
	return command_print(buf_view(&out));
}

static int check(const char *file)
{
	autopolicy struct policy *policy = NULL;
	bool built_in;
	int status = load(file, &built_in, &policy);

	if (status != STATUS_NOTHING)
		return status;
	if (!built_in)
		return print_valid(file);
	return command_print(
		VIEW("no " HOST_POLICY_FILE ": the built-in policy applies\n"));
}

static void ignore_uid(void *context, uint32_t uid)
{
	(void)context;
	(void)uid;
}

static void say_group(const char *group, const char *key)
{
	const struct names *names = host_names();
	int r = names->members_of(names->user, group, ignore_uid, NULL);

	if (r == -ENOENT)
		command_say("%s: no group \"%s\" on this host", key, group);
	else if (r < 0)
		command_say("%s: group \"%s\" cannot be looked up: %s", key,
			    group, strerror(-r));
}

static void say_users(const struct policy_user *users, size_t count,
		      const char *key)
{
	for (size_t i = 0; i < count; i++)
		if (users[i].name && users[i].uid == UID_UNSET)
			command_say("%s: no user \"%s\" on this host", key,
				    users[i].name);
}

static void say_unresolved(const struct policy *p)
{
	for (size_t i = 0; i < p->docker_group_count; i++)
		say_group(p->docker_groups[i], "docker_groups");
	say_users(p->trusted_users, p->trusted_user_count, "trusted.users");
	for (size_t i = 0; i < p->trusted_group_count; i++)
		say_group(p->trusted_groups[i], "trusted.groups");
	for (size_t i = 0; i < p->allow_count; i++)
		say_users(p->allow[i].users, p->allow[i].user_count,
			  "allow.users");
}

static int show(const char *file)
{
	autopolicy struct policy *policy = NULL;
	autobuf struct buf out;
	bool built_in;
	int status;

	buf_init(&out, MAX_PRINTED);
	status = load(file, &built_in, &policy);
	if (status != STATUS_NOTHING)
		return status;
	if (policy_resolve(policy, host_names()) < 0 ||
	    policy_print(policy, &out) < 0) {
		command_say("out of memory");
		return STATUS_TROUBLE;
	}
	if (built_in)
		command_say("no " HOST_POLICY_FILE
			    ": this is the built-in policy");
	say_unresolved(policy);
	return command_print(buf_view(&out));
}

static int print_default(const char *file)
{
	if (file) {
		command_say("policy default: takes no FILE, got \"%s\"", file);
		return STATUS_TROUBLE;
	}
	return command_print(policy_default_text());
}

static const struct action_row actions[] = {
	{ "check", check },
	{ "show", show },
	{ "default", print_default },
};

static const struct options policy_options = {
	.command = "policy",
	.operands = "check|show|default [FILE]",
	.about =
		"check    say whether a policy is valid, and all that is wrong with it\n"
		"show     print a policy as it is understood, and which of its names this host\n"
		"         does not know\n"
		"default  print the built-in policy\n"
		"\n"
		"FILE is " HOST_POLICY_FILE
		" if none is given; without that the\n"
		"built-in policy applies.\n",
	.min_operands = 1,
	.max_operands = 2,
	.after = "Exit status: 0 valid, 1 invalid, 2 trouble.\n",
};

int policy_command(int argc, char **argv)
{
	struct words words = { .list = argv + 1, .count = (size_t)argc - 1 };
	int status;

	if (!command_parse(&policy_options, &words, NULL, &status))
		return status;
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		if (strcmp(words.list[0], actions[i].name) == 0)
			return actions[i].run(words.count > 1 ? words.list[1] :
								NULL);
	command_say("policy: unknown action \"%s\" (check, show, default)",
		    words.list[0]);
	return STATUS_TROUBLE;
}
