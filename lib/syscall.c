// SPDX-License-Identifier: BSD-2-Clause
#include "syscall.h"

#include <stddef.h>
#include <string.h>

#include "call.h"

#define NO SYSCALL_NO
#define X32_BIT 0x40000000U /* __X32_SYSCALL_BIT, asm/unistd.h */

static const struct syscall calls[] = {
#define CALL(name, x86_64, i386, aarch64, what, flags, dirfd, dirfd2)       \
	{ #name, x86_64, i386,	aarch64, SYSCALL_##what,                    \
	  flags, dirfd,	 dirfd2 },
#include "syscalls.def"
#undef CALL
};

#define CALL_COUNT (sizeof(calls) / sizeof(calls[0]))

/* IORING_OP_* of those that the kernel audits and that name a file
 * (io_uring/opdef.c: the others have audit_skip). */
static const struct {
	uint32_t operation;
	const char *call;
} uring_operations[] = {
	{ 16, "connect" },  { 17, "fallocate" }, { 18, "openat" },
	{ 28, "openat2" },  { 35, "renameat" },	 { 36, "unlinkat" },
	{ 37, "mkdirat" },  { 38, "symlinkat" }, { 39, "linkat" },
	{ 41, "fsetxattr" }, { 42, "setxattr" }, { 43, "fgetxattr" },
	{ 44, "getxattr" }, { 55, "ftruncate" }, { 56, "bind" },
};

static int number_on(const struct syscall *c, uint32_t arch)
{
	switch (arch) {
	case ARCH_X86_64:
		return c->x86_64;
	case ARCH_I386:
		return c->i386;
	case ARCH_AARCH64:
		return c->aarch64;
	default:
		return SYSCALL_NO;
	}
}

const struct syscall *syscall_find(uint32_t arch, uint32_t number)
{
	if (arch == ARCH_X86_64)
		number &= ~X32_BIT;
	for (size_t i = 0; i < CALL_COUNT; i++) {
		int n = number_on(&calls[i], arch);

		if (n != SYSCALL_NO && (uint32_t)n == number)
			return &calls[i];
	}
	return NULL;
}

const struct syscall *syscall_of_uring(uint32_t operation)
{
	size_t count = sizeof(uring_operations) / sizeof(uring_operations[0]);

	for (size_t i = 0; i < count; i++) {
		if (uring_operations[i].operation != operation)
			continue;
		for (size_t j = 0; j < CALL_COUNT; j++)
			if (strcmp(calls[j].name, uring_operations[i].call) ==
			    0)
				return &calls[j];
	}
	return NULL;
}
