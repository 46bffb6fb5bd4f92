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

int mount_table_now(const struct check_host *host, struct libmnt_table **ret,
		    const char **ret_path)
{
	int r = read_table(host, "proc/1/mountinfo", ret);

	/* Process 1's is not shown to everybody. */
	*ret_path = "/proc/1/mountinfo";
	if (r == 0 || read_table(host, "proc/self/mountinfo", ret) < 0)
		return r;
	*ret_path = "/proc/self/mountinfo";
	return 0;
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

static void release(void *value)
{
	struct mount_table *table = value;

	mnt_unref_table(table->now);
	free(table);
}

static int make(const struct check_host *host, void **ret)
{
	struct mount_table *table = calloc(1, sizeof(*table));
	const char *path;
	int r = table ? mount_table_now(host, &table->now, &path) : -ENOMEM;

	if (r < 0)
		free(table);
	else
		*ret = table;
	return r;
}

int mount_table_kept(const struct check_host *host,
		     const struct mount_table **ret)
{
	static const struct once_kind kind = { make, release };
	const void *value;
	int r = once_get(host, &kind, &value);

	if (r == 0)
		*ret = value;
	return r;
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

bool mount_table_has(const struct mount_table *table, const char *path)
{
	return mount_table_entry(table->now, path) != NULL;
}

void mount_table_below(const struct mount_table *table, const char *directory,
		       void (*see)(void *context, struct libmnt_fs *fs),
		       void *context)
{
	struct libmnt_iter *iter = mnt_new_iter(MNT_ITER_FORWARD);
	struct view top = view_of(directory);
	struct libmnt_fs *fs;

	while (iter && mnt_table_next_fs(table->now, iter, &fs) == 0) {
		struct view point = view_of(mnt_fs_get_target(fs));

		if (point.data && path_below(point, top) &&
		    point.size > top.size)
			see(context, fs);
	}
	mnt_free_iter(iter);
}
