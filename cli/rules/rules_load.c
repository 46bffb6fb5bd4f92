// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>

#include "command.h"
#include "rule_load.h"
#include "rules.h"

#define MAX_LINE 256 /* bytes of what is said at the end */

static void say_refused(void *user, const char *why)
{
	(void)user;
	command_say("%s", why);
}

/* Rules are loaded while auditing is off, too; they record nothing then. */
static int finish(const struct rule_load *load)
{
	autorules struct rule_list now = { 0 };
	struct errmsg err;
	autobuf struct buf out;
	int status;

	buf_init(&out, MAX_LINE);
	buf_printf(&out, "%zu loaded, %zu there already, %zu refused\n",
		   load->added, load->present, load->failed);
	status = command_print(buf_view(&out));
	if (status != STATUS_NOTHING)
		return status;
	if (rule_list_kernel(&now, &err) == 0 && now.status.known &&
	    now.status.enabled == 0) {
		command_say("auditing is off: auditctl -e 1");
		return STATUS_FOUND;
	}
	return load->failed ? STATUS_FOUND : STATUS_NOTHING;
}

int rules_load(const struct check_host *host, enum rule_profile profile)
{
	struct rule_load load = { .refused = say_refused };
	const struct rule_wanted *wanted;
	struct errmsg err = { "" };
	autobuf struct buf text;
	int r;

	buf_init(&text, RULE_PROFILE_MAX);
	r = rule_wanted_of(host, &wanted);
	if (r == 0) {
		rules_say_unread(wanted);
		rule_profile_print(profile, &wanted->objects, &text);
		r = buf_error(&text);
	}
	if (r == 0)
		r = rule_load(host, "the profile", buf_view(&text), &load,
			      &err);
	if (r < 0) {
		command_say("the rules cannot be loaded: %s",
			    *err.text ? err.text : strerror(-r));
		return STATUS_TROUBLE;
	}
	return finish(&load);
}
