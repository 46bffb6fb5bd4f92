// SPDX-License-Identifier: BSD-2-Clause
/* The running kernel's list and status, by netlink(7). */
#include <errno.h>
#include <poll.h>

#include "cleanup.h"
#include "monotonic.h"
#include "rule_field.h"
#include "rule_list.h"

#define DEADLINE_MS 2000
#define MAX_REPLIES (4 * RULE_MAX_RULES)

struct asking {
	int fd;
	uint64_t end; /* monotonic_ms() */
	struct rule_list list;
	struct audit_reply reply; /* 9 KB */
};

static int say(struct errmsg *err, const char *what, int code)
{
	if (code == -EPERM || code == -EACCES || code == -ECONNREFUSED ||
	    code == -EPROTONOSUPPORT || code == -EAFNOSUPPORT)
		return errmsg_set(err, -EPERM,
				  "the kernel does not show its audit %s here",
				  what);
	return errmsg_set(err, code, "the kernel's audit %s: %s", what,
			  strerror(-code));
}

/* The next message.  0, or -ETIMEDOUT or -errno. */
static int next_reply(struct asking *a)
{
	struct pollfd ready = { .fd = a->fd, .events = POLLIN };
	uint64_t now = monotonic_ms();
	int got;

	if (now >= a->end || poll(&ready, 1, (int)(a->end - now)) == 0)
		return -ETIMEDOUT;
	got = audit_get_reply(a->fd, &a->reply, GET_REPLY_NONBLOCKING, 0);
	if (got == -EAGAIN || got == -EINTR || got == 0)
		return -EAGAIN;
	return got < 0 ? got : 0;
}

static int take_rule(struct asking *a)
{
	const struct audit_rule_data *rule = a->reply.ruledata;
	struct audit_rule_data *copy;
	size_t room = (size_t)a->reply.len - NLMSG_HDRLEN;

	if (room < sizeof(*rule) || rule->buflen > room - sizeof(*rule) ||
	    rule->field_count > AUDIT_MAX_FIELDS)
		return -EPROTO;
	copy = malloc(rule_size(rule));
	if (!copy)
		return -ENOMEM;
	memcpy(copy, rule, rule_size(rule));
	return rule_list_add(&a->list, copy, a->list.count + 1, false);
}

/* 1 where the list is at its end. */
static int take_reply(struct asking *a)
{
	switch (a->reply.type) {
	case NLMSG_DONE:
		return 1;
	case AUDIT_LIST_RULES:
		return take_rule(a);
	case NLMSG_ERROR:
		return a->reply.error->error; /* 0: an acknowledgement */
	default:
		return 0;
	}
}

static int ask_rules(struct asking *a)
{
	int ret = audit_request_rules_list_data(a->fd);

	if (ret < 0)
		return ret;
	ret = 0;
	for (int i = 0; ret == 0 && i < MAX_REPLIES; i++) {
		ret = next_reply(a);
		if (ret == 0)
			ret = take_reply(a);
		else if (ret == -EAGAIN)
			ret = 0;
	}
	return ret == 0 ? -EPROTO : ret < 0 ? ret : 0;
}

static int ask_status(struct asking *a)
{
	int ret = audit_request_status(a->fd);

	if (ret < 0)
		return ret;
	for (int i = 0; i < MAX_REPLIES; i++) {
		ret = next_reply(a);
		if (ret == -EAGAIN)
			continue;
		if (ret < 0)
			return ret;
		if (a->reply.type == NLMSG_ERROR && a->reply.error->error)
			return a->reply.error->error;
		if (a->reply.type == AUDIT_GET)
			break;
	}
	if (a->reply.type != AUDIT_GET)
		return -EPROTO;
	a->list.status = (struct rule_status){
		.known = true,
		.enabled = a->reply.status->enabled,
		.failure = a->reply.status->failure,
		.pid_known = true,
		.pid = a->reply.status->pid,
		.rate_limit = a->reply.status->rate_limit,
		.backlog_limit = a->reply.status->backlog_limit,
		.lost = a->reply.status->lost,
		.backlog = a->reply.status->backlog,
	};
	return 0;
}

int rule_list_kernel(struct rule_list *ret, struct errmsg *err)
{
	autofree struct asking *a = calloc(1, sizeof(*a));
	autoclose int fd = audit_open();
	int error;

	if (!a)
		return -ENOMEM;
	if (fd < 0)
		return say(err, "rules", errno ? -errno : -EPERM);
	set_aumessage_mode(MSG_QUIET, DBG_NO); /* it prints else */
	a->fd = fd;
	a->end = monotonic_ms() + DEADLINE_MS;
	error = ask_status(a);
	if (error < 0)
		return say(err, "status", error);
	error = ask_rules(a);
	if (error < 0) {
		rule_list_done(&a->list);
		return say(err, "rules", error);
	}
	*ret = a->list;
	return 0;
}
