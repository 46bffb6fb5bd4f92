// SPDX-License-Identifier: BSD-2-Clause
#include "rule_act.h"

#include <errno.h>
#include <fcntl.h>
#include <libaudit.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGE 4096ul
#define OTHER (DEED_ADDRESS + PAGE)
#define NAME (DEED_ADDRESS + 2 * PAGE)
#define VALUE (DEED_ADDRESS + 3 * PAGE)
#define HOW (DEED_ADDRESS + 4 * PAGE)
#define PAGES 5

struct call {
	int number;
	unsigned long args[6];
};

static long by_compat(const struct call *call)
{
#if defined(__x86_64__)
	long ret;

	__asm__ volatile("int $0x80"
			 : "=a"(ret)
			 : "a"(call->number), "b"(call->args[0]),
			   "c"(call->args[1]), "d"(call->args[2]),
			   "S"(call->args[3]), "D"(call->args[4])
			 : "memory", "r8", "r9", "r10", "r11");
	return (int)ret;
#else
	(void)call;
	return -ENOSYS;
#endif
}

static long by_native(const struct call *call)
{
	const unsigned long *a = call->args;
	long ret = syscall(call->number, a[0], a[1], a[2], a[3], a[4], a[5]);

	return ret < 0 ? -errno : ret;
}

static unsigned long cwd(void)
{
	return (unsigned long)(unsigned int)AT_FDCWD;
}

/* What calls take, but for their numbers: p the path, o the other, m a mode or
 * flags, c the working directory, d a descriptor, i an id, n v s a name, a value
 * and its size, h how, z 0, r AT_REMOVEDIR where it is one. */
static const struct {
	const char *call, *args;
} shapes[] = {
	{ "open", "pfm" },	  { "openat", "cpfm" },
	{ "openat2", "cphH" },	  { "creat", "pm" },
	{ "truncate", "pz" },	  { "truncate64", "pzz" },
	{ "unlink", "p" },	  { "unlinkat", "cpr" },
	{ "rmdir", "p" },	  { "rename", "AB" },
	{ "renameat", "cAcB" },	  { "renameat2", "cAcBz" },
	{ "link", "po" },	  { "linkat", "cpcoz" },
	{ "chmod", "pm" },	  { "fchmod", "dm" },
	{ "fchmodat", "cpm" },	  { "chown", "pii" },
	{ "lchown", "pii" },	  { "fchown", "dii" },
	{ "chown32", "pii" },	  { "lchown32", "pii" },
	{ "fchown32", "dii" },	  { "fchownat", "cpiiz" },
	{ "setxattr", "pnvsz" },  { "lsetxattr", "pnvsz" },
	{ "fsetxattr", "dnvsz" }, { "removexattr", "pn" },
	{ "lremovexattr", "pn" }, { "fremovexattr", "dn" },
};

static const char *shape_of(const char *call)
{
	for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++)
		if (strcmp(shapes[i].call, call) == 0)
			return shapes[i].args;
	return NULL;
}

bool deed_knows(const char *call)
{
	return shape_of(call) != NULL;
}

static unsigned long value_of(const struct deed *deed, char kind)
{
	unsigned long flags = deed->reads ? O_RDWR : O_WRONLY;

	if (deed->creates)
		flags |= O_CREAT;
	switch (kind) {
	case 'p':
		return DEED_ADDRESS;
	case 'o':
		return OTHER;
	case 'A':
		return deed->onto ? OTHER : DEED_ADDRESS;
	case 'B':
		return deed->onto ? DEED_ADDRESS : OTHER;
	case 'f':
		return flags;
	case 'm':
		return 0644;
	case 'c':
		return cwd();
	case 'd':
		return DEED_DESCRIPTOR;
	case 'n':
		return NAME;
	case 'v':
		return VALUE;
	case 's':
		return 1;
	case 'h':
		return HOW;
	case 'H':
		return sizeof(struct open_how);
	case 'r':
		return deed->removes_directory ? AT_REMOVEDIR : 0;
	default:
		return 0;
	}
}

static void lay_out(const struct deed *deed)
{
	char *at =
		mmap((void *)DEED_ADDRESS, PAGES * PAGE, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	struct open_how how = { .flags = value_of(deed, 'f') };

	if (at == MAP_FAILED)
		_exit(99);
	if (deed->creates)
		how.mode = 0644;
	(void)snprintf(at, PAGE, "%s", deed->path);
	(void)snprintf(at + PAGE, PAGE, "%s", deed->other);
	memcpy(at + 2 * PAGE, "user.x", 7);
	memcpy(at + 3 * PAGE, "1", 2);
	memcpy(at + 4 * PAGE, &how, sizeof(how));
}

static int make(const struct deed *deed)
{
	const char *args = shape_of(deed->call);
	int machine = audit_determine_machine(deed->compat ? "b32" : "b64");
	struct call call = { .number = audit_name_to_syscall(deed->call,
							     machine) };

	if (!args || call.number < 0)
		return -ENOSYS;
	lay_out(deed);
	for (size_t i = 0; args[i]; i++)
		call.args[i] = value_of(deed, args[i]);
	if (strchr(args, 'd')) {
		int fd = open(deed->path, O_RDONLY | O_NONBLOCK);

		if (fd < 0 || dup2(fd, DEED_DESCRIPTOR) < 0)
			return -ENOSYS;
	}
	return (int)(deed->compat ? by_compat(&call) : by_native(&call));
}

bool deed_has_compat(void)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		struct call call = { .number = 20 }; /* getpid */

		_exit(by_compat(&call) == getpid() ? 0 : 1);
	}
	return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}

static void become(const struct deed *deed)
{
	if (deed->auid != UINT32_MAX && audit_setloginuid(deed->auid) < 0)
		_exit(98);
	if (deed->uid && setresuid(deed->uid, deed->uid, deed->uid) < 0)
		_exit(97);
}

static int exec_copy(const struct deed *deed, int out)
{
	char flags[64], fd[16];

	(void)snprintf(flags, sizeof(flags), "%d%d%d%d%d", deed->compat,
		       deed->onto, deed->creates, deed->removes_directory,
		       deed->reads);
	(void)snprintf(fd, sizeof(fd), "%d", out);
	execl(deed->program, deed->program, "deed", deed->call, flags,
	      deed->path, deed->other, fd, (char *)NULL);
	return -ENOEXEC;
}

static void tell(int out, int pid, int result)
{
	int answer[2] = { pid, result };

	if (write(out, answer, sizeof(answer)) != sizeof(answer))
		_exit(96);
}

int deed_main(int argc, char **argv)
{
	struct deed deed;
	int out;

	if (argc != 7 || strlen(argv[3]) != 5)
		return 2;
	deed = (struct deed){
		.call = argv[2],
		.compat = argv[3][0] == '1',
		.path = argv[4],
		.other = argv[5],
		.onto = argv[3][1] == '1',
		.creates = argv[3][2] == '1',
		.removes_directory = argv[3][3] == '1',
		.reads = argv[3][4] == '1',
	};
	out = (int)strtol(argv[6], NULL, 10);
	tell(out, getpid(), make(&deed));
	return 0;
}

/* A task rule looks at whoever forks: the process is made after it has become
 * who it is to be. */
static void fork_again(const struct deed *deed, int out)
{
	pid_t pid;
	int status;

	become(deed);
	pid = fork();
	if (pid == 0) {
		int result = deed->program ? exec_copy(deed, out) : make(deed);

		tell(out, getpid(), result);
		_exit(0);
	}
	_exit(pid > 0 && waitpid(pid, &status, 0) == pid ? 0 : 95);
}

int deed_do(const struct deed *deed, int *ret_pid, int *ret_exit)
{
	int answer[2] = { 0, -ENOSYS }, ends[2], status;
	pid_t pid;

	if (pipe(ends) < 0)
		return -errno;
	pid = fork();
	if (pid == 0) {
		close(ends[0]);
		fork_again(deed, ends[1]);
	}
	close(ends[1]);
	if (pid < 0 || read(ends[0], answer, sizeof(answer)) != sizeof(answer))
		answer[0] = 0;
	close(ends[0]);
	if (pid > 0)
		(void)waitpid(pid, &status, 0);
	*ret_pid = answer[0];
	*ret_exit = answer[1];
	return answer[0] ? 0 : -EIO;
}
