// SPDX-License-Identifier: BSD-2-Clause
#include "partition.h"

#include <errno.h>
#include <stdio.h>

#include "boot_mount.h"
#include "cleanup.h"
#include "path.h"
#include "printable.h"

#define MAX_SHOWN 1024 /* bytes of a path as it prints */
#define REMEDY                                                           \
	"make a partition or logical volume, move the data to it while " \
	"Docker is stopped, and mount it there by a line of /etc/fstab " \
	"or a .mount unit"

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

/* "/dev/sdb1 (ext4, its /docker) on /srv" */
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

/* How, is appended to the evidence. */
static int is_mounted_at_boot(struct partition *p)
{
	return boot_mount_is(p->host, p->fstab, p->path, p->real,
			     &p->draft.evidence);
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
	int lasting = zfs ? 1 : is_mounted_at_boot(p);

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
		if (boot_mount_entry(p->fstab, p->path, p->real))
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
	lasting = bind ? 0 : is_mounted_at_boot(p);
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

void partition_judge(struct partition *p, const char *path,
		     enum check_status worst)
{
	int r;

	p->path = path;
	p->worst = worst;
	r = resolve(p);
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

/* ----- all of them ----- */

void partition_begin(struct partition *p, const struct check_host *host,
		     struct check_result *result)
{
	*p = (struct partition){ .host = host, .result = result };
	p->now_error = mount_table_now(host, &p->now, &p->now_path);
	p->fstab_error = mount_table_fstab(host, &p->fstab);
}

void partition_done(struct partition *p)
{
	mnt_unref_table(p->fstab);
}
