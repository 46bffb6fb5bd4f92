// SPDX-License-Identifier: BSD-2-Clause
#include "plugin_parts.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "monotonic.h"

#define SAVE_MS 20 /* between two checkpoints under load */

void plugin_clock(struct plugin *p)
{
	struct timespec ts;

	p->now = monotonic_ms();
	(void)clock_gettime(CLOCK_REALTIME, &ts);
	p->wall = (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
	if (p->warden)
		warden_clock(p->warden, p->now);
}

bool plugin_is_ours(const struct plugin *p, struct view node)
{
	return alert_agent_is_host(&p->agent.said, node);
}

static void say(struct plugin *p, struct alert *alert)
{
	alert->agent = &p->agent.said;
	alert->created = p->wall;
	outputs_say(p->outputs, alert, p->now);
	p->counts.said++;
	p->unsaved = true;
}

/* What the throttle lets through. */
static void on_alert(void *user, const struct alert *alert)
{
	struct plugin *p = user;
	struct alert copy;

	if (alert->event->quiet)
		return;
	if (!told_add(p->told, view_of(alert->id))) {
		p->counts.repeated++;
		return;
	}
	copy = *alert;
	say(p, &copy);
}

static void look(struct plugin *p, struct alert *alert)
{
	const struct event_id *id = &alert->event->id;

	if (!p->looker || !alert->process.has_pid ||
	    !plugin_is_ours(p, alert->event->node))
		return;
	alert->witness =
		looker_look(p->looker, alert->process.pid,
			    alert->process.has_ppid ? alert->process.ppid : 0,
			    id->seconds * 1000 + id->milliseconds, p->wall);
}

void plugin_on_finding(void *user, const struct alert *alert,
		       const struct verdict *verdict)
{
	struct plugin *p = user;
	struct alert copy = *alert;

	(void)verdict;
	if (alert->event->again && told_has(p->told, view_of(alert->id)))
		return;
	if (!alert->event->quiet)
		look(p, &copy);
	throttle_take(p->throttle, &copy);
}

/* EOE is not in the log, and what came after its event may have been read from
 * there already. */
static void note_last(struct plugin *p, const struct record *record)
{
	if (record->type == RECORD_EOE)
		return;
	p->last = record->id;
	if (record->node.size >= sizeof(p->last_node))
		return;
	memcpy(p->last_node, record->node.size ? record->node.data : "",
	       record->node.size);
	p->last_node[record->node.size] = '\0';
}

void plugin_on_record(void *user, const struct record *record)
{
	struct plugin *p = user;

	note_last(p, record);
	plugin_mend_note(p, &record->id);
	p->unsaved = true;
	if (p->whole_file || record->type == RECORD_EOE ||
	    (record->type >= 1200 && record->type < 1300))
		return;
	if (p->quiet)
		gaps_pass(p->gaps, record->node, &record->id);
	else
		gaps_note(p->gaps, record->node, &record->id, p->now);
}

void plugin_notice(struct plugin *p, const struct notice *notice)
{
	struct notice full = *notice;
	struct event event;
	struct alert alert;

	full.at = p->wall;
	notice_alert(&full, &event, &alert);
	if (!told_add(p->told, view_of(alert.id)))
		return;
	p->counts.notices++;
	say(p, &alert);
}

int plugin_feed(struct plugin *p, struct view line, bool quiet)
{
	if (quiet != p->quiet) {
		p->quiet = quiet;
		warden_quiet(p->warden, quiet);
	}
	(void)warden_feed(p->warden, line); /* the warden counts what fails */
	return 0;
}

int plugin_init(struct plugin *p)
{
	int r;

	plugin_clock(p);
	p->owner = (uint32_t)geteuid();
	buf_init(&p->stash, STASH_BYTES);
	r = outputs_new(&p->outputs);
	if (r == 0)
		r = told_new(&p->told);
	if (r == 0)
		r = gaps_new(p->options.grace, &p->gaps);
	if (r == 0)
		r = throttle_new(p->options.merge, on_alert, p, &p->throttle);
	if (r == 0)
		r = splice_init(&p->splice);
	return r;
}

void plugin_done(struct plugin *p)
{
	catchup_end(p->catchup);
	checkpoint_close(p->checkpoint_file);
	warden_free(p->warden);
	throttle_free(p->throttle);
	outputs_free(p->outputs);
	told_free(p->told);
	gaps_free(p->gaps);
	policy_free(p->policy);
	splice_done(&p->splice);
	buf_done(&p->stash);
	free(p->log);
}

/* A file is judged as a replay does: its events are complete, and windows end,
 * by its own times, however fast it is read. */
static bool goes_by_clock(const struct plugin *p)
{
	return !p->whole_file || p->log;
}

void plugin_settle(struct plugin *p)
{
	if (p->phase == PHASE_SPLICING)
		plugin_splice(p);
	if (p->phase != PHASE_CATCHING) {
		if (goes_by_clock(p)) {
			warden_settle(p->warden);
			throttle_sweep(p->throttle, p->wall);
		}
		if (gaps_due(p->gaps) <= p->now)
			plugin_gaps(p, p->now);
		plugin_mend_events(p);
		plugin_truncated(p);
	}
	plugin_outputs(p);
}

static uint64_t sooner(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

uint64_t plugin_due(const struct plugin *p)
{
	uint64_t due = sooner(gaps_due(p->gaps), outputs_due(p->outputs));
	uint64_t window = UINT64_MAX;

	if (goes_by_clock(p)) {
		due = sooner(due, warden_due(p->warden));
		window = throttle_due(p->throttle);
	}
	if (window != UINT64_MAX)
		due = sooner(due, window > p->wall ?
					  p->now + (window - p->wall) :
					  p->now);
	if (p->phase == PHASE_SPLICING && p->stash.size)
		due = sooner(due, p->now + 10);
	if (p->unsaved && p->checkpoint_file)
		due = sooner(due, p->saved_at + SAVE_MS);
	return due;
}

/* The first event that is not done yet: the oldest that is open, else the one
 * whose record came last; but where a run of serials is missing and has not
 * been told, the event before it. */
static void note_done(struct plugin *p)
{
	struct event_id before_gap;
	struct view node;

	if (warden_oldest(p->warden, &p->done.event, &node)) {
		if (node.size >= sizeof(p->done.node))
			node.size = 0;
		if (node.size)
			memcpy(p->done.node, node.data, node.size);
		p->done.node[node.size] = '\0';
	} else {
		p->done.event = p->last;
		memcpy(p->done.node, p->last_node, sizeof(p->done.node));
	}
	node = *p->done.node ? view_of(p->done.node) : VIEW_NONE;
	if (gaps_open(p->gaps, node, &before_gap) &&
	    event_id_compare(&before_gap, &p->done.event) < 0)
		p->done.event = before_gap;
}

/* While alerts wait for a file, what they tell is not done and they are not
 * told: the last run's end is found in the log again.  What had to be dropped
 * is counted instead. */
void plugin_save(struct plugin *p, bool now)
{
	if (!p->checkpoint_file || !p->unsaved || p->phase == PHASE_CATCHING ||
	    (!now && p->now < p->saved_at + SAVE_MS))
		return;
	p->saved_at = p->now;
	if (outputs_waiting(p->outputs))
		return;
	if (p->last.seconds)
		note_done(p);
	p->done.lost = outputs_unsaid(p->outputs);
	memcpy(p->done.boot, p->agent.boot_id, sizeof(p->done.boot));
	p->done.swept =
		goes_by_clock(p) || throttle_due(p->throttle) == UINT64_MAX ?
			p->wall :
			0;
	p->unsaved =
		checkpoint_write(p->checkpoint_file, &p->done, p->told) < 0;
}

/* With a log, what is open and what is held is found there at the next start;
 * without one, there is no other time to say it. */
void plugin_finish(struct plugin *p)
{
	plugin_settle(p);
	plugin_mend_end(p);
	if (!p->log) {
		warden_flush(p->warden);
		throttle_flush(p->throttle);
		plugin_gaps(p, UINT64_MAX);
		plugin_outputs(p);
	}
	plugin_save(p, true);
}
