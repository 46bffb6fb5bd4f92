// SPDX-License-Identifier: BSD-2-Clause
/*
 * Elastic Common Schema 8.11 as one line of JSON (doc/alert.schema.json).
 *
 * A line stays within FORMAT_MAX_LINE whatever an alert holds.  The raw
 * records take what the other fields leave; if that is too little, everything
 * is written again with the next, tighter row of caps.  dockwarden.cut names
 * the fields that are not whole.
 */
#include "format.h"

#include <errno.h>

#include "attack.h"
#include "ecs.h"
#include "original.h"
#include "path.h"
#include "sentence.h"
#include "timestamp.h"

#define ECS_VERSION "8.11.0"
#define ALERT_SCHEMA "1"

/* Bytes for paths, names, sentences, arguments; then for the raw records. */
static const struct ecs_caps caps_rows[] = {
	{ { 1024, 255, 1024, 1024 }, 1536 },
	{ { 512, 160, 384, 512 }, 768 },
	{ { 256, 80, 256, 256 }, 0 },
};

#define CAPS_ROWS (sizeof(caps_rows) / sizeof(caps_rows[0]))

#define TYPE_MAX 2

/* The ECS classes of an action: allowed values and pairs, ECS 8.11
 * event.category and event.type. */
struct class
{
	const char *category;
	const char *type[TYPE_MAX];
};

static const struct class classes[ACTION_COUNT] = {
	[ACTION_READ] = { "file", { "access" } },
	[ACTION_WRITE] = { "file", { "change" } },
	[ACTION_CREATE] = { "file", { "creation" } },
	[ACTION_DELETE] = { "file", { "deletion" } },
	[ACTION_RENAME] = { "file", { "change" } },
	[ACTION_LINK] = { "file", { "creation" } },
	[ACTION_ATTRIBUTE] = { "file", { "change" } },
	[ACTION_EXEC] = { "process", { "start" } },
	[ACTION_CONNECT] = { "network", { "connection", "start" } },
	[ACTION_MOUNT] = { "host", { "change" } },
	[ACTION_MEMBERSHIP] = { "iam", { "group", "change" } },
	[ACTION_RULE] = { "configuration", { "change" } },
	[ACTION_AUDIT] = { "configuration", { "change" } },
	[ACTION_LOGIN] = { "authentication", { "start" } },
	[ACTION_LOST] = { "host", { "info" } },
};

static int put_message(struct ecs *d)
{
	autobuf struct buf words;

	buf_init(&words, SIZE_MAX);
	sentence_message(&words, d->alert, ecs_cap(d, ECS_MESSAGE));
	if (buf_error(&words))
		return buf_error(&words);
	ecs_put(d, ECS_MESSAGE, buf_view(&words));
	return 0;
}

static int put_head(struct ecs *d)
{
	struct json *j = &d->json;
	char time[TIMESTAMP_SIZE];
	size_t mark;
	int r;

	(void)json_text(j, "@timestamp",
			timestamp_utc(&d->alert->event->id, time),
			TIMESTAMP_SIZE);
	mark = json_open(j, "ecs");
	json_word(j, "version", ECS_VERSION);
	json_close(j, mark);
	r = put_message(d);
	if (r < 0)
		return r;
	mark = json_open(j, "rule");
	ecs_put(d, ECS_RULE_ID, d->alert->rule_id);
	ecs_put(d, ECS_RULE_NAME, d->alert->rule_name);
	json_close(j, mark);
	return 0;
}

static void put_dockwarden(struct ecs *d)
{
	const struct alert *alert = d->alert;
	struct json *j = &d->json;
	char id[TIMESTAMP_SIZE];
	size_t mark = json_open(j, "dockwarden");

	json_word(j, "schema", ALERT_SCHEMA);
	if (!alert->is_notice)
		(void)json_text(j, "event",
				timestamp_event(&alert->event->id, id),
				TIMESTAMP_SIZE);
	ecs_put(d, ECS_DOCKWARDEN_RECORDED_PATH, alert->file.recorded_path);
	json_word(j, "verdict", verdict_name(alert->verdict));
	if (alert->process.executable.size)
		json_word(j, "executable_trust", trust_name(alert->trust));
	ecs_put(d, ECS_DOCKWARDEN_POLICY_RULE, alert->policy_rule);
	json_number(j, "count", alert->count);
	if (alert->technique_count)
		json_word(j, "attack_version", ATTACK_VERSION);
	ecs_put_witness(d);
	ecs_put_cuts(d);
	json_close(j, mark);
}

/* What stands around event.original's text: its name and quotes and the event's
 * brace, the last object with every field that it may have to name, a brace,
 * the line's end. */
static size_t tail_size(struct ecs *d)
{
	size_t start = d->json.out->size;
	uint64_t cuts = d->cuts;
	size_t size;

	ecs_mark_cut(d, ECS_EVENT_ORIGINAL);
	put_dockwarden(d);
	size = d->json.out->size - start;
	buf_cut(d->json.out, start);
	d->cuts = cuts;
	return size + strlen(",\"original\":\"\"}}\n");
}

static void put_original(struct ecs *d)
{
	const struct event *event = d->alert->event;
	struct json *j = &d->json;
	size_t tail = tail_size(d);
	size_t room;
	bool whole;

	if (event->count == 0)
		return;
	/* name and quotes are counted by tail_size() */
	room = json_room(j) > tail ? json_room(j) - tail : 0;
	whole = original_put(j, ecs_key(ECS_EVENT_ORIGINAL), event, room);
	if (!whole || event->cut)
		ecs_mark_cut(d, ECS_EVENT_ORIGINAL);
	if (!whole && room < d->caps->original)
		j->over = true; /* the other fields took too much */
}

/* Files that say how the host runs, beside being files. */
static bool is_configuration(const struct alert_file *file)
{
	static const char *const places[] = { "/etc", "/usr/lib/systemd",
					      "/usr/local/lib/systemd",
					      "/run/systemd" };

	if (!file->is_file || file->path.size == 0)
		return false;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (path_below(file->path, view_of(places[i])))
			return true;
	return false;
}

static void put_class(struct json *j, const struct alert *alert)
{
	const struct class *class = &classes[alert->action];
	size_t mark = json_open_list(j, "category");

	json_word(j, NULL, class->category);
	if (strcmp(class->category, "file") == 0 &&
	    is_configuration(&alert->file))
		json_word(j, NULL, "configuration");
	json_close_list(j, mark);
	mark = json_open_list(j, "type");
	for (size_t i = 0; i < TYPE_MAX && class->type[i]; i++)
		json_word(j, NULL, class->type[i]);
	json_close_list(j, mark);
}

/* When it was said: live only. */
static void put_created(struct ecs *d)
{
	uint64_t ms = d->alert->created;
	struct event_id id = { .seconds = ms / 1000,
			       .milliseconds = (uint32_t)(ms % 1000) };
	char time[TIMESTAMP_SIZE];

	if (ms)
		(void)json_text(&d->json, "created", timestamp_utc(&id, time),
				TIMESTAMP_SIZE);
}

static void put_event(struct ecs *d)
{
	const struct alert *alert = d->alert;
	struct json *j = &d->json;
	size_t mark = json_open(j, "event");

	json_word(j, "kind",
		  alert->verdict == VERDICT_AUTHORIZED ? "event" : "alert");
	put_class(j, alert);
	json_word(j, "action", action_name(alert->action));
	json_word(j, "outcome", outcome_name(alert->outcome));
	json_number(j, "severity", alert->severity);
	json_word(j, "module", "dockwarden");
	json_word(j, "dataset", "dockwarden.alert");
	json_word(j, "provider", alert->is_notice ? "dockwarden" : "auditd");
	json_word(j, "id", alert->id);
	put_created(d);
	ecs_put(d, ECS_EVENT_REASON, alert->reason);
	put_original(d);
	json_close(j, mark);
}

/* All of it: 0, or an error of memory; json.over where it did not fit. */
static int put_document(struct ecs *d)
{
	size_t mark = json_open(&d->json, NULL);
	int r = put_head(d);

	if (r < 0)
		return r;
	ecs_put_file(d);
	ecs_put_process(d);
	ecs_put_user(d);
	ecs_put_related(d);
	ecs_put_group(d);
	ecs_put_host(d);
	ecs_put_container(d);
	ecs_put_agent(d);
	ecs_put_auditd(d);
	ecs_put_threat(d);
	put_event(d);
	put_dockwarden(d);
	json_close(&d->json, mark);
	json_end_line(&d->json);
	return buf_error(d->json.out);
}

int format_ecs(const struct alert *alert, struct buf *out)
{
	size_t start = out->size;

	for (size_t i = 0; i < CAPS_ROWS; i++) {
		struct ecs d = {
			.json = json_begin(out, FORMAT_MAX_LINE),
			.alert = alert,
			.caps = &caps_rows[i],
		};
		int r = buf_error(out) ? buf_error(out) : put_document(&d);

		if (r == 0 && !d.json.over)
			return 0;
		buf_cut(out, start);
		if (r < 0)
			return r;
	}
	return -ENOBUFS; /* the last row always fits: test_format_ecs.c */
}
