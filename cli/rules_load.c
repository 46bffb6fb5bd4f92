// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>

#include "cleanup.h"
#include "command.h"
#include "rule_print.h"
#include "rule_state.h"
#include "rules.h"

#define MAX_SHOWN ((size_t)64 << 10) /* bytes of a rule as it prints */
#define LOCKED 2		     /* of enabled: until the next boot */

/* What loading has come to. */
struct loading {
	const struct check_host *host;
	const struct rule_state *state;
	int fd;
	size_t added, there, refused;
};

static void say_refused(struct loading *l, const struct rule *rule, int error)
{
	autobuf struct buf text;

	buf_init(&text, MAX_SHOWN);
	rule_print_text(l->host, rule->data, &text);
	command_say("the kernel refused: %.*s: %s", (int)text.size, text.data,
		    strerror(-error));
	l->refused++;
}

/* A rule that equals one that is there is refused with -EEXIST: the kernel's
 * list may have changed since it was read. */
static void load_rule(struct loading *l, const struct rule *rule)
{
	int r;

	if (rule_list_find(&l->state->rules, rule->data)) {
		l->there++;
		return;
	}
	r = audit_add_rule_data(l->fd, rule->data, (int)rule->data->flags,
				(int)rule->data->action);
	if (r > 0)
		l->added++;
	else if (r == -EEXIST)
		l->there++;
	else
		say_refused(l, rule, r < 0 ? r : -EIO);
}

static int wanted_rules(const struct check_host *host,
			const struct rule_state *state,
			enum rule_profile profile, struct rule_list *ret)
{
	struct errmsg err = { "" };
	autobuf struct buf text;
	int r;

	buf_init(&text, RULE_PROFILE_MAX);
	rule_profile_print(profile, &state->objects, &text);
	r = buf_error(&text);
	if (r == 0)
		r = rule_list_text(host, "the profile", buf_view(&text), ret,
				   &err);
	if (r < 0)
		command_say("the rules cannot be made: %s",
			    *err.text ? err.text : strerror(-r));
	return r;
}

static int finish(const struct loading *l)
{
	autobuf struct buf out;
	int status;

	buf_init(&out, MAX_SHOWN);
	buf_printf(&out, "%zu loaded, %zu there already, %zu refused\n",
		   l->added, l->there, l->refused);
	status = command_print(buf_view(&out));
	if (l->state->rules.status.known &&
	    l->state->rules.status.enabled == 0) {
		command_say("auditing is off: auditctl -e 1");
		return status == STATUS_NOTHING ? STATUS_FOUND : status;
	}
	if (status == STATUS_NOTHING && l->refused)
		return STATUS_FOUND;
	return status;
}

static bool is_ready(const struct rule_state *state)
{
	if (state->rules_error < 0) {
		command_say("the kernel's rules cannot be read: %s",
			    *state->rules_why.text ?
				    state->rules_why.text :
				    strerror(-state->rules_error));
		return false;
	}
	if (state->rules.status.enabled == LOCKED) {
		command_say("the rules are locked until the next boot "
			    "(auditctl -e 2)");
		return false;
	}
	return true;
}

int rules_load(const struct check_host *host, enum rule_profile profile)
{
	autorules struct rule_list wanted = { 0 };
	struct loading l = { .host = host, .fd = -1 };
	int r = rule_state_of(host, &l.state);

	if (r < 0) {
		command_say("the rules cannot be made: %s", strerror(-r));
		return STATUS_TROUBLE;
	}
	if (l.state->objects_error < 0)
		command_say("not all could be looked at: %s",
			    l.state->objects_why.text);
	if (!is_ready(l.state) ||
	    wanted_rules(host, l.state, profile, &wanted) < 0)
		return STATUS_TROUBLE;
	l.fd = audit_open();
	if (l.fd < 0) {
		command_say("the kernel's audit cannot be reached: %s",
			    strerror(errno));
		return STATUS_TROUBLE;
	}
	for (size_t i = 0; i < wanted.count; i++)
		load_rule(&l, &wanted.rules[i]);
	audit_close(l.fd);
	return finish(&l);
}
