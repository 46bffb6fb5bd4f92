// SPDX-License-Identifier: BSD-2-Clause
/*
 * plugin_parts: what the parts of the plugin want of each other.
 *
 *   plugin.c         alerts and notices on their way out; time; checkpoints
 *   plugin_policy.c  the policy and its outputs
 *   plugin_resume.c  the last run's end, the log, and where the stream goes on
 *   plugin_mend.c    events of which some records did not come
 *   plugin_loss.c    what did not come, and what did not go out
 */
#ifndef DOCKWARDEN_PLUGIN_PARTS_H
#define DOCKWARDEN_PLUGIN_PARTS_H

#include "plugin.h"

#define STASH_BYTES ((size_t)1 << 20) /* of the stream while the log is read */
#define REASON_SIZE 512
#define CRASH_MS 60000 /* that a power failure may have undone */

/* Is the record of this host?  Without node= it is; the name may be the full
 * one (auditd.conf(5) name_format). */
bool plugin_is_ours(const struct plugin *p, struct view node);
/* A line to the warden; quiet: it was dealt with before.  0. */
int plugin_feed(struct plugin *p, struct view line, bool quiet);

/* The warden's. */
void plugin_on_finding(void *user, const struct alert *alert,
		       const struct verdict *verdict);
void plugin_on_record(void *user, const struct record *record);

/* The stream has begun: what the log has of it is known, the rest is news. */
void plugin_splice(struct plugin *p);
/* Says, or takes from the log, what has been missing for long enough. */
void plugin_gaps(struct plugin *p, uint64_t now);
/* The warden's: an event without all of its records. */
void plugin_on_incomplete(void *user, const struct event *event);
/* A record of that event came. */
void plugin_mend_note(struct plugin *p, const struct event_id *id);
/* Looks for what is missing of events, and says what is not to be had. */
void plugin_mend_events(struct plugin *p);
/* Says what is missing by now: there is no later. */
void plugin_mend_end(struct plugin *p);
/* Says that records come without their end. */
void plugin_truncated(struct plugin *p);
/* Goes on with the outputs, and says what they had to drop. */
void plugin_outputs(struct plugin *p);

#endif
