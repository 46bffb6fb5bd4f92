// SPDX-License-Identifier: BSD-2-Clause
/*
 * rule_act: a change made for real, by one system call of one architecture, of
 * which the record can be told from all others.
 */
#ifndef DOCKWARDEN_RULE_ACT_H
#define DOCKWARDEN_RULE_ACT_H

#include <stdbool.h>
#include <stdint.h>

struct deed {
	const char *call;  /* "openat" */
	bool compat;	   /* by the 32-bit entry */
	const char *path;  /* what is changed */
	const char *other; /* what a rename or link has at its other end */
	bool onto;	   /* a rename: of other to path */
	bool creates;	   /* an open: with O_CREAT */
	bool reads;	   /* an open: with O_RDWR */
	bool removes_directory;
	uint32_t auid, uid;  /* UINT32_MAX: no login uid */
	const char *program; /* NULL: this one; else a copy of it */
};

/* One of a0 to a3 of the record has this value. */
#define DEED_ADDRESS 0x10000000ul
#define DEED_DESCRIPTOR 777

/* Does this kernel take 32-bit calls? */
bool deed_has_compat(void);
/* Is it known how to make this call? */
bool deed_knows(const char *call);

/* Made by a process of its own; its pid, and what the call returned. */
int deed_do(const struct deed *deed, int *ret_pid, int *ret_exit);

/* main() of the copy; argv as deed_do() has made it. */
int deed_main(int argc, char **argv);

#endif
