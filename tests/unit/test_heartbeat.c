// SPDX-License-Identifier: BSD-2-Clause
/* The three files: whole or as before, bounded, and written in the sandbox. */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cleanup.h"
#include "heartbeat.h"
#include "sandbox.h"
#include "scratch_dir.h"
#include "suite.h"

#define NOW 5000000
#define WALL 1795308549846
#define MAX_FILE ((size_t)2 << 20)

static struct plugin plugin;
static struct lines lines;
static struct aide aide;
static struct heartbeat beat;
static char *here;

static int on_line(void *user, struct view line)
{
	(void)user;
	return plugin_line(&plugin, line);
}

static void load_policy(void)
{
	scratch_dir_write(
		"policy.json",
		VIEW("{ \"version\": 1, \"trusted\": { \"users\": "
		     "[4321] }, \"outputs\": [ { \"type\": \"file\","
		     " \"path\": \"/dev/full\", \"format\": \"ecs\" } ] }"));
	ck_assert_int_eq(chmod("policy.json", 0600), 0);
	plugin_load_policy(&plugin);
}

static void setup(void)
{
	scratch_dir_enter();
	here = getcwd(NULL, 0);
	/* Not assigned as a whole: unoptimized, that is a second one. */
	memset(&plugin, 0, sizeof(plugin));
	plugin.options.state = here;
	plugin.options.policy = "policy.json";
	plugin.options.heartbeat = 60000;
	plugin.state = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	plugin.phase = PHASE_LIVE;
	aide = (struct aide){ .fd = plugin.state }; /* as if there were one */
	agent_init(&plugin.agent, -1);
	ck_assert_int_eq(plugin_init(&plugin), 0);
	ck_assert_int_eq(lines_init(&lines, on_line, NULL), 0);
	load_policy();
	plugin.now = NOW;
	plugin.wall = WALL;
	heartbeat_init(&beat, &plugin);
}

static void teardown(void)
{
	heartbeat_done(&beat);
	lines_done(&lines);
	plugin_done(&plugin);
	close(plugin.state);
	free(here);
	scratch_dir_leave();
}

static struct heartbeat_sources sources(void)
{
	return (struct heartbeat_sources){ .plugin = &plugin,
					   .lines = &lines,
					   .aide = &aide,
					   .live = true,
					   .state = HEALTH_RUNNING };
}

/* A beat of that sequence; what heartbeat_write() returns. */
static int write_beat(uint64_t sequence)
{
	const struct health h = { .sequence = sequence, .written = WALL };

	return heartbeat_write(&beat, &h, &plugin.agent.said, plugin.now);
}

/* The whole file; size -errno where there is none. */
static ssize_t load(const char *name, char **ret)
{
	autoclose int fd = open(name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	ssize_t size;

	if (fd < 0)
		return -errno;
	*ret = calloc(1, MAX_FILE + 1);
	ck_assert_ptr_nonnull(*ret);
	size = read(fd, *ret, MAX_FILE);
	ck_assert_int_ge(size, 0);
	return size;
}

/* The sequence that status.json tells. */
static uint64_t sequence_of_status(void)
{
	autoreading struct health_reading *reading = NULL;
	autofree char *text = NULL;
	autobuf struct buf errors;
	ssize_t size = load(HEARTBEAT_STATUS, &text);

	buf_init(&errors, 4096);
	ck_assert_int_gt(size, 0);
	ck_assert_int_eq(health_read(view_from(text, (size_t)size), "s",
				     &errors, &reading),
			 0);
	return health_of(reading)->sequence;
}

static size_t lines_of(const char *name)
{
	autofree char *text = NULL;
	ssize_t size = load(name, &text);
	size_t count = 0;

	for (ssize_t i = 0; i < size; i++)
		count += text[i] == '\n';
	ck_assert(size <= 0 || text[size - 1] == '\n');
	return count;
}

static void no_rests(void)
{
	ck_assert_int_lt(access(HEARTBEAT_STATUS ".new", F_OK), 0);
	ck_assert_int_lt(access(HEARTBEAT_METRICS ".new", F_OK), 0);
}

START_TEST(a_beat_is_three_files)
{
	static const char *const names[] = { HEARTBEAT_STATUS,
					     HEARTBEAT_METRICS,
					     HEARTBEAT_LINES };
	mode_t mask = umask(027);
	struct stat st;

	for (uint64_t n = 1; n <= 3; n++) {
		ck_assert_int_eq(write_beat(n), 0);
		ck_assert_uint_eq(sequence_of_status(), n);
		ck_assert_uint_eq(lines_of(HEARTBEAT_LINES), n);
	}
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		ck_assert_int_eq(stat(names[i], &st), 0);
		ck_assert_uint_eq(st.st_mode, S_IFREG | 0640);
	}
	no_rests();
	(void)umask(mask);
}
END_TEST

/* Who has the file open keeps what he has. */
START_TEST(a_reader_sees_one_beat)
{
	char before[128], after[128];
	autoclose int fd = -1;

	ck_assert_int_eq(write_beat(1), 0);
	fd = open(HEARTBEAT_STATUS, O_RDONLY | O_CLOEXEC);
	ck_assert_int_eq(pread(fd, before, sizeof(before), 0), sizeof(before));
	ck_assert_int_eq(write_beat(2), 0);
	ck_assert_int_eq(pread(fd, after, sizeof(after), 0), sizeof(after));
	ck_assert_mem_eq(before, after, sizeof(before));
}
END_TEST

START_TEST(the_stream_of_beats_is_bounded)
{
	autofree char *full = calloc(1, HEARTBEAT_LINES_MAX);

	memset(full, 'x', HEARTBEAT_LINES_MAX - 1);
	full[HEARTBEAT_LINES_MAX - 1] = '\n';
	scratch_dir_write(HEARTBEAT_LINES,
			  view_from(full + 3000, HEARTBEAT_LINES_MAX - 3000));
	ck_assert_int_eq(write_beat(1), 0);
	ck_assert_uint_eq(lines_of(HEARTBEAT_LINES), 2);
	ck_assert_int_lt(access(HEARTBEAT_LINES ".1", F_OK), 0);
	ck_assert_int_eq(write_beat(2), 0);
	ck_assert_int_eq(write_beat(3), 0);
	ck_assert_uint_lt(lines_of(HEARTBEAT_LINES), 4);
	ck_assert_uint_ge(lines_of(HEARTBEAT_LINES ".1"), 2);
	ck_assert_uint_eq(
		lines_of(HEARTBEAT_LINES) + lines_of(HEARTBEAT_LINES ".1"), 4);
}
END_TEST

/* What lies in the way is not written to, and not waited for. */
START_TEST(links_and_pipes_are_not_followed)
{
	autofree char *victim = NULL;

	scratch_dir_write("victim", VIEW("mine"));
	ck_assert_int_eq(symlink("victim", HEARTBEAT_STATUS), 0);
	ck_assert_int_eq(symlink("victim", HEARTBEAT_STATUS ".new"), 0);
	ck_assert_int_eq(mkfifo(HEARTBEAT_METRICS ".new", 0600), 0);
	ck_assert_int_eq(symlink("victim", HEARTBEAT_LINES), 0);
	ck_assert_int_eq(write_beat(1), -ELOOP);
	ck_assert_uint_eq(beat.unwritten, 1);
	ck_assert_str_eq(beat.error,
			 "heartbeat.json: Too many levels of symbolic links");
	ck_assert_uint_eq(sequence_of_status(), 1);
	ck_assert_int_eq(load("victim", &victim), 4);
	ck_assert_str_eq(victim, "mine");
	no_rests();
}
END_TEST

static void limit_files(rlim_t size)
{
	struct rlimit limit;

	ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = size;
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* As on a disk that is full at that many bytes. */
START_TEST(what_does_not_fit_leaves_what_was)
{
	(void)signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(write_beat(1), 0);
	for (rlim_t size = 0; size < 700; size += 50) {
		limit_files(size);
		ck_assert_int_lt(write_beat(2), 0);
		limit_files(RLIM_INFINITY);
		ck_assert_uint_eq(sequence_of_status(), 1);
		no_rests();
	}
	ck_assert_uint_eq(beat.unwritten, 3 * 14);
	ck_assert_str_ne(beat.error, "");
	plugin.now += SINK_RETRY_MAX_MS; /* the sink's pause is over */
	ck_assert_int_eq(write_beat(3), 0);
	ck_assert_str_eq(beat.error, "");
	ck_assert_uint_eq(sequence_of_status(), 3);
	/* the lines waited in the sink's queue */
	ck_assert_uint_eq(lines_of(HEARTBEAT_LINES), 1 + 14 + 1);
}
END_TEST

/* While the next status is written, the failure that it tells is forgotten. */
START_TEST(a_failure_is_told_whole_in_the_next_status)
{
	autoreading struct health_reading *reading = NULL;
	const struct heartbeat_sources from = sources();
	autofree char *text = NULL;
	autobuf struct buf errors;
	ssize_t size;

	buf_init(&errors, 4096);
	ck_assert_int_eq(mkdir(HEARTBEAT_METRICS ".new", 0700), 0);
	heartbeat_beat(&beat, &from);
	ck_assert_int_eq(rmdir(HEARTBEAT_METRICS ".new"), 0);
	heartbeat_beat(&beat, &from);
	size = load(HEARTBEAT_STATUS, &text);
	ck_assert_int_gt(size, 0);
	ck_assert_int_eq(health_read(view_from(text, (size_t)size), "s",
				     &errors, &reading),
			 0);
	ck_assert_uint_eq(health_of(reading)->unwritten, 1);
	ck_assert(view_is(health_of(reading)->unwritten_error,
			  HEARTBEAT_METRICS ": Is a directory"));
}
END_TEST

/* ----- in the sandbox ----- */

enum { WELL, UNWRITTEN, UNBOUND, NO_LANDLOCK };

/* As service_start.c enters it: the state directory alone is written to. */
static int beat_in_sandbox(void)
{
	const char *const writable[] = { here };
	const struct sandbox sandbox = { .writable = writable,
					 .writable_count = 1 };
	struct buf remarks;

	buf_init(&remarks, 4096);
	if (sandbox_enter(&sandbox, &remarks) < 0)
		return NO_LANDLOCK;
	if (memmem(remarks.data, remarks.size, "Landlock", 8))
		return NO_LANDLOCK;
	if (open("/tmp/dockwarden-test.outside", O_WRONLY | O_CREAT, 0600) >= 0)
		return UNBOUND;
	for (uint64_t n = 1; n <= 2; n++)
		if (write_beat(n) < 0)
			return UNWRITTEN;
	return WELL;
}

/* The sandbox's user has to own it. */
static void give_away(void)
{
	const struct passwd *user = getpwnam(SANDBOX_USER);

	if (user && geteuid() == 0)
		ck_assert_int_eq(chown(".", user->pw_uid, user->pw_gid), 0);
}

START_TEST(a_beat_is_written_in_the_sandbox)
{
	int status;
	pid_t pid;

	give_away();
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0)
		_exit(beat_in_sandbox());
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	if (WEXITSTATUS(status) == NO_LANDLOCK) {
		puts("skipped: this kernel has no Landlock");
		return;
	}
	ck_assert_int_eq(WEXITSTATUS(status), WELL);
	ck_assert_uint_eq(sequence_of_status(), 2);
	ck_assert_uint_eq(lines_of(HEARTBEAT_LINES), 2);
	ck_assert_int_eq(access(HEARTBEAT_METRICS, F_OK), 0);
	no_rests();
}
END_TEST

START_TEST(the_plugin_s_user_is_whose_files_are_read)
{
	ck_assert_str_eq(SANDBOX_USER, HEALTH_OWNER);
	ck_assert_int_eq(HEALTH_OUTPUTS, OUTPUTS_MAX);
}
END_TEST

/* ----- the facts ----- */

/* uid 1000, by sudo, changes Docker's configuration. */
static const char change[] =
	"type=SYSCALL msg=audit(1795308549.846:7): arch=c000003e syscall=257 "
	"success=yes exit=3 a0=ffffff9c a1=55d a2=241 a3=1b6 items=1 ppid=900 "
	"pid=901 auid=1000 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 "
	"fsgid=0 tty=pts1 ses=3 comm=\"vim\" exe=\"/usr/bin/vim\" "
	"key=\"docker\"\n"
	"type=CWD msg=audit(1795308549.846:7): cwd=\"/root\"\n"
	"type=PATH msg=audit(1795308549.846:7): item=0 "
	"name=\"/etc/docker/daemon.json\" inode=12 dev=fe:01 mode=0100644 "
	"ouid=0 ogid=0 rdev=00:00 nametype=NORMAL\n"
	"type=EOE msg=audit(1795308549.846:7): \n"
	"nonsense\n";

static void feed(const char *text)
{
	memcpy(lines_room(&lines), text, strlen(text));
	ck_assert_int_eq(lines_take(&lines, strlen(text)), 0);
	plugin_settle(&plugin);
}

START_TEST(the_facts_are_what_happened)
{
	struct heartbeat_sources from = sources();
	autobuf struct buf remarks;
	struct health h;

	buf_init(&remarks, 4096);
	plugin_open_outputs(&plugin, &remarks);
	feed(change);
	plugin.now += 2000;
	from.remarks = VIEW("a remark\n");
	heartbeat_gather(&beat, &from, &h);
	ck_assert_uint_eq(h.pid, (uint64_t)getpid());
	ck_assert_uint_eq(h.written, WALL);
	ck_assert_uint_eq(h.started, WALL);
	ck_assert_uint_eq(h.monotonic, NOW + 2000);
	ck_assert_uint_eq(h.uptime, 2000);
	ck_assert_uint_eq(h.period, 60000);
	ck_assert(view_is(h.remarks, "a remark\n"));
	ck_assert_uint_eq(h.lines, 5);
	ck_assert_uint_eq(h.malformed, 1);
	ck_assert_uint_eq(h.records, 4);
	ck_assert_uint_eq(h.events, 1);
	ck_assert_uint_eq(h.keyed, 1);
	ck_assert_uint_eq(h.flagged, 1);
	ck_assert_uint_eq(h.said, 1);
	ck_assert_uint_eq(h.last_time, WALL);
	ck_assert(view_is(h.last_event, "1795308549.846:7"));
	ck_assert_uint_eq(h.output_count, 1);
	ck_assert(view_is(h.outputs[0].name, "file /dev/full"));
	ck_assert(view_is(h.outputs[0].error, "No space left on device"));
	ck_assert_uint_eq(h.outputs[0].queued, 1);
	ck_assert_uint_eq(h.queued, 1);
	ck_assert(h.policy_usable && !h.policy_built_in);
	ck_assert(view_is(h.policy_path, "policy.json"));
	ck_assert_uint_ne(h.policy_digest, 0);
	ck_assert(h.live && h.aide && !h.looker);
}
END_TEST

START_TEST(gaps_and_the_checkpoint_are_among_the_facts)
{
	const struct heartbeat_sources from = sources();
	struct health h;

	heartbeat_gather(&beat, &from, &h);
	ck_assert(!h.checkpoint_kept);
	ck_assert_uint_eq(h.checkpoint_event.size, 0);
	plugin_restore(&plugin);
	plugin_catch_up(&plugin, NULL, NULL);
	feed("type=LOGIN msg=audit(1795308549.846:7): pid=1\n"
	     "type=LOGIN msg=audit(1795308549.847:12): pid=1\n");
	plugin_finish(&plugin);
	heartbeat_gather(&beat, &from, &h);
	ck_assert_uint_eq(h.gaps, 1);
	ck_assert_uint_eq(h.lost, 4);
	ck_assert(h.checkpoint_kept);
	ck_assert(view_is(h.checkpoint_event, "1795308549.847:12"));
	ck_assert_uint_eq(h.checkpoint_time, 1795308549847);
	ck_assert_uint_ne(h.checkpoint_written, 0);
	ck_assert_uint_eq(h.checkpoint_error.size, 0);

	(void)signal(SIGXFSZ, SIG_IGN);
	limit_files(0);
	plugin.unsaved = true;
	plugin_save(&plugin, true);
	limit_files(RLIM_INFINITY);
	heartbeat_gather(&beat, &from, &h);
	ck_assert(view_is(h.checkpoint_error, "File too large"));
	plugin_save(&plugin, true);
	heartbeat_gather(&beat, &from, &h);
	ck_assert_uint_eq(h.checkpoint_error.size, 0);
}
END_TEST

START_TEST(memory_and_descriptors_are_counted)
{
	struct heartbeat_sources from = sources();
	struct health before, after;
	int fd;

	heartbeat_gather(&beat, &from, &before);
	ck_assert_uint_gt(before.resident, 100 << 10);
	ck_assert_uint_lt(before.resident, (uint64_t)4 << 30);
	ck_assert_uint_eq(before.resident % (uint64_t)sysconf(_SC_PAGESIZE), 0);
	fd = open("/", O_RDONLY | O_CLOEXEC);
	heartbeat_gather(&beat, &from, &after);
	close(fd);
	ck_assert_uint_gt(before.descriptors, 2);
	ck_assert_uint_eq(after.descriptors, before.descriptors + 1);
}
END_TEST

START_TEST(a_policy_that_cannot_be_used_is_told)
{
	struct heartbeat_sources from = sources();
	uint64_t digest = plugin.policy_digest;
	struct health h;

	scratch_dir_write("policy.json", VIEW("{ \"version\": 2 }"));
	plugin_load_policy(&plugin);
	heartbeat_gather(&beat, &from, &h);
	ck_assert(!h.policy_usable && !h.policy_built_in);
	ck_assert(view_starts(h.policy_error,
			      VIEW("the policy cannot be used, the one "
				   "before stays in force: ")));
	ck_assert_uint_eq(h.policy_digest, digest);
}
END_TEST

static void expect_kernel(const char *why)
{
	struct heartbeat_sources from = sources();
	struct health h;

	heartbeat_gather(&beat, &from, &h);
	ck_assert(h.kernel_known == !why);
	ck_assert_msg(why ? view_is(h.kernel_error, why) : !h.kernel_error.size,
		      "%.*s", (int)h.kernel_error.size, h.kernel_error.data);
}

START_TEST(the_kernel_is_known_while_it_answers)
{
	struct aide_kernel answer = { .enabled = 1, .docker_rules = 12 };
	struct heartbeat_sources from = sources();
	struct health h;

	expect_kernel("the kernel has not answered yet");
	heartbeat_beat(&beat, &from);
	ck_assert_uint_eq(beat.due, NOW + 60000);
	heartbeat_kernel(&beat, &answer, plugin.now);
	ck_assert_uint_eq(beat.due, 0); /* that is news */
	expect_kernel(NULL);
	heartbeat_gather(&beat, &from, &h);
	ck_assert_uint_eq(h.docker_rules, 12);
	heartbeat_beat(&beat, &from);
	heartbeat_kernel(&beat, &answer, plugin.now);
	ck_assert_uint_eq(beat.due, NOW + 60000);
	plugin.now += HEARTBEAT_KERNEL_MS;
	expect_kernel(NULL);
	plugin.now++;
	expect_kernel("the kernel does not answer any more");
	answer.error = -EPERM;
	heartbeat_kernel(&beat, &answer, plugin.now);
	expect_kernel("Operation not permitted");
	aide.fd = -1;
	expect_kernel("the process that asks the kernel is gone");
}
END_TEST

START_TEST(without_a_state_directory_nothing_is_written)
{
	struct heartbeat_sources from = sources();

	beat.state = -1;
	heartbeat_beat(&beat, &from);
	ck_assert_uint_eq(beat.due, NOW + 60000);
	ck_assert_int_lt(access(HEARTBEAT_STATUS, F_OK), 0);
	ck_assert_int_lt(access(HEARTBEAT_LINES, F_OK), 0);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_test(tcase, a_beat_is_three_files);
	tcase_add_test(tcase, a_reader_sees_one_beat);
	tcase_add_test(tcase, the_stream_of_beats_is_bounded);
	tcase_add_test(tcase, links_and_pipes_are_not_followed);
	tcase_add_test(tcase, what_does_not_fit_leaves_what_was);
	tcase_add_test(tcase, a_failure_is_told_whole_in_the_next_status);
	tcase_add_test(tcase, a_beat_is_written_in_the_sandbox);
	tcase_add_test(tcase, the_plugin_s_user_is_whose_files_are_read);
	tcase_add_test(tcase, the_facts_are_what_happened);
	tcase_add_test(tcase, gaps_and_the_checkpoint_are_among_the_facts);
	tcase_add_test(tcase, memory_and_descriptors_are_counted);
	tcase_add_test(tcase, a_policy_that_cannot_be_used_is_told);
	tcase_add_test(tcase, the_kernel_is_known_while_it_answers);
	tcase_add_test(tcase, without_a_state_directory_nothing_is_written);
}

int main(void)
{
	Suite *suite = suite_create("heartbeat");
	TCase *tcase = tcase_create("heartbeat");

	tcase_add_checked_fixture(tcase, setup, teardown);
	add_tests(tcase);
	tcase_set_timeout(tcase, 60);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
