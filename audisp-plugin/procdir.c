// SPDX-License-Identifier: BSD-2-Clause
#include "procdir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "number.h"

#define MAX_SECONDS 1000000000000ULL /* of uptime: no sum overflows */
#define SMALL 128		     /* bytes: /proc/uptime, a namespace */

/* Fields of stat after the comm, numbered as in proc(5). */
enum { FIELD_STATE = 3, FIELD_PPID = 4, FIELD_STARTTIME = 22 };

int procdir_open(int proc, uint32_t pid)
{
	char name[16];
	int dir;

	(void)snprintf(name, sizeof(name), "%u", pid);
	dir = openat(proc, name, O_PATH | O_DIRECTORY | O_CLOEXEC);
	return dir < 0 ? -errno : dir;
}

int procdir_read(int dir, const char *file, char *data, size_t size,
		 struct view *ret)
{
	autoclose int fd = openat(dir, file, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	size_t used = 0;

	if (fd < 0)
		return -errno;
	while (used < size) {
		ssize_t n = read(fd, data + used, size - used);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			break;
		used += (size_t)n;
	}
	*ret = view_from(data, used);
	return 0;
}

int procdir_link(int dir, const char *link, char *data, size_t size,
		 struct view *ret)
{
	ssize_t n = readlinkat(dir, link, data, size);

	if (n < 0)
		return -errno;
	if ((size_t)n == size)
		return -ENAMETOOLONG;
	*ret = view_from(data, (size_t)n);
	return 0;
}

/* Up to the first end, which is taken off too.  False: there is none. */
static bool cut_at(struct view *text, char end, struct view *ret)
{
	const char *at =
		text->data ? memchr(text->data, end, text->size) : NULL;

	if (!at)
		return false;
	*ret = view_from(text->data, (size_t)(at - text->data));
	*text = view_skip(*text, ret->size + 1);
	return true;
}

/* The comm stands between the first '(' and the last ')': what follows it is
 * the kernel's own, a letter and numbers.  A field that nothing follows may
 * have been cut, and does not count. */
static int parse_stat(struct view text, struct procdir_stat *ret)
{
	struct view pid, field, rest = text;
	struct procdir_stat stat = { 0 };
	uint64_t ppid = 0;
	const char *end;
	int r = 0;

	if (!cut_at(&rest, '(', &pid))
		return -EBADMSG;
	end = rest.data ? memrchr(rest.data, ')', rest.size) : NULL;
	if (!end)
		return -EBADMSG;
	stat.name = view_from(rest.data, (size_t)(end - rest.data));
	rest = view_skip(rest, stat.name.size + 1);
	if (!view_starts(rest, VIEW(" ")))
		return -EBADMSG;
	rest = view_skip(rest, 1);
	for (int i = FIELD_STATE; i <= FIELD_STARTTIME && r == 0; i++) {
		if (!cut_at(&rest, ' ', &field))
			return -EBADMSG;
		if (i == FIELD_STATE)
			stat.ended = view_is(field, "Z") || view_is(field, "X");
		else if (i == FIELD_PPID)
			r = number_decimal(field, INT32_MAX, &ppid);
		else if (i == FIELD_STARTTIME)
			r = number_decimal(field, INT64_MAX, &stat.started);
	}
	if (r < 0)
		return -EBADMSG;
	stat.ppid = (uint32_t)ppid;
	*ret = stat;
	return 0;
}

int procdir_stat(int dir, char *data, size_t size, struct procdir_stat *ret)
{
	struct view text = VIEW_NONE;
	int r = procdir_read(dir, "stat", data, size, &text);

	if (r < 0)
		return r;
	return text.size == size ? -EBADMSG : parse_stat(text, ret);
}

int procdir_namespace(int dir, const char *link, uint64_t *ret)
{
	char data[SMALL];
	struct view text = VIEW_NONE, kind;
	int r = procdir_link(dir, link, data, sizeof(data), &text);

	if (r < 0)
		return r;
	if (!cut_at(&text, '[', &kind) || !view_ends(kind, VIEW(":")) ||
	    !view_ends(text, VIEW("]")))
		return -EBADMSG;
	text.size--;
	return number_decimal(text, UINT64_MAX, ret) < 0 ? -EBADMSG : 0;
}

/* Not stat(2): on a file system of a user's own (FUSE) that would ask the
 * user's program, which need never answer.  AT_STATX_DONT_SYNC takes what the
 * kernel has (statx(2)). */
int procdir_exe(int dir, struct procdir_file *ret)
{
	struct statx st;

	if (statx(dir, "exe", AT_STATX_DONT_SYNC | AT_NO_AUTOMOUNT, STATX_INO,
		  &st) < 0)
		return -errno;
	if (!(st.stx_mask & STATX_INO))
		return -ENODATA;
	*ret = (struct procdir_file){ .inode = st.stx_ino,
				      .major = st.stx_dev_major,
				      .minor = st.stx_dev_minor };
	return 0;
}

/* "12345.67 98765.43\n": seconds with two digits (fs/proc/uptime.c). */
int procdir_uptime(int proc, uint64_t *ret)
{
	char data[SMALL];
	struct view text = VIEW_NONE, whole, part;
	uint64_t seconds, hundredths;
	int r = procdir_read(proc, "uptime", data, sizeof(data), &text);

	if (r < 0)
		return r;
	if (!cut_at(&text, '.', &whole) || !cut_at(&text, ' ', &part) ||
	    part.size != 2 || number_decimal(whole, MAX_SECONDS, &seconds) ||
	    number_decimal(part, 99, &hundredths))
		return -EBADMSG;
	*ret = seconds * 1000 + hundredths * 10;
	return 0;
}
