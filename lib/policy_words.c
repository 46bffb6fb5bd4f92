// SPDX-License-Identifier: BSD-2-Clause
#include "policy_words.h"

#define COUNT_OF(array) (sizeof(array) / sizeof(*(array)))

const char *policy_login_word(size_t login)
{
	static const char *const words[] = {
		[POLICY_LOGIN_DENY] = "deny",
		[POLICY_LOGIN_STRIP] = "strip",
		[POLICY_LOGIN_WARN] = "warn",
	};

	return login < COUNT_OF(words) ? words[login] : NULL;
}

const char *policy_output_word(size_t type)
{
	static const char *const words[] = {
		[POLICY_OUTPUT_FILE] = "file",
		[POLICY_OUTPUT_SYSLOG] = "syslog",
		[POLICY_OUTPUT_UNIX] = "unix",
		[POLICY_OUTPUT_STDOUT] = "stdout",
	};

	return type < COUNT_OF(words) ? words[type] : NULL;
}

const char *policy_action_word(size_t action)
{
	_Static_assert(ACTION_LOST + 1 == ACTION_COUNT,
		       "what a rule may name comes before what it may not");

	return action < ACTION_LOST ? action_name((enum action)action) : NULL;
}
