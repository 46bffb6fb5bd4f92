// SPDX-License-Identifier: BSD-2-Clause
/*
 * auditd, whose queue to its plugins is full, drops record by record: of an
 * event some may come and others not (audit 3.0.9 audisp/queue.c).  The log has
 * them all.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "plugin_parts.h"

#define PAUSE_FIRST_MS 1000 /* after a search that found nothing, doubled … */
#define PAUSE_MAX_MS 60000  /* … up to this */

void plugin_on_incomplete(void *user, const struct event *event)
{
	struct plugin *p = user;
	struct plugin_mend *m = &p->mend;

	/* What has no end is cut in the log as well (plugin_truncated). */
	if (event->again || event->quiet || event->cut ||
	    p->phase != PHASE_LIVE || p->whole_file ||
	    !plugin_is_ours(p, event->node))
		return;
	if (p->log && m->count < PLUGIN_MENDS)
		m->ids[m->count++] = event->id;
	else
		m->missed++;
}

static int compare_ids(const void *a, const void *b)
{
	return event_id_compare(a, b);
}

/* They are in order while the log is searched. */
static bool is_wanted(const struct plugin_mend *m, const struct event_id *id)
{
	return bsearch(id, m->ids, m->sought, sizeof(*id), compare_ids) != NULL;
}

static int on_line(void *user, struct view line)
{
	struct plugin *p = user;
	struct record record;

	if (record_parse(line, &record) || !is_wanted(&p->mend, &record.id))
		return 0;
	return plugin_feed(p, line, false);
}

static uint64_t ms_of(const struct event_id *id)
{
	return id->seconds * 1000 + id->milliseconds;
}

static void search(struct plugin *p)
{
	struct plugin_mend *m = &p->mend;
	const struct event_id *first = &m->ids[0], *last;
	struct catchup_search search;
	uint64_t at;

	m->sought = m->count;
	qsort(m->ids, m->sought, sizeof(*m->ids), compare_ids);
	last = &m->ids[m->sought - 1];
	at = ms_of(first);
	search = (struct catchup_search){
		.log = p->log,
		.node = *p->last_node ? view_of(p->last_node) : VIEW_NONE,
		.first = first->serial,
		.last = last->serial,
		.after = at > CRASH_MS ? at - CRASH_MS : 0,
		.fn = on_line,
		.user = p,
	};
	warden_mend(p->warden, true);
	(void)catchup_search(&search);
	warden_mend(p->warden, false);
}

static void tell_missed(struct plugin *p)
{
	struct plugin_mend *m = &p->mend;
	char reason[REASON_SIZE];

	if (m->missed == 0 || m->missed < 2 * m->told)
		return; /* at 1, 2, 4, 8 … */
	(void)snprintf(reason, sizeof(reason),
		       "%" PRIu64 " audit events came without all of their "
		       "records%s: what they did may be unknown",
		       m->missed,
		       p->log ? ", which are not in the audit log" : "");
	m->told = m->missed;
	plugin_notice(p, &(struct notice){ .action = ACTION_LOST,
					   .severity = SEVERITY_HIGH,
					   .reason = view_of(reason),
					   .count = m->missed,
					   .what = m->missed });
}

/* What was found incomplete during the search is for the next one. */
static void drop_sought(struct plugin_mend *m)
{
	m->count -= m->sought;
	memmove(m->ids, m->ids + m->sought, m->count * sizeof(*m->ids));
	m->sought = 0;
}

/* Where nothing is found, an exclude rule may keep such records from being
 * written at all: the log is not read each time. */
void plugin_mend_events(struct plugin *p)
{
	struct plugin_mend *m = &p->mend;
	uint64_t before;

	if (m->count && p->now >= m->at) {
		before = warden_counts(p->warden).events.mended;
		search(p);
		if (warden_counts(p->warden).events.mended > before) {
			p->counts.recovered += m->sought;
			m->pause = 0;
		} else {
			m->missed += m->sought;
			m->pause = m->pause ? m->pause * 2 : PAUSE_FIRST_MS;
			if (m->pause > PAUSE_MAX_MS)
				m->pause = PAUSE_MAX_MS;
			m->at = p->now + m->pause;
		}
		drop_sought(m);
	}
	tell_missed(p);
}
