// SPDX-License-Identifier: BSD-2-Clause
#include "rule_list.h"

#include <errno.h>

#include "cleanup.h"
#include "number.h"
#include "rule_field.h"

#define MAX_TEXT ((size_t)8 << 20) /* bytes of a listing */

void rule_list_done(struct rule_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		free(list->rules[i].data);
		free(list->rules[i].seen);
	}
	free(list->rules);
	*list = (struct rule_list){ 0 };
}

struct rule *rule_list_find(const struct rule_list *list,
			    const struct audit_rule_data *data)
{
	for (size_t i = 0; i < list->count; i++)
		if (rule_equal(list->rules[i].data, data))
			return &list->rules[i];
	return NULL;
}

static int grow(struct rule_list *list)
{
	size_t capacity = 16;
	struct rule *rules;

	while (capacity <= list->count)
		capacity *= 2;
	rules = reallocarray(list->rules, capacity, sizeof(*rules));
	if (!rules)
		return -ENOMEM;
	list->rules = rules;
	return 0;
}

/* The kernel lists its lists one after another. */
static size_t place_of(const struct rule_list *list, uint32_t which,
		       bool prepend)
{
	size_t at = 0;

	while (at < list->count) {
		uint32_t other = rule_list_of(list->rules[at].data);

		if (prepend ? other >= which : other > which)
			break;
		at++;
	}
	return at;
}

int rule_list_add(struct rule_list *list, struct audit_rule_data *data,
		  size_t place, bool prepend)
{
	autofree struct audit_rule_data *owned = data;
	bool full = list->count >= RULE_MAX_RULES;
	int ret = full ? -E2BIG : grow(list);
	size_t at;

	if (ret < 0 || rule_list_find(list, data))
		return ret;
	at = place_of(list, rule_list_of(data), prepend);
	memmove(&list->rules[at + 1], &list->rules[at],
		(list->count - at) * sizeof(*list->rules));
	list->rules[at] = (struct rule){ .data = take(owned), .place = place };
	list->count++;
	return 0;
}

static const struct {
	const char *name;
	size_t offset;
} status_words[] = {
	{ "enabled", offsetof(struct rule_status, enabled) },
	{ "failure", offsetof(struct rule_status, failure) },
	{ "pid", offsetof(struct rule_status, pid) },
	{ "rate_limit", offsetof(struct rule_status, rate_limit) },
	{ "backlog_limit", offsetof(struct rule_status, backlog_limit) },
	{ "lost", offsetof(struct rule_status, lost) },
	{ "backlog", offsetof(struct rule_status, backlog) },
};

static int status_line(struct view line, struct rule_status *status)
{
	const char *space =
		line.size ? memchr(line.data, ' ', line.size) : NULL;
	struct view name, value;
	uint64_t number;

	if (!line.size)
		return 0;
	if (!space)
		return -EINVAL;
	name = view_from(line.data, (size_t)(space - line.data));
	value = view_skip(line, name.size + 1);
	for (size_t i = 0; i < sizeof(status_words) / sizeof(*status_words);
	     i++) {
		uint32_t *field = (uint32_t *)(void *)((char *)status +
						       status_words[i].offset);

		if (!view_is(name, status_words[i].name))
			continue;
		if (number_decimal(value, UINT32_MAX, &number) < 0)
			return -EINVAL;
		*field = (uint32_t)number;
		status->known |= i == 0;
		status->pid_known |= field == &status->pid;
	}
	return 0; /* a line that later versions add */
}

int rule_list_status(struct view text, struct rule_status *ret)
{
	struct rule_status status = { 0 };

	while (text.size) {
		const char *end = memchr(text.data, '\n', text.size);
		struct view line = view_from(
			text.data, end ? (size_t)(end - text.data) : text.size);

		if (status_line(line, &status) < 0)
			return -EINVAL;
		text = view_skip(text, line.size + (end != NULL));
	}
	if (!status.known)
		return -EINVAL;
	*ret = status;
	return 0;
}

static int read_status(const struct check_host *host, struct rule_list *list,
		       struct errmsg *err)
{
	autobuf struct buf text;
	int ret;

	buf_init(&text, MAX_TEXT);
	ret = check_host_read(host, RULE_LIST_STATUS, &text);
	if (ret == -ENOENT)
		return 0;
	if (ret < 0)
		return errmsg_set(err, ret, RULE_LIST_STATUS ": %s",
				  strerror(-ret));
	if (rule_list_status(buf_view(&text), &list->status) < 0)
		return errmsg_set(err, -EINVAL,
				  RULE_LIST_STATUS
				  ": not what auditctl -s prints");
	return 0;
}

int rule_list_read(const struct check_host *host, struct rule_list *ret,
		   struct errmsg *err)
{
	autobuf struct buf text;
	int error;

	buf_init(&text, MAX_TEXT);
	if (host->live)
		return rule_list_kernel(ret, err);
	error = check_host_read(host, RULE_LIST_FILE, &text);
	if (error < 0)
		return errmsg_set(err, error, RULE_LIST_FILE ": %s",
				  strerror(-error));
	error = rule_list_text(host, RULE_LIST_FILE, buf_view(&text), ret, err);
	if (error < 0)
		return error;
	error = read_status(host, ret, err);
	if (error < 0)
		rule_list_done(ret);
	return error;
}
