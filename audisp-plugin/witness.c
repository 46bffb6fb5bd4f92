// SPDX-License-Identifier: BSD-2-Clause
#include "witness.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "cleanup.h"
#include "container.h"
#include "procdir.h"
#include "table.h"

#define MAX_REMEMBERED 1024
#define MAX_STAT 4096
#define MAX_CGROUP 16384
#define MAX_COMM 64 /* a kernel worker's; others have 15 (proc(5), comm) */
#define MAX_MS 1000000000000000ULL /* of a clock: no sum overflows */

struct parent {
	uint32_t pid;
	bool has_exe;
	uint16_t comm_size, exe_size;
	char comm[MAX_COMM];
	char exe[WITNESS_MAX_PARENT_EXE];
};

struct parents {
	bool complete; /* up to the last, or to as many as are said */
	size_t count;
	struct parent list[ALERT_MAX_ANCESTORS];
};

/* Ours and pid 1's; 0: not known. */
struct namespaces {
	uint64_t ours, host;
};

struct witnesses {
	int proc; /* borrowed */
	uint64_t ticks;
	uint64_t now; /* of the last look */
	struct namespaces mount, pid;
	struct table *remembered; /* of struct parents by pid and start */
	struct containers *containers;
	struct alert_witness answer; /* and what it points to: */
	struct parents orphan;	     /* parents of what is gone */
	char exe[PATH_MAX];
	char id[CONTAINER_ID_SIZE];
	char stat[MAX_STAT]; /* scratch */
	char cgroup[MAX_CGROUP];
};

static void cleanup_witnesses(struct witnesses **w)
{
	witnesses_free(*w);
}

/* What cannot be read stays 0. */
static void read_own(struct witnesses *w)
{
	(void)procdir_namespace(w->proc, "self/ns/mnt", &w->mount.ours);
	(void)procdir_namespace(w->proc, "self/ns/pid", &w->pid.ours);
	(void)procdir_namespace(w->proc, "1/ns/mnt", &w->mount.host);
	(void)procdir_namespace(w->proc, "1/ns/pid", &w->pid.host);
}

int witnesses_new(int proc, struct witnesses **ret)
{
	__attribute__((cleanup(cleanup_witnesses))) struct witnesses *w =
		calloc(1, sizeof(*w));
	long ticks = sysconf(_SC_CLK_TCK);

	if (!w)
		return -ENOMEM;
	w->proc = proc;
	w->ticks = ticks > 0 ? (uint64_t)ticks : 100;
	if (table_new(MAX_REMEMBERED, sizeof(struct parents), &w->remembered) ||
	    containers_new(&w->containers))
		return -ENOMEM;
	read_own(w);
	*ret = take(w);
	return 0;
}

void witnesses_free(struct witnesses *w)
{
	if (!w)
		return;
	table_free(w->remembered);
	containers_free(w->containers);
	free(w);
}

static int64_t clock_of(uint64_t ms)
{
	return (int64_t)(ms < MAX_MS ? ms : MAX_MS);
}

/* The last tick at which a process that had a part in the event can have
 * started; below 0 for an event from before the boot. */
static int last_start(const struct witnesses *w, uint64_t event_ms,
		      int64_t *ret)
{
	uint64_t uptime;
	int64_t ms;
	int r = procdir_uptime(w->proc, &uptime);

	if (r < 0)
		return r;
	ms = clock_of(uptime) - (clock_of(w->now) - clock_of(event_ms)) +
	     WITNESS_SLACK;
	*ret = ms < 0 ? -1 : ms * (int64_t)w->ticks / 1000;
	return 0;
}

static void read_parent_exe(int dir, struct parent *ret)
{
	struct view exe;

	ret->has_exe =
		procdir_link(dir, "exe", ret->exe, sizeof(ret->exe), &exe) == 0;
	ret->exe_size = ret->has_exe ? (uint16_t)exe.size : 0;
}

/* pid's parent started before pid: whoever has the number and started later
 * (than last) is somebody else.  False then, or where it cannot be read. */
static bool read_parent(struct witnesses *w, uint32_t pid, int64_t last,
			struct parent *ret, struct procdir_stat *stat)
{
	autoclose int dir = procdir_open(w->proc, pid);

	if (dir < 0 || procdir_stat(dir, w->stat, sizeof(w->stat), stat) < 0 ||
	    (int64_t)stat->started > last)
		return false;
	ret->pid = pid;
	ret->comm_size =
		(uint16_t)(stat->name.size < MAX_COMM ? stat->name.size :
							MAX_COMM);
	memcpy(ret->comm, stat->name.data, ret->comm_size);
	read_parent_exe(dir, ret);
	return true;
}

static bool is_in(const struct parents *p, uint32_t pid)
{
	for (size_t i = 0; i < p->count; i++)
		if (p->list[i].pid == pid)
			return true;
	return false;
}

/* From ppid, the parent of pid, up; pid's own start: at the latest last. */
static void read_parents(struct witnesses *w, uint32_t pid, uint32_t ppid,
			 int64_t last, struct parents *p)
{
	struct procdir_stat stat;

	p->count = 0;
	while (p->count < ALERT_MAX_ANCESTORS && ppid != 0 && ppid != pid &&
	       !is_in(p, ppid) &&
	       read_parent(w, ppid, last, &p->list[p->count], &stat)) {
		p->count++;
		ppid = stat.ppid;
		last = (int64_t)stat.started;
	}
	p->complete = ppid == 0 || p->count == ALERT_MAX_ANCESTORS;
}

static void show_parents(struct alert_witness *answer, const struct parents *p)
{
	for (size_t i = 0; i < p->count; i++) {
		const struct parent *parent = &p->list[i];

		answer->ancestors[i] = (struct alert_ancestor){
			.pid = parent->pid,
			.name = view_from(parent->comm, parent->comm_size),
			.executable = parent->has_exe ?
					      view_from(parent->exe,
							parent->exe_size) :
					      VIEW_NONE,
		};
	}
	answer->ancestor_count = p->count;
}

static int read_exe(struct witnesses *w, int dir)
{
	struct alert_witness *answer = &w->answer;
	struct procdir_file file;
	int named = procdir_link(dir, "exe", w->exe, sizeof(w->exe),
				 &answer->executable);
	int found = procdir_exe(dir, &file);

	if (found == 0) {
		answer->has_exe = true;
		answer->exe_inode = file.inode;
		answer->exe_major = file.major;
		answer->exe_minor = file.minor;
	}
	return named < 0 ? named : found;
}

static bool is_foreign(const struct namespaces *known, uint64_t ns)
{
	return (known->ours || known->host) && ns && ns != known->ours &&
	       ns != known->host;
}

static int read_namespaces(struct witnesses *w, int dir)
{
	struct alert_witness *answer = &w->answer;
	int mount = procdir_namespace(dir, "ns/mnt", &answer->mount_ns);
	int pid = procdir_namespace(dir, "ns/pid", &answer->pid_ns);

	answer->foreign_mount_ns = is_foreign(&w->mount, answer->mount_ns);
	answer->foreign_pid_ns = is_foreign(&w->pid, answer->pid_ns);
	return mount < 0 ? mount : pid;
}

static int read_container(struct witnesses *w, int dir)
{
	struct view text = VIEW_NONE, id;
	int r = procdir_read(dir, "cgroup", w->cgroup, sizeof(w->cgroup),
			     &text);

	if (r < 0)
		return r;
	id = container_find(text);
	if (!id.data)
		return 0;
	memcpy(w->id, id.data, sizeof(w->id));
	w->answer.container_id = view_from(w->id, sizeof(w->id));
	w->answer.container_name =
		containers_meet(w->containers, w->answer.container_id, w->now);
	return 0;
}

static bool is_refusal(int error)
{
	return error == -EACCES || error == -EPERM;
}

/* Of a process that has just ended the kernel refuses what it would have
 * shown (fs/proc/namespaces.c says EACCES where there is no task): whether it
 * has ended is asked first. */
static enum witness_state state_of(struct witnesses *w, int dir, bool failed,
				   bool refused)
{
	struct procdir_stat stat;

	if (!failed)
		return WITNESS_SEEN;
	if (procdir_stat(dir, w->stat, sizeof(w->stat), &stat) < 0 ||
	    stat.ended)
		return WITNESS_GONE;
	return refused ? WITNESS_REFUSED : WITNESS_SEEN;
}

/* Where a process is that is gone: where its parent is, for only root on the
 * host can put a child elsewhere.  An engine does that, and is in none. */
static void borrow_container(struct witnesses *w, uint32_t ppid, int64_t last)
{
	autoclose int dir = procdir_open(w->proc, ppid);
	struct procdir_stat stat;

	if (dir >= 0 &&
	    procdir_stat(dir, w->stat, sizeof(w->stat), &stat) == 0 &&
	    (int64_t)stat.started <= last)
		(void)read_container(w, dir);
}

static void look_for_parents(struct witnesses *w, uint32_t pid,
			     const struct procdir_stat *stat)
{
	struct table_key key = { .a = pid, .b = stat->started };
	bool fresh;
	struct parents *p = table_take(w->remembered, key, &fresh);

	if (fresh || !p->complete)
		read_parents(w, pid, stat->ppid, (int64_t)stat->started, p);
	show_parents(&w->answer, p);
}

/* -errno where it could not be told when the process started. */
static int look_at(struct witnesses *w, uint32_t pid, int64_t last)
{
	autoclose int dir = procdir_open(w->proc, pid);
	struct procdir_stat stat;
	int exe, namespaces, cgroup, r;

	if (dir < 0)
		return dir;
	r = procdir_stat(dir, w->stat, sizeof(w->stat), &stat);
	if (r < 0)
		return r;
	if ((int64_t)stat.started > last) {
		w->answer.state = WITNESS_ANOTHER;
		return 0;
	}
	w->answer.started = stat.started;
	exe = read_exe(w, dir);
	namespaces = read_namespaces(w, dir);
	cgroup = read_container(w, dir);
	w->answer.state = state_of(w, dir, exe || namespaces || cgroup,
				   is_refusal(exe) || is_refusal(namespaces) ||
					   is_refusal(cgroup));
	if (w->answer.state == WITNESS_GONE && !w->answer.container_id.data)
		borrow_container(w, stat.ppid, (int64_t)stat.started);
	look_for_parents(w, pid, &stat);
	return 0;
}

static void look_past(struct witnesses *w, uint32_t pid, uint32_t ppid,
		      int64_t last)
{
	w->answer.state = WITNESS_GONE;
	borrow_container(w, ppid, last);
	read_parents(w, pid, ppid, last, &w->orphan);
	show_parents(&w->answer, &w->orphan);
}

const struct alert_witness *witnesses_look(struct witnesses *w, uint32_t pid,
					   uint32_t ppid, uint64_t event_ms,
					   uint64_t now_ms)
{
	int64_t last;
	int r;

	w->answer = (struct alert_witness){ .state = WITNESS_REFUSED };
	w->now = now_ms;
	if (last_start(w, event_ms, &last) < 0)
		return &w->answer;
	r = look_at(w, pid, last);
	if (r == -ENOENT || r == -ESRCH)
		look_past(w, pid, ppid, last);
	return &w->answer;
}

void witnesses_name(struct witnesses *w, struct view id, struct view name)
{
	containers_name(w->containers, id, name, w->now);
}

struct view witnesses_nameless(struct witnesses *w)
{
	return containers_nameless(w->containers, w->now);
}
