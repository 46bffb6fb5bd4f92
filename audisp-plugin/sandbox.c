// SPDX-License-Identifier: BSD-2-Clause
#include "sandbox_parts.h"

#include <cap-ng.h>
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SAFE_PATH "/usr/sbin:/usr/bin:/sbin:/bin"
#define CHILD_FD 3
#define MAX_FD 65536 /* where close_range(2) is not there, Linux < 5.9 */

/* SIGKILL, SIGSTOP and two that glibc keeps for itself refuse; so be it. */
void sandbox_signals(const sigset_t *taken)
{
	(void)sigprocmask(SIG_BLOCK, taken, NULL);
	for (int s = 1; s < NSIG; s++)
		(void)signal(s,
			     s == SIGPIPE || s == SIGXFSZ ? SIG_IGN : SIG_DFL);
	(void)sigprocmask(SIG_SETMASK, taken, NULL);
}

static int open_standard(void)
{
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 &&
		    open("/dev/null", fd ? O_WRONLY : O_RDONLY) < 0)
			return -errno;
	return 0;
}

static void close_from(int first)
{
	if (syscall(__NR_close_range, (unsigned int)first, ~0U, 0) == 0)
		return;
	for (int fd = first; fd < MAX_FD; fd++)
		(void)close(fd);
}

int sandbox_reset(void)
{
	static const struct rlimit none = { 0, 0 };
	int r = open_standard();

	(void)umask(027);
	(void)setrlimit(RLIMIT_CORE, &none);
	close_from(STDERR_FILENO + 1);
	if (r == 0 && (clearenv() || setenv("PATH", SAFE_PATH, 1)))
		r = -ENOMEM;
	if (chdir("/") < 0)
		r = -errno;
	return r;
}

static int capability_of(enum sandbox_role role)
{
	switch (role) {
	case SANDBOX_AIDE:
		return CAP_AUDIT_CONTROL;
	case SANDBOX_LOOKER:
		return CAP_SYS_PTRACE;
	case SANDBOX_PLUGIN:
		break;
	}
	return CAP_DAC_READ_SEARCH;
}

/* The user that the role runs as; NULL: root. */
static const struct passwd *user_of(enum sandbox_role role, struct buf *remarks)
{
	const struct passwd *user;

	if (role == SANDBOX_AIDE)
		return NULL;
	/* cppcheck-suppress getpwnamCalled ; there are no threads */
	user = getpwnam(SANDBOX_USER);
	if (!user)
		buf_add_text(remarks, "there is no user " SANDBOX_USER
				      ": runs as root, without its "
				      "capabilities\n");
	return user;
}

/* Root becomes the role's user with the role's one capability.  What the
 * caller's own bounding set lacks is not to be had; that is for the remarks. */
static int drop_privileges(enum sandbox_role role, struct buf *remarks)
{
	const struct passwd *user;
	int capability = capability_of(role);
	int r = 0;

	if (geteuid() != 0)
		return 0;
	user = user_of(role, remarks);
	if (capng_get_caps_process() < 0)
		return -EPERM;
	if (!capng_have_capability(CAPNG_PERMITTED, (unsigned)capability))
		buf_printf(remarks, "the capability %s is not to be had\n",
			   capng_capability_to_name((unsigned)capability));
	capng_clear(CAPNG_SELECT_BOTH);
	(void)capng_update(CAPNG_ADD, CAPNG_EFFECTIVE | CAPNG_PERMITTED,
			   (unsigned)capability);
	if (user)
		r = capng_change_id((int)user->pw_uid, (int)user->pw_gid,
				    CAPNG_DROP_SUPP_GRP | CAPNG_CLEAR_BOUNDING);
	else
		r = capng_apply(CAPNG_SELECT_BOTH);
	return r < 0 ? -EPERM : 0;
}

static void remark(struct buf *remarks, const char *what, int error)
{
	if (error < 0)
		buf_printf(remarks, "%s is not available: %s\n", what,
			   strerror(-error));
}

int sandbox_enter(const struct sandbox *sandbox, struct buf *remarks)
{
	int r = drop_privileges(sandbox->role, remarks);

	/* A change of user would have undone this. */
	if (sandbox->role != SANDBOX_PLUGIN)
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		remark(remarks, "no_new_privs", -errno);
	if (sandbox->role != SANDBOX_LOOKER)
		remark(remarks, "Landlock", sandbox_landlock(sandbox));
	remark(remarks, "the seccomp filter", sandbox_seccomp(sandbox->role));
	return r;
}

/* systemd, stopping auditd's unit, signals every process of it; these end when
 * the plugin, which may still have work for them, does. */
static void ignore_signals(void)
{
	static const int ignored[] = { SIGTERM, SIGINT, SIGHUP, SIGUSR1,
				       SIGUSR2 };

	for (size_t i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++)
		(void)signal(ignored[i], SIG_IGN);
}

/* auditd's socket above all: auditd sees the plugin's end by it. */
static void leave_descriptors(int fd)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	(void)dup2(null, STDIN_FILENO);
	(void)dup2(null, STDOUT_FILENO);
	(void)dup2(fd, CHILD_FD);
	close_from(CHILD_FD + 1);
}

__attribute__((noreturn)) static void be_child(enum sandbox_role role,
					       sandbox_child_fn *fn, int fd)
{
	const struct sandbox sandbox = { .role = role };
	struct buf remarks;

	buf_init(&remarks, 4096); /* the plugin's own say the same */
	ignore_signals();
	leave_descriptors(fd);
	if (sandbox_enter(&sandbox, &remarks) == 0)
		fn(CHILD_FD);
	_exit(0);
}

int sandbox_fork(enum sandbox_role role, sandbox_child_fn *fn, int *ret_fd,
		 pid_t *ret_pid)
{
	int pair[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return -errno;
	pid = fork();
	if (pid == 0) {
		(void)close(pair[0]);
		be_child(role, fn, pair[1]);
	}
	(void)close(pair[1]);
	if (pid < 0 || fcntl(pair[0], F_SETFL, O_NONBLOCK) < 0) {
		int r = -errno;

		(void)close(pair[0]);
		return r;
	}
	*ret_fd = pair[0];
	*ret_pid = pid;
	return 0;
}
