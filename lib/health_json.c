// SPDX-License-Identifier: BSD-2-Clause
/*
 * health_json: the facts as a document of their own, and as what an ECS
 * document says under dockwarden.status.
 */
#include "health.h"

#include <errno.h>

#include "format.h"
#include "timestamp.h"

#define HEX_DIGITS 16

/* Of the texts of a heartbeat, as much as fits: the last always does
 * (test_health.c). */
static const size_t line_caps[] = { 256, 64, 32 };

struct writer {
	struct json json;
	size_t text_max;
	bool cut;
};

static void put_text(struct writer *w, const char *name, struct view text)
{
	if (text.size && !json_text(&w->json, name, text, w->text_max))
		w->cut = true;
}

static void put_digest(struct json *j, const char *name, uint64_t digest)
{
	char hex[HEX_DIGITS];

	for (size_t i = HEX_DIGITS; i-- > 0; digest >>= 4)
		hex[i] = "0123456789abcdef"[digest & 15];
	(void)json_text(j, name, view_from(hex, sizeof(hex)), sizeof(hex));
}

static void put_row(struct writer *w, const struct health_row *row,
		    const void *what)
{
	struct json *j = &w->json;

	switch (row->kind) {
	case HEALTH_COUNT:
	case HEALTH_GAUGE:
	case HEALTH_TIME:
	case HEALTH_DURATION:
		json_number(j, row->key, health_number(row, what));
		break;
	case HEALTH_DIGEST:
		put_digest(j, row->key, health_number(row, what));
		break;
	case HEALTH_FLAG:
		json_flag(j, row->key, health_flag(row, what));
		break;
	case HEALTH_TEXT:
		put_text(w, row->key, health_text(row, what));
		break;
	}
}

/* The rows of a group, from its first on; returns the next group's. */
static const struct health_row *put_group(struct writer *w,
					  const struct health_row *row,
					  const struct health *h)
{
	const char *group = row->group;
	size_t mark = json_open(&w->json, group);

	for (; row->group && strcmp(row->group, group) == 0; row++)
		if (health_has(row, h))
			put_row(w, row, h);
	json_close(&w->json, mark);
	return row;
}

static void put_outputs(struct writer *w, const struct health *h)
{
	size_t list = json_open_list(&w->json, "outputs");

	for (size_t i = 0; i < h->output_count; i++) {
		size_t mark = json_open(&w->json, NULL);

		for (const struct health_row *row = health_output_rows;
		     row->key; row++)
			put_row(w, row, &h->outputs[i]);
		json_close(&w->json, mark);
	}
	json_close_list(&w->json, list);
}

/* The members of an object that is open. */
static void put_facts(struct writer *w, const struct health *h)
{
	const struct health_row *row = health_rows;

	json_word(&w->json, "schema", HEALTH_SCHEMA);
	json_word(&w->json, "state", health_state_name(h->state));
	while (row->group)
		row = put_group(w, row, h);
	put_outputs(w, h);
	if (w->cut)
		json_flag(&w->json, "cut", true);
}

/* What was begun is taken back where it did not fit. */
static int finish(struct writer *w)
{
	struct json *j = &w->json;
	int r = buf_error(j->out);

	json_end_line(j);
	if (r == 0)
		r = buf_error(j->out);
	if (r == 0 && j->over)
		r = -ENOBUFS;
	if (r < 0)
		buf_cut(j->out, j->start);
	return r;
}

int health_json(const struct health *h, struct buf *out)
{
	struct writer w = { .json = json_begin(out, HEALTH_MAX_BYTES),
			    .text_max = HEALTH_MAX_TEXT };
	size_t mark = json_open(&w.json, NULL);

	put_facts(&w, h);
	json_close(&w.json, mark);
	return finish(&w);
}

void health_facts(const struct health *h, struct json *j)
{
	struct writer w = { .json = *j, .text_max = HEALTH_MAX_TEXT };

	put_facts(&w, h);
	*j = w.json;
}

static void put_time(struct json *j, const char *name, uint64_t ms)
{
	const struct event_id id = { .seconds = ms / 1000,
				     .milliseconds = (uint32_t)(ms % 1000) };
	char text[TIMESTAMP_SIZE];

	(void)json_text(j, name, timestamp_utc(&id, text), TIMESTAMP_SIZE);
}

static int put_message(struct json *j, const struct health *h)
{
	autobuf struct buf words;

	buf_init(&words, 512);
	buf_printf(&words, "dockwarden is %s: ", health_state_name(h->state));
	buf_add_u64(&words, h->records);
	buf_add_text(&words, " records read, ");
	buf_add_u64(&words, h->flagged);
	buf_add_text(&words, " changes flagged, ");
	buf_add_u64(&words, h->lost);
	buf_add_text(&words, " events lost");
	(void)json_text(j, "message", buf_view(&words), 512);
	return buf_error(&words);
}

static void put_event(struct json *j, const struct health *h)
{
	size_t mark = json_open(j, "event"), list;

	json_word(j, "kind", "state");
	list = json_open_list(j, "category");
	json_word(j, NULL, "host");
	json_close_list(j, list);
	list = json_open_list(j, "type");
	json_word(j, NULL, "info");
	json_close_list(j, list);
	json_word(j, "action", "heartbeat");
	json_word(j, "module", "dockwarden");
	json_word(j, "dataset", "dockwarden.status");
	json_number(j, "sequence", h->sequence);
	json_close(j, mark);
}

static void put_speaker(struct writer *w, const struct alert_agent *agent)
{
	struct json *j = &w->json;
	size_t mark = json_open(j, "host"), boot;

	put_text(w, "name", agent->host);
	put_text(w, "id", agent->host_id);
	boot = json_open(j, "boot");
	put_text(w, "id", agent->boot_id);
	json_close(j, boot);
	json_close(j, mark);
	mark = json_open(j, "agent");
	json_word(j, "type", "dockwarden");
	put_text(w, "name", agent->host);
	put_text(w, "id", agent->id);
	put_text(w, "ephemeral_id", agent->ephemeral);
	put_text(w, "version", agent->version);
	json_close(j, mark);
}

static int put_document(struct writer *w, const struct health *h,
			const struct alert_agent *agent)
{
	struct json *j = &w->json;
	size_t mark = json_open(j, NULL), ours, status;
	int r;

	put_time(j, "@timestamp", h->written);
	ours = json_open(j, "ecs");
	json_word(j, "version", "8.11.0");
	json_close(j, ours);
	r = put_message(j, h);
	put_event(j, h);
	put_speaker(w, agent);
	ours = json_open(j, "dockwarden");
	json_word(j, "schema", HEALTH_SCHEMA);
	status = json_open(j, "status");
	put_facts(w, h);
	json_close(j, status);
	json_close(j, ours);
	json_close(j, mark);
	return r;
}

int health_ecs(const struct health *h, const struct alert_agent *agent,
	       struct buf *out)
{
	int r = -ENOBUFS;

	for (size_t i = 0; r == -ENOBUFS && buf_error(out) == 0 &&
			   i < sizeof(line_caps) / sizeof(line_caps[0]);
	     i++) {
		struct writer w = { .json = json_begin(out, FORMAT_MAX_LINE),
				    .text_max = line_caps[i] };

		r = put_document(&w, h, agent);
		if (r == 0)
			r = finish(&w);
	}
	return buf_error(out) ? buf_error(out) : r;
}
