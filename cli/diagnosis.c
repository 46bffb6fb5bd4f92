// SPDX-License-Identifier: BSD-2-Clause
#include "diagnosis.h"

#include <inttypes.h>

#include "printable.h"
#include "timestamp.h"

/* audisp-dockwarden: comm has 15 bytes of it (TASK_COMM_LEN, proc(5)). */
#define COMM "audisp-dockward"
#define TEXT_MAX 1024 /* bytes of a text as it prints */

static void add_text(struct buf *out, struct view text)
{
	printable_text(out, text, TEXT_MAX);
}

void diagnosis_span(struct buf *out, uint64_t ms)
{
	static const struct {
		uint64_t seconds;
		const char *name;
	} units[] = {
		{ 86400, "d" }, { 3600, "h" }, { 60, "min" }, { 1, "s" }
	};
	uint64_t seconds = ms / 1000;
	size_t i = 0;

	while (i < 3 && seconds < units[i].seconds)
		i++;
	buf_printf(out, "%" PRIu64 " %s", seconds / units[i].seconds,
		   units[i].name);
	seconds %= units[i].seconds;
	if (i < 3 && seconds >= units[i + 1].seconds)
		buf_printf(out, " %" PRIu64 " %s",
			   seconds / units[i + 1].seconds, units[i + 1].name);
}

uint64_t diagnosis_age(const struct health *h,
		       const struct diagnosis_host *host)
{
	return host->monotonic > h->monotonic ? host->monotonic - h->monotonic :
						0;
}

static void add_end(const struct health *h, struct buf *out)
{
	const struct event_id at = {
		.seconds = h->written / 1000,
		.milliseconds = (uint32_t)(h->written % 1000),
	};
	char text[TIMESTAMP_SIZE];

	buf_add_text(out, "the plugin does not run: it ended at ");
	buf_add(out, timestamp_plain(&at, text));
	if (h->reason.size) {
		buf_add_text(out, ": ");
		add_text(out, h->reason);
	}
	buf_add_byte(out, '\n');
}

/* The reason why it does not run; false: it does. */
static bool diagnose_end(const struct health *h,
			 const struct diagnosis_host *host, struct buf *out)
{
	if (h->state == HEALTH_STOPPED) {
		add_end(h, out);
	} else if (!view_equal(h->boot, host->boot)) {
		buf_add_text(out, "the plugin does not run: it has not "
				  "started since the host was booted\n");
	} else if (!host->comm.data) {
		buf_printf(out,
			   "the plugin does not run: process %" PRIu64
			   " is gone and did not say that it ended\n",
			   h->pid);
	} else if (!view_is(host->comm, COMM)) {
		buf_printf(out,
			   "the plugin does not run: process %" PRIu64
			   " is another program: ",
			   h->pid);
		add_text(out, host->comm);
		buf_add_byte(out, '\n');
	} else {
		return false;
	}
	return true;
}

/* Two beats may be late under load, and a half: one that is due now. */
static void diagnose_beat(const struct health *h,
			  const struct diagnosis_host *host, struct buf *out)
{
	uint64_t age = diagnosis_age(h, host);

	if (age / 5 > h->period / 2) {
		buf_add_text(out, "the plugin hangs: its last heartbeat was ");
		diagnosis_span(out, age);
		buf_add_text(out, " ago, one is due every ");
		diagnosis_span(out, h->period);
		buf_add_byte(out, '\n');
	}
	if (h->unwritten_error.size) {
		buf_add_text(out, "a heartbeat cannot be written: ");
		add_text(out, h->unwritten_error);
		buf_add_byte(out, '\n');
	}
}

static void diagnose_outputs(const struct health *h, struct buf *out)
{
	for (size_t i = 0; i < h->output_count; i++) {
		const struct health_output *output = &h->outputs[i];

		if (!output->error.size)
			continue;
		buf_add_text(out, "output ");
		add_text(out, output->name);
		buf_add_text(out, " fails: ");
		add_text(out, output->error);
		buf_add_byte(out, '\n');
	}
	if (h->output_count == 0)
		buf_add_text(out, "the policy names no output: alerts go "
				  "nowhere\n");
}

/* At the start it is yet to be opened. */
static void diagnose_checkpoint(const struct health *h, struct buf *out)
{
	if (h->state == HEALTH_STARTING)
		return;
	if (!h->checkpoint_kept)
		buf_add_text(out, "no checkpoint is kept: after a restart it "
				  "is not known what was done\n");
	if (h->checkpoint_error.size) {
		buf_add_text(out, "the checkpoint cannot be written: ");
		add_text(out, h->checkpoint_error);
		buf_add_byte(out, '\n');
	}
}

static void diagnose_policy(const struct health *h, struct buf *out)
{
	if (h->policy_usable)
		return;
	if (h->policy_error.size)
		add_text(out, h->policy_error);
	else
		buf_add_text(out, "the policy cannot be used");
	buf_add_byte(out, '\n');
}

static void diagnose_kernel(const struct health *h, struct buf *out)
{
	if (!h->kernel_known) {
		buf_add_text(out, "the kernel's audit state is not known: ");
		add_text(out, h->kernel_error);
		buf_add_byte(out, '\n');
		return;
	}
	if (h->kernel_enabled == 0)
		buf_add_text(out, "auditing is switched off in the kernel\n");
	if (h->kernel_pid == 0)
		buf_add_text(out, "no audit daemon takes the kernel's "
				  "records\n");
	if (h->docker_rules == 0)
		buf_add_text(out, "the kernel has no audit rule with a docker "
				  "key\n");
}

void diagnose(const struct health *h, const struct diagnosis_host *host,
	      struct buf *out)
{
	if (diagnose_end(h, host, out))
		return;
	diagnose_beat(h, host, out);
	diagnose_outputs(h, out);
	diagnose_policy(h, out);
	diagnose_checkpoint(h, out);
	if (!h->live)
		return; /* a file has neither kernel nor processes */
	diagnose_kernel(h, out);
	if (!h->looker)
		buf_add_text(out, "processes are not looked at: the process "
				  "that does is gone\n");
	if (!h->aide)
		buf_add_text(out, "containers' names and the kernel are not "
				  "asked for: the process that does is gone\n");
}
