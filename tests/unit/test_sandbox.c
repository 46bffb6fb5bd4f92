// SPDX-License-Identifier: BSD-2-Clause
/* What a process of the plugin can still do, tried in a child of its own. */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cleanup.h"
#include "sandbox.h"
#include "scratch_dir.h"
#include "suite.h"

#define MANY_FDS 40
#define PATIENCE_MS 20000

/* The filter is off there (sandbox_seccomp.c). */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

/* In a child: what does not hold ends it, with words. */
static void hold(bool holds, const char *what)
{
	if (holds)
		return;
	(void)dprintf(STDERR_FILENO, "does not hold: %s (%s)\n", what,
		      strerror(errno));
	_exit(1);
}

static void in_child(void (*fn)(void))
{
	pid_t pid = fork();
	int status;

	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		fn();
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0,
		      "status %#x", (unsigned int)status);
}

/* As auditd 3.0.9 starts a plugin, and worse. */
static void inherit(void)
{
	sigset_t all;

	for (int s = 1; s < NSIG; s++)
		(void)signal(s, SIG_IGN);
	sigfillset(&all);
	(void)sigprocmask(SIG_SETMASK, &all, NULL);
	(void)umask(0);
	(void)setenv("LD_PRELOAD", "/tmp/x.so", 1);
	(void)setenv("PATH", "/tmp", 1);
	for (int fd = STDERR_FILENO + 1; fd < MANY_FDS; fd++)
		(void)dup2(STDERR_FILENO, fd);
	(void)close(STDIN_FILENO);
	(void)close(STDOUT_FILENO);
}

static void expect_signals(void)
{
	struct sigaction action;
	sigset_t taken, blocked;

	inherit();
	sigemptyset(&taken);
	sigaddset(&taken, SIGTERM);
	sigaddset(&taken, SIGHUP);
	sandbox_signals(&taken);
	hold(sigprocmask(SIG_SETMASK, NULL, &blocked) == 0, "sigprocmask");
	for (int s = 1; s < NSIG; s++) {
		hold((sigismember(&blocked, s) == 1) ==
			     (sigismember(&taken, s) == 1),
		     "those taken are blocked, and no others");
		if (sigaction(s, NULL, &action) < 0)
			continue; /* glibc's own */
		hold(s == SIGPIPE || s == SIGXFSZ ?
			     action.sa_handler == SIG_IGN :
			     action.sa_handler == SIG_DFL,
		     "signals are at their defaults but SIGPIPE and SIGXFSZ");
	}
}

START_TEST(signals_are_put_in_order)
{
	in_child(expect_signals);
}
END_TEST

/* One that came while it was blocked, whose default is to end us. */
static void expect_pending(void)
{
	sigset_t taken, pending;

	sigemptyset(&taken);
	sigaddset(&taken, SIGTERM);
	hold(sigprocmask(SIG_SETMASK, &taken, NULL) == 0, "sigprocmask");
	hold(raise(SIGTERM) == 0, "raise");
	sandbox_signals(&taken);
	hold(sigpending(&pending) == 0 && sigismember(&pending, SIGTERM) == 1,
	     "it still waits");
}

START_TEST(a_signal_that_is_taken_is_let_through_at_no_moment)
{
	in_child(expect_pending);
}
END_TEST

extern char **environ;

static void expect_reset(void)
{
	struct rlimit core;
	char here[16];

	inherit();
	hold(sandbox_reset() == 0, "sandbox_reset");
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		hold(fcntl(fd, F_GETFD) == 0, "0 to 2 are open");
	for (int fd = STDERR_FILENO + 1; fd < MANY_FDS; fd++)
		hold(fcntl(fd, F_GETFD) < 0, "3 and up are closed");
	hold((fcntl(STDIN_FILENO, F_GETFL) & O_ACCMODE) == O_RDONLY,
	     "0 is read");
	hold((fcntl(STDOUT_FILENO, F_GETFL) & O_ACCMODE) == O_WRONLY,
	     "1 is written");
	hold(umask(0) == 027, "umask");
	hold(getcwd(here, sizeof(here)) && strcmp(here, "/") == 0, "chdir");
	hold(environ[0] && !environ[1] &&
		     strcmp(environ[0], "PATH=/usr/sbin:/usr/bin:/sbin:/bin") ==
			     0,
	     "PATH is all of the environment");
	hold(getrlimit(RLIMIT_CORE, &core) == 0 && core.rlim_cur == 0 &&
		     core.rlim_max == 0,
	     "RLIMIT_CORE");
}

START_TEST(what_was_inherited_is_put_in_order)
{
	in_child(expect_reset);
}
END_TEST

static const char *const writable[] = { "in", "none", "file/none" };
static struct buf remarks;

static void enter(enum sandbox_role role)
{
	const struct sandbox sandbox = {
		.role = role,
		.writable = writable,
		.writable_count = role == SANDBOX_PLUGIN ? 3 : 0,
	};

	hold(sandbox_enter(&sandbox, &remarks) == 0, "sandbox_enter");
}

static bool remarked(const char *what)
{
	return remarks.size &&
	       memmem(remarks.data, remarks.size, what, strlen(what));
}

static bool can_write(const char *name, int flags)
{
	autoclose int fd = open(name, O_WRONLY | O_CLOEXEC | flags, 0600);

	return fd >= 0;
}

static void expect_written_below(void)
{
	autoclose int before =
		open("out/file", O_WRONLY | O_APPEND | O_CLOEXEC);
	autoclose int fd = -1;

	enter(SANDBOX_PLUGIN);
	hold(!remarked("directory"), "what is not there is left out");
	if (remarked("Landlock")) {
		puts("skipped: this kernel has no Landlock");
		_exit(fflush(stdout));
	}
	hold(can_write("in/new", O_CREAT), "a file is made");
	hold(can_write("in/file", O_TRUNC), "a file is written");
	hold(rename("in/new", "in/new.1") == 0, "and renamed");
	hold(unlink("in/new.1") == 0, "and removed");
	hold(mkdir("in/directory", 0700) < 0, "no directory is made");
	hold(symlink("file", "in/link") < 0, "no link is made");
	hold(!can_write("out/new", O_CREAT), "no file is made elsewhere");
	hold(!can_write("out/file", 0), "no file is written elsewhere");
	hold(truncate("out/file", 0) < 0, "nor emptied");
	hold(unlink("out/file") < 0, "nor removed");
	hold(rename("in/file", "out/moved") < 0, "nor moved there");
	hold(rename("out/file", "in/moved") < 0, "nor moved from there");
	hold(write(before, "x", 1) == 1, "what was open still is");
	fd = open("out/file", O_RDONLY | O_CLOEXEC);
	hold(fd >= 0, "everything is read");
}

START_TEST(files_are_written_below_the_directories_named)
{
	in_child(expect_written_below);
}
END_TEST

static void expect_nothing_written(void)
{
	enter(SANDBOX_AIDE);
	if (remarked("Landlock")) {
		puts("skipped: this kernel has no Landlock");
		_exit(fflush(stdout));
	}
	hold(!can_write("in/new", O_CREAT), "no file is made");
	hold(!can_write("in/file", 0), "no file is written");
}

START_TEST(the_aide_writes_nothing)
{
	in_child(expect_nothing_written);
}
END_TEST

static int open_socket(int family)
{
	autoclose int fd = socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	return fd < 0 ? -errno : 0;
}

/* Of all roles. */
static void expect_calls(void)
{
	char *const words[] = { (char[]){ "/bin/true" }, NULL };
	size_t size = (size_t)sysconf(_SC_PAGESIZE);
	void *page = mmap(NULL, size, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	hold(page != MAP_FAILED, "memory is had");
	hold(mprotect(page, size, PROT_READ) == 0, "memory is protected");
	hold(mprotect(page, size, PROT_READ | PROT_EXEC) < 0 && errno == EPERM,
	     "no memory is made executable");
	hold(mmap(NULL, size, PROT_READ | PROT_WRITE | PROT_EXEC,
		  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED &&
		     errno == EPERM,
	     "none is had that is both");
	hold(execve("/bin/true", words, environ) < 0 && errno == EPERM,
	     "no program is run");
	hold(fork() < 0 && errno == EPERM, "no process is made");
	hold(kill(getppid(), 0) < 0 && errno == EPERM, "no signal is sent");
	hold(syscall(SYS_ptrace, 0, 0, 0, 0) < 0 && errno == EPERM,
	     "no process is traced");
	hold(unshare(CLONE_NEWUSER) < 0 && errno == EPERM,
	     "no namespace is made");
	hold(chroot(".") < 0 && errno == EPERM, "no other root");
	hold(prctl(PR_SET_DUMPABLE, 1) < 0 && errno == EPERM, "no prctl");
	hold(open_socket(AF_INET) == -EPERM, "no network");
	hold(open_socket(AF_PACKET) == -EPERM, "no packets");
}

static void expect_plugin_calls(void)
{
	enter(SANDBOX_PLUGIN);
	expect_calls();
	hold(open_socket(AF_UNIX) == 0, "Unix sockets");
	hold(open_socket(AF_NETLINK) == -EPERM, "no netlink");
}

static void expect_aide_calls(void)
{
	enter(SANDBOX_AIDE);
	expect_calls();
	hold(open_socket(AF_UNIX) == 0, "Unix sockets");
	hold(open_socket(AF_NETLINK) != -EPERM, "netlink");
	hold(unlink("in/file") < 0 && errno == EPERM, "no file is removed");
}

static void expect_looker_calls(void)
{
	enter(SANDBOX_LOOKER);
	expect_calls();
	hold(open_socket(AF_UNIX) == -EPERM, "no Unix sockets");
	hold(open_socket(AF_NETLINK) == -EPERM, "no netlink");
	hold(unlink("in/file") < 0 && errno == EPERM, "no file is removed");
	hold(open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC) >= 0, "/proc");
}

static const struct {
	const char *name;
	void (*fn)(void);
} calls[] = {
	{ "plugin", expect_plugin_calls },
	{ "aide", expect_aide_calls },
	{ "looker", expect_looker_calls },
};

START_TEST(system_calls_of_a_role)
{
	if (SANITIZED) {
		puts("skipped: there is no filter under a sanitizer");
		return;
	}
	in_child(calls[_i].fn);
}
END_TEST

/* "CapEff:\t0000000000000004\n" in /proc/self/status; or none of that. */
static void expect_status(const char *line)
{
	char text[8192];
	autoclose int fd = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
	ssize_t n = read(fd, text, sizeof(text) - 1);

	text[n > 0 ? n : 0] = '\0';
	hold(strstr(text, line), line);
}

#define NO_CAPABILITIES "0000000000000000"

static void expect_rights(enum sandbox_role role, const char *capability)
{
	char line[64];

	enter(role);
	expect_status("NoNewPrivs:\t1\n");
	if (remarked("is not to be had"))
		capability = NO_CAPABILITIES;
	(void)snprintf(line, sizeof(line), "CapEff:\t%s\n", capability);
	expect_status(line);
	(void)snprintf(line, sizeof(line), "CapPrm:\t%s\n", capability);
	expect_status(line);
	expect_status("CapInh:\t" NO_CAPABILITIES "\n");
	expect_status("CapAmb:\t" NO_CAPABILITIES "\n");
}

/* capability(7): DAC_READ_SEARCH is 2, SYS_PTRACE 19, AUDIT_CONTROL 30. */
static void expect_plugin_rights(void)
{
	expect_rights(SANDBOX_PLUGIN, "0000000000000004");
	hold(remarked("no user") ? geteuid() == 0 : geteuid() != 0,
	     "its own user, where there is one");
}

static void expect_looker_rights(void)
{
	expect_rights(SANDBOX_LOOKER, "0000000000080000");
}

static void expect_aide_rights(void)
{
	expect_rights(SANDBOX_AIDE, "0000000040000000");
	hold(geteuid() == 0, "root");
}

static void (*const rights[])(void) = { expect_plugin_rights,
					expect_looker_rights,
					expect_aide_rights };

START_TEST(root_gives_up_all_but_one_capability)
{
	if (geteuid() != 0) {
		puts("skipped: there is nothing to give up without root");
		return;
	}
	in_child(rights[_i]);
}
END_TEST

static void expect_no_bounding_set(void)
{
	enter(SANDBOX_PLUGIN);
	expect_status("CapBnd:\t" NO_CAPABILITIES "\n");
}

START_TEST(nothing_can_be_had_back)
{
	if (geteuid() != 0) {
		puts("skipped: there is nothing to give up without root");
		return;
	}
	in_child(expect_no_bounding_set);
}
END_TEST

static void expect_no_root(void)
{
	hold(setresgid(65534, 65534, 65534) == 0 || geteuid(), "setresgid");
	hold(setresuid(65534, 65534, 65534) == 0 || geteuid(), "setresuid");
	enter(SANDBOX_PLUGIN);
	hold(!remarked("user") && !remarked("capability"), "no such remark");
	expect_status("NoNewPrivs:\t1\n");
	expect_status("CapEff:\t" NO_CAPABILITIES "\n");
}

START_TEST(without_root_the_rest_is_done_all_the_same)
{
	in_child(expect_no_root);
}
END_TEST

/* What a second process tells of itself, in one message. */
static void tell(int fd)
{
	struct stat st;
	char text[64];
	int size, open_fds = 0;
	bool null = fstat(STDIN_FILENO, &st) == 0 && S_ISCHR(st.st_mode) &&
		    fstat(STDOUT_FILENO, &st) == 0 && S_ISCHR(st.st_mode);

	for (int i = STDERR_FILENO + 1; i < MANY_FDS; i++)
		open_fds += fcntl(i, F_GETFD) >= 0;
	size = snprintf(text, sizeof(text), "%d %d", null, open_fds);
	(void)send(fd, text, (size_t)size, MSG_NOSIGNAL);
	(void)recv(fd, text, 1, 0); /* until it is closed */
}

START_TEST(a_second_process_has_nothing_of_ours)
{
	struct pollfd ready = { .events = POLLIN };
	char text[64] = "";
	int fd, type, pair[2];
	socklen_t size = sizeof(type);
	pid_t pid;

	/* as auditd's socket and others are */
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	ck_assert_int_eq(dup2(pair[0], STDIN_FILENO), STDIN_FILENO);
	ck_assert_int_eq(sandbox_fork(_i ? SANDBOX_LOOKER : SANDBOX_AIDE, tell,
				      &fd, &pid),
			 0);
	ck_assert_int_eq(fcntl(fd, F_GETFD), FD_CLOEXEC);
	ck_assert_int_ne(fcntl(fd, F_GETFL) & O_NONBLOCK, 0);
	ck_assert_int_eq(getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size), 0);
	ck_assert_int_eq(type, SOCK_SEQPACKET);
	ready.fd = fd;
	ck_assert_int_eq(poll(&ready, 1, PATIENCE_MS), 1);
	ck_assert_int_gt((int)recv(fd, text, sizeof(text) - 1, 0), 0);
	ck_assert_str_eq(text, "1 1");
	close(fd);
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
	close(pair[0]);
	close(pair[1]);
}
END_TEST

static void setup(void)
{
	scratch_dir_enter();
	buf_init(&remarks, 4096);
	ck_assert_int_eq(mkdir("in", 0777), 0);
	ck_assert_int_eq(mkdir("out", 0777), 0);
	scratch_dir_write("in/file", VIEW("text"));
	scratch_dir_write("out/file", VIEW("text"));
	scratch_dir_write("file", VIEW("text"));
}

static void teardown(void)
{
	buf_done(&remarks);
	scratch_dir_leave();
}

int main(void)
{
	Suite *suite = suite_create("sandbox");
	TCase *tcase = tcase_create("sandbox");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, signals_are_put_in_order);
	tcase_add_test(tcase,
		       a_signal_that_is_taken_is_let_through_at_no_moment);
	tcase_add_test(tcase, what_was_inherited_is_put_in_order);
	tcase_add_test(tcase, files_are_written_below_the_directories_named);
	tcase_add_test(tcase, the_aide_writes_nothing);
	tcase_add_loop_test(tcase, system_calls_of_a_role, 0, ROWS(calls));
	tcase_add_loop_test(tcase, root_gives_up_all_but_one_capability, 0,
			    ROWS(rights));
	tcase_add_test(tcase, nothing_can_be_had_back);
	tcase_add_test(tcase, without_root_the_rest_is_done_all_the_same);
	tcase_add_loop_test(tcase, a_second_process_has_nothing_of_ours, 0, 2);
	tcase_set_timeout(tcase, 60);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
