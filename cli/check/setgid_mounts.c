// SPDX-License-Identifier: BSD-2-Clause
#include "setgid_mounts.h"

#include <errno.h>
#include <stdlib.h>

#include "path.h"

/* A tree without a list of mounts: an image. */
#define ONE_TREE "1 0 0:0 / / rw - image image rw\n"

/* Local, without a block device of their own. */
static const char *const local[] = { "tmpfs", "ramfs",	  "zfs",  "virtiofs",
				     "9p",    "bcachefs", "btrfs" };
/* Of a block device, but made elsewhere and read only: nobody here could have
 * left a file in it. */
static const char *const images[] = { "squashfs", "iso9660", "udf", "erofs" };

static bool is_among(struct view type, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (view_is(type, list[i]))
			return true;
	return false;
}

#define AMONG(type, list) is_among(type, list, sizeof(list) / sizeof(list[0]))

/* A container's root is an overlay; so is a live system's own. */
static bool is_local(struct libmnt_fs *fs)
{
	struct view type = view_of(mnt_fs_get_fstype(fs));
	struct view source = view_of(mnt_fs_get_source(fs));

	if (strcmp(mnt_fs_get_target(fs), "/") == 0)
		return true;
	if (AMONG(type, images) || view_starts(type, VIEW("fuse")))
		return false;
	return AMONG(type, local) || view_starts(source, VIEW("/dev/"));
}

static bool is_nosuid(struct libmnt_fs *fs)
{
	return mnt_fs_get_option(fs, "nosuid", NULL, NULL) == 0;
}

/* Is b's part of the device in a's?  Of two that are the same, the first. */
static bool covers(const struct setgid_mounts *m, size_t a, size_t b)
{
	struct libmnt_fs *x = m->list[a].fs, *y = m->list[b].fs;
	struct view outer = view_of(mnt_fs_get_root(x));
	struct view inner = view_of(mnt_fs_get_root(y));

	if (a == b || !m->list[a].searched ||
	    mnt_fs_get_devno(x) != mnt_fs_get_devno(y))
		return false;
	if (view_equal(outer, inner))
		return a < b;
	return path_below(inner, outer);
}

static void mark_once(struct setgid_mounts *m)
{
	for (size_t i = 0; i < m->count; i++)
		for (size_t j = 0; m->list[i].searched && j < m->count; j++)
			if (covers(m, j, i))
				m->list[i].searched = false;
}

int setgid_mounts_of(struct libmnt_table *table, struct setgid_mounts *ret)
{
	struct libmnt_iter *iter = mnt_new_iter(MNT_ITER_FORWARD);
	struct setgid_mounts m = { .table = table };
	struct libmnt_fs *fs;

	m.list =
		calloc((size_t)mnt_table_get_nents(table) + 1, sizeof(*m.list));
	if (!iter || !m.list) {
		mnt_free_iter(iter);
		setgid_mounts_done(&m);
		return -ENOMEM;
	}
	while (mnt_table_next_fs(table, iter, &fs) == 0)
		if (mnt_fs_get_target(fs))
			m.list[m.count++] = (struct setgid_mount){
				.fs = fs,
				.searched = is_local(fs) && !is_nosuid(fs),
			};
	mnt_free_iter(iter);
	mark_once(&m);
	*ret = m;
	return 0;
}

int setgid_mounts_read(const struct check_host *host, struct setgid_mounts *ret)
{
	struct libmnt_table *table = NULL;
	int r = mount_table_own(host, &table);

	if (r == -ENOENT && !host->live)
		r = mount_table_parse(VIEW(ONE_TREE), "an image", &table);
	return r < 0 ? r : setgid_mounts_of(table, ret);
}

void setgid_mounts_done(struct setgid_mounts *m)
{
	free(m->list);
	mnt_unref_table(m->table);
	*m = (struct setgid_mounts){ .table = NULL };
}

const char *setgid_mount_point(const struct setgid_mount *mount)
{
	return mnt_fs_get_target(mount->fs);
}

bool setgid_mount_is_btrfs(const struct setgid_mount *mount)
{
	return view_is(view_of(mnt_fs_get_fstype(mount->fs)), "btrfs");
}

bool setgid_mounts_has(const struct setgid_mounts *m, struct view path)
{
	for (size_t i = 0; i < m->count; i++)
		if (view_is(path, setgid_mount_point(&m->list[i])))
			return true;
	return false;
}

bool setgid_mounts_nosuid(const struct setgid_mounts *m, const char *path)
{
	struct libmnt_fs *fs = mount_table_of(m->table, path);

	return fs && is_nosuid(fs);
}
