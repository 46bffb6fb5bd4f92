// SPDX-License-Identifier: BSD-2-Clause
#include "warden.h"

#include <errno.h>
#include <stdlib.h>

#include "cleanup.h"
#include "finding.h"

#define SCRATCH_BYTES ((size_t)2 << 20) /* decoded text of one event */
#define WORDS_BYTES 4096		/* a reason */
#define FIRST_EVENTS 4			/* that a log's beginning may cut */
#define LOCAL_NODE 0			/* records without node= */

struct warden {
	struct warden_options options;
	struct events *events;
	struct watches *watches;
	struct objects *objects;
	struct processes *processes;
	struct sessions *sessions;
	struct scratch scratch;
	struct buf words;
	struct call call; /* of the event in hand: large, so not on the stack */
	struct alert alert;
	struct warden_counts counts;
};

/* Where the log is this host's own, watched objects have their inodes before
 * the log names them. */
static void identify(struct warden *w)
{
	const struct watch *watch;

	for (size_t i = 0; (watch = watches_at(w->watches, i)); i++) {
		struct path_item item = { .has_inode = true };
		uint64_t device;

		if (w->options.identify(w->options.user, watch->path, &device,
					&item.inode))
			continue;
		item.major = (uint32_t)(device >> 32);
		item.minor = (uint32_t)device;
		objects_learn(w->objects, LOCAL_NODE, &item,
			      view_of(watch->path), watch);
	}
}

static void deliver(struct warden *w, const struct finding *finding)
{
	finding_alert(finding, &w->scratch, &w->words, &w->alert);
	w->options.alert(w->options.user, &w->alert, finding->verdict);
}

/* A daemon that ran before the log began shows itself by how it names what
 * is its own. */
static void note_consistent(struct warden *w, const struct change *change,
			    const struct actor *actor)
{
	const struct object_seen *o = &change->object;

	if (program_is_runtime(actor->identity.program) &&
	    o->class == WATCH_STATE && o->watch && authority_named_as_host(o))
		processes_consistent(w->processes, actor->call,
				     &actor->identity);
}

static void judge(struct warden *w, const struct change *change,
		  const struct actor *actor, size_t ordinal)
{
	struct verdict verdict;
	struct finding finding = { change, actor, &verdict, ordinal };

	note_consistent(w, change, actor);
	if (change->action == ACTION_READ)
		return;
	verdict = decide(w->options.policy, change, actor);
	/* An ordinary login is no change of anything that is watched. */
	if (change->action == ACTION_LOGIN &&
	    verdict.kind == VERDICT_AUTHORIZED)
		return;
	w->counts.changes++;
	if (verdict.kind == VERDICT_AUTHORIZED) {
		w->counts.authorized++;
		if (verdict.by == AUTHORITY_PACKAGE &&
		    change->action == ACTION_LINK)
			processes_backup(w->processes, actor->call);
		if (!w->options.all)
			return;
	} else {
		w->counts.unauthorized++;
	}
	deliver(w, &finding);
}

static bool has_record(const struct event *event, uint32_t type)
{
	for (size_t i = 0; i < event->count; i++)
		if (event->records[i].type == type)
			return true;
	return false;
}

/* The log begins in the middle of its first events: who did what is in
 * records that are not there. */
static bool is_beheaded(const struct warden *w, const struct call *call)
{
	return !call->has_syscall && !call->has_uring && call->item_count &&
	       events_counts(w->events)->events <= FIRST_EVENTS;
}

static void judge_call(struct warden *w, const struct event *event)
{
	struct actor actor = { .call = &w->call };
	struct change changes[CHANGE_MAX];
	struct change_world world = { w->options.policy, w->watches, w->objects,
				      &w->scratch,	 false,	     false };
	size_t count;

	actor.identity =
		processes_see(w->processes, &w->call, w->objects, &w->scratch);
	if (has_record(event, RECORD_USER_ACCT))
		sessions_account(w->sessions, &w->call);
	actor.session =
		has_record(event, RECORD_LOGIN) ?
			sessions_login(w->sessions, &w->call, &actor.identity) :
			sessions_find(w->sessions, &w->call);
	if (program_is_daemon(actor.identity.program) &&
	    !actor.identity.container)
		sessions_host(w->sessions, &w->call);
	if (has_record(event, RECORD_SYSTEM_SHUTDOWN))
		sessions_shutdown(w->sessions, &w->call);
	world.going_down = sessions_going_down(w->sessions, &w->call);
	world.daemon_died =
		sessions_daemon(w->sessions, &w->call, event->records[0].type);
	count = change_find(&world, &w->call, &actor.identity, changes);
	w->counts.watched += count > 0;
	for (size_t i = 0; i < count; i++)
		judge(w, &changes[i], &actor, i);
}

static void judge_event(void *user, const struct event *event)
{
	struct warden *w = user;

	scratch_reset(&w->scratch);
	call_read(event, &w->scratch, &w->call);
	w->counts.keyed += w->call.keyed;
	w->counts.truncated += w->call.truncated;
	if (!is_beheaded(w, &w->call))
		judge_call(w, event);
	if (w->options.incomplete && !call_is_whole(&w->call))
		w->options.incomplete(w->options.user, event);
}

int warden_new(const struct warden_options *options, struct warden **ret)
{
	autowarden struct warden *w = calloc(1, sizeof(*w));

	if (!w)
		return -ENOMEM;
	w->options = *options;
	buf_init(&w->words, WORDS_BYTES);
	if (scratch_init(&w->scratch, SCRATCH_BYTES) ||
	    watches_new(options->policy, &w->watches) ||
	    objects_new(&w->objects) || processes_new(&w->processes) ||
	    sessions_new(&w->sessions) ||
	    events_new(options->limits ? options->limits :
					 &events_default_limits,
		       judge_event, w, &w->events))
		return -ENOMEM;
	if (options->record)
		events_watch(w->events, options->record, options->user);
	if (options->identify)
		identify(w);
	*ret = take(w);
	return 0;
}

void warden_free(struct warden *w)
{
	if (!w)
		return;
	events_free(w->events);
	sessions_free(w->sessions);
	processes_free(w->processes);
	objects_free(w->objects);
	watches_free(w->watches);
	scratch_done(&w->scratch);
	buf_done(&w->words);
	free(w);
}

int warden_feed(struct warden *w, struct view line)
{
	while (line.size && line.data[line.size - 1] == '\n')
		line.size--;
	return events_feed(w->events, line);
}

void warden_flush(struct warden *w)
{
	events_flush(w->events);
}

void warden_clock(struct warden *w, uint64_t now)
{
	events_clock(w->events, now);
}

void warden_settle(struct warden *w)
{
	events_settle(w->events);
}

uint64_t warden_due(const struct warden *w)
{
	return events_due(w->events);
}

void warden_mend(struct warden *w, bool mend)
{
	events_mend(w->events, mend);
}

void warden_quiet(struct warden *w, bool quiet)
{
	events_quiet(w->events, quiet);
}

bool warden_oldest(const struct warden *w, struct event_id *ret_id,
		   struct view *ret_node)
{
	return events_oldest(w->events, ret_id, ret_node);
}

int warden_policy(struct warden *w, const struct policy *policy)
{
	struct watches *watches;
	int r = watches_new(policy, &watches);

	if (r < 0)
		return r;
	watches_free(w->watches);
	w->watches = watches;
	w->options.policy = policy;
	if (w->options.identify)
		identify(w);
	return 0;
}

struct warden_counts warden_counts(const struct warden *w)
{
	struct warden_counts counts = w->counts;

	counts.events = *events_counts(w->events);
	counts.forgotten = objects_forgotten(w->objects) +
			   processes_forgotten(w->processes) +
			   sessions_forgotten(w->sessions);
	return counts;
}
