// SPDX-License-Identifier: BSD-2-Clause
#include "outputs.h"

#include <errno.h>
#include <stdlib.h>

#include "cleanup.h"

struct outputs {
	struct sink *sinks[OUTPUTS_MAX];
	size_t count;
	/* Lines that sinks which are no more dropped, or had waiting. */
	uint64_t gone;
	struct buf line;
};

int outputs_new(struct outputs **ret)
{
	struct outputs *o = calloc(1, sizeof(*o));

	if (!o)
		return -ENOMEM;
	buf_init(&o->line, FORMAT_MAX_LINE);
	*ret = o;
	return 0;
}

void outputs_free(struct outputs *o)
{
	if (!o)
		return;
	for (size_t i = 0; i < o->count; i++)
		sink_free(o->sinks[i]);
	buf_done(&o->line);
	free(o);
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool is_output(const struct sink *s, const struct policy_output *output)
{
	return sink_type(s) == output->type &&
	       same_text(sink_path(s), output->path) &&
	       strcmp(sink_format(s)->name, output->format) == 0;
}

/* The sink that there is for an output; the caller has it then. */
static struct sink *take_sink(struct outputs *o,
			      const struct policy_output *output)
{
	for (size_t i = 0; i < o->count; i++)
		if (o->sinks[i] && is_output(o->sinks[i], output))
			return take(o->sinks[i]);
	return NULL;
}

static void close_rest(struct outputs *o)
{
	for (size_t i = 0; i < o->count; i++) {
		struct sink_counts counts;

		if (!o->sinks[i])
			continue;
		counts = sink_counts(o->sinks[i]);
		o->gone += counts.dropped + counts.queued;
		sink_free(o->sinks[i]);
	}
}

int outputs_set(struct outputs *o, const struct policy *policy, uint64_t now,
		struct buf *remarks)
{
	struct sink *sinks[OUTPUTS_MAX] = { NULL };
	size_t count = 0;
	int r = 0;

	if (policy->output_count > OUTPUTS_MAX)
		buf_printf(remarks, "only the first %d outputs are used\n",
			   OUTPUTS_MAX);
	for (size_t i = 0; i < policy->output_count && count < OUTPUTS_MAX;
	     i++) {
		sinks[count] = take_sink(o, &policy->outputs[i]);
		if (!sinks[count] &&
		    sink_new(&policy->outputs[i], &sinks[count])) {
			r = -ENOMEM;
			continue;
		}
		count++;
	}
	close_rest(o);
	memcpy(o->sinks, sinks, sizeof(sinks));
	o->count = count;
	for (size_t i = 0; i < count; i++) {
		int error = sink_open(sinks[i], now);

		if (error < 0)
			buf_printf(remarks, "output %s: %s\n",
				   sink_name(sinks[i]), strerror(-error));
	}
	return r;
}

void outputs_reopen(struct outputs *o)
{
	for (size_t i = 0; i < o->count; i++)
		sink_reopen(o->sinks[i]);
}

static bool written_before(const struct outputs *o, size_t i)
{
	for (size_t before = 0; before < i; before++)
		if (sink_format(o->sinks[before]) == sink_format(o->sinks[i]))
			return true;
	return false;
}

void outputs_say(struct outputs *o, const struct alert *alert, uint64_t now)
{
	for (size_t i = 0; i < o->count; i++) {
		const struct format *format = sink_format(o->sinks[i]);

		if (written_before(o, i))
			continue;
		buf_reset(&o->line);
		if (format->write(alert, &o->line))
			continue;
		for (size_t to = i; to < o->count; to++)
			if (sink_format(o->sinks[to]) == format)
				(void)sink_queue(o->sinks[to],
						 buf_view(&o->line),
						 alert->severity, now);
	}
}

void outputs_work(struct outputs *o, uint64_t now)
{
	for (size_t i = 0; i < o->count; i++)
		sink_work(o->sinks[i], now);
}

size_t outputs_poll(const struct outputs *o,
		    struct pollfd fds[static OUTPUTS_POLL])
{
	size_t count = 0;

	for (size_t i = 0; i < o->count; i++)
		count += sink_poll(o->sinks[i], fds + count,
				   OUTPUTS_POLL - count);
	return count;
}

uint64_t outputs_due(const struct outputs *o)
{
	uint64_t due = UINT64_MAX;

	for (size_t i = 0; i < o->count; i++)
		if (sink_due(o->sinks[i]) < due)
			due = sink_due(o->sinks[i]);
	return due;
}

bool outputs_waiting(const struct outputs *o)
{
	for (size_t i = 0; i < o->count; i++)
		if (sink_type(o->sinks[i]) == POLICY_OUTPUT_FILE &&
		    sink_counts(o->sinks[i]).queued > 0 &&
		    sink_unsaid(o->sinks[i]) == 0)
			return true;
	return false;
}

uint64_t outputs_unsaid(const struct outputs *o)
{
	uint64_t unsaid = 0;

	for (size_t i = 0; i < o->count; i++)
		unsaid += sink_unsaid(o->sinks[i]);
	return unsaid;
}

uint64_t outputs_queued(const struct outputs *o)
{
	uint64_t queued = 0;

	for (size_t i = 0; i < o->count; i++)
		queued += sink_counts(o->sinks[i]).queued;
	return queued;
}

uint64_t outputs_going(const struct outputs *o)
{
	uint64_t going = 0;

	for (size_t i = 0; i < o->count; i++) {
		struct sink_counts counts = sink_counts(o->sinks[i]);

		if (sink_type(o->sinks[i]) != POLICY_OUTPUT_UNIX ||
		    counts.readers)
			going += counts.queued;
	}
	return going;
}

size_t outputs_count(const struct outputs *o)
{
	return o->count;
}

const struct sink *outputs_at(const struct outputs *o, size_t i)
{
	return i < o->count ? o->sinks[i] : NULL;
}

const struct sink *outputs_lost(struct outputs *o, uint64_t *ret)
{
	for (size_t i = 0; i < o->count; i++) {
		uint64_t lost = sink_take_lost(o->sinks[i]);

		if (lost == 0)
			continue;
		*ret = lost;
		return o->sinks[i];
	}
	return NULL;
}

uint64_t outputs_dropped(const struct outputs *o)
{
	uint64_t dropped = o->gone;

	for (size_t i = 0; i < o->count; i++)
		dropped += sink_counts(o->sinks[i]).dropped;
	return dropped;
}
