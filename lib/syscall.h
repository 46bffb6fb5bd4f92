// SPDX-License-Identifier: BSD-2-Clause
/*
 * syscall: a system call's number on its architecture → its name, what it
 * does and where its flags and directory descriptors are (syscalls.def).
 * libaudit's tables end at 450 in the version that Debian 12 ships.
 */
#ifndef DOCKWARDEN_SYSCALL_H
#define DOCKWARDEN_SYSCALL_H

#include <stdint.h>

#define SYSCALL_NO (-1)

enum syscall_what {
	SYSCALL_OPEN,
	SYSCALL_OPENAT2,
	SYSCALL_CREAT,
	SYSCALL_HANDLE,
	SYSCALL_TRUNCATE,
	SYSCALL_CREATE,
	SYSCALL_SYMLINK,
	SYSCALL_LINK,
	SYSCALL_RENAME,
	SYSCALL_DELETE,
	SYSCALL_ATTRIBUTE,
	SYSCALL_EXEC,
	SYSCALL_CONNECT,
	SYSCALL_BIND,
	SYSCALL_SOCKETCALL,
	SYSCALL_MOUNT,
	SYSCALL_URING,
	SYSCALL_READ,
	SYSCALL_OTHER,
};

struct syscall {
	const char *name;
	int x86_64, i386, aarch64; /* SYSCALL_NO: not on that machine */
	enum syscall_what what;
	int flags;  /* argument with the open flags, or SYSCALL_NO */
	int dirfd;  /* argument with the first path's directory */
	int dirfd2; /* … and with the second's */
};

/* NULL for a call or an architecture that the table does not have. */
const struct syscall *syscall_find(uint32_t arch, uint32_t number);
/* The call that an io_uring operation stands for (IORING_OP_*,
 * linux/io_uring.h); NULL for one that names no file. */
const struct syscall *syscall_of_uring(uint32_t operation);

#endif
