// SPDX-License-Identifier: BSD-2-Clause
/*
 * Nothing that is stuck behind the plugin keeps auditd waiting: not at a
 * write, not at the plugin's end.  What did not go out is counted.
 */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "auditd_play.h"
#include "play_room.h"
#include "suite.h"

#define RECORDS 50000
#define ATTACKS 1000 /* of PLAY_RECORDS each: more than queues hold */
#define LONGEST_US (500000 * ROOM_SLOWER)
#define QUICK_MS (200 * ROOM_SLOWER)
#define OF_ATTACKS "\"file\":{\"path\":\"/etc/docker/attack"

/* What a kind of stuck output has, and the test's end of it. */
struct stuck {
	struct play play;
	int fd;
	pid_t stopped[8];
	size_t stopped_count;
};

static bool fifo(struct stuck *s)
{
	ck_assert_int_eq(mkfifo("stuck", 0666), 0);
	ck_assert_int_eq(chmod("stuck", 0666), 0);
	s->fd = open("stuck", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	ck_assert_int_ge(s->fd, 0);
	room_policy(2001, ",{\"type\":\"file\",\"path\":\"%sstuck\","
			  "\"format\":\"ecs\"}");
	return true;
}

static bool unix_output(struct stuck *s)
{
	(void)s;
	room_policy(2001, ",{\"type\":\"unix\",\"path\":\"%sout/stuck\","
			  "\"format\":\"ecs\"}");
	return true;
}

static void connect_reader(struct stuck *s)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	(void)snprintf(address.sun_path, sizeof(address.sun_path), "out/stuck");
	ck_assert(room_await_file("out/stuck"));
	s->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ck_assert_int_eq(connect(s->fd, (const struct sockaddr *)&address,
				 sizeof(address)),
			 0);
	(void)fcntl(s->fd, F_SETFL, O_NONBLOCK);
}

static bool standard_output(struct stuck *s)
{
	int ends[2];

	ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
	s->fd = ends[0];
	s->play.out = ends[1];
	room_policy(2001, ",{\"type\":\"stdout\",\"format\":\"ecs\"}");
	return true;
}

static bool syslog_output(struct stuck *s)
{
	room_policy(2001, ",{\"type\":\"syslog\",\"format\":\"ecs\"}");
	return room_own_mounts(&s->fd);
}

static bool full_disk(struct stuck *s)
{
	if (!room_own_mounts(&s->fd))
		return false;
	room_small_disk(256 << 10);
	room_policy(2001, ",{\"type\":\"file\",\"path\":\"%sdisk/alerts\","
			  "\"format\":\"ecs\"}");
	return true;
}

/* The state is on it as well. */
static bool full_state(struct stuck *s)
{
	char *text = calloc(1, 512 << 10);
	int fd;

	if (!full_disk(s))
		return false;
	play_option(&s->play, "--state", room_path("disk/state"));
	ck_assert_int_eq(mkdir("disk/state", 0755), 0);
	fd = open("disk/full", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	ck_assert_int_gt(write(fd, text, 512 << 10), 0);
	close(fd);
	free(text);
	return true;
}

static bool no_state(struct stuck *s)
{
	play_option(&s->play, "--state", "/proc/none/state");
	return true;
}

static bool nothing(struct stuck *s)
{
	(void)s;
	return true;
}

static void stop_helpers(struct stuck *s)
{
	s->stopped_count = room_children(s->play.plugin, s->stopped, 8);
	ck_assert_uint_eq(s->stopped_count, 2);
	for (size_t i = 0; i < s->stopped_count; i++)
		ck_assert_int_eq(kill(s->stopped[i], SIGSTOP), 0);
}

static const struct row {
	const char *name;
	bool (*prepare)(struct stuck *s);
	void (*started)(struct stuck *s); /* or NULL */
} rows[] = {
	{ "a FIFO that nobody reads", fifo, NULL },
	{ "a reader of the socket that does not read", unix_output,
	  connect_reader },
	{ "a pipe at standard output", standard_output, NULL },
	{ "a syslog that does not read", syslog_output, NULL },
	{ "a full disk", full_disk, NULL },
	{ "a full disk under the state", full_state, NULL },
	{ "a state directory that cannot be made", no_state, NULL },
	{ "helpers that are stopped", nothing, stop_helpers },
};

#define FIRST_COUNTED 0 /* of rows: those whose fd can be read again */
#define END_COUNTED 3

static bool start(struct stuck *s, const struct row *row)
{
	*s = (struct stuck){ .fd = -1 };
	play_begin(&s->play, AUDITD_4_2_1);
	if (!row->prepare(s))
		return false;
	play_start(&s->play);
	play_event(&s->play, "first");
	ck_assert(room_await_alert("first"));
	if (row->started)
		row->started(s);
	return true;
}

static void attack(struct stuck *s, size_t records)
{
	size_t calm = (records - ATTACKS * PLAY_RECORDS) / ATTACKS;
	char name[32];

	for (size_t i = 0; i < ATTACKS; i++) {
		(void)snprintf(name, sizeof(name), "attack%zu.", i);
		play_event(&s->play, name);
		for (size_t k = 0; k < calm; k++)
			play_calm(&s->play);
	}
}

/* The reload of 4.2 waits for the end of the old process without a limit
 * (audisp/audispd.c stop_plugin). */
START_TEST(no_write_waits_and_neither_does_the_end)
{
	const struct row *row = &rows[_i];
	struct play_end end;
	struct stuck s;

	if (!start(&s, row))
		return;
	attack(&s, RECORDS);
	end = play_reload(&s.play);
	printf("%s: the longest of %d writes took %.1f ms, the end %u ms%s\n",
	       row->name, RECORDS, (double)s.play.longest_us / 1000,
	       (unsigned int)end.ms, end.told_off ? ", after SIGTERM" : "");
	(void)fflush(stdout);
	ck_assert_uint_lt(s.play.longest_us, LONGEST_US);
	ck_assert_uint_lt(end.ms, QUICK_MS);
	ck_assert_int_eq(end.status, 0);
	ck_assert_uint_eq(s.play.restarts, 0);
	ck_assert(room_await(ROOM_ALERTS, OF_ATTACKS, ATTACKS));
	ck_assert_uint_eq(room_count(ROOM_ALERTS, OF_ATTACKS), ATTACKS);
	for (size_t i = 0; i < s.stopped_count; i++)
		(void)kill(s.stopped[i], SIGCONT);
	play_done(&s.play);
}
END_TEST

static uint64_t cpu_ms(pid_t plugin)
{
	struct timespec ts = { .tv_sec = 0 };
	clockid_t clock;

	ck_assert_int_eq(clock_getcpuclockid(plugin, &clock), 0);
	ck_assert_int_eq(clock_gettime(clock, &ts), 0);
	return (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
}

/* It tries again, now and then, and does not turn round and round. */
START_TEST(what_is_stuck_costs_no_time)
{
	const struct row *row = &rows[_i];
	uint64_t before;
	struct stuck s;

	if (!start(&s, row))
		return;
	attack(&s, ATTACKS * PLAY_RECORDS);
	ck_assert(play_drained(&s.play));
	ck_assert(room_await(ROOM_ALERTS, OF_ATTACKS, ATTACKS));
	before = cpu_ms(s.play.plugin);
	(void)nanosleep(&(struct timespec){ .tv_nsec = 300000000 }, NULL);
	ck_assert_msg(cpu_ms(s.play.plugin) - before < 50, "%s: %u ms of 300",
		      row->name,
		      (unsigned int)(cpu_ms(s.play.plugin) - before));
	for (size_t i = 0; i < s.stopped_count; i++)
		(void)kill(s.stopped[i], SIGCONT);
	play_done(&s.play);
}
END_TEST

#define LOST " alerts did not go out there"

static size_t lost_told(void)
{
	FILE *file = fopen(ROOM_ALERTS, "re");
	char *line = NULL;
	size_t room = 0, lost = 0;

	ck_assert_ptr_nonnull(file);
	while (getline(&line, &room, file) > 0) {
		char *text = strstr(line, LOST), *at = text;

		while (at && at[-1] >= '0' && at[-1] <= '9')
			at--;
		lost += at ? strtoul(at, NULL, 10) : 0;
	}
	free(line);
	fclose(file);
	return lost;
}

/* How many lines came by now. */
static size_t read_lines(int fd)
{
	static char bytes[65536];
	size_t lines = 0;
	ssize_t n;

	while ((n = read(fd, bytes, sizeof(bytes))) > 0)
		for (ssize_t i = 0; i < n; i++)
			lines += bytes[i] == '\n';
	return lines;
}

/* Once it is read again, what was dropped is told, and with what came that
 * makes all. */
START_TEST(what_did_not_go_out_is_counted)
{
	uint64_t limit = play_now_us() + 10000000;
	struct stuck s;
	size_t came = 0;

	ck_assert(start(&s, &rows[_i]));
	(void)fcntl(s.fd, F_SETFL, O_NONBLOCK);
	attack(&s, ATTACKS * PLAY_RECORDS);
	ck_assert(room_await(ROOM_ALERTS, OF_ATTACKS, ATTACKS));
	while (room_notices("lost", LOST) == 0 ||
	       came + lost_told() < room_count(ROOM_ALERTS, "")) {
		ck_assert_uint_lt(play_now_us(), limit);
		came += read_lines(s.fd);
	}
	ck_assert_uint_gt(lost_told(), 0);
	ck_assert_uint_eq(came + lost_told(), room_count(ROOM_ALERTS, ""));
	play_done(&s.play);
}
END_TEST

/* Full for a while: when there is room again, all that the queue held goes
 * out, and the checkpoint did not pass it by. */
START_TEST(a_disk_that_was_full_gets_every_alert_once)
{
	struct play p;
	struct rlimit none = { RLIM_INFINITY, RLIM_INFINITY };

	play_begin(&p, AUDITD_3_0_9);
	p.file_limit = 64 << 10;
	play_start(&p);
	for (int i = 0; i < 200; i++)
		play_event(&p, "attack");
	ck_assert(play_drained(&p));
	ck_assert_uint_lt(room_alerts("attack"), 200);
	ck_assert(play_runs(&p));
	if (_i) {
		play_crash(&p); /* what is queued is lost with it … */
		p.file_limit = 0;
	} else {
		ck_assert_int_eq(prlimit(p.plugin, RLIMIT_FSIZE, &none, NULL),
				 0);
	}
	play_event(&p, "last"); /* … and found in the log */
	ck_assert(room_await_alert("last"));
	ck_assert(room_await(ROOM_ALERTS, "/etc/docker/attack", 200));
	(void)play_stop(&p);
	ck_assert_uint_eq(room_alerts("attack"), 200);
	play_done(&p);
}
END_TEST

static Suite *stuck_suite(void)
{
	Suite *suite = suite_create("plugin_contract_stuck");
	TCase *tcase = tcase_create("plugin_contract_stuck");

	tcase_add_checked_fixture(tcase, room_enter, room_leave);
	tcase_set_timeout(tcase, 120);
	tcase_add_loop_test(tcase, no_write_waits_and_neither_does_the_end, 0,
			    (int)(sizeof(rows) / sizeof(rows[0])));
	tcase_add_loop_test(tcase, what_is_stuck_costs_no_time, 0,
			    (int)(sizeof(rows) / sizeof(rows[0])));
	tcase_add_loop_test(tcase, what_did_not_go_out_is_counted,
			    FIRST_COUNTED, END_COUNTED);
	tcase_add_loop_test(tcase, a_disk_that_was_full_gets_every_alert_once,
			    0, 2);
	suite_add_tcase(suite, tcase);
	return suite;
}

int main(void)
{
	return suite_run(stuck_suite());
}
