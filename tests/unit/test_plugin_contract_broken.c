// SPDX-License-Identifier: BSD-2-Clause
/*
 * The plugin with something wrong around it: it says so, reads on and flags
 * what it can.  auditd gives up a plugin that ended eleven times, so it is
 * started ten times with each.
 */
#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "auditd_play.h"
#include "play_room.h"
#include "scratch_dir.h"
#include "suite.h"

#define STARTS 10
#define BUILT_IN_HOLDS \
	"the policy cannot be used, the built-in one stays in force: "

static void write_policy(const char *text)
{
	scratch_dir_write("policy.json", view_of(text));
}

static void no_json(struct play *p)
{
	(void)p;
	write_policy("version: 1\n");
}

static void unknown_key(struct play *p)
{
	(void)p;
	write_policy("{\"version\":1,\"watches\":[]}\n");
}

static void no_policy(struct play *p)
{
	(void)p;
	ck_assert_int_eq(unlink("policy.json"), 0);
}

static void policy_directory(struct play *p)
{
	no_policy(p);
	ck_assert_int_eq(mkdir("policy.json", 0755), 0);
}

static void policy_fifo(struct play *p)
{
	no_policy(p);
	ck_assert_int_eq(mkfifo("policy.json", 0644), 0);
}

static void policy_of_all(struct play *p)
{
	(void)p;
	ck_assert_int_eq(chmod("policy.json", 0666), 0);
}

static void unknown_option(struct play *p)
{
	play_option(p, "--frob", "");
}

static void wrong_value(struct play *p)
{
	play_option(p, "--merge", "soon");
}

static void no_value(struct play *p)
{
	play_option(p, "--heartbeat", "");
}

static void state_nowhere(struct play *p)
{
	play_option(p, "--state", "/proc/none/state");
}

static void state_file(struct play *p)
{
	(void)p;
	scratch_dir_write("state", VIEW("here\n"));
}

static void state_closed(struct play *p)
{
	(void)p;
	ck_assert_int_eq(mkdir("state", 0555), 0);
}

static void checkpoint_junk(struct play *p)
{
	(void)p;
	ck_assert_int_eq(mkdir("state", 0777), 0);
	ck_assert_int_eq(chmod("state", 0777), 0);
	scratch_dir_write("state/checkpoint", VIEW("dockwarden junk\n"));
	ck_assert_int_eq(chmod("state/checkpoint", 0666), 0);
}

static void checkpoint_fifo(struct play *p)
{
	(void)p;
	ck_assert_int_eq(mkdir("state", 0755), 0);
	ck_assert_int_eq(mkfifo("state/checkpoint", 0644), 0);
}

static void no_log(struct play *p)
{
	(void)p;
	ck_assert_int_eq(unlink("audit.log"), 0);
}

static void log_closed(struct play *p)
{
	(void)p;
	ck_assert_int_eq(chmod("audit.log", 0), 0);
}

static void log_directory(struct play *p)
{
	no_log(p);
	ck_assert_int_eq(mkdir("audit.log", 0755), 0);
}

static void log_fifo(struct play *p)
{
	no_log(p);
	ck_assert_int_eq(mkfifo("audit.log", 0644), 0);
}

static void output_nowhere(struct play *p)
{
	(void)p;
	room_policy(2001, ",{\"type\":\"file\",\"path\":\"%sno/such/file\","
			  "\"format\":\"ecs\"}");
}

static void output_directory(struct play *p)
{
	(void)p;
	ck_assert_int_eq(mkdir("taken", 0755), 0);
	room_policy(2001, ",{\"type\":\"file\",\"path\":\"%staken\","
			  "\"format\":\"ecs\"},{\"type\":\"unix\",\"path\":"
			  "\"%staken\",\"format\":\"ecs\"}");
}

static void closed_descriptors(struct play *p)
{
	p->closed = 1U << STDOUT_FILENO | 1U << STDERR_FILENO;
}

static const struct row {
	const char *name;
	void (*prepare)(struct play *p);
	const char *alerts; /* where they go */
	const char *said;   /* there; or NULL */
	const char *stderr; /* what it says, too; or NULL */
} rows[] = {
	{ "the policy is no JSON", no_json, ROOM_BUILT_IN, BUILT_IN_HOLDS,
	  BUILT_IN_HOLDS },
	{ "the policy has an unknown key", unknown_key, ROOM_BUILT_IN,
	  "watches", "watches" },
	{ "the policy is not there", no_policy, ROOM_BUILT_IN, BUILT_IN_HOLDS,
	  "No such file" },
	{ "the policy is a directory", policy_directory, ROOM_BUILT_IN,
	  BUILT_IN_HOLDS, BUILT_IN_HOLDS },
	{ "the policy is a FIFO", policy_fifo, ROOM_BUILT_IN, BUILT_IN_HOLDS,
	  BUILT_IN_HOLDS },
	{ "the policy is open to all", policy_of_all, ROOM_BUILT_IN,
	  BUILT_IN_HOLDS, BUILT_IN_HOLDS },
	{ "an option is not known", unknown_option, ROOM_ALERTS,
	  "unknown option '--frob'", "unknown option '--frob'" },
	{ "an option's value is wrong", wrong_value, ROOM_ALERTS,
	  "--merge: expected seconds", "--merge: expected seconds" },
	{ "an option has no value", no_value, ROOM_ALERTS,
	  "--heartbeat: expected SECONDS", "--heartbeat: expected SECONDS" },
	{ "the state directory cannot be made", state_nowhere, ROOM_ALERTS,
	  "there is no checkpoint", NULL },
	{ "the state directory is a file", state_file, ROOM_ALERTS,
	  "there is no checkpoint", NULL },
	{ "the state directory is closed to writes", state_closed, ROOM_ALERTS,
	  "there is no checkpoint", NULL },
	{ "the checkpoint is junk", checkpoint_junk, ROOM_ALERTS,
	  "the checkpoint is damaged", NULL },
	{ "the checkpoint is a FIFO", checkpoint_fifo, ROOM_ALERTS,
	  "there is no checkpoint", NULL },
	{ "the log is not there", no_log, ROOM_ALERTS,
	  "audit.log: No such file", NULL },
	{ "the log cannot be read", log_closed, ROOM_ALERTS, NULL, NULL },
	{ "the log is a directory", log_directory, ROOM_ALERTS,
	  "audit.log: ", NULL },
	{ "the log is a FIFO", log_fifo, ROOM_ALERTS, "audit.log: ", NULL },
	{ "an output's directory is not there", output_nowhere, ROOM_ALERTS,
	  NULL, NULL },
	{ "an output's place is taken", output_directory, ROOM_ALERTS, NULL,
	  NULL },
	{ "standard output and error are closed", closed_descriptors,
	  ROOM_ALERTS, NULL, NULL },
};

static void start_once(struct play *p, int i, const struct row *row)
{
	struct play_end end;
	char name[32];

	(void)snprintf(name, sizeof(name), "start%d.", i);
	p->version = i + 1 < STARTS ? AUDITD_3_0_9 : AUDITD_4_2_1;
	play_start(p);
	play_event(p, name);
	ck_assert_msg(play_drained(p), "%s: does not read", row->name);
	ck_assert_msg(room_await(row->alerts, name, 1), "%s: %s", row->name,
		      name);
	ck_assert_msg(play_runs(p), "%s: it ended", row->name);
	end = play_stop(p);
	ck_assert_msg(WIFEXITED(end.status) && WEXITSTATUS(end.status) == 0,
		      "%s: status %#x", row->name, (unsigned int)end.status);
	ck_assert_msg(room_count(row->alerts, name) == 1, "%s: %s: not once",
		      row->name, name);
}

START_TEST(it_starts_ten_times_all_the_same)
{
	const struct row *row = &rows[_i];
	struct play p;
	int log;

	play_begin(&p, AUDITD_3_0_9);
	if (strcmp(row->alerts, ROOM_BUILT_IN) == 0 && !room_own_mounts(&log)) {
		play_done(&p);
		return;
	}
	row->prepare(&p);
	for (int i = 0; i < STARTS; i++)
		start_once(&p, i, row);
	ck_assert_uint_eq(p.restarts, 0);
	if (row->said)
		ck_assert_msg(room_count(row->alerts, row->said) > 0,
			      "%s: no alert says so", row->name);
	if (row->stderr)
		ck_assert_msg(room_says(row->stderr), "%s: not on stderr",
			      row->name);
	play_done(&p);
}
END_TEST

/* There is no stream then: an end at once is what is left. */
START_TEST(without_standard_input_it_ends_well)
{
	struct play_end end;
	struct play p;

	play_begin(&p, AUDITD_3_0_9);
	p.closed = 1U << _i | 1U << STDIN_FILENO;
	play_start(&p);
	end = play_wait(p.plugin);
	ck_assert_int_eq(end.status, 0);
	p.plugin = 0;
	play_done(&p);
}
END_TEST

static Suite *broken_suite(void)
{
	Suite *suite = suite_create("plugin_contract_broken");
	TCase *tcase = tcase_create("plugin_contract_broken");

	tcase_add_checked_fixture(tcase, room_enter, room_leave);
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, it_starts_ten_times_all_the_same, 0,
			    (int)(sizeof(rows) / sizeof(rows[0])));
	tcase_add_loop_test(tcase, without_standard_input_it_ends_well, 0, 3);
	suite_add_tcase(suite, tcase);
	return suite;
}

int main(void)
{
	return suite_run(broken_suite());
}
