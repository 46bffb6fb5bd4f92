// SPDX-License-Identifier: BSD-2-Clause
/*
 * Open Cybersecurity Schema Framework 1.8.0 as one line of JSON: an event of
 * the class that the action is of, with the profile security_control and
 * is_alert, as the framework asks of a sensor that flags one activity.
 *
 * A line stays within FORMAT_MAX_LINE as in format_ecs.c: the raw records take
 * what the rest leaves, metadata and what was cut come last.
 */
#include "format.h"

#include <errno.h>

#include "ocsf.h"
#include "original.h"
#include "timestamp.h"

#define OCSF_VERSION "1.8.0"

/* What raw records get, or all they need, by the rows of caps. */
static const size_t originals[] = { 1536, 768, 0 };

#define ROWS (sizeof(originals) / sizeof(originals[0]))

static void put_caption(struct json *j, const char *id_key, const char *key,
			struct ocsf_caption caption)
{
	json_number(j, id_key, caption.id);
	json_word(j, key, caption.name);
}

static struct ocsf_caption severity_caption(enum severity severity)
{
	switch (severity) {
	case SEVERITY_CRITICAL:
		return (struct ocsf_caption){ 5, "Critical" };
	case SEVERITY_HIGH:
		return (struct ocsf_caption){ 4, "High" };
	case SEVERITY_MEDIUM:
		return (struct ocsf_caption){ 3, "Medium" };
	case SEVERITY_LOW:
		break;
	}
	return (struct ocsf_caption){ 2, "Low" };
}

static struct ocsf_caption status_caption(enum outcome outcome)
{
	switch (outcome) {
	case OUTCOME_SUCCESS:
		return (struct ocsf_caption){ 1, "Success" };
	case OUTCOME_FAILURE:
		return (struct ocsf_caption){ 2, "Failure" };
	case OUTCOME_UNKNOWN:
		break;
	}
	return (struct ocsf_caption){ 0, "Unknown" };
}

static void put_class(struct ocsf *d)
{
	const struct ocsf_class_row *class = ocsf_class(d->activity.class);
	struct json *j = &d->json;
	size_t left = SIZE_MAX;

	json_number(j, "class_uid", class->uid);
	json_word(j, "class_name", class->name);
	json_number(j, "category_uid", class->category_uid);
	json_word(j, "category_name", class->category_name);
	json_number(j, "activity_id", d->activity.id);
	json_word(j, "activity_name", d->activity.name);
	json_number(j, "type_uid", class->uid * 100 + d->activity.id);
	json_open_text(j, "type_name");
	(void)json_add_text(j, view_of(class->name), &left);
	(void)json_add_text(j, VIEW(": "), &left);
	(void)json_add_text(j, view_of(d->activity.name), &left);
	json_close_text(j);
}

/* Of a login that the PAM module refused. */
static bool is_blocked(const struct alert *alert)
{
	return alert->action == ACTION_LOGIN && alert->member_name.size &&
	       alert->outcome == OUTCOME_FAILURE;
}

/* What the warden decided: it watches, and stops nothing but logins. */
static void put_decision(struct ocsf *d)
{
	bool alert = d->flat.alert->verdict == VERDICT_UNAUTHORIZED;
	bool blocked = is_blocked(d->flat.alert);
	struct json *j = &d->json;
	size_t list, mark, policy;

	json_flag(j, "is_alert", alert);
	put_caption(j, "action_id", "action",
		    blocked ? (struct ocsf_caption){ 2, "Denied" } :
			      (struct ocsf_caption){ 3, "Observed" });
	put_caption(j, "disposition_id", "disposition",
		    blocked ? (struct ocsf_caption){ 2, "Blocked" } :
		    alert   ? (struct ocsf_caption){ 19, "Alert" } :
			      (struct ocsf_caption){ 17, "Logged" });
	list = json_open_list(j, "authorizations");
	mark = json_open(j, NULL);
	ocsf_put(d, "decision", FLAT_VERDICT);
	policy = json_open(j, "policy");
	ocsf_put(d, "name", FLAT_POLICY_RULE);
	json_close(j, policy);
	json_close(j, mark);
	json_close_list(j, list);
}

static uint64_t at_most(uint64_t number, uint64_t max)
{
	return number < max ? number : max;
}

static void put_base(struct ocsf *d)
{
	const struct alert *alert = d->flat.alert;
	struct json *j = &d->json;

	put_class(d);
	put_caption(j, "severity_id", "severity",
		    severity_caption(alert->severity));
	put_caption(j, "status_id", "status", status_caption(alert->outcome));
	json_number(j, "time", timestamp_ms(&alert->event->id));
	ocsf_put(d, "message", FLAT_MESSAGE);
	if (alert->count)
		json_number(j, "count", at_most(alert->count, INT32_MAX));
	put_decision(d);
}

static void put_product(struct json *j)
{
	size_t mark = json_open(j, "product");

	json_word(j, "name", "dockwarden");
	json_word(j, "vendor_name", "dockwarden");
	json_word(j, "version", DOCKWARDEN_VERSION);
	json_close(j, mark);
}

/* Attributes of a profile may stand where it is named here. */
static void put_profiles(struct json *j, const struct alert *alert)
{
	size_t list = json_open_list(j, "profiles");

	json_word(j, NULL, "host");
	json_word(j, NULL, "security_control");
	json_word(j, NULL, "linux/linux_users");
	if (alert->witness && (alert->witness->container_id.size ||
			       alert->witness->container_name.size))
		json_word(j, NULL, "container");
	json_close_list(j, list);
}

static void put_metadata(struct ocsf *d)
{
	const struct alert *alert = d->flat.alert;
	struct json *j = &d->json;
	size_t mark = json_open(j, "metadata");

	json_word(j, "version", OCSF_VERSION);
	put_product(j);
	put_profiles(j, alert);
	ocsf_put(d, "uid", FLAT_ID);
	ocsf_put(d, "event_code", FLAT_RULE_ID);
	json_word(j, "log_provider",
		  alert->is_notice ? "dockwarden" : "auditd");
	ocsf_put(d, "original_event_uid", FLAT_EVENT);
	if (alert->created)
		json_number(j, "logged_time",
			    at_most(alert->created, INT64_MAX));
	if (d->flat.cuts)
		json_flag(j, "is_truncated", true);
	json_close(j, mark);
}

static void put_tail(struct ocsf *d)
{
	put_metadata(d);
	ocsf_put_unmapped(d);
}

/* What stands around raw_data's text: its name and quotes, metadata, every
 * field that unmapped may have to name, a brace, the line's end. */
static size_t tail_size(struct ocsf *d)
{
	size_t start = d->json.out->size;
	size_t size;

	flat_mark_cut(&d->flat, FLAT_ORIGINAL);
	put_tail(d);
	buf_cut(d->json.out, start);
	put_tail(d); /* now with what was cut the first time */
	size = d->json.out->size - start;
	buf_cut(d->json.out, start);
	d->flat.cuts &= ~(UINT64_C(1) << FLAT_ORIGINAL);
	return size + strlen(",\"raw_data\":\"\"}\n");
}

static void put_original(struct ocsf *d, size_t least)
{
	const struct event *event = d->flat.alert->event;
	size_t tail = tail_size(d);
	size_t room = json_room(&d->json);
	bool whole;

	if (event->count == 0)
		return;
	room = room > tail ? room - tail : 0;
	whole = original_put(&d->json, "raw_data", event, room);
	if (!whole || event->cut)
		flat_mark_cut(&d->flat, FLAT_ORIGINAL);
	if (!whole && room < least)
		d->json.over = true; /* the other fields took too much */
}

static void put_document(struct ocsf *d, size_t least)
{
	size_t mark = json_open(&d->json, NULL);

	put_base(d);
	ocsf_put_attacks(d);
	ocsf_put_device(d);
	ocsf_put_actor(d);
	ocsf_put_objects(d);
	put_original(d, least);
	put_tail(d);
	json_close(&d->json, mark);
	json_end_line(&d->json);
}

int format_ocsf(const struct alert *alert, struct buf *out)
{
	size_t start = out->size;

	for (size_t i = 0; i < ROWS; i++) {
		struct ocsf d = {
			.json = json_begin(out, FORMAT_MAX_LINE),
			.activity = ocsf_activity(alert),
		};
		int r;

		(void)flat_begin(&d.flat, alert, i);
		if (!buf_error(out))
			put_document(&d, originals[i]);
		r = buf_error(out) ? buf_error(out) : flat_error(&d.flat);
		flat_done(&d.flat);
		if (r == 0 && !d.json.over)
			return 0;
		buf_cut(out, start);
		if (r < 0)
			return r;
	}
	return -ENOBUFS; /* the last row always fits: test_format_ocsf.c */
}
