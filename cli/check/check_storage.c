// SPDX-License-Identifier: BSD-2-Clause
/*
 * Item 16: the storage driver aufs.  Docker 24.0 took it out, so that there
 * the answer is always right; before, dockerd takes again whatever driver has
 * data below its root, if none is set (daemon/graphdriver/driver.go of moby).
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>

#include "check_daemon.h"
#include "engine_info.h"
#include "mount_table.h"
#include "path.h"
#include "printable.h"

#define MAX_SHOWN 1024
#define REMEDY                                                           \
	"\"storage-driver\": \"overlay2\" in daemon.json, after docker " \
	"save or push of what is to be kept: images and containers of "  \
	"another driver are not seen"

static int is_full(const struct check_host *host, const char *root,
		   const char *name)
{
	char path[PATH_MAX];

	if (snprintf(path, sizeof(path), "%s/%s", root + 1, name) >= PATH_MAX)
		return -ENAMETOOLONG;
	return check_host_has_entries(host, path);
}

/* What else than aufs has data; NULL for none. */
static const char *other_driver(const struct check_host *host, const char *root)
{
	static const char *const drivers[] = { "overlay2",	"overlay",
					       "btrfs",		"zfs",
					       "vfs",		"devicemapper",
					       "fuse-overlayfs" };

	for (size_t i = 0; i < sizeof(drivers) / sizeof(drivers[0]); i++)
		if (is_full(host, root, drivers[i]) > 0)
			return drivers[i];
	return NULL;
}

static bool is_mounted(const struct check_host *host, const char *root)
{
	struct libmnt_table *table;
	struct libmnt_iter *iter;
	struct libmnt_fs *fs;
	const char *path;
	bool found = false;

	if (mount_table_now(host, &table, &path) < 0)
		return false;
	iter = mnt_new_iter(MNT_ITER_FORWARD);
	while (iter && !found && mnt_table_next_fs(table, iter, &fs) == 0) {
		const char *type = mnt_fs_get_fstype(fs);
		const char *point = mnt_fs_get_target(fs);

		found = type && point && strcmp(type, "aufs") == 0 &&
			path_below(view_of(point), view_of(root));
	}
	mnt_free_iter(iter);
	return found;
}

static void judge_name(const struct check_daemon *c, const char *driver,
		       struct check_draft *draft)
{
	bool aufs = strcmp(driver, "aufs") == 0;

	if (aufs) {
		buf_add_text(&draft->what, "the storage driver is aufs");
		buf_add_text(&draft->remedy, REMEDY);
	} else {
		buf_add_text(&draft->what, "the storage driver is ");
		printable_word(&draft->what, view_of(driver), MAX_SHOWN);
	}
	check_daemon_add(c, aufs ? CHECK_FAIL : CHECK_PASS, draft);
}

static void add_root(const struct check_daemon *c, const char *name,
		     struct buf *out)
{
	printable_word(out, view_of(c->source->root), MAX_SHOWN);
	buf_printf(out, "/%s", name);
}

/* None is set: what has data says it. */
static void judge_data(const struct check_daemon *c, struct check_draft *draft)
{
	const char *root = c->source->root, *other;
	/* A relative one depends on where dockerd starts. */
	int aufs = root[0] == '/' ? is_full(c->host, root, "aufs") : -ENOTSUP;

	if (aufs < 0) {
		check_result_unread(c->result,
				    "no storage driver is set, and what has "
				    "data could not be looked at",
				    root, aufs);
		return;
	}
	other = other_driver(c->host, root);
	check_daemon_unset(c, DAEMON_STORAGE_DRIVER, &draft->evidence);
	if (!aufs) {
		buf_add_text(&draft->what, "the storage driver is not aufs");
		buf_add_text(&draft->evidence,
			     other ? "; there is " : "; there is no ");
		add_root(c, other ? other : "aufs", &draft->evidence);
		check_daemon_add(c, CHECK_PASS, draft);
		return;
	}
	buf_add_text(&draft->evidence, "; there is ");
	add_root(c, "aufs", &draft->evidence);
	buf_add_text(&draft->remedy, REMEDY);
	if (other && !is_mounted(c->host, root)) {
		buf_add_text(&draft->what, "data of aufs is left; a dockerd "
					   "before 24.0 may take it again");
		buf_add_text(&draft->evidence, " and ");
		add_root(c, other, &draft->evidence);
		check_daemon_add(c, CHECK_WARN, draft);
		return;
	}
	buf_add_text(&draft->what, "the storage driver is aufs, by its data");
	check_daemon_add(c, CHECK_FAIL, draft);
}

static void judge(const struct check_daemon *c)
{
	autodraft struct check_draft draft;
	const struct daemon_setting *setting =
		daemon_text(c->source, DAEMON_STORAGE_DRIVER);
	const char *variable =
		daemon_variable(c->source, DAEMON_DRIVER_VARIABLE);
	const struct engine_info *info;

	check_draft_init(&draft);
	if (engine_info_of(c->host, c->daemon, c->source, &info) == 0 &&
	    info->driver) {
		buf_printf(&draft.evidence, "the engine of %s answers Driver ",
			   c->source->name);
		printable_word(&draft.evidence, view_of(info->driver),
			       MAX_SHOWN);
		if (info->version) {
			buf_add_text(&draft.evidence, ", ServerVersion ");
			printable_word(&draft.evidence, view_of(info->version),
				       MAX_SHOWN);
		}
		judge_name(c, info->driver, &draft);
	} else if (variable) {
		buf_add_text(&draft.evidence, "DOCKER_DRIVER=");
		printable_word(&draft.evidence, view_of(variable), MAX_SHOWN);
		buf_printf(&draft.evidence,
			   " in the environment of %s, which counts over flag "
			   "and file",
			   c->source->name);
		judge_name(c, variable, &draft);
	} else if (!check_daemon_knows(c, DAEMON_STORAGE_DRIVER)) {
		return;
	} else if (setting && setting->value[0]) {
		buf_add_text(&draft.evidence, setting->where);
		judge_name(c, setting->value, &draft);
	} else {
		judge_data(c, &draft);
	}
}

void check_storage(const struct check_host *host, struct check_result *result)
{
	check_daemon_each(host, result, CHECK_OPTION(DAEMON_STORAGE_DRIVER),
			  judge);
}
