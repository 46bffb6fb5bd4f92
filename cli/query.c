// SPDX-License-Identifier: BSD-2-Clause
#include "query.h"

#include <errno.h>

#include "number.h"
#include "watch.h"
#include "when.h"

void query_init(struct query *q, int64_t now)
{
	*q = (struct query){
		.now = now,
		.format = format_find(VIEW("text")),
		.until = UINT64_MAX,
		.uid = UID_UNSET,
		.severity = SEVERITY_LOW,
	};
}

int query_set_policy(void *target, const char *value, struct errmsg *err)
{
	struct query *q = target;

	if (*value == '\0')
		return errmsg_set(err, -EINVAL, "no file name given");
	q->policy = value;
	return 0;
}

int query_set_format(void *target, const char *value, struct errmsg *err)
{
	struct query *q = target;
	const struct format *format = format_find(view_of(value));
	autobuf struct buf known;

	buf_init(&known, sizeof(err->text));
	for (size_t i = 0; format_at(i); i++)
		buf_printf(&known, "%s%s", i ? ", " : "", format_at(i)->name);
	if (!format)
		return errmsg_set(err, -EINVAL, "unknown format \"%s\" (%.*s)",
				  value, (int)known.size, known.data);
	q->format = format;
	return 0;
}

static int set_when(const struct query *q, const char *value,
		    struct errmsg *err, struct when *ret)
{
	return when_parse(view_of(value), q->now, err, ret);
}

int query_set_since(void *target, const char *value, struct errmsg *err)
{
	struct query *q = target;
	struct when when = { 0, 0 };
	int r = set_when(q, value, err, &when);

	if (r == 0)
		q->since = when.first;
	return r;
}

int query_set_until(void *target, const char *value, struct errmsg *err)
{
	struct query *q = target;
	struct when when = { 0, 0 };
	int r = set_when(q, value, err, &when);

	if (r == 0)
		q->until = when.last;
	return r;
}

int query_set_item(void *target, const char *value, struct errmsg *err)
{
	struct query *q = target;

	return item_parse(value, q->item, err);
}

int query_set_user(void *target, const char *value, struct errmsg *err)
{
	struct query *q = target;
	uint64_t uid;

	if (*value == '\0')
		return errmsg_set(err, -EINVAL, "no user given");
	q->user = value;
	q->user_is_name =
		number_decimal(view_of(value), UID_UNSET - 1, &uid) < 0;
	if (!q->user_is_name)
		q->uid = (uint32_t)uid;
	return 0;
}

int query_set_severity(void *target, const char *value, struct errmsg *err)
{
	struct query *q = target;

	if (severity_from_name(view_of(value), &q->severity) < 0)
		return errmsg_set(err, -EINVAL,
				  "unknown severity \"%s\" (low, medium, "
				  "high, critical)",
				  value);
	return 0;
}

int query_set_all(void *target, const char *value, struct errmsg *err)
{
	struct query *q = target;

	(void)value;
	(void)err;
	q->all = true;
	return 0;
}

int query_set_path(void *target, const char *value, struct errmsg *err)
{
	struct query *q = target;

	if (*value != '/')
		return errmsg_set(err, -EINVAL,
				  "expected an absolute path, got \"%s\"",
				  value);
	q->path = view_of(value);
	return 0;
}

/* Cuts text at c: what stands before it; text keeps what stands after it.
 * VIEW_NONE, and text as it was, where there is no c. */
static struct view cut_at(struct view *text, char c)
{
	const char *at = text->size ? memchr(text->data, c, text->size) : NULL;
	struct view before = VIEW_NONE;

	if (at) {
		before = view_from(text->data, (size_t)(at - text->data));
		*text = view_skip(*text, before.size + 1);
	}
	return before;
}

int query_set_event(void *target, const char *value, struct errmsg *err)
{
	struct query *q = target;
	struct view serial = view_of(value);
	struct view seconds = cut_at(&serial, '.');
	struct view milliseconds = cut_at(&serial, ':');
	uint64_t s, ms, n;

	if (number_decimal(seconds, UINT64_MAX, &s) < 0 ||
	    milliseconds.size != 3 ||
	    number_decimal(milliseconds, 999, &ms) < 0 ||
	    number_decimal(serial, UINT32_MAX, &n) < 0)
		return errmsg_set(err, -EINVAL,
				  "expected an event as in its records, "
				  "1795308549.846:2921, got \"%s\"",
				  value);
	q->one_event = true;
	q->event = (struct event_id){ .seconds = s,
				      .milliseconds = (uint32_t)ms,
				      .serial = (uint32_t)n };
	return 0;
}

static bool item_exists(const char *item, const struct policy *policy)
{
	if (item_is_baseline(view_of(item)) || watch_item_title(item))
		return true;
	for (size_t i = 0; i < policy->watch_count; i++)
		if (strcmp(policy->watch[i].item, item) == 0)
			return true;
	return false;
}

int query_resolve(struct query *q, const struct policy *policy,
		  const struct names *names, struct errmsg *err)
{
	int r;

	if (*q->item && !item_exists(q->item, policy))
		return errmsg_set(err, -ENOENT,
				  "--item: the baseline and the policy have no "
				  "item \"%s\"",
				  q->item);
	if (!q->user_is_name)
		return 0;
	r = names->uid_of(names->user, q->user, &q->uid);
	if (r < 0 && r != -ENOENT)
		return errmsg_set(err, r, "--user: cannot look up \"%s\": %s",
				  q->user, strerror(-r));
	return 0; /* of another host, perhaps: then its name alone counts */
}

/* A name in the log is the name on the log's own host: it goes before the uid
 * that this host has for the name. */
static bool is_user(const struct query *q, uint32_t uid, struct view name)
{
	if (q->user_is_name && name.size > 0)
		return view_is(name, q->user);
	return uid != UID_UNSET && uid == q->uid;
}

static bool by_user(const struct query *q, const struct alert_user *user)
{
	return is_user(q, user->audit_id, user->audit_name) ||
	       is_user(q, user->id, user->name);
}

static bool concerns_path(const struct query *q, const struct alert_file *file)
{
	return view_equal(file->path, q->path) ||
	       view_equal(file->recorded_path, q->path) ||
	       view_equal(file->target_path, q->path);
}

static bool in_time(const struct query *q, const struct event_id *id)
{
	uint64_t at;

	if (id->seconds > (UINT64_MAX - 999) / 1000)
		return q->until == UINT64_MAX;
	at = id->seconds * 1000 + id->milliseconds;
	return at >= q->since && at <= q->until;
}

bool query_wants(const struct query *q, const struct alert *alert)
{
	const struct event_id *id = &alert->event->id;

	return in_time(q, id) && alert->severity >= q->severity &&
	       (*q->item == '\0' || view_is(alert->rule_id, q->item)) &&
	       (!q->user || by_user(q, &alert->user)) &&
	       (!q->path.data || concerns_path(q, &alert->file)) &&
	       (!q->one_event || event_id_compare(&q->event, id) == 0);
}
