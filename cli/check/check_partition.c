// SPDX-License-Identifier: BSD-2-Clause
/*
 * Item 01: Docker's data has a file system of its own, mounted where the data
 * are, now and after the next boot.  A bind mount of a directory of the same
 * file system is none, and neither is a line of fstab that nobody mounted.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>

#include "check_daemon.h"
#include "cleanup.h"
#include "engine_info.h"
#include "mount_table.h"
#include "mount_unit.h"
#include "path.h"
#include "printable.h"

#define MAX_SHOWN 1024
#define ROOT "/var/lib/docker"
#define CONTAINERD "/var/lib/containerd"
#define SNAPSHOTS \
	"var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots"
#define REMEDY                                                           \
	"make a partition or logical volume, move the data to it while " \
	"Docker is stopped, and mount it there by a line of /etc/fstab " \
	"or a .mount unit"

/* What is known while a directory is judged. */
struct partition {
	const struct check_host *host;
	struct check_result *result;
	const char *path;	 /* as it is configured */
	char real[PATH_MAX];	 /* without symbolic links */
	enum check_status worst; /* of a directory that is not its own */
	struct libmnt_table *now, *fstab; /* NULL: none */
	const char *now_path;
	int now_error, fstab_error;
	struct check_draft draft;
};

static void add(struct partition *p, enum check_status status, const char *what)
{
	struct buf *out = &p->draft.what;

	printable_word(out, view_of(p->path), MAX_SHOWN);
	buf_add_byte(out, ' ');
	buf_add_text(out, what);
	if (status == CHECK_FAIL && status > p->worst)
		status = p->worst;
	if (status > CHECK_PASS)
		buf_add_text(&p->draft.remedy, REMEDY);
	check_result_add(p->result, status, &p->draft);
}

/* "28 / ext4 /dev/sda1 on /" */
static void add_mount(struct libmnt_fs *fs, struct buf *out)
{
	const char *source = mnt_fs_get_source(fs);
	const char *type = mnt_fs_get_fstype(fs);
	const char *root = mnt_fs_get_root(fs);

	printable_word(out, view_of(source ? source : "none"), MAX_SHOWN);
	buf_add_text(out, " (");
	printable_text(out, view_of(type ? type : "?"), MAX_SHOWN);
	if (root && strcmp(root, "/") != 0) {
		buf_add_text(out, ", its ");
		printable_word(out, view_of(root), MAX_SHOWN);
	}
	buf_add_text(out, ") on ");
	printable_word(out, view_of(mnt_fs_get_target(fs)), MAX_SHOWN);
}

/* ----- after the next boot ----- */

static struct libmnt_fs *find_entry(const struct partition *p)
{
	struct libmnt_fs *entry =
		p->fstab ? mount_table_entry(p->fstab, p->real) : NULL;

	return entry || !p->fstab ? entry :
				    mount_table_entry(p->fstab, p->path);
}

static int is_lasting_unit(const struct partition *p, struct buf *out)
{
	autobuf struct buf which;
	enum mount_unit unit;
	int r;

	buf_init(&which, CHECK_MAX_TEXT);
	r = mount_unit_of(p->host, p->real, &which, &unit);
	if (r < 0 || unit == MOUNT_UNIT_NONE)
		return r;
	buf_add_text(out, unit == MOUNT_UNIT_STARTED ? ", and by " :
						       ", and there is ");
	buf_add(out, buf_view(&which));
	if (unit == MOUNT_UNIT_IDLE)
		buf_add_text(out, ", which nothing is known to start");
	return unit == MOUNT_UNIT_STARTED;
}

/* Is it mounted at boot?  1, 0, -errno; how, is appended. */
static int is_lasting(const struct partition *p, struct buf *out)
{
	struct libmnt_fs *entry = find_entry(p);
	const char *source;

	if (!entry)
		return is_lasting_unit(p, out);
	source = mnt_fs_get_source(entry);
	buf_add_text(out, ", and /etc/fstab has ");
	printable_word(out, view_of(source ? source : "none"), MAX_SHOWN);
	buf_add_text(out, " there");
	if (mnt_fs_get_option(entry, "noauto", NULL, NULL) != 0)
		return 1;
	buf_add_text(out, ", noauto");
	return 0;
}

/* Is that known?  Said where it is not. */
static bool is_lasting_known(struct partition *p, int lasting)
{
	bool fstab = p->fstab_error < 0 && p->fstab_error != -ENOENT;

	if (lasting > 0 || (lasting == 0 && !fstab))
		return true;
	check_draft_done(&p->draft);
	check_draft_init(&p->draft);
	check_result_unread(p->result,
			    "what is mounted at boot could not be read",
			    lasting < 0 ? "systemd's units" : "/etc/fstab",
			    lasting < 0 ? lasting : p->fstab_error);
	return false;
}

static void judge_lasting(struct partition *p, struct libmnt_fs *fs)
{
	const char *type = mnt_fs_get_fstype(fs);
	/* zfs-mount.service mounts what the pool itself says. */
	bool zfs = type && strcmp(type, "zfs") == 0;
	int lasting = zfs ? 1 : is_lasting(p, &p->draft.evidence);

	if (!is_lasting_known(p, lasting))
		return;
	if (lasting) {
		add(p, CHECK_PASS, "has a file system of its own");
	} else {
		buf_add_text(&p->draft.evidence,
			     "; no line of /etc/fstab and no .mount unit "
			     "mounts it at boot");
		add(p, CHECK_WARN,
		    "has a file system of its own, but not after the next "
		    "boot");
	}
}

/* ----- now ----- */

/* The mount that would be there without this one. */
static struct libmnt_fs *mount_above(const struct partition *p)
{
	char parent[PATH_MAX];
	struct view above = path_parent(view_of(p->real));

	(void)snprintf(parent, sizeof(parent), "%.*s", (int)above.size,
		       above.data);
	return mount_table_of(p->now, *parent ? parent : "/");
}

/* Directories of the system itself: data in them fill it. */
static bool is_system(const char *point)
{
	static const char *const system[] = { "/",     "/var",	"/var/lib",
					      "/usr",  "/opt",	"/srv",
					      "/home", "/root", "/tmp" };

	for (size_t i = 0; i < sizeof(system) / sizeof(system[0]); i++)
		if (strcmp(point, system[i]) == 0)
			return true;
	return false;
}

static void judge_point(struct partition *p, struct libmnt_fs *fs)
{
	struct libmnt_fs *above = mount_above(p);
	const char *root = mnt_fs_get_root(fs), *type = mnt_fs_get_fstype(fs);

	if (above && above != fs &&
	    mnt_fs_get_devno(above) == mnt_fs_get_devno(fs)) {
		buf_add_text(&p->draft.evidence, ", the file system of ");
		printable_word(&p->draft.evidence,
			       view_of(mnt_fs_get_target(above)), MAX_SHOWN);
		add(p, CHECK_FAIL,
		    "is a mount of a directory on the same file system");
	} else if (type &&
		   (strcmp(type, "tmpfs") == 0 || strcmp(type, "ramfs") == 0)) {
		add(p, CHECK_FAIL, "is in memory");
	} else if (root && strcmp(root, "/") != 0 &&
		   (!type || strcmp(type, "btrfs") != 0)) {
		add(p, CHECK_WARN,
		    "is a directory of a file system that has others");
	} else {
		judge_lasting(p, fs);
	}
}

static bool is_planned(const struct partition *p)
{
	return p->fstab && (mount_table_entry(p->fstab, p->real) ||
			    mount_table_entry(p->fstab, p->path));
}

static void judge_now(struct partition *p)
{
	struct libmnt_fs *fs = mount_table_of(p->now, p->real);
	const char *point = fs ? mnt_fs_get_target(fs) : NULL;

	if (!point) {
		check_result_unread(p->result,
				    "the mount of Docker's data is not among "
				    "those that are listed",
				    p->now_path, -EBADMSG);
		return;
	}
	if (strcmp(p->path, p->real) != 0) {
		buf_add_text(&p->draft.evidence, "it leads to ");
		printable_word(&p->draft.evidence, view_of(p->real), MAX_SHOWN);
		buf_add_text(&p->draft.evidence, ": ");
	}
	add_mount(fs, &p->draft.evidence);
	if (strcmp(point, p->real) == 0) {
		judge_point(p, fs);
	} else if (!is_system(point)) {
		add(p, CHECK_WARN,
		    "is a directory of a file system that has others");
	} else {
		if (is_planned(p))
			buf_add_text(&p->draft.evidence,
				     "; /etc/fstab names it, but it is not "
				     "mounted");
		add(p, CHECK_FAIL, "is on the system's own file system");
	}
}

/* ----- an image, which has nothing mounted ----- */

static void judge_image(struct partition *p)
{
	struct libmnt_fs *entry =
		p->fstab ? mount_table_entry(p->fstab, p->real) : NULL;
	bool bind =
		entry && (mnt_fs_get_option(entry, "bind", NULL, NULL) == 0 ||
			  mnt_fs_get_option(entry, "rbind", NULL, NULL) == 0);

	int lasting;

	buf_add_text(&p->draft.evidence, "nothing of this host is mounted");
	lasting = bind ? 0 : is_lasting(p, &p->draft.evidence);
	if (bind) {
		buf_add_text(&p->draft.evidence,
			     "; /etc/fstab binds a directory there");
		add(p, CHECK_FAIL, "is a mount of another directory");
	} else if (!is_lasting_known(p, lasting)) {
		return;
	} else if (lasting) {
		add(p, CHECK_PASS, "has a file system of its own at boot");
	} else {
		buf_add_text(&p->draft.evidence,
			     ", and neither /etc/fstab nor a .mount unit "
			     "mounts it at boot");
		add(p, CHECK_FAIL, "has no file system of its own at boot");
	}
}

/* ----- one directory ----- */

/* Where it leads; its own name where it is not there yet. */
static int resolve(struct partition *p)
{
	autoclose int fd = check_host_open(p->host, p->path + 1, O_PATH);

	(void)snprintf(p->real, sizeof(p->real), "%s", p->path);
	return fd < 0 ? fd : check_host_real(p->host, fd, p->real);
}

static void judge_directory(struct partition *p)
{
	int r = resolve(p);

	check_draft_init(&p->draft);
	if (r < 0 && r != -ENOENT && r != -ENOTDIR)
		check_result_unread(p->result,
				    "where Docker's data are could not be "
				    "looked at",
				    p->path, r);
	else if (p->now)
		judge_now(p);
	else if (p->now_error == -ENOENT && !p->host->live)
		judge_image(p);
	else
		check_result_unread(p->result,
				    "what is mounted could not be read",
				    p->now_path, p->now_error);
	check_draft_done(&p->draft);
}

/* ----- which ----- */

static bool is_there(const struct check_host *host, const char *path)
{
	autoclose int fd = check_host_open(host, path + 1, O_PATH);

	return fd >= 0;
}

/* From Docker 29 on, images are in containerd's own directory. */
static void judge_containerd(struct partition *p, const struct daemon *daemon)
{
	const struct daemon_source *source;
	const struct engine_info *info;
	bool used = false;

	for (size_t i = 0; (source = daemon_source(daemon, i)) != NULL; i++)
		used |= engine_info_of(p->host, daemon, source, &info) == 0 &&
			info->snapshotter;
	if (!used && check_host_has_entries(p->host, SNAPSHOTS) <= 0)
		return;
	p->path = CONTAINERD;
	p->worst = used ? CHECK_FAIL : CHECK_WARN;
	judge_directory(p);
}

/* Is it where a daemon that runs keeps its data?  Where none runs, that of
 * the unit counts. */
static bool counts(const struct daemon *daemon, const char *path)
{
	const struct daemon_source *first = daemon_source(daemon, 0), *s;

	for (size_t i = 0; (s = daemon_source(daemon, i)) != NULL; i++)
		if (s->origin == first->origin && strcmp(s->root, path) == 0)
			return true;
	return !first;
}

/* A relative data-root leads to where dockerd starts, which is not known. */
static void say_relative(struct partition *p, const struct daemon *daemon)
{
	const struct daemon_source *source;

	for (size_t i = 0; (source = daemon_source(daemon, i)) != NULL; i++) {
		const struct daemon_setting *s =
			daemon_text(source, DAEMON_DATA_ROOT);

		if (!s || source->root[0] == '/')
			continue;
		check_result_say(p->result, CHECK_UNKNOWN,
				 "where Docker's data are depends on where "
				 "dockerd starts",
				 s->where, "name data-root by its whole path");
		return; /* the unit's is as a rule the process's */
	}
}

static void judge_all(struct partition *p, const struct daemon *daemon)
{
	const char *path;
	size_t i = 0;

	while ((path = daemon_path(daemon, DAEMON_ROOT, i)) != NULL) {
		p->path = path;
		p->worst = counts(daemon, path) ? CHECK_FAIL : CHECK_WARN;
		judge_directory(p);
		i++;
	}
	say_relative(p, daemon);
	if (!i && is_there(p->host, ROOT)) {
		p->path = ROOT;
		p->worst = CHECK_FAIL;
		judge_directory(p);
	}
	judge_containerd(p, daemon);
	if (!p->result->count)
		check_result_say(p->result, CHECK_NA,
				 "there are no data of Docker's",
				 "no dockerd is installed, and " ROOT
				 " does not exist",
				 "");
}

void check_partition(const struct check_host *host, struct check_result *result)
{
	automounttable struct libmnt_table *now = NULL, *fstab = NULL;
	struct partition p = { .host = host, .result = result };
	const struct daemon *daemon;
	const struct daemon_gap *gap;
	int r = daemon_of(host, &daemon);

	if (r < 0) {
		check_result_unread(result, "the daemon could not be looked at",
				    host->name, r);
		return;
	}
	for (size_t i = 0; (gap = daemon_unread(daemon, i)) != NULL; i++)
		check_result_unread(result, gap->what, gap->path, gap->error);
	p.now_error = mount_table_now(host, &now, &p.now_path);
	p.fstab_error = mount_table_fstab(host, &fstab);
	p.now = now;
	p.fstab = fstab;
	judge_all(&p, daemon);
}
