// SPDX-License-Identifier: BSD-2-Clause
/* heartbeat_gather: the facts, from where they are. */
#include "heartbeat.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "cleanup.h"
#include "number.h"
#include "procdir.h"

/* The second number of statm, proc(5): resident pages. */
static uint64_t resident_bytes(void)
{
	long page = sysconf(_SC_PAGESIZE);
	char data[128];
	struct view text;
	const char *blank;
	uint64_t pages;

	if (page <= 0 || procdir_read(AT_FDCWD, "/proc/self/statm", data,
				      sizeof(data), &text) < 0)
		return 0;
	for (int i = 0; i < 2; i++) {
		blank = memchr(text.data, ' ', text.size);
		if (!blank)
			return 0;
		if (i == 0)
			text = view_skip(text, (size_t)(blank - text.data) + 1);
	}
	text.size = (size_t)(blank - text.data);
	if (number_decimal(text, UINT32_MAX, &pages) < 0)
		return 0;
	return pages * (uint64_t)page;
}

static uint64_t open_descriptors(void)
{
	DIR *directory = opendir("/proc/self/fd");
	const struct dirent *entry;
	uint64_t count = 0;

	if (!directory)
		return 0;
	while ((entry = readdir(directory)))
		count += entry->d_name[0] != '.';
	(void)closedir(directory);
	return count - (count > 0); /* without the directory's own */
}

static struct view or_none(const char *text)
{
	return text && *text ? view_of(text) : VIEW_NONE;
}

static void gather_run(struct heartbeat *b,
		       const struct heartbeat_sources *from, struct health *h)
{
	const struct plugin *p = from->plugin;

	h->state = from->state;
	h->reason = or_none(from->reason);
	h->version = p->agent.said.version;
	h->host = p->agent.said.host;
	h->boot = p->agent.said.boot_id;
	h->remarks = from->remarks;
	h->pid = (uint64_t)getpid();
	h->sequence = b->sequence;
	h->written = p->wall;
	h->started = b->started;
	h->monotonic = p->now;
	h->uptime = p->now - b->began;
	h->period = p->options.heartbeat;
	h->unwritten = b->unwritten;
	memcpy(b->told, b->error, sizeof(b->told));
	h->unwritten_error = or_none(b->told);
	h->resident = resident_bytes();
	h->descriptors = open_descriptors();
	h->live = from->live;
	h->looker = p->looker && looker_works(p->looker);
	h->aide = from->aide->fd >= 0;
}

static void gather_input(struct heartbeat *b,
			 const struct heartbeat_sources *from,
			 const struct events_counts *events, struct health *h)
{
	const struct event_id *last = &from->plugin->last;

	h->lines = from->lines->count;
	h->oversized = from->lines->oversized;
	h->records = events->records;
	h->malformed = events->malformed;
	h->skipped = events->skipped;
	h->late = events->late;
	h->cut = events->cut;
	h->joined = events->joined;
	h->events = events->events;
	h->last_time = last->seconds * 1000 + last->milliseconds;
	if (h->last_time)
		h->last_event = timestamp_event(last, b->last_event);
}

static void gather_checkpoint(struct heartbeat *b, const struct plugin *p,
			      struct health *h)
{
	const struct event_id *event = &p->done.event;
	int error =
		p->checkpoint_file ? checkpoint_error(p->checkpoint_file) : 0;

	h->checkpoint_kept = p->checkpoint_file != NULL;
	h->checkpoint_time = event->seconds * 1000 + event->milliseconds;
	h->checkpoint_written = p->done.swept;
	if (event->seconds)
		h->checkpoint_event =
			timestamp_event(event, b->checkpoint_event);
	if (error < 0)
		h->checkpoint_error = view_of(strerror(-error));
}

static void gather_events(const struct plugin *p,
			  const struct warden_counts *counts, struct health *h)
{
	h->keyed = counts->keyed;
	h->watched = counts->watched;
	h->changes = counts->changes;
	h->authorized = counts->authorized;
	h->flagged = counts->unauthorized;
	h->truncated = counts->truncated;
	h->forgotten = counts->forgotten;
	h->lost = p->counts.lost;
	h->recovered = p->counts.recovered;
	h->gaps = p->counts.gaps;
}

static void gather_outputs(const struct plugin *p, struct health *h)
{
	const struct sink *sink;

	h->dropped = outputs_dropped(p->outputs);
	h->queued = outputs_queued(p->outputs);
	for (size_t i = 0;
	     i < HEALTH_OUTPUTS && (sink = outputs_at(p->outputs, i)); i++) {
		struct sink_counts counts = sink_counts(sink);

		h->outputs[i] = (struct health_output){
			.name = view_of(sink_name(sink)),
			.format = view_of(sink_format(sink)->name),
			.written = counts.written,
			.dropped = counts.dropped,
			.queued = counts.queued,
			.errors = counts.errors,
		};
		if (counts.error < 0)
			h->outputs[i].error = view_of(strerror(-counts.error));
		h->output_count = i + 1;
	}
}

static void gather_alerts(const struct plugin *p, struct health *h)
{
	struct throttle_counts throttled = throttle_counts(p->throttle);

	h->said = p->counts.said;
	h->notices = p->counts.notices;
	h->repeated = p->counts.repeated;
	h->held = throttled.held;
	h->summaries = throttled.summaries;
	gather_outputs(p, h);
}

static void gather_policy(const struct plugin *p, struct health *h)
{
	h->policy_path =
		view_of(p->options.policy ? p->options.policy : OPTIONS_POLICY);
	h->policy_built_in = p->policy_built_in;
	h->policy_usable = !*p->policy_error;
	h->policy_error = or_none(p->policy_error);
	h->policy_digest = p->policy_digest;
}

/* Why the kernel's audit state is not known; NONE where it is. */
static struct view kernel_trouble(const struct heartbeat *b,
				  const struct heartbeat_sources *from)
{
	if (!from->live)
		return VIEW("a file tells nothing of it");
	if (from->aide->fd < 0)
		return VIEW("the process that asks the kernel is gone");
	if (!b->asked)
		return VIEW("the kernel has not answered yet");
	if (b->kernel_error < 0)
		return view_of(strerror(-b->kernel_error));
	if (from->plugin->now > b->kernel_at + HEARTBEAT_KERNEL_MS)
		return VIEW("the kernel does not answer any more");
	return VIEW_NONE;
}

static void gather_kernel(const struct heartbeat *b,
			  const struct heartbeat_sources *from,
			  struct health *h)
{
	const struct aide_kernel *kernel = &b->kernel;

	h->kernel_error = kernel_trouble(b, from);
	h->kernel_known = !h->kernel_error.data;
	h->kernel_enabled = kernel->enabled;
	h->kernel_pid = kernel->pid;
	h->kernel_lost = kernel->lost;
	h->kernel_backlog = kernel->backlog;
	h->kernel_backlog_limit = kernel->backlog_limit;
	h->kernel_rate_limit = kernel->rate_limit;
	h->rules = kernel->rules;
	h->docker_rules = kernel->docker_rules;
	h->rules_digest = kernel->all_digest;
	h->docker_rules_digest = kernel->digest;
}

void heartbeat_gather(struct heartbeat *b, const struct heartbeat_sources *from,
		      struct health *ret)
{
	const struct plugin *p = from->plugin;
	struct warden_counts counts = warden_counts(p->warden);

	memset(ret, 0, sizeof(*ret));
	gather_run(b, from, ret);
	gather_input(b, from, &counts.events, ret);
	gather_events(p, &counts, ret);
	gather_checkpoint(b, p, ret);
	gather_alerts(p, ret);
	gather_policy(p, ret);
	gather_kernel(b, from, ret);
}
