// SPDX-License-Identifier: BSD-2-Clause
#include "proc_tree.h"

#include <check.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scratch_dir.h"

#define PATH_SIZE 64

static void path_of(unsigned int pid, const char *name, char *ret)
{
	ck_assert_int_lt(snprintf(ret, PATH_SIZE, "%u/%s", pid, name),
			 PATH_SIZE);
}

static void make_dir(unsigned int pid, const char *name)
{
	char path[PATH_SIZE];

	path_of(pid, name, path);
	(void)mkdir(path, 0700);
}

void proc_tree_link(unsigned int pid, const char *name, const char *what)
{
	char path[PATH_SIZE];

	path_of(pid, name, path);
	(void)unlink(path);
	ck_assert_int_eq(symlink(what, path), 0);
}

void proc_tree_file(unsigned int pid, const char *name, struct view bytes)
{
	char path[PATH_SIZE];

	path_of(pid, name, path);
	scratch_dir_write(path, bytes);
}

void proc_tree_stat(unsigned int pid, const char *comm, char state,
		    unsigned int ppid, uint64_t started)
{
	char text[256];

	(void)snprintf(text, sizeof(text),
		       "%u (%s) %c %u 7 7 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 "
		       "1 0 %ju 3133440 381 18446744073709551615\n",
		       pid, comm, state, ppid, (uintmax_t)started);
	proc_tree_file(pid, "stat", view_of(text));
}

void proc_tree_process(unsigned int pid, const char *comm, unsigned int ppid,
		       uint64_t started)
{
	char exe[PATH_SIZE];

	(void)snprintf(exe, sizeof(exe), "/none/%s", comm);
	make_dir(pid, "");
	make_dir(pid, "ns");
	proc_tree_stat(pid, comm, 'S', ppid, started);
	proc_tree_link(pid, "exe", exe);
	proc_tree_link(pid, "ns/mnt", "mnt:[11]");
	proc_tree_link(pid, "ns/pid", "pid:[22]");
	proc_tree_file(pid, "cgroup", VIEW("0::/user.slice\n"));
}
