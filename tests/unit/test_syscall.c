// SPDX-License-Identifier: BSD-2-Clause
/*
 * The numbers of syscalls.def are those of the kernel's headers, as far as
 * these go: a call newer than the headers is not in them.
 */
#include <check.h>
#include <stdio.h>

#include "call.h"
#include "cleanup.h"
#include "suite.h"
#include "syscall.h"

#define NO SYSCALL_NO

static const struct syscall calls[] = {
#define CALL(name, x86_64, i386, aarch64, what, flags, dirfd, dirfd2) \
	{ #name, x86_64, i386, aarch64, SYSCALL_##what, flags, dirfd, dirfd2 },
#include "syscalls.def"
#undef CALL
};

#define CALL_COUNT (sizeof(calls) / sizeof(calls[0]))

struct header {
	const char *paths[3];
	uint32_t arch;
};

static const struct header headers[] = {
	{ { "/usr/include/x86_64-linux-gnu/asm/unistd_64.h",
	    "/usr/include/asm/unistd_64.h",
	    "/usr/include/asm-x86/unistd_64.h" },
	  ARCH_X86_64 },
	{ { "/usr/include/x86_64-linux-gnu/asm/unistd_32.h",
	    "/usr/include/asm/unistd_32.h",
	    "/usr/include/asm-x86/unistd_32.h" },
	  ARCH_I386 },
	{ { "/usr/include/asm-generic/unistd.h" }, ARCH_AARCH64 },
};

static int number_of(const struct syscall *c, uint32_t arch)
{
	return arch == ARCH_X86_64 ? c->x86_64 :
	       arch == ARCH_I386   ? c->i386 :
				     c->aarch64;
}

static const struct syscall *call_named(const char *name)
{
	for (size_t i = 0; i < CALL_COUNT; i++)
		if (strcmp(calls[i].name, name) == 0)
			return &calls[i];
	return NULL;
}

/* __NR3264_fstatat is newfstatat where longs have 64 bits. */
static const char *our_name(const char *name, uint32_t arch)
{
	if (arch == ARCH_AARCH64 && strcmp(name, "fstatat") == 0)
		return "newfstatat";
	return name;
}

/* "#define __NR_openat 56", "#define __NR3264_truncate 45" */
static bool read_define(const char *line, char name[64], int *number)
{
	return sscanf(line, "#define __NR_%63s %d", name, number) == 2 ||
	       sscanf(line, "#define __NR3264_%63s %d", name, number) == 2;
}

static FILE *open_header(const struct header *h)
{
	for (size_t i = 0; i < 3 && h->paths[i]; i++) {
		FILE *file = fopen(h->paths[i], "re");

		if (file)
			return file;
	}
	return NULL;
}

START_TEST(the_headers_have_the_same_numbers)
{
	const struct header *h = &headers[_i];
	autofclose FILE *file = open_header(h);
	const struct syscall *c;
	char line[256], name[64];
	size_t compared = 0;
	int number;

	if (!file) {
		printf("skipped: %s is not there\n", h->paths[0]);
		return;
	}
	while (fgets(line, sizeof(line), file)) {
		if (!read_define(line, name, &number))
			continue;
		c = call_named(our_name(name, h->arch));
		if (!c || number_of(c, h->arch) == NO)
			continue;
		ck_assert_msg(number_of(c, h->arch) == number,
			      "%s is %d in %s, %d here", name, number,
			      h->paths[0], number_of(c, h->arch));
		compared++;
	}
	ck_assert_uint_gt(compared, 50);
	printf("%s: %zu numbers compared\n", h->paths[0], compared);
}
END_TEST

/* A number that we have and the header does not: none below its end. */
START_TEST(the_headers_lack_none_of_ours)
{
	const struct header *h = &headers[_i];
	autofclose FILE *file = open_header(h);
	char line[256], name[64];
	bool seen[1024] = { false };
	int number, highest = 0;

	if (!file)
		return;
	while (fgets(line, sizeof(line), file)) {
		if (!read_define(line, name, &number) || number < 0 ||
		    number > 1023)
			continue;
		seen[number] = true;
		if (number > highest && strcmp(name, "syscalls") != 0)
			highest = number;
	}
	for (size_t i = 0; i < CALL_COUNT; i++) {
		number = number_of(&calls[i], h->arch);
		ck_assert_msg(number == NO || number > highest || seen[number],
			      "%s: no %d in %s", calls[i].name, number,
			      h->paths[0]);
	}
}
END_TEST

START_TEST(no_number_stands_for_two_calls)
{
	for (size_t i = 0; i < CALL_COUNT; i++)
		for (size_t j = 0; j < i; j++)
			for (size_t a = 0; a < 3; a++) {
				int n = number_of(&calls[i], headers[a].arch);
				int m = number_of(&calls[j], headers[a].arch);

				if (n == m && n != NO)
					ck_abort_msg("%s and %s are %d",
						     calls[i].name,
						     calls[j].name, n);
			}
}
END_TEST

START_TEST(a_call_is_found_by_its_number)
{
	for (size_t i = 0; i < CALL_COUNT; i++)
		for (size_t a = 0; a < 3; a++) {
			uint32_t arch = headers[a].arch;
			int n = number_of(&calls[i], arch);
			const struct syscall *c;

			if (n == NO)
				continue;
			c = syscall_find(arch, (uint32_t)n);
			if (!c || strcmp(c->name, calls[i].name) != 0)
				ck_abort_msg("%s is not %d", calls[i].name, n);
		}
}
END_TEST

struct find_case {
	const char *name;
	uint32_t arch, number;
	const char *want; /* NULL: none */
};

static const struct find_case finds[] = {
	{ "an architecture has its own", ARCH_I386, 5, "open" },
	{ "the same number elsewhere", ARCH_X86_64, 5, "fstat" },
	{ "aarch64 has no open", ARCH_AARCH64, 2, NULL },
	{ "another architecture", 0x80000015, 5, NULL },
	{ "no architecture", 0, 5, NULL },
	{ "a number of none", ARCH_X86_64, 100000, NULL },
	{ "no number", ARCH_X86_64, UINT32_MAX, NULL },
	{ "no number on i386", ARCH_I386, UINT32_MAX, NULL },
	{ "x32 has a bit", ARCH_X86_64, 0x40000000U + 257, "openat" },
	{ "x32's own execve", ARCH_X86_64, 0x40000000U + 520, "execve" },
	{ "x32's own execveat", ARCH_X86_64, 0x40000000U + 545, "execveat" },
	{ "x32's own ioctl", ARCH_X86_64, 0x40000000U + 514, "ioctl" },
	{ "x32's own sendmsg", ARCH_X86_64, 0x40000000U + 518, "sendmsg" },
	{ "these numbers without the bit", ARCH_X86_64, 520, NULL },
	{ "the bit elsewhere", ARCH_I386, 0x40000000U + 5, NULL },
};

START_TEST(a_number_is_a_call_or_none)
{
	const struct find_case *f = &finds[_i];
	const struct syscall *c = syscall_find(f->arch, f->number);

	ck_assert_msg(!c == !f->want && (!c || strcmp(c->name, f->want) == 0),
		      "%s: %s", f->name, c ? c->name : "none");
}
END_TEST

/* linux/io_uring.h, enum io_uring_op */
static const struct {
	uint32_t operation;
	const char *want;
} operations[] = {
	{ 16, "connect" },   { 17, "fallocate" }, { 18, "openat" },
	{ 28, "openat2" },   { 35, "renameat" },  { 36, "unlinkat" },
	{ 37, "mkdirat" },   { 38, "symlinkat" }, { 39, "linkat" },
	{ 41, "fsetxattr" }, { 42, "setxattr" },  { 43, "fgetxattr" },
	{ 44, "getxattr" },  { 55, "ftruncate" }, { 56, "bind" },
	{ 0, NULL },	     { 19, NULL },	  { UINT32_MAX, NULL },
};

START_TEST(an_operation_of_io_uring_is_a_call_or_none)
{
	const struct syscall *c = syscall_of_uring(operations[_i].operation);

	if (operations[_i].want)
		ck_assert_str_eq(c ? c->name : "none", operations[_i].want);
	else
		ck_assert_ptr_null(c);
}
END_TEST

START_TEST(arguments_are_among_those_recorded)
{
	for (size_t i = 0; i < CALL_COUNT; i++) {
		ck_assert_int_lt(calls[i].flags, 4);
		ck_assert_int_lt(calls[i].dirfd, 4);
		ck_assert_int_lt(calls[i].dirfd2, 4);
	}
}
END_TEST

#define LOOP(tcase, test, table)            \
	tcase_add_loop_test(tcase, test, 0, \
			    (int)(sizeof(table) / sizeof((table)[0])))

int main(void)
{
	Suite *suite = suite_create("syscall");
	TCase *tcase = tcase_create("syscall");

	LOOP(tcase, the_headers_have_the_same_numbers, headers);
	LOOP(tcase, the_headers_lack_none_of_ours, headers);
	tcase_add_test(tcase, no_number_stands_for_two_calls);
	tcase_add_test(tcase, a_call_is_found_by_its_number);
	LOOP(tcase, a_number_is_a_call_or_none, finds);
	LOOP(tcase, an_operation_of_io_uring_is_a_call_or_none, operations);
	tcase_add_test(tcase, arguments_are_among_those_recorded);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
