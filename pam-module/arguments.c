// SPDX-License-Identifier: BSD-2-Clause
#include "arguments.h"

#include <security/pam_ext.h>
#include <string.h>
#include <syslog.h>

#include "policy_words.h"

/* Reads the value; false where it is none of the argument's. */
typedef bool argument_fn(struct arguments *a, const char *value);

static bool read_policy(struct arguments *a, const char *value)
{
	if (value[0] != '/')
		return false;
	a->policy = value;
	return true;
}

static bool read_onerr(struct arguments *a, const char *value)
{
	a->onerr_allow = strcmp(value, "allow") == 0;
	return a->onerr_allow || strcmp(value, "deny") == 0;
}

static bool read_action(struct arguments *a, const char *value)
{
	const char *word;

	for (size_t i = 0; (word = policy_login_word(i)) != NULL; i++)
		if (strcmp(value, word) == 0) {
			a->action = (enum policy_login)i;
			a->has_action = true;
			return true;
		}
	return false;
}

static bool read_debug(struct arguments *a, const char *value)
{
	(void)value;
	return a->debug = true;
}

static bool read_quiet(struct arguments *a, const char *value)
{
	(void)value;
	return a->quiet = true;
}

static bool read_noaudit(struct arguments *a, const char *value)
{
	(void)value;
	return a->noaudit = true;
}

/* A name that ends in "=" has a value. */
static const struct {
	const char *name;
	argument_fn *read;
	const char *values;
} known[] = {
	{ "policy=", read_policy, "an absolute path" },
	{ "onerr=", read_onerr, "deny or allow" },
	{ "action=", read_action, "deny, strip or warn" },
	{ "debug", read_debug, NULL },
	{ "quiet", read_quiet, NULL },
	{ "noaudit", read_noaudit, NULL },
};

static void read_one(pam_handle_t *pamh, const char *argument,
		     struct arguments *a)
{
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		size_t size = strlen(known[i].name);
		bool valued = known[i].values != NULL;

		if (strncmp(argument, known[i].name, size) != 0 ||
		    (!valued && argument[size]))
			continue;
		if (known[i].read(a, argument + size))
			return;
		a->broken = true;
		pam_syslog(pamh, LOG_ERR, "%s: expected %s", argument,
			   known[i].values);
		return;
	}
	a->broken = true;
	pam_syslog(pamh, LOG_ERR, "unknown option: %s", argument);
}

struct arguments arguments_read(pam_handle_t *pamh, int argc, const char **argv)
{
	struct arguments a = { .policy = ARGUMENTS_POLICY };

	for (int i = 0; i < argc; i++)
		read_one(pamh, argv[i], &a);
	return a;
}
