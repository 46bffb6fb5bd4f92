// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include "cleanup.h"
#include "sandbox_parts.h"

/* Sanitizers and valgrind's own calls are not in the lists. */
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

/* Of all roles.  Names, for some are not on every architecture; those are
 * passed over. */
static const char *const common[] = {
	"brk",
	"clock_gettime",
	"clock_gettime64",
	"clock_nanosleep",
	"close",
	"exit",
	"exit_group",
	"fcntl",
	"fcntl64",
	"fstat",
	"fstat64",
	"fstatat64",
	"futex",
	"futex_time64",
	"getdents64",
	"geteuid",
	"getpid",
	"getppid",
	"getrandom",
	"gettid",
	"gettimeofday",
	"getuid",
	"lseek",
	"lstat",
	"madvise",
	"mremap",
	"munmap",
	"newfstatat",
	"open",
	"openat",
	"poll",
	"ppoll",
	"ppoll_time64",
	"pread64",
	"read",
	"readlink",
	"readlinkat",
	"recvfrom",
	"recvmsg",
	"restart_syscall",
	"rt_sigaction",
	"rt_sigprocmask",
	"rt_sigreturn",
	"sched_yield",
	"sendmsg",
	"sendto",
	"stat",
	"stat64",
	"statx",
	"tgkill",
	"uname",
	"write",
	"writev",
};

/* Of the plugin: outputs, the checkpoint, NSS at a reload of the policy. */
static const char *const of_plugin[] = {
	"accept4",  "access",	   "bind",	  "chmod",	 "connect",
	"dup",	    "faccessat",   "fchmod",	  "fchmodat",	 "fdatasync",
	"flock",    "fsync",	   "ftruncate",	  "ftruncate64", "getegid",
	"getgid",   "getpeername", "getsockname", "getsockopt",	 "ioctl",
	"listen",   "prlimit64",   "pwrite64",	  "readv",	 "recvmmsg",
	"rename",   "renameat",	   "renameat2",	  "sendmmsg",	 "setsockopt",
	"shutdown", "socketpair",  "sysinfo",	  "umask",	 "unlink",
	"unlinkat", "wait4",	   "waitid",
};

/* Of the aide: two sockets. */
static const char *const of_aide[] = {
	"bind",	    "connect", "getsockname", "getsockopt",	 "setsockopt",
	"shutdown", "select",  "pselect6",    "pselect6_time64",
};

static void filter_free(scmp_filter_ctx *filter)
{
	if (*filter)
		seccomp_release(*filter);
}

static int allow(scmp_filter_ctx filter, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int number = seccomp_syscall_resolve_name(names[i]);
		int r;

		if (number == __NR_SCMP_ERROR)
			continue;
		r = seccomp_rule_add(filter, SCMP_ACT_ALLOW, number, 0);
		if (r < 0 && r != -EDOM)
			return r;
	}
	return 0;
}

static int allow_socket(scmp_filter_ctx filter, int family)
{
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(socket), 1,
				SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)family, 0));
}

/* Memory is never made executable but from a file (NSS modules), nor is what
 * can be written. */
static int allow_memory(scmp_filter_ctx filter)
{
	const scmp_datum_t wx = PROT_WRITE | PROT_EXEC;
	const scmp_datum_t x = PROT_EXEC;
	static const int maps[] = { SCMP_SYS(mmap), SCMP_SYS(mmap2) };
	static const scmp_datum_t fine[] = { PROT_NONE, PROT_WRITE, PROT_EXEC };

	for (size_t i = 0; i < sizeof(maps) / sizeof(maps[0]); i++)
		for (size_t k = 0; k < sizeof(fine) / sizeof(fine[0]); k++) {
			int r = seccomp_rule_add(
				filter, SCMP_ACT_ALLOW, maps[i], 1,
				SCMP_A2(SCMP_CMP_MASKED_EQ, wx, fine[k]));

			if (r < 0 && r != -EDOM)
				return r;
		}
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
				SCMP_A2(SCMP_CMP_MASKED_EQ, x, 0));
}

static int allow_role(scmp_filter_ctx filter, enum sandbox_role role)
{
	int r = 0;

	switch (role) {
	case SANDBOX_PLUGIN:
		r = allow(filter, of_plugin,
			  sizeof(of_plugin) / sizeof(of_plugin[0]));
		return r < 0 ? r : allow_socket(filter, AF_UNIX);
	case SANDBOX_AIDE:
		r = allow(filter, of_aide,
			  sizeof(of_aide) / sizeof(of_aide[0]));
		if (r == 0)
			r = allow_socket(filter, AF_NETLINK);
		return r < 0 ? r : allow_socket(filter, AF_UNIX);
	case SANDBOX_LOOKER:
		break;
	}
	return r;
}

int sandbox_seccomp(enum sandbox_role role)
{
	__attribute__((cleanup(filter_free))) scmp_filter_ctx filter = NULL;
	int r;

	if (SANITIZED)
		return 0;
	filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	if (!filter)
		return -ENOMEM;
	r = allow(filter, common, sizeof(common) / sizeof(common[0]));
	if (r == 0)
		r = allow_role(filter, role);
	if (r == 0)
		r = allow_memory(filter);
	return r < 0 ? r : seccomp_load(filter);
}
