// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <libaudit.h>
#include <poll.h>

#include "aide_parts.h"
#include "cleanup.h"
#include "rule_key.h"

#define WAIT_MS 1000 /* for each answer */
#define MAX_REPLIES 65536

/* What an answer is handed to; true ends it. */
typedef bool reply_fn(const struct audit_reply *reply, struct aide_kernel *ret);

static bool on_status(const struct audit_reply *reply, struct aide_kernel *ret)
{
	const struct audit_status *s = reply->status;

	if (reply->type != AUDIT_GET)
		return false;
	ret->enabled = s->enabled;
	ret->failure = s->failure;
	ret->pid = s->pid;
	ret->rate_limit = s->rate_limit;
	ret->backlog_limit = s->backlog_limit;
	ret->lost = s->lost;
	ret->backlog = s->backlog;
	return true;
}

/* FNV-1a. */
static uint64_t digest(uint64_t hash, const void *data, size_t size)
{
	const unsigned char *bytes = data;

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ bytes[i]) * 0x100000001B3ULL;
	return hash;
}

/* audit.rules(7): the action never, and the list exclude whatever the action. */
static bool is_mute(const struct audit_rule_data *rule)
{
	return rule->action == AUDIT_NEVER ||
	       (rule->flags & ~(uint32_t)AUDIT_FILTER_PREPEND) ==
		       AUDIT_FILTER_EXCLUDE;
}

static bool on_rule(const struct audit_reply *reply, struct aide_kernel *ret)
{
	const struct audit_rule_data *rule = reply->ruledata;
	size_t size;

	if (reply->type == NLMSG_DONE)
		return true;
	if (reply->type != AUDIT_LIST_RULES)
		return false;
	size = sizeof(*rule) + rule->buflen;
	ret->rules++;
	ret->mute_rules += is_mute(rule);
	ret->all_digest = digest(ret->all_digest, rule, size);
	if (!rule_key_is_docker(rule))
		return false;
	ret->docker_rules++;
	ret->digest = digest(ret->digest, rule, size);
	return false;
}

static int take_replies(int fd, reply_fn *fn, struct aide_kernel *ret)
{
	struct pollfd ready = { .fd = fd, .events = POLLIN };

	for (int i = 0; i < MAX_REPLIES; i++) {
		struct audit_reply reply;
		int r;

		if (poll(&ready, 1, WAIT_MS) <= 0)
			return -ETIMEDOUT;
		r = audit_get_reply(fd, &reply, GET_REPLY_NONBLOCKING, 0);
		if (r == -EAGAIN || r == -EINTR)
			continue;
		if (r <= 0)
			return r < 0 ? r : -EPROTO;
		if (reply.type == NLMSG_ERROR && reply.error->error)
			return reply.error->error;
		if (fn(&reply, ret))
			return 0;
	}
	return -EOVERFLOW;
}

static int read_all(int fd, struct aide_kernel *ret)
{
	int r = audit_request_status(fd);

	if (r > 0)
		r = take_replies(fd, on_status, ret);
	if (r == 0)
		r = audit_request_rules_list_data(fd);
	if (r > 0)
		r = take_replies(fd, on_rule, ret);
	return r;
}

void aide_read_kernel(struct aide_kernel *ret)
{
	autoclose int fd = audit_open();

	*ret = (struct aide_kernel){ .digest = 0xCBF29CE484222325ULL,
				     .all_digest = 0xCBF29CE484222325ULL };
	ret->error = fd < 0 ? -errno : read_all(fd, ret);
}
