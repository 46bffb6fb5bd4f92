// SPDX-License-Identifier: BSD-2-Clause
#include "auditd_play.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/sockios.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "built.h"

#define PATIENCE_US 10000000 /* before a test gives up */
#define MAX_RESTARTS 10	     /* auditd.conf(5) max_restarts */
#define LEAKED_FD 24	     /* the first that audit 3.0.9 does not close */

/* What differs, and where it is written. */
static const struct contract {
	/* audisp/audispd.c outbound_thread_main blocks SIGTERM, HUP, USR1,
	 * USR2, CHLD and CONT; from v4.0.5 on safe_exec unblocks all. */
	bool blocked;
	/* safe_exec: v3.0.9 closes 3 to 23, v4.0.5 has close_range. */
	bool leaks;
	/* outbound_thread_main: v4.1.0 waits after signal_plugins(SIGTERM). */
	unsigned int finish_ms;
	/* v4.2 stop_plugin: end of file, 50 ms, SIGTERM, waitpid; reconfigure
	 * stops all, then starts all. */
	bool generations;
} contracts[AUDITD_COUNT] = {
	[AUDITD_3_0_9] = { .blocked = true, .leaks = true },
	[AUDITD_4_0_5] = { .finish_ms = 0 },
	[AUDITD_4_1_4] = { .finish_ms = 15 },
	[AUDITD_4_2_1] = { .generations = true },
};

/* reconfigure (to v4.1.4) and stop_plugin (from v4.2): usleep(50000). */
#define BARRIER_MS 50

uint64_t play_now_us(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000 + (uint64_t)ts.tv_nsec / 1000;
}

static void pause_us(long us)
{
	const struct timespec ts = { us / 1000000, us % 1000000 * 1000 };

	(void)nanosleep(&ts, NULL);
}

void play_option(struct play *p, const char *name, const char *value)
{
	size_t size = strlen(name), i = 0;

	while (i < p->arg_count && (strncmp(p->args[i], name, size) != 0 ||
				    p->args[i][size] != '='))
		i++;
	ck_assert_uint_lt(i, PLAY_ARGS);
	ck_assert_int_lt(snprintf(p->args[i], PLAY_ARG, "%s%s%s", name,
				  *value ? "=" : "", value),
			 PLAY_ARG);
	if (i == p->arg_count)
		p->arg_count++;
}

static void file_option(struct play *p, const char *name, const char *file)
{
	char here[PLAY_ARG], path[2 * PLAY_ARG];

	ck_assert_ptr_nonnull(getcwd(here, sizeof(here)));
	(void)snprintf(path, sizeof(path), "%s/%s", here, file);
	play_option(p, name, path);
}

void play_begin(struct play *p, enum auditd version)
{
	*p = (struct play){
		.version = version, .out = -1, .fd = -1, .serial = 1000
	};
	built_find("audisp-dockwarden", p->program);
	ck_assert_msg(access(p->program, X_OK) == 0, "%s: %s", p->program,
		      strerror(errno));
	file_option(p, "--policy", "policy.json");
	file_option(p, "--state", "state");
	file_option(p, "--log", "audit.log");
	play_option(p, "--merge", "0");
	p->log = open("audit.log", O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC,
		      0640);
	ck_assert_int_ge(p->log, 0);
}

void play_done(struct play *p)
{
	if (p->fd >= 0)
		close(p->fd);
	close(p->log);
	if (p->plugin == 0)
		return;
	(void)kill(p->plugin, SIGKILL);
	(void)waitpid(p->plugin, NULL, 0);
	p->plugin = 0;
}

/* src/auditd.c main: all signals are ignored, SIGCHLD has a handler, before
 * plugins are started.  Later libev has handlers for six of them, which exec
 * resets, and a restart is the dispatcher thread's work. */
static void inherit_signals(const struct contract *c, bool restart)
{
	static const int handled[] = { SIGTERM, SIGHUP,	 SIGUSR1,
				       SIGUSR2, SIGCHLD, SIGCONT };
	sigset_t mask;

	sigemptyset(&mask);
	for (int s = 1; s < NSIG; s++)
		(void)signal(s, s == SIGCHLD ? SIG_DFL : SIG_IGN);
	for (size_t i = 0; restart && i < sizeof(handled) / sizeof(handled[0]);
	     i++) {
		(void)signal(handled[i], SIG_DFL);
		if (c->blocked)
			sigaddset(&mask, handled[i]);
	}
	(void)sigprocmask(SIG_SETMASK, &mask, NULL);
}

/* What is not closed, auditd's end of the socket among it, where auditd had
 * many files open: v3.0.9 sets FD_CLOEXEC on that after the fork. */
static void inherit_descriptors(const struct contract *c, int theirs)
{
	int last = c->leaks ? LEAKED_FD - 1 : INT_MAX;

	for (int fd = LEAKED_FD; c->leaks && fd < LEAKED_FD + 40; fd++)
		(void)dup2(theirs, fd);
	(void)syscall(__NR_close_range, 3U, (unsigned int)last, 0);
}

static void open_standard(const struct play *p)
{
	int null = open("/dev/null", O_RDWR);
	int said = open("stderr", O_WRONLY | O_APPEND | O_CREAT, 0644);

	(void)dup2(p->out >= 0 ? p->out : null, STDOUT_FILENO);
	(void)dup2(said, STDERR_FILENO);
}

#define VARIABLES 500

__attribute__((noreturn)) static void be_plugin(struct play *p,
						const int pair[2], bool restart)
{
	static char *environment[VARIABLES + 1];
	const struct contract *c = &contracts[p->version];
	char *argv[PLAY_ARGS + 1] = { p->program };

	for (size_t i = 0; i < p->arg_count; i++)
		argv[i + 1] = p->args[i];
	/* auditd hands on none: execve(path, argv, NULL). */
	for (size_t i = 0; p->large_environment && i < VARIABLES; i++)
		if (asprintf(&environment[i], "LD_LIBRARY_PATH%zu=%0200zu", i,
			     i) < 0)
			_exit(97);
	open_standard(p);
	(void)dup2(pair[0], STDIN_FILENO);
	inherit_descriptors(c, pair[1]);
	for (int fd = 0; fd < 3; fd++)
		if (p->closed >> fd & 1)
			(void)close(fd);
	(void)umask(p->large_environment ? 0777 : 0);
	if (p->file_limit)
		(void)setrlimit(RLIMIT_FSIZE,
				&(struct rlimit){ p->file_limit,
						  RLIM_INFINITY });
	inherit_signals(c, restart);
	(void)execve(p->program, argv, environment);
	_exit(98);
}

/* Signals wait until the child has its own state: it is not auditd's fault
 * that this is a test. */
static void fork_plugin(struct play *p, bool restart)
{
	/* A write that blocks for so long fails the test. */
	const struct timeval limit = { .tv_sec = 10 };
	sigset_t all, old;
	int pair[2];

	ck_assert_int_eq(
		socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
	sigfillset(&all);
	(void)sigprocmask(SIG_BLOCK, &all, &old);
	p->plugin = fork();
	if (p->plugin == 0)
		be_plugin(p, pair, restart);
	(void)sigprocmask(SIG_SETMASK, &old, NULL);
	ck_assert_int_gt(p->plugin, 0);
	close(pair[0]);
	p->fd = pair[1];
	(void)setsockopt(p->fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
}

void play_start(struct play *p)
{
	fork_plugin(p, false);
}

void play_restart(struct play *p)
{
	fork_plugin(p, true);
}

static struct play_end wait_since(pid_t plugin, uint64_t began)
{
	struct play_end end = { .status = -1 };
	uint64_t limit = play_now_us() + PATIENCE_US;

	for (;;) {
		pid_t pid = waitpid(plugin, &end.status, WNOHANG);

		end.ms = (play_now_us() - began) / 1000;
		if (pid == plugin)
			return end;
		ck_assert_msg(pid == 0 && play_now_us() < limit,
			      "the plugin does not end");
		pause_us(500);
	}
}

struct play_end play_wait(pid_t plugin)
{
	return wait_since(plugin, play_now_us());
}

bool play_runs(const struct play *p)
{
	siginfo_t info = { .si_pid = 0 };

	return waitid(P_PID, (id_t)p->plugin, &info,
		      WEXITED | WNOHANG | WNOWAIT) == 0 &&
	       info.si_pid == 0;
}

void play_crash(struct play *p)
{
	if (p->plugin == 0)
		return;
	ck_assert_int_eq(kill(p->plugin, SIGKILL), 0);
	ck_assert_int_eq(waitpid(p->plugin, NULL, 0), p->plugin);
	p->plugin = 0;
}

void play_foreign_signal(pid_t pid, int signal)
{
	pid_t other = fork();

	if (other == 0)
		_exit(kill(pid, signal) < 0);
	ck_assert_int_eq(play_wait(other).status, 0);
}

static void close_pipe(struct play *p)
{
	close(p->fd);
	p->fd = -1;
}

/* v4.2 stop_plugin. */
static struct play_end stop_generation(struct play *p)
{
	uint64_t began = play_now_us();
	struct play_end end;
	bool runs;

	close_pipe(p);
	pause_us(BARRIER_MS * 1000L);
	runs = play_runs(p);
	if (runs)
		ck_assert_int_eq(kill(p->plugin, SIGTERM), 0);
	end = wait_since(p->plugin, began);
	end.told_off = runs;
	p->plugin = 0;
	return end;
}

struct play_end play_reload(struct play *p)
{
	struct play_end end = { .status = 0 };

	if (!contracts[p->version].generations) {
		ck_assert_int_eq(kill(p->plugin, SIGHUP), 0);
		return end;
	}
	end = stop_generation(p);
	play_restart(p);
	return end;
}

void play_replace(struct play *p, pid_t *ret_old)
{
	*ret_old = p->plugin;
	ck_assert(!contracts[p->version].generations);
	ck_assert_int_eq(kill(p->plugin, SIGTERM), 0);
	pause_us(BARRIER_MS * 1000L);
	close_pipe(p);
	play_restart(p);
}

struct play_end play_stop(struct play *p)
{
	const struct contract *c = &contracts[p->version];
	uint64_t began = play_now_us();
	struct play_end end;

	if (p->plugin == 0) {
		close_pipe(p);
		return (struct play_end){ .status = 0 };
	}
	if (c->generations)
		return stop_generation(p);
	ck_assert_int_eq(kill(p->plugin, SIGTERM), 0);
	pause_us(c->finish_ms * 1000L);
	close_pipe(p);
	end = wait_since(p->plugin, began);
	end.told_off = true;
	p->plugin = 0;
	return end;
}

/* event_loop, on EPIPE.  To v4.1.4 the dead child's pid is forgotten; v4.2
 * waits for it (stop_plugin) first.  The record is written again in all. */
static void start_again(struct play *p)
{
	p->restarts++;
	ck_assert_uint_le(p->restarts, MAX_RESTARTS);
	if (contracts[p->version].generations && p->plugin) {
		(void)stop_generation(p);
	} else {
		close_pipe(p);
		if (p->plugin)
			(void)play_wait(p->plugin);
	}
	play_restart(p);
}

static bool write_once(struct play *p, const char *bytes, size_t size)
{
	uint64_t began = play_now_us(), took;
	ssize_t n = send(p->fd, bytes, size, MSG_NOSIGNAL);

	took = play_now_us() - began;
	if (took > p->longest_us)
		p->longest_us = took;
	ck_assert_msg(n == (ssize_t)size || errno == EPIPE ||
			      errno == ECONNRESET,
		      "a write to the plugin: %s", strerror(errno));
	return n == (ssize_t)size;
}

void play_bytes(struct play *p, const char *bytes, size_t size)
{
	if (write_once(p, bytes, size))
		return;
	start_again(p);
	ck_assert(write_once(p, bytes, size));
}

static bool is_kernels(const char *line)
{
	return !strstr(line, "type=DAEMON_");
}

void play_record(struct play *p, const char *line, int where)
{
	static char bytes[PLAY_RECORD + 1];
	int size = snprintf(bytes, sizeof(bytes), "%s\n", line);

	ck_assert_int_lt(size, (int)sizeof(bytes));
	if (where & PLAY_LOG && !strstr(line, "type=EOE "))
		ck_assert_int_eq(write(p->log, bytes, (size_t)size), size);
	if (!(where & PLAY_STREAM))
		return;
	if (p->cut && is_kernels(line)) {
		size -= 16;
		bytes[size - 1] = '\n';
	}
	play_bytes(p, bytes, (size_t)size);
}

bool play_drained(const struct play *p)
{
	uint64_t limit = play_now_us() + PATIENCE_US;
	int waiting = 1;

	while (play_now_us() < limit) {
		if (ioctl(p->fd, SIOCOUTQ, &waiting) < 0 || waiting == 0)
			return waiting == 0;
		pause_us(200);
	}
	return false;
}
