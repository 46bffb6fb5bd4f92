// SPDX-License-Identifier: BSD-2-Clause
#include "status_report.h"

#include <errno.h>
#include <inttypes.h>

#include "entry.h"
#include "printable.h"
#include "timestamp.h"

#define MAX_TEXT 1024 /* bytes of a text as it prints */

static void begin(struct buf *out, const char *name)
{
	buf_printf(out, "%-9s ", name);
}

static void add_text(struct buf *out, struct view text)
{
	printable_text(out, text, MAX_TEXT);
}

static void add_time(struct buf *out, uint64_t ms)
{
	const struct event_id id = { .seconds = ms / 1000,
				     .milliseconds = (uint32_t)(ms % 1000) };
	char text[TIMESTAMP_SIZE];

	buf_add(out, timestamp_plain(&id, text));
}

static void print_run(const struct health *h, const struct diagnosis_host *host,
		      struct buf *out)
{
	begin(out, "plugin");
	buf_printf(out, "%s, process %" PRIu64 ", version ",
		   health_state_name(h->state), h->pid);
	add_text(out, h->version);
	buf_add_text(out, ", started ");
	add_time(out, h->started);
	buf_add_byte(out, '\n');
	begin(out, "heartbeat");
	buf_printf(out, "number %" PRIu64 ", ", h->sequence);
	if (view_equal(h->boot, host->boot)) {
		diagnosis_span(out, diagnosis_age(h, host));
		buf_add_text(out, " ago");
	} else {
		buf_add_text(out, "at ");
		add_time(out, h->written);
	}
	buf_add_text(out, ", every ");
	diagnosis_span(out, h->period);
	buf_printf(out, ", %" PRIu64 " failed\n", h->unwritten);
	begin(out, "memory");
	buf_printf(out, "%" PRIu64 " KiB, %" PRIu64 " open descriptors\n",
		   h->resident / 1024, h->descriptors);
}

static void print_counts(const struct health *h, struct buf *out)
{
	begin(out, "read");
	buf_printf(out,
		   "%" PRIu64 " lines (%" PRIu64 " oversized), %" PRIu64
		   " records (%" PRIu64 " malformed)\n",
		   h->lines, h->oversized, h->records, h->malformed);
	begin(out, "judged");
	buf_printf(out,
		   "%" PRIu64 " events: %" PRIu64 " with a docker key, %" PRIu64
		   " of a watched object\n",
		   h->events, h->keyed, h->watched);
	begin(out, "flagged");
	buf_printf(out,
		   "%" PRIu64 " of %" PRIu64 " changes (%" PRIu64
		   " authorized)\n",
		   h->flagged, h->changes, h->authorized);
	begin(out, "said");
	buf_printf(out,
		   "%" PRIu64 " alerts, %" PRIu64 " of them of the warden "
		   "itself\n",
		   h->said, h->notices);
	begin(out, "held back");
	buf_printf(out,
		   "%" PRIu64 " alerts, counted in %" PRIu64
		   " summaries; %" PRIu64 " had been said before\n",
		   h->held, h->summaries, h->repeated);
	begin(out, "lost");
	buf_printf(out,
		   "%" PRIu64 " events (%" PRIu64
		   " were found in the log) in %" PRIu64 " gaps, %" PRIu64
		   " alerts that outputs dropped\n",
		   h->lost, h->recovered, h->gaps, h->dropped);
	begin(out, "cut");
	buf_printf(out,
		   "%" PRIu64 " records without their end, %" PRIu64
		   " over a limit, %" PRIu64 " entries forgotten\n",
		   h->truncated, h->cut, h->forgotten);
}

static void print_last(const struct health *h, struct buf *out)
{
	begin(out, "last");
	if (h->last_time) {
		buf_add_text(out, "event ");
		add_text(out, h->last_event);
		buf_add_text(out, " of ");
		add_time(out, h->last_time);
	} else {
		buf_add_text(out, "no event yet");
	}
	buf_add_byte(out, '\n');
	begin(out, "done");
	if (h->checkpoint_event.size) {
		buf_add_text(out, "all before ");
		add_text(out, h->checkpoint_event);
		buf_add_text(out, ", noted at ");
		add_time(out, h->checkpoint_written);
	} else {
		buf_add_text(out, "no checkpoint yet");
	}
	buf_add_byte(out, '\n');
}

static void print_policy(const struct health *h, struct buf *out)
{
	begin(out, "policy");
	if (h->policy_built_in)
		buf_add_text(out, "built in");
	else
		add_text(out, h->policy_path);
	buf_printf(out, ", digest %016" PRIx64 "\n", h->policy_digest);
}

static void print_kernel(const struct health *h, struct buf *out)
{
	static const char *const enabled[] = { "off", "on", "locked" };

	begin(out, "kernel");
	if (!h->kernel_known) {
		buf_add_text(out, "not known: ");
		add_text(out, h->kernel_error);
		buf_add_byte(out, '\n');
		return;
	}
	buf_printf(out,
		   "auditing %s, process %" PRIu64 ", lost %" PRIu64
		   ", backlog %" PRIu64 " of %" PRIu64,
		   h->kernel_enabled < 3 ? enabled[h->kernel_enabled] :
					   "unheard of",
		   h->kernel_pid, h->kernel_lost, h->kernel_backlog,
		   h->kernel_backlog_limit);
	if (h->kernel_rate_limit)
		buf_printf(out, ", at most %" PRIu64 " records a second",
			   h->kernel_rate_limit);
	buf_add_byte(out, '\n');
	begin(out, "rules");
	buf_printf(out,
		   "%" PRIu64 ", digest %016" PRIx64 "; %" PRIu64
		   " with a docker key, digest %016" PRIx64 "\n",
		   h->rules, h->rules_digest, h->docker_rules,
		   h->docker_rules_digest);
}

static void print_outputs(const struct health *h, struct buf *out)
{
	for (size_t i = 0; i < h->output_count; i++) {
		const struct health_output *output = &h->outputs[i];

		begin(out, "output");
		add_text(out, output->name);
		buf_add_text(out, " (");
		add_text(out, output->format);
		buf_printf(out,
			   "): %" PRIu64 " written, %" PRIu64
			   " dropped, %" PRIu64 " queued, %" PRIu64 " errors\n",
			   output->written, output->dropped, output->queued,
			   output->errors);
	}
}

static void print_facts(const struct health *h,
			const struct diagnosis_host *host, struct buf *out)
{
	struct view remarks = h->remarks;

	print_run(h, host, out);
	print_counts(h, out);
	print_last(h, out);
	print_policy(h, out);
	print_kernel(h, out);
	print_outputs(h, out);
	while (remarks.size) {
		begin(out, "remark");
		add_text(out, entry_take(&remarks, '\n'));
		buf_add_byte(out, '\n');
	}
}

int status_report_text(const struct status_report *r, struct buf *out)
{
	struct view reasons = r->reasons;

	if (!reasons.size)
		buf_add_text(out, "healthy\n");
	while (reasons.size) {
		buf_add_text(out, "not healthy: ");
		buf_add(out, entry_take(&reasons, '\n'));
		buf_add_byte(out, '\n');
	}
	if (r->health)
		print_facts(r->health, r->host, out);
	return buf_error(out);
}

int status_report_json(const struct status_report *r, struct buf *out)
{
	struct json j = json_begin(out, STATUS_REPORT_MAX);
	struct view reasons = r->reasons;
	size_t mark = json_open(&j, NULL), inner;

	json_flag(&j, "healthy", !reasons.size);
	inner = json_open_list(&j, "reasons");
	while (reasons.size)
		(void)json_text(&j, NULL, entry_take(&reasons, '\n'), SIZE_MAX);
	json_close_list(&j, inner);
	if (r->health) {
		json_number(&j, "age_ms", diagnosis_age(r->health, r->host));
		inner = json_open(&j, "status");
		health_facts(r->health, &j);
		json_close(&j, inner);
	}
	json_close(&j, mark);
	json_end_line(&j);
	if (buf_error(out))
		return buf_error(out);
	return j.over ? -ENOBUFS : 0;
}
