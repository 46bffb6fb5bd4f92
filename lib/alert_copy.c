// SPDX-License-Identifier: BSD-2-Clause
#include "alert_copy.h"

#include <errno.h>
#include <stdlib.h>

#define TEXTS 20  /* of an alert */
#define WITNESS 4 /* texts' worth of what is short in a witness */
#define CAPACITY \
	((size_t)(TEXTS + WITNESS) * ALERT_COPY_TEXT + ALERT_COPY_RECORDS)

int alert_copy_new(struct alert_copy **ret)
{
	struct alert_copy *copy = calloc(1, sizeof(*copy));

	if (!copy)
		return -ENOMEM;
	if (scratch_init(&copy->text, CAPACITY) < 0) {
		free(copy);
		return -ENOMEM;
	}
	*ret = copy;
	return 0;
}

void alert_copy_free(struct alert_copy *copy)
{
	if (!copy)
		return;
	scratch_done(&copy->text);
	free(copy);
}

static void keep(struct scratch *s, struct view *text)
{
	if (text->size > ALERT_COPY_TEXT)
		text->size = ALERT_COPY_TEXT;
	if (text->data)
		*text = scratch_copy(s, *text);
}

/* All arguments together take as much as one text. */
static void keep_args(struct scratch *s, struct alert_process *p)
{
	size_t room = ALERT_COPY_TEXT;

	for (size_t i = 0; i < p->arg_count; i++) {
		struct view *arg = &p->args[i];

		if (arg->size > room) {
			arg->size = room;
			p->arg_count = i + 1;
			p->args_cut = true;
		}
		room -= arg->size;
		*arg = scratch_copy(s, *arg);
	}
}

static void keep_texts(struct scratch *s, struct alert *alert)
{
	struct view *const texts[] = {
		&alert->rule_id,
		&alert->rule_name,
		&alert->policy_rule,
		&alert->reason,
		&alert->file.path,
		&alert->file.recorded_path,
		&alert->file.target_path,
		&alert->process.executable,
		&alert->process.name,
		&alert->process.title,
		&alert->process.working_directory,
		&alert->user.name,
		&alert->user.audit_name,
		&alert->group_name,
		&alert->member_name,
		&alert->syscall,
		&alert->key,
		&alert->tty,
	};

	_Static_assert(sizeof(texts) / sizeof(texts[0]) <= TEXTS,
		       "CAPACITY is by their number");
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		keep(s, texts[i]);
	keep_args(s, &alert->process);
}

/* Names of parents are short (witness.h). */
static void keep_witness(struct alert_copy *copy)
{
	struct alert_witness *w = &copy->witness;
	struct view *texts[ALERT_WITNESS_TEXTS];
	size_t count;

	if (!copy->alert.witness)
		return;
	*w = *copy->alert.witness;
	copy->alert.witness = w;
	count = alert_witness_texts(w, texts);
	for (size_t i = 0; i < count; i++)
		keep(&copy->text, texts[i]);
}

static bool keep_record(struct scratch *s, size_t *room, struct record *r)
{
	struct view from = r->line, to;

	if (from.size > *room)
		return false;
	to = scratch_copy(s, from);
	if (!to.data)
		return false;
	*room -= from.size;
	record_moved(r, from.data, to.data);
	return true;
}

/* What a record too long for the copy begins with is enough of it: no format
 * has room for more. */
static void cut_record(struct record *r, size_t room)
{
	size_t before = (size_t)(r->body.data - r->line.data);

	if (r->line.size <= room || before >= room)
		return;
	r->line.size = room;
	r->body.size =
		r->body.size < room - before ? r->body.size : room - before;
	r->enriched = VIEW_NONE;
}

static void keep_records(struct alert_copy *copy)
{
	struct event *event = &copy->event;
	const struct record *records = event->records;
	size_t room = ALERT_COPY_RECORDS, count = event->count;

	event->records = copy->records;
	event->count = 0;
	for (size_t i = 0; i < count; i++) {
		struct record *r = &copy->records[event->count];

		if (event->count == ALERT_COPY_MAX_RECORDS)
			break;
		*r = records[i];
		cut_record(r, room);
		if (!keep_record(&copy->text, &room, r))
			break;
		event->count++;
	}
	if (event->count < count)
		event->cut = true;
}

void alert_copy_take(struct alert_copy *copy, const struct alert *alert)
{
	scratch_reset(&copy->text);
	copy->alert = *alert;
	copy->event = *alert->event;
	copy->alert.event = &copy->event;
	keep(&copy->text, &copy->event.node);
	keep_texts(&copy->text, &copy->alert);
	keep_witness(copy);
	keep_records(copy);
}
