// SPDX-License-Identifier: BSD-2-Clause
#include "process_holders.h"

#include <errno.h>

#include "cleanup.h"
#include "directory.h"
#include "number.h"

/* 65,536 groups (NGROUPS_MAX) of ten digits, and the rest. */
#define MAX_STATUS ((size_t)1 << 20)
#define MAX_SMALL 65536
#define MAX_HOLDERS 200	   /* sessions that are told apart */
#define MAX_THREADS 100000 /* looked at, of one process */

/* What is read of a process, and of which. */
struct look {
	const struct check_users *c;
	struct holders *h;
	struct buf status, small;
	uint32_t pid;
	int directory;
};

static bool number_of(const char *name, uint32_t *ret)
{
	uint64_t number;

	if (number_decimal(view_of(name), INT32_MAX, &number) < 0)
		return false;
	*ret = (uint32_t)number;
	return true;
}

/* A file of one number; UINT32_MAX (unset) where it cannot be read. */
static uint32_t read_number(struct look *l, const char *file)
{
	struct view text;
	uint64_t number;

	buf_reset(&l->small);
	if (check_host_read_at(l->c->host, l->directory, file, &l->small) < 0)
		return UINT32_MAX;
	text = buf_view(&l->small);
	if (text.size && text.data[text.size - 1] == '\n')
		text.size--;
	return number_decimal(text, UINT32_MAX, &number) < 0 ? UINT32_MAX :
							       (uint32_t)number;
}

static void copy_text(char *out, size_t size, struct view text)
{
	if (text.size >= size)
		text.size = size - 1;
	if (text.size)
		memcpy(out, text.data, text.size);
	out[text.size] = '\0';
}

/* The protected gid that it holds, in any way; false for none. */
static bool find_gid(const struct check_users *c,
		     const struct process_status *status, uint32_t *ret)
{
	struct view groups = status->groups;
	uint32_t gid;

	for (size_t i = 0; i < ID_COUNT; i++)
		if (protected_groups_find(c->groups, status->gid[i])) {
			*ret = status->gid[i];
			return true;
		}
	while (process_status_group(&groups, &gid))
		if (protected_groups_find(c->groups, gid)) {
			*ret = gid;
			return true;
		}
	return false;
}

/* The first of its users whom the policy does not trust; false for none. */
static bool find_user(const struct check_users *c,
		      const struct process_status *status, uint32_t *ret)
{
	for (size_t i = 0; i < ID_COUNT; i++)
		if (!check_users_may(c, status->uid[i])) {
			*ret = status->uid[i];
			return true;
		}
	return false;
}

static bool is_same(const struct holder *a, const struct holder *b)
{
	return a->uid == b->uid && a->gid == b->gid && a->login == b->login &&
	       a->session == b->session && a->container == b->container &&
	       a->users == b->users && strcmp(a->scope, b->scope) == 0;
}

/* The session's place in the list; NULL where that is full (counted).
 * -ENOMEM by *error. */
static struct holder *take_holder(struct holders *h,
				  const struct holder *wanted, int *error)
{
	struct holder *list;

	for (size_t i = 0; i < h->count; i++)
		if (is_same(&h->list[i], wanted))
			return &h->list[i];
	if (h->count >= MAX_HOLDERS) {
		h->unlisted++;
		return NULL;
	}
	list = reallocarray(h->list, h->count + 1, sizeof(*list));
	if (!list) {
		*error = -ENOMEM;
		return NULL;
	}
	h->list = list;
	list[h->count] = *wanted;
	return &list[h->count++];
}

static int note(struct look *l, const struct process_status *status,
		uint32_t uid, uint32_t gid)
{
	struct holder wanted = {
		.uid = uid,
		.gid = gid,
		.login = read_number(l, "loginuid"),
		.session = read_number(l, "sessionid"),
	};
	struct holder *holder;
	int error = 0;

	buf_reset(&l->small);
	(void)check_host_read_at(l->c->host, l->directory, "cgroup", &l->small);
	copy_text(wanted.scope, sizeof(wanted.scope),
		  process_status_scope(buf_view(&l->small)));
	wanted.users = process_status_is_users(buf_view(&l->small));
	wanted.container = process_status_is_container(buf_view(&l->small));
	holder = take_holder(l->h, &wanted, &error);
	if (holder && holder->count++ < CHECK_MAX_NAMED) {
		struct holder_process *p =
			&holder->processes[holder->count - 1];

		p->pid = l->pid;
		copy_text(p->name, sizeof(p->name), status->name);
	}
	return error;
}

/* One thread's status: 1 where it holds a protected gid and was noted, 0, or
 * -errno; *root: it is root's alone. */
static int look_at(struct look *l, const char *file, bool *root)
{
	struct process_status status;
	uint32_t uid = 0, gid = 0;
	int r;

	buf_reset(&l->status);
	r = check_host_read_at(l->c->host, l->directory, file, &l->status);
	if (r < 0)
		return r;
	r = process_status_parse(buf_view(&l->status), &status);
	if (r < 0)
		return r;
	*root = status.uid[ID_REAL] == 0 && status.uid[ID_EFFECTIVE] == 0 &&
		status.uid[ID_SAVED] == 0;
	if (*root || !find_gid(l->c, &status, &gid) ||
	    !find_user(l->c, &status, &uid))
		return 0;
	r = note(l, &status, uid, gid);
	return r < 0 ? r : 1;
}

/* credentials(7): to the kernel each thread has its own; a process may hide a
 * gid in one that is not its first. */
static int look_at_threads(struct look *l)
{
	autodirectory struct directory tasks;
	const struct dirent *entry;
	size_t seen = 0;
	int r = directory_of(check_host_open_at(l->c->host, l->directory,
						"task", O_RDONLY | O_DIRECTORY),
			     &tasks);

	if (r < 0) /* they ended */
		return r == -ENOENT || r == -ESRCH ? 0 : r;
	while (r == 0 && seen++ < MAX_THREADS &&
	       (entry = directory_next(&tasks)) != NULL) {
		char file[64];
		uint32_t tid;
		bool root;

		if (!number_of(entry->d_name, &tid) || tid == l->pid)
			continue;
		(void)snprintf(file, sizeof(file), "task/%u/status", tid);
		r = look_at(l, file, &root);
		if (r == -ENOENT || r == -ESRCH)
			r = 0; /* it ended */
	}
	l->h->unread += seen > MAX_THREADS;
	if (r == 0 && tasks.error != -ENOENT && tasks.error != -ESRCH)
		r = tasks.error;
	return r;
}

/* A process that ended meanwhile is none. */
static bool is_gone(int error)
{
	return error == -ENOENT || error == -ESRCH;
}

static int look_at_process(struct look *l)
{
	bool root = false;
	int r = look_at(l, "status", &root);

	if (r == 0 && !root)
		r = look_at_threads(l);
	if (r == -ENOMEM)
		return r;
	if (r >= 0)
		l->h->seen++;
	else if (!is_gone(r))
		l->h->unread++;
	return 0;
}

static int look_at_entry(struct look *l, int proc, const char *name)
{
	autoclose int fd = -1;

	if (!number_of(name, &l->pid))
		return 0;
	l->h->all |= l->pid == 1;
	fd = check_host_open_at(l->c->host, proc, name,
				O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
	if (fd < 0) {
		if (!is_gone(fd))
			l->h->unread++;
		return 0;
	}
	l->directory = fd;
	return look_at_process(l);
}

int holders_gather(const struct check_users *c, int proc, struct holders *ret)
{
	struct look l = { .c = c, .h = ret };
	autodirectory struct directory entries;
	const struct dirent *entry;
	int r = directory_of(check_host_open_at(c->host, proc, ".",
						O_RDONLY | O_DIRECTORY),
			     &entries);

	if (r < 0)
		return r;
	buf_init(&l.status, MAX_STATUS);
	buf_init(&l.small, MAX_SMALL);
	while (r == 0 && (entry = directory_next(&entries)) != NULL)
		r = look_at_entry(&l, proc, entry->d_name);
	if (r == 0)
		r = entries.error;
	buf_done(&l.status);
	buf_done(&l.small);
	return r;
}

void holders_done(struct holders *h)
{
	free(h->list);
	h->list = NULL;
	h->count = 0;
}
