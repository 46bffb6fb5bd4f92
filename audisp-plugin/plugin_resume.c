// SPDX-License-Identifier: BSD-2-Clause
#include "plugin_parts.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "cleanup.h"

#define SPLICE_TRIES 20 /* of finding the stream's first record */

/* What is in the outputs' files already must not be told again, even if the
 * last run was killed between an alert and its checkpoint. */
static void read_told(struct plugin *p)
{
	const struct sink *sink;

	for (size_t i = 0; (sink = outputs_at(p->outputs, i)); i++) {
		autofree char *rotated = NULL;

		if (sink_type(sink) != POLICY_OUTPUT_FILE)
			continue;
		if (asprintf(&rotated, "%s.1", sink_path(sink)) < 0)
			return;
		(void)told_read(p->told, rotated);
		(void)told_read(p->told, sink_path(sink));
	}
}

static void tell_look_back(struct plugin *p, const char *why)
{
	char reason[REASON_SIZE];

	(void)snprintf(reason, sizeof(reason),
		       "%s: what the audit log holds of the last %" PRIu64
		       " s counts as news, what is older does not",
		       why, p->options.look_back / 1000);
	plugin_notice(p, &(struct notice){ .action = ACTION_AUDIT,
					   .severity = SEVERITY_MEDIUM,
					   .reason = view_of(reason) });
}

static void tell_unsaid(struct plugin *p)
{
	char reason[REASON_SIZE];

	(void)snprintf(reason, sizeof(reason),
		       "the last run ended while outputs did not work: %" PRIu64
		       " alerts did not go out there",
		       p->done.lost);
	plugin_notice(p, &(struct notice){ .action = ACTION_LOST,
					   .severity = SEVERITY_HIGH,
					   .reason = view_of(reason),
					   .count = p->done.lost,
					   .what = p->done.lost });
}

void plugin_restore(struct plugin *p)
{
	int r = -ENOENT;

	if (p->state >= 0)
		r = checkpoint_open(p->state, &p->checkpoint_file);
	if (p->checkpoint_file)
		r = checkpoint_read(p->checkpoint_file, &p->done, p->told);
	if (r < 0)
		p->done = (struct checkpoint){ .swept = 0 };
	read_told(p);
	throttle_told_until(p->throttle, p->done.swept);
	if (p->done.lost)
		tell_unsaid(p);
	if (r < 0 && p->log)
		tell_look_back(p, r == -EBADMSG ? "the checkpoint is damaged" :
						  "there is no checkpoint");
}

static int on_log_line(void *user, struct view line, bool quiet)
{
	struct plugin *p = user;

	splice_note(&p->splice, line);
	return plugin_feed(p, line, quiet);
}

/* The log does not go back to the checkpoint: what lay between is gone. */
static void tell_outrun(struct plugin *p, const struct caught *caught)
{
	char reason[REASON_SIZE];
	uint64_t count = 0;

	if (caught->first.serial > p->done.event.serial &&
	    strcmp(p->done.boot, p->agent.boot_id) == 0)
		count = caught->first.serial - p->done.event.serial - 1;
	(void)snprintf(reason, sizeof(reason),
		       "the audit log no longer has the last event that was "
		       "dealt with (%" PRIu64 ".%03u:%u): %s",
		       p->done.event.seconds, p->done.event.milliseconds,
		       p->done.event.serial,
		       count ? "the events after it are lost" :
			       "what came after it may be lost");
	plugin_notice(p, &(struct notice){ .action = ACTION_LOST,
					   .severity = SEVERITY_HIGH,
					   .reason = view_of(reason),
					   .count = count,
					   .what = p->done.event.serial });
	p->counts.lost += count;
}

static void tell_no_log(struct plugin *p, int error)
{
	char reason[REASON_SIZE];

	(void)snprintf(reason, sizeof(reason),
		       "%s: %s: what happened while nobody listened is not "
		       "known",
		       p->log, strerror(-error));
	plugin_notice(p, &(struct notice){ .action = ACTION_AUDIT,
					   .severity = SEVERITY_MEDIUM,
					   .reason = view_of(reason) });
}

static uint64_t since_of(const struct plugin *p)
{
	uint64_t at = p->done.event.seconds * 1000 + p->done.event.milliseconds;

	/* After a power failure the alerts' file may be older than the
	 * checkpoint; what it does have is not told again. */
	if (!*p->done.boot || strcmp(p->done.boot, p->agent.boot_id) == 0)
		return UINT64_MAX;
	return at > CRASH_MS ? at - CRASH_MS : 0;
}

static bool is_eoe(struct view line)
{
	const char *type =
		line.size ? memmem(line.data, line.size, "type=", 5) : NULL;

	return type && view_starts(view_skip(line, (size_t)(type - line.data)),
				   VIEW("type=EOE "));
}

/* Hands the stashed lines to fn; what it returns not 0 for ends it. */
static int each_stashed(struct plugin *p,
			int (*fn)(struct plugin *p, struct view line))
{
	struct view rest = buf_view(&p->stash);
	int r = 0;

	while (r == 0 && rest.size) {
		const char *end = memchr(rest.data, '\n', rest.size);
		struct view line =
			view_from(rest.data, (size_t)(end - rest.data));

		r = fn(p, line);
		rest = view_skip(rest, line.size + 1);
	}
	return r;
}

static int find_line(struct plugin *p, struct view line)
{
	if (is_eoe(line))
		return 0;
	return splice_find(&p->splice, line) ? 1 : -1;
}

static int feed_stashed(struct plugin *p, struct view line)
{
	if (!is_eoe(line) && splice_skip(&p->splice, line))
		return 0;
	return plugin_feed(p, line, false);
}

static void feed_stash(struct plugin *p)
{
	(void)each_stashed(p, feed_stashed);
	buf_done(&p->stash);
	p->phase = PHASE_LIVE;
}

void plugin_catch_up(struct plugin *p, void (*breathe)(void *user), void *user)
{
	struct catchup_options options = {
		.log = p->log,
		.done = p->done.event.seconds ? &p->done : NULL,
		.since = since_of(p),
		.line = on_log_line,
		.breathe = breathe,
		.user = user,
	};
	struct caught caught;
	int r;

	if (!p->log) {
		p->phase = PHASE_LIVE;
		p->skipping = p->whole_file && options.done &&
			      catchup_holds("/proc/self/fd/0", &p->done);
		return;
	}
	if (p->wall > p->options.look_back)
		options.look_back = p->wall - p->options.look_back;
	r = catchup_start(&options, &caught, &p->catchup);
	if (r < 0)
		tell_no_log(p, r);
	else if (options.done && !caught.found && caught.lines)
		tell_outrun(p, &caught);
	(void)plugin_feed(p, VIEW_NONE, false);
	p->phase = PHASE_SPLICING;
	if (p->catchup)
		return;
	feed_stash(p);
	plugin_settle(p);
}

void plugin_splice(struct plugin *p)
{
	if (p->stash.size == 0)
		return;
	(void)catchup_more(p->catchup);
	if (each_stashed(p, find_line) < 0 && p->splice_tries++ < SPLICE_TRIES)
		return; /* auditd has logged it: it will be there */
	feed_stash(p);
	catchup_end(take(p->catchup));
}

/* Should the stash overflow, its lines are in the log all the same, which has
 * not been read to its end yet. */
static void stash(struct plugin *p, struct view line)
{
	if (p->stash.size + line.size + 1 > STASH_BYTES)
		buf_reset(&p->stash);
	buf_add(&p->stash, line);
	buf_add_byte(&p->stash, '\n');
}

int plugin_line(struct plugin *p, struct view line)
{
	if (p->skipping)
		p->skipping = !catchup_is_done(&p->done, line);
	if (p->phase == PHASE_LIVE) {
		/* While the log and the stream agree, nothing is new. */
		if (p->splice.found && !is_eoe(line) &&
		    splice_skip(&p->splice, line))
			return 0;
		return plugin_feed(p, line, p->skipping);
	}
	stash(p, line);
	return 0;
}
