// SPDX-License-Identifier: BSD-2-Clause
#include "syscall.h"

#include <stddef.h>
#include <string.h>

#include "call.h"

#define NO SYSCALL_NO
#define X32_BIT 0x40000000U /* __X32_SYSCALL_BIT, asm/unistd.h */

static const struct syscall calls[] = {
#define CALL(name, x86_64, i386, aarch64, what, flags, dirfd, dirfd2) \
	{ #name, x86_64, i386, aarch64, SYSCALL_##what, flags, dirfd, dirfd2 },
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
	{ 16, "connect" },   { 17, "fallocate" }, { 18, "openat" },
	{ 28, "openat2" },   { 35, "renameat" },  { 36, "unlinkat" },
	{ 37, "mkdirat" },   { 38, "symlinkat" }, { 39, "linkat" },
	{ 41, "fsetxattr" }, { 42, "setxattr" },  { 43, "fgetxattr" },
	{ 44, "getxattr" },  { 55, "ftruncate" }, { 56, "bind" },
};

/* Rows of the table, from 1 on. */
enum {
	ROW_NONE,
#define CALL(name, x86_64, i386, aarch64, what, flags, dirfd, dirfd2) \
	ROW_##name,
#include "syscalls.def"
#undef CALL
};

#define NUMBERS 512 /* above all call numbers in the table */

/* From a call's number + 1 to its row.  The calls that an architecture has
 * not got all go to place 0, one over the other. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Woverride-init"
static const unsigned char rows_x86_64[NUMBERS] = {
#define CALL(name, x86_64, i386, aarch64, what, flags, dirfd, dirfd2) \
	[x86_64 + 1] = ROW_##name,
#include "syscalls.def"
#undef CALL
};

static const unsigned char rows_i386[NUMBERS] = {
#define CALL(name, x86_64, i386, aarch64, what, flags, dirfd, dirfd2) \
	[i386 + 1] = ROW_##name,
#include "syscalls.def"
#undef CALL
};

static const unsigned char rows_aarch64[NUMBERS] = {
#define CALL(name, x86_64, i386, aarch64, what, flags, dirfd, dirfd2) \
	[aarch64 + 1] = ROW_##name,
#include "syscalls.def"
#undef CALL
};
#pragma GCC diagnostic pop

static const unsigned char *rows_of(uint32_t arch)
{
	switch (arch) {
	case ARCH_X86_64:
		return rows_x86_64;
	case ARCH_I386:
		return rows_i386;
	case ARCH_AARCH64:
		return rows_aarch64;
	default:
		return NULL;
	}
}

/* x32 has x86_64's numbers, and its own for calls whose arguments differ
 * (arch/x86/entry/syscalls/syscall_64.tbl, 512 to 547). */
static uint32_t number_of_x32(uint32_t number)
{
	static const uint32_t own[][2] = {
		{ 514, 16 },  /* ioctl */
		{ 518, 46 },  /* sendmsg */
		{ 520, 59 },  /* execve */
		{ 521, 101 }, /* ptrace */
		{ 545, 322 }, /* execveat */
	};

	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (own[i][0] == number)
			return own[i][1];
	return number;
}

const struct syscall *syscall_find(uint32_t arch, uint32_t number)
{
	const unsigned char *rows = rows_of(arch);
	unsigned char row;

	if (arch == ARCH_X86_64 && (number & X32_BIT))
		number = number_of_x32(number & ~X32_BIT);
	if (!rows || number >= NUMBERS - 1)
		return NULL;
	row = rows[number + 1];
	return row == ROW_NONE ? NULL : &calls[row - 1];
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
