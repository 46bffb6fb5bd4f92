// SPDX-License-Identifier: BSD-2-Clause
#include "rule_spot.h"

#include <errno.h>
#include <limits.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "mount_table.h"
#include "path.h"
#include "rule_field.h"

static int look(const struct check_host *host, struct view path, int flags,
		struct statx *ret)
{
	autoclose int fd = check_host_open_path(host, path, O_PATH | flags);

	if (fd < 0)
		return fd;
	return statx(fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS, ret) < 0 ?
		       -errno :
		       0;
}

struct rule_inode rule_inode_of(const struct statx *st)
{
	return (struct rule_inode){
		.device = (uint64_t)st->stx_dev_major << 32 | st->stx_dev_minor,
		.inode = st->stx_ino,
	};
}

/* By the list, for an image: its files are not mounted where they say. */
static bool is_listed(const struct check_host *host, const char *path)
{
	struct libmnt_table *table;
	const char *list;

	return mount_table_now(host, &table, &list) == 0 &&
	       mount_table_entry(table, path) != NULL;
}

bool rule_spot_is_mount(const struct check_host *host, int fd)
{
	char real[PATH_MAX];

	return !host->live && check_host_real(host, fd, real) == 0 &&
	       is_listed(host, real);
}

static bool is_mount(const struct check_host *host, struct view path)
{
	char name[PATH_MAX];

	if (host->live || path.size >= sizeof(name))
		return false;
	memcpy(name, path.data, path.size);
	name[path.size] = 0;
	return is_listed(host, name);
}

static void look_at_self(const struct check_host *host, struct rule_spot *spot)
{
	struct statx st;
	int ret = look(host, spot->path, O_NOFOLLOW, &st);

	spot->unknown |= ret < 0 && ret != -ENOENT && ret != -ENOTDIR;
	if (ret < 0)
		return;
	spot->self = rule_inode_of(&st);
	spot->mode = st.stx_mode;
	spot->uid = st.stx_uid;
	spot->gid = st.stx_gid;
	spot->links = st.stx_nlink;
	spot->mount_root = (st.stx_attributes & STATX_ATTR_MOUNT_ROOT) ||
			   is_mount(host, spot->path);
	spot->link = S_ISLNK(st.stx_mode);
	if (spot->link && look(host, spot->path, 0, &st) == 0)
		spot->leads = rule_inode_of(&st);
}

void rule_spot_find(const struct check_host *host, struct view path,
		    struct rule_spot *ret)
{
	struct statx st;
	int error;

	while (path.size > 1 && path.data[path.size - 1] == '/')
		path.size--;
	*ret = (struct rule_spot){ .path = path, .name = path_name(path) };
	error = look(host, path_parent(path), 0, &st);
	ret->unknown = error < 0 && error != -ENOENT && error != -ENOTDIR;
	if (error < 0)
		return;
	ret->parent = rule_inode_of(&st);
	look_at_self(host, ret);
}

bool rule_spot_same(const struct rule_spot *a, const struct rule_spot *b)
{
	if (a->unknown || b->unknown)
		return view_equal(a->path, b->path);
	return rule_inode_is(a->parent, b->parent) &&
	       view_equal(a->name, b->name);
}

void rule_seen_find(const struct check_host *host,
		    const struct audit_rule_data *rule, struct rule_seen *ret)
{
	struct rule_walk walk = { 0 };
	struct rule_field field;

	*ret = (struct rule_seen){ 0 };
	while (rule_field_next(rule, &walk, &field)) {
		if (field.type == AUDIT_WATCH || field.type == AUDIT_DIR) {
			ret->has_path = true;
			ret->is_dir = field.type == AUDIT_DIR;
			rule_spot_find(host, field.text, &ret->path);
		} else if (field.type == AUDIT_EXE) {
			ret->has_exe = true;
			rule_spot_find(host, field.text, &ret->exe);
		} else if (field.type == AUDIT_INODE &&
			   field.op == AUDIT_EQUAL) {
			ret->has_inode = true;
		}
	}
}
