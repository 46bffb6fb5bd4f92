// SPDX-License-Identifier: BSD-2-Clause
/* Each thing that can be wrong is said; what is well, is not. */
#include <check.h>

#include "diagnosis.h"
#include "suite.h"

#define BOOT "8ca87567-8d13-4e54-8c8e-99941db470a5"
#define PID 4242
#define NOW 500000
#define PERIOD 60000
#define ESC "\033[2J"

/* A plugin that is well. */
static struct health well(void)
{
	return (struct health){
		.state = HEALTH_RUNNING,
		.boot = VIEW(BOOT),
		.pid = PID,
		.written = 1795308549846,
		.monotonic = NOW - 1000,
		.period = PERIOD,
		.live = true,
		.looker = true,
		.aide = true,
		.policy_usable = true,
		.checkpoint_kept = true,
		.kernel_known = true,
		.kernel_enabled = 1,
		.kernel_pid = 77,
		.docker_rules = 12,
		.outputs = { { .name = VIEW("file /a"), .format = VIEW("ecs") },
			     { .name = VIEW("syslog"),
			       .format = VIEW("ecs") } },
		.output_count = 2,
	};
}

static struct diagnosis_host host(void)
{
	return (struct diagnosis_host){ .monotonic = NOW,
					.boot = VIEW(BOOT),
					.comm = VIEW("audisp-dockward") };
}

typedef void change_fn(struct health *h, struct diagnosis_host *host);

static void nothing(struct health *h, struct diagnosis_host *host)
{
	(void)h;
	(void)host;
}

static void ended(struct health *h, struct diagnosis_host *host)
{
	h->state = HEALTH_STOPPED;
	h->reason = VIEW("told to end");
	h->docker_rules = 0; /* history */
	host->comm = VIEW_NONE;
}

static void booted(struct health *h, struct diagnosis_host *host)
{
	(void)h;
	host->boot = VIEW("another");
}

static void gone(struct health *h, struct diagnosis_host *host)
{
	h->kernel_enabled = 0;
	host->comm = VIEW_NONE;
}

static void replaced(struct health *h, struct diagnosis_host *host)
{
	(void)h;
	host->comm = VIEW(ESC "sh");
}

/* Its name in full is no comm. */
static void longer(struct health *h, struct diagnosis_host *host)
{
	(void)h;
	host->comm = VIEW("audisp-dockwarden");
}

static void just_in_time(struct health *h, struct diagnosis_host *host)
{
	h->monotonic = host->monotonic - PERIOD * 5 / 2;
}

static void stale(struct health *h, struct diagnosis_host *host)
{
	h->monotonic = host->monotonic - PERIOD * 5 / 2 - 5;
}

/* A beat between the reading of the file and of the clock. */
static void ahead(struct health *h, struct diagnosis_host *host)
{
	h->monotonic = host->monotonic + 3;
}

static void endless_period(struct health *h, struct diagnosis_host *host)
{
	(void)host;
	h->period = INT64_MAX;
	h->monotonic = 0;
}

static void starting(struct health *h, struct diagnosis_host *host)
{
	(void)host;
	h->state = HEALTH_STARTING;
}

static void unwritten(struct health *h, struct diagnosis_host *host)
{
	(void)host;
	h->unwritten = 3;
	h->unwritten_error = VIEW("dockwarden.prom: No space left on device");
}

static void no_checkpoint(struct health *h, struct diagnosis_host *host)
{
	(void)host;
	h->checkpoint_kept = false;
}

static void no_checkpoint_yet(struct health *h, struct diagnosis_host *host)
{
	no_checkpoint(h, host);
	h->state = HEALTH_STARTING;
}

static void bad_checkpoint(struct health *h, struct diagnosis_host *host)
{
	(void)host;
	h->checkpoint_error = VIEW("No space" ESC);
}

static void once_unwritten(struct health *h, struct diagnosis_host *host)
{
	(void)host;
	h->unwritten = 3;
}

static void failing(struct health *h, struct diagnosis_host *host)
{
	(void)host;
	h->outputs[0].name = VIEW("file /a\nb" ESC);
	h->outputs[0].error = VIEW("No space left on device");
	h->outputs[1].error = VIEW("Connection refused");
}

static void once_failed(struct health *h, struct diagnosis_host *host)
{
	(void)host;
	h->outputs[0].errors = 5;
	h->outputs[0].dropped = 7;
}

static void mute(struct health *h, struct diagnosis_host *host)
{
	(void)host;
	h->output_count = 0;
}

static void bad_policy(struct health *h, struct diagnosis_host *host)
{
	(void)host;
	h->policy_usable = false;
	h->policy_error = VIEW("the policy cannot be used: \"x\"");
}

static void bad_policy_unsaid(struct health *h, struct diagnosis_host *host)
{
	(void)host;
	h->policy_usable = false;
}

static void kernel_off(struct health *h, struct diagnosis_host *host)
{
	(void)host;
	h->kernel_enabled = 0;
	h->kernel_pid = 0;
	h->docker_rules = 0;
}

static void kernel_locked(struct health *h, struct diagnosis_host *host)
{
	(void)host;
	h->kernel_enabled = 2;
}

static void helpers_gone(struct health *h, struct diagnosis_host *host)
{
	(void)host;
	h->kernel_known = false;
	h->kernel_error = VIEW("the process that asks the kernel is gone");
	h->aide = false;
	h->looker = false;
}

static void of_a_file(struct health *h, struct diagnosis_host *host)
{
	helpers_gone(h, host);
	h->live = false;
}

static const struct {
	const char *name;
	change_fn *change;
	const char *want;
} cases[] = {
	{ "what is well", nothing, "" },
	{ "it ended, and the rest is history", ended,
	  "the plugin does not run: it ended at 2026-11-22 00:49:09.846Z: "
	  "told to end\n" },
	{ "the host was booted since", booted,
	  "the plugin does not run: it has not started since the host was "
	  "booted\n" },
	{ "it was killed, and the rest is history", gone,
	  "the plugin does not run: process 4242 is gone and did not say that "
	  "it ended\n" },
	{ "its pid is another's", replaced,
	  "the plugin does not run: process 4242 is another program: "
	  "\\x1b[2Jsh\n" },
	{ "a longer name is not its name", longer,
	  "the plugin does not run: process 4242 is another program: "
	  "audisp-dockwarden\n" },
	{ "two and a half periods are no hang", just_in_time, "" },
	{ "more are", stale,
	  "the plugin hangs: its last heartbeat was 2 min 30 s ago, one is "
	  "due every 1 min\n" },
	{ "a beat that is newer than the look", ahead, "" },
	{ "a period without an end", endless_period, "" },
	{ "starting is alive", starting, "" },
	{ "a heartbeat that is not whole", unwritten,
	  "a heartbeat cannot be written: dockwarden.prom: No space left on "
	  "device\n" },
	{ "one that was not whole once", once_unwritten, "" },
	{ "no file for the checkpoint", no_checkpoint,
	  "no checkpoint is kept: after a restart it is not known what was "
	  "done\n" },
	{ "a checkpoint that is yet to be opened", no_checkpoint_yet, "" },
	{ "a checkpoint that cannot be written", bad_checkpoint,
	  "the checkpoint cannot be written: No space\\x1b[2J\n" },
	{ "each output that fails", failing,
	  "output file /a\\x0ab\\x1b[2J fails: No space left on device\n"
	  "output syslog fails: Connection refused\n" },
	{ "an output that failed once", once_failed, "" },
	{ "no output", mute,
	  "the policy names no output: alerts go nowhere\n" },
	{ "a policy that cannot be used", bad_policy,
	  "the policy cannot be used: \"x\"\n" },
	{ "a policy that cannot be used, without a word why", bad_policy_unsaid,
	  "the policy cannot be used\n" },
	{ "auditing off, no daemon, no rules", kernel_off,
	  "auditing is switched off in the kernel\n"
	  "no audit daemon takes the kernel's records\n"
	  "the kernel has no audit rule with a docker key\n" },
	{ "locked is on", kernel_locked, "" },
	{ "its helpers are gone", helpers_gone,
	  "the kernel's audit state is not known: the process that asks the "
	  "kernel is gone\n"
	  "processes are not looked at: the process that does is gone\n"
	  "containers' names and the kernel are not asked for: the process "
	  "that does is gone\n" },
	{ "a file needs no helpers", of_a_file, "" },
};

START_TEST(each_reason_is_said)
{
	struct health h = well();
	struct diagnosis_host now = host();
	autobuf struct buf out;

	buf_init(&out, 4096);
	cases[_i].change(&h, &now);
	diagnose(&h, &now, &out);
	buf_add_byte(&out, '\0');
	ck_assert_int_eq(buf_error(&out), 0);
	ck_assert_msg(strcmp(out.data, cases[_i].want) == 0, "%s: got\n%s",
		      cases[_i].name, out.data);
}
END_TEST

static const struct {
	uint64_t ms;
	const char *want;
} spans[] = {
	{ 0, "0 s" },
	{ 999, "0 s" },
	{ 59999, "59 s" },
	{ 60000, "1 min" },
	{ 61000, "1 min 1 s" },
	{ 3600000, "1 h" },
	{ 3659000, "1 h" },
	{ 3660000, "1 h 1 min" },
	{ 90000000, "1 d 1 h" },
	{ UINT64_MAX, "213503982334 d 14 h" },
};

START_TEST(a_span_is_said_in_two_units)
{
	autobuf struct buf out;

	buf_init(&out, 64);
	diagnosis_span(&out, spans[_i].ms);
	buf_add_byte(&out, '\0');
	ck_assert_str_eq(out.data, spans[_i].want);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("diagnosis");
	TCase *tcase = tcase_create("diagnosis");

	tcase_add_loop_test(tcase, each_reason_is_said, 0,
			    sizeof(cases) / sizeof(cases[0]));
	tcase_add_loop_test(tcase, a_span_is_said_in_two_units, 0,
			    sizeof(spans) / sizeof(spans[0]));
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
