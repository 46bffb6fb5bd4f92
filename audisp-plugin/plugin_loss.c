// SPDX-License-Identifier: BSD-2-Clause
#include "plugin_parts.h"

#include <inttypes.h>
#include <stdio.h>

/* In one turn: each may read 32 MiB, and the stream must not wait. */
#define MAX_SEARCHES 2

static int on_found_line(void *user, struct view line)
{
	return plugin_feed(user, line, false);
}

static void tell_gap(struct plugin *p, const struct gap *gap, uint64_t missing)
{
	char reason[REASON_SIZE];

	(void)snprintf(reason, sizeof(reason),
		       "%" PRIu64 " audit events between serial %u and %u "
		       "never came%s",
		       missing, gap->first, gap->last,
		       p->log ? " and are not in the audit log" : "");
	p->counts.lost += missing;
	plugin_notice(p, &(struct notice){ .action = ACTION_LOST,
					   .severity = SEVERITY_HIGH,
					   .node = gap->node,
					   .reason = view_of(reason),
					   .count = missing,
					   .what = gap->first });
}

/* auditd logs what it cannot hand on: its queue was full (q_depth). */
static void tell_overflow(struct plugin *p, const struct gap *gap,
			  uint64_t found)
{
	char reason[REASON_SIZE];

	(void)snprintf(reason, sizeof(reason),
		       "%" PRIu64 " audit events between serial %u and %u "
		       "were not handed on and were taken from the audit log: "
		       "auditd's queue overflowed",
		       found, gap->first, gap->last);
	p->counts.recovered += found;
	plugin_notice(p, &(struct notice){ .action = ACTION_AUDIT,
					   .severity = SEVERITY_LOW,
					   .node = gap->node,
					   .reason = view_of(reason),
					   .count = found,
					   .what = gap->first });
}

/* The gap's own view ends when the next record comes. */
static struct view keep_node(struct view node, char to[static CHECKPOINT_NODE])
{
	if (!node.data || node.size >= CHECKPOINT_NODE)
		return VIEW_NONE;
	memcpy(to, node.data, node.size);
	return view_from(to, node.size);
}

/* How many of the gap's events the log has: they are taken from there. */
static uint64_t seek(struct plugin *p, const struct gap *gap)
{
	const struct catchup_search search = {
		.log = p->log,
		.node = gap->node,
		.first = gap->first,
		.last = gap->last,
		.after =
			gap->after_ms > CRASH_MS ? gap->after_ms - CRASH_MS : 0,
		.fn = on_found_line,
		.user = p,
	};
	int64_t found = 0;

	if (p->log && plugin_is_ours(p, gap->node))
		found = catchup_search(&search);
	if (found <= 0)
		return 0;
	tell_overflow(p, gap, (uint64_t)found);
	return (uint64_t)found;
}

/* Looked for once more: it may have come into the log late. */
static void end_gap(struct plugin *p, const struct gap *gap)
{
	uint64_t missing = (uint64_t)(gap->last - gap->first) + 1;

	missing -= seek(p, gap);
	if (missing)
		tell_gap(p, gap, missing);
}

void plugin_gaps(struct plugin *p, uint64_t now)
{
	int most = p->log ? MAX_SEARCHES : GAP_HOLES;
	char node[CHECKPOINT_NODE];
	struct gap gap;

	for (int i = 0; i < most && gaps_next(p->gaps, now, &gap); i++) {
		p->counts.gaps += !gap.sought;
		gap.node = keep_node(gap.node, node);
		end_gap(p, &gap);
	}
	for (int i = 0; i < most && gaps_seek(p->gaps, now, &gap); i++) {
		p->counts.gaps++;
		gap.node = keep_node(gap.node, node);
		(void)seek(p, &gap);
	}
}

/* The kernel ends every SYSCALL record with its key. */
void plugin_truncated(struct plugin *p)
{
	uint64_t truncated = warden_counts(p->warden).truncated;
	char reason[REASON_SIZE];

	if (truncated < 2 * p->truncated_told || truncated == 0)
		return; /* at 1, 2, 4, 8 … */
	(void)snprintf(reason, sizeof(reason),
		       "%" PRIu64 " SYSCALL records came without their end, "
		       "key= is missing: this auditd cuts records (audit 4.2.0 "
		       "and 4.2.1 with log_format = RAW), so changes are found "
		       "by their paths alone",
		       truncated);
	p->truncated_told = truncated;
	plugin_notice(p, &(struct notice){ .action = ACTION_LOST,
					   .severity = SEVERITY_HIGH,
					   .reason = view_of(reason),
					   .count = truncated,
					   .what = truncated });
}

void plugin_outputs(struct plugin *p)
{
	const struct sink *sink;
	uint64_t lost;

	outputs_work(p->outputs, p->now);
	for (int i = 0; i < OUTPUTS_MAX; i++) {
		char reason[REASON_SIZE];

		sink = outputs_lost(p->outputs, &lost);
		if (!sink)
			return;
		(void)snprintf(reason, sizeof(reason),
			       "output %s did not work for a while: %" PRIu64
			       " alerts did not go out there",
			       sink_name(sink), lost);
		plugin_notice(p, &(struct notice){ .action = ACTION_LOST,
						   .severity = SEVERITY_HIGH,
						   .reason = view_of(reason),
						   .count = lost,
						   .what = lost });
	}
}
