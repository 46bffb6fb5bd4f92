// SPDX-License-Identifier: BSD-2-Clause
/*
 * auditd, whose queue to its plugins is full, drops record by record: of an
 * event some may come and others not (audit 3.0.9 audisp/queue.c).  The log has
 * them all.  What the kernel sends late (gap.h) comes into the log late, too,
 * so what was looked for in vain has the grace to come by either way.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "plugin_parts.h"

#define PAUSE_FIRST_MS 1000 /* after a search that found nothing, doubled … */
#define PAUSE_MAX_MS 60000  /* … up to this */

static void mark_late(struct plugin_mend *m, const struct event_id *id,
		      bool came)
{
	for (size_t i = 0; i < m->late_count; i++)
		if (event_id_compare(&m->late[i].id, id) == 0)
			m->late[i].came = came;
}

void plugin_mend_note(struct plugin *p, const struct event_id *id)
{
	mark_late(&p->mend, id, true);
}

static void put_late(struct plugin *p, const struct event_id *id)
{
	struct plugin_mend *m = &p->mend;

	if (m->late_count < PLUGIN_LATE)
		m->late[m->late_count++] = (struct plugin_late){
			.id = *id, .due = p->now + p->options.grace
		};
	else
		m->missed++;
}

void plugin_on_incomplete(void *user, const struct event *event)
{
	struct plugin *p = user;
	struct plugin_mend *m = &p->mend;

	/* What has no end is cut in the log as well (plugin_truncated). */
	if (event->quiet || event->cut || p->phase != PHASE_LIVE ||
	    p->whole_file || !plugin_is_ours(p, event->node))
		return;
	if (event->again) {
		mark_late(m, &event->id, false);
		return;
	}
	if (!p->log)
		put_late(p, &event->id);
	else if (m->count < PLUGIN_MENDS)
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
	return bsearch(id, m->sought, m->sought_count, sizeof(*id),
		       compare_ids) != NULL;
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

/* True: records were found. */
static bool search(struct plugin *p, struct event_id *ids, size_t count)
{
	uint64_t before = warden_counts(p->warden).events.mended, at;
	struct catchup_search search;

	qsort(ids, count, sizeof(*ids), compare_ids);
	p->mend.sought = ids;
	p->mend.sought_count = count;
	at = ms_of(&ids[0]);
	search = (struct catchup_search){
		.log = p->log,
		.node = *p->last_node ? view_of(p->last_node) : VIEW_NONE,
		.first = ids[0].serial,
		.last = ids[count - 1].serial,
		.after = at > CRASH_MS ? at - CRASH_MS : 0,
		.fn = on_line,
		.user = p,
	};
	warden_mend(p->warden, true);
	(void)catchup_search(&search);
	warden_mend(p->warden, false);
	p->mend.sought_count = 0;
	if (warden_counts(p->warden).events.mended == before)
		return false;
	p->counts.recovered += count;
	return true;
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
static void drop_first(struct plugin_mend *m, size_t count)
{
	m->count -= count;
	memmove(m->ids, m->ids + count, m->count * sizeof(*m->ids));
}

/* Where nothing is found, an exclude rule may keep such records from being
 * written at all: the log is not read each time. */
static void look(struct plugin *p)
{
	struct plugin_mend *m = &p->mend;
	size_t count = m->count;

	if (search(p, m->ids, count)) {
		m->pause = 0;
	} else {
		for (size_t i = 0; i < count; i++)
			put_late(p, &m->ids[i]);
		m->pause = m->pause ? m->pause * 2 : PAUSE_FIRST_MS;
		if (m->pause > PAUSE_MAX_MS)
			m->pause = PAUSE_MAX_MS;
		m->at = p->now + m->pause;
	}
	drop_first(m, count);
}

/* Those whose grace is over, and of which nothing came. */
static size_t take_late(struct plugin_mend *m, uint64_t now,
			struct event_id ret[static PLUGIN_LATE])
{
	size_t i = 0, count = 0;

	for (; i < m->late_count && m->late[i].due <= now; i++)
		if (!m->late[i].came)
			ret[count++] = m->late[i].id;
	m->late_count -= i;
	memmove(m->late, m->late + i, m->late_count * sizeof(*m->late));
	return count;
}

static void look_again(struct plugin *p)
{
	struct event_id ids[PLUGIN_LATE];
	size_t count = take_late(&p->mend, p->now, ids);

	if (count && (!p->log || !search(p, ids, count)))
		p->mend.missed += count;
}

void plugin_mend_events(struct plugin *p)
{
	struct plugin_mend *m = &p->mend;

	if (m->count && p->now >= m->at)
		look(p);
	if (m->late_count && p->now >= m->late[0].due)
		look_again(p);
	tell_missed(p);
}

void plugin_mend_end(struct plugin *p)
{
	struct plugin_mend *m = &p->mend;
	struct event_id ids[PLUGIN_LATE];

	m->missed += m->count + take_late(m, UINT64_MAX, ids);
	m->count = 0;
	tell_missed(p);
}
