// SPDX-License-Identifier: BSD-2-Clause
#include "mount_table.h"

#include <errno.h>
#include <stdio.h>

#include "cleanup.h"
#include "once.h"
#include "path.h"

/* What is no line of fstab or mountinfo is passed over, as mount(8) does. */
static int pass_over(struct libmnt_table *table, const char *name, int line)
{
	(void)table;
	(void)name;
	(void)line;
	return 1;
}

int mount_table_parse(struct view text, const char *name,
		      struct libmnt_table **ret)
{
	automounttable struct libmnt_table *table = mnt_new_table();
	autofree char *copy = malloc(text.size + 1);
	autofclose FILE *stream = NULL;
	int r;

	if (!table || !copy)
		return -ENOMEM;
	if (text.size) {
		memcpy(copy, text.data, text.size);
		stream = fmemopen(copy, text.size, "r");
		if (!stream)
			return -errno;
	}
	(void)mnt_table_set_parser_errcb(table, pass_over);
	r = stream ? mnt_table_parse_stream(table, stream, name) : 0;
	if (r < 0)
		return r;
	*ret = take(table);
	return 0;
}

static int read_table(const struct check_host *host, const char *path,
		      struct libmnt_table **ret)
{
	autobuf struct buf text;
	int r;

	buf_init(&text, MOUNT_TABLE_MAX);
	r = check_host_read(host, path, &text);
	return r < 0 ? r : mount_table_parse(buf_view(&text), path, ret);
}

/* Kept, with what kept it from being read. */
struct listing {
	struct libmnt_table *table; /* NULL where error is set */
	const char *path;
	int error;
};

static void release(void *value)
{
	struct listing *listing = value;

	mnt_unref_table(listing->table);
	free(listing);
}

static int make(const struct check_host *host, void **ret)
{
	struct listing *l = calloc(1, sizeof(*l));

	if (!l)
		return -ENOMEM;
	l->path = "/proc/1/mountinfo";
	l->error = read_table(host, "proc/1/mountinfo", &l->table);
	/* Process 1's is not shown to everybody. */
	if (l->error < 0 &&
	    read_table(host, "proc/self/mountinfo", &l->table) == 0) {
		l->path = "/proc/self/mountinfo";
		l->error = 0;
	}
	*ret = l;
	return 0;
}

int mount_table_now(const struct check_host *host, struct libmnt_table **ret,
		    const char **ret_path)
{
	static const struct once_kind kind = { make, release };
	const struct listing *listing;
	const void *value;
	int r = once_get(host, &kind, &value);

	*ret_path = "/proc/1/mountinfo";
	if (r < 0)
		return r;
	listing = value;
	*ret_path = listing->path;
	if (listing->error == 0)
		*ret = listing->table;
	return listing->error;
}

int mount_table_own(const struct check_host *host, struct libmnt_table **ret)
{
	int r = read_table(host, "proc/self/mountinfo", ret);

	/* A tree that was taken of a host may have process 1's alone. */
	return r == -ENOENT && !host->live ?
		       read_table(host, "proc/1/mountinfo", ret) :
		       r;
}

int mount_table_fstab(const struct check_host *host, struct libmnt_table **ret)
{
	return read_table(host, "etc/fstab", ret);
}

/* Below or at; a path that ends in "/" is the same without it. */
static bool is_above(const char *point, const char *path, size_t *size)
{
	struct view directory = view_of(point);

	while (directory.size > 1 && directory.data[directory.size - 1] == '/')
		directory.size--;
	*size = directory.size;
	return view_is(directory, "/") || path_below(view_of(path), directory);
}

struct libmnt_fs *mount_table_of(struct libmnt_table *table, const char *path)
{
	struct libmnt_iter *iter = mnt_new_iter(MNT_ITER_FORWARD);
	struct libmnt_fs *fs, *found = NULL;
	size_t best = 0, size;

	while (iter && mnt_table_next_fs(table, iter, &fs) == 0) {
		const char *point = mnt_fs_get_target(fs);

		if (!point || !is_above(point, path, &size) || size < best)
			continue;
		best = size;
		found = fs;
	}
	mnt_free_iter(iter);
	return found;
}

struct libmnt_fs *mount_table_entry(struct libmnt_table *table,
				    const char *path)
{
	struct libmnt_fs *fs = mount_table_of(table, path);
	struct view point = view_of(fs ? mnt_fs_get_target(fs) : NULL);

	while (point.size > 1 && point.data[point.size - 1] == '/')
		point.size--;
	return view_is(point, path) ? fs : NULL;
}

void mount_table_below(struct libmnt_table *table, const char *directory,
		       void (*see)(void *context, struct libmnt_fs *fs),
		       void *context)
{
	struct libmnt_iter *iter = mnt_new_iter(MNT_ITER_FORWARD);
	struct view top = view_of(directory);
	struct libmnt_fs *fs;

	while (iter && mnt_table_next_fs(table, iter, &fs) == 0) {
		struct view point = view_of(mnt_fs_get_target(fs));

		if (point.data && path_below(point, top) &&
		    point.size > top.size)
			see(context, fs);
	}
	mnt_free_iter(iter);
}
