// SPDX-License-Identifier: BSD-2-Clause
/* What of an object can be changed: itself, and what is below it. */
#include "rule_events.h"

#include <errno.h>
#include <limits.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "cleanup.h"
#include "mount_table.h"
#include "path.h"

void rule_events_done(struct rule_events *events)
{
	free(events->targets);
	*events = (struct rule_events){ 0 };
}

static void find_machines(struct rule_events *events)
{
	static const char *const widths[EVENTS_MACHINES] = { "b64", "b32" };

	for (size_t i = 0; i < EVENTS_MACHINES; i++)
		events->machines[i] = audit_determine_machine(widths[i]);
}

static void add_above(struct rule_target *target, struct rule_inode self,
		      bool across)
{
	if (target->above_count < EVENT_MAX_ABOVE)
		target->above[target->above_count++] =
			(struct event_above){ self, across };
}

static bool look(int fd, struct statx *ret)
{
	return statx(fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS, ret) == 0;
}

/* The directory and those above it, by "..": names may lead by links. */
static void climb(const struct check_host *host, struct view directory,
		  bool across, struct rule_target *target)
{
	autoclose int fd =
		check_host_open_path(host, directory, O_PATH | O_DIRECTORY);
	struct statx root, st;

	if (fd < 0 || !look(host->root, &root))
		return;
	for (size_t i = 0; i < EVENT_MAX_ABOVE && look(fd, &st); i++) {
		int up;

		add_above(target, rule_inode_of(&st), across);
		if (rule_inode_is(rule_inode_of(&st), rule_inode_of(&root)))
			return;
		across |= (st.stx_attributes & STATX_ATTR_MOUNT_ROOT) ||
			  rule_spot_is_mount(host, fd);
		up = check_host_open_at(host, fd, "..", O_PATH | O_DIRECTORY);
		if (up < 0)
			return;
		close(fd);
		fd = up;
	}
}

static unsigned int kind_of(const struct rule_spot *spot)
{
	if (!spot->self.inode && !spot->unknown)
		return TO_ABSENT;
	switch (spot->mode & S_IFMT) {
	case S_IFDIR:
		return TO_DIRECTORY;
	case S_IFSOCK:
		return TO_SOCKET;
	default:
		return TO_FILE;
	}
}

static struct rule_target *new_target(struct rule_events *events)
{
	return events->count < EVENTS_MAX_TARGETS ?
		       &events->targets[events->count++] :
		       NULL;
}

static void target_at(const struct check_host *host,
		      const struct rule_spot *spot, struct rule_target *ret)
{
	ret->spot = *spot;
	ret->kind = kind_of(spot);
	if (spot->self.inode)
		add_above(ret, spot->self, false);
	climb(host, path_parent(spot->path), spot->mount_root, ret);
}

/* A file that no rule names, in the directory or below it. */
static void target_below(const struct rule_target *directory, bool deeper,
			 bool absent, struct rule_events *events)
{
	static const char *const where[2][2] = {
		{ "a file in it", "a new file in it" },
		{ "a file in a directory below it",
		  "a new file in a directory below it" },
	};
	struct rule_target *t = new_target(events);
	struct rule_inode unheard = directory->spot.self;

	if (!t)
		return;
	*t = *directory;
	t->where = where[deeper][absent];
	t->kind = absent ? TO_ABSENT : TO_FILE;
	t->inside = t->anyones = true;
	unheard.inode = UNHEARD_DIRECTORY;
	t->spot.parent = deeper ? unheard : directory->spot.self;
	t->spot.name = VIEW("");
	unheard.inode = UNHEARD_FILE;
	t->spot.self = absent ? (struct rule_inode){ 0, 0 } : unheard;
	t->spot.mode = S_IFREG;
	t->spot.link = t->spot.mount_root = false;
}

/* A dir= of a file, or an inode=, ends with the file. */
static void target_after(const struct rule_target *object,
			 struct rule_events *events)
{
	struct rule_target *t = new_target(events);

	if (!t)
		return;
	*t = *object;
	t->where = "what takes its place";
	t->by_place = t->inside = true;
	t->spot.self.inode = UNHEARD_FILE;
	memmove(t->above, t->above + 1, --t->above_count * sizeof(*t->above));
}

/* Another name of its inode, in a directory that no rule names. */
static void target_linked(const struct rule_target *object,
			  struct rule_events *events)
{
	struct rule_target *t = new_target(events);

	if (!t)
		return;
	*t = *object;
	t->where = "it by another hard link";
	t->linked = t->inside = true;
	t->spot.parent.inode = UNHEARD_OTHER;
	t->above_count = 0;
}

static bool is_below(const struct rule_target *target,
		     const struct rule_inode directory)
{
	/* [0] is the thing itself, where it is there */
	for (size_t i = target->spot.self.inode != 0; i < target->above_count;
	     i++)
		if (rule_inode_is(target->above[i].self, directory))
			return true;
	return false;
}

/* What a never rule names below the directory. */
static void targets_of_nevers(const struct rule_list *list,
			      const struct check_host *host,
			      struct rule_events *events)
{
	const struct rule_inode directory = events->targets[0].spot.self;

	for (size_t i = 0; i < list->count; i++) {
		const struct rule *rule = &list->rules[i];
		struct rule_target *t;

		if (rule->data->action != AUDIT_NEVER ||
		    !rule->seen->has_path || rule->seen->path.unknown ||
		    rule->seen->path.link)
			continue;
		t = new_target(events);
		events->full |= !t;
		if (!t)
			return;
		*t = (struct rule_target){ .where = NULL };
		target_at(host, &rule->seen->path, t);
		if (!is_below(t, directory))
			events->count--;
	}
}

/* By the name that an image's list of mounts has for it. */
static void name_filesystem(const struct check_host *host,
			    const struct object *object,
			    struct rule_events *events)
{
	static const struct {
		const char *name;
		uint32_t magic; /* linux/magic.h; xfs, zfs, f2fs: their own */
	} known[] = {
		{ "ext2", 0xef53 },	   { "ext3", 0xef53 },
		{ "ext4", 0xef53 },	   { "xfs", 0x58465342 },
		{ "btrfs", 0x9123683e },   { "tmpfs", 0x01021994 },
		{ "overlay", 0x794c7630 }, { "f2fs", 0xf2f52010 },
		{ "zfs", 0x2fc12fc1 },	   { "nfs", 0x6969 },
		{ "nfs4", 0x6969 },	   { "squashfs", 0x73717368 },
	};
	struct libmnt_table *table;
	struct libmnt_fs *fs;
	const char *list;

	if (mount_table_now(host, &table, &list) < 0)
		return;
	fs = mount_table_of(table, object->real);
	for (size_t i = 0; fs && i < sizeof(known) / sizeof(*known); i++)
		if (view_is(view_of(mnt_fs_get_fstype(fs)), known[i].name)) {
			events->filesystem = known[i].magic;
			events->filesystem_known = true;
		}
}

static void find_filesystem(const struct check_host *host,
			    const struct object *object,
			    struct rule_events *events)
{
	struct view path = view_of(object->real);
	struct statfs fs;

	if (!host->live) {
		name_filesystem(host, object, events);
		return;
	}
	if (object->kind != OBJECT_DIRECTORY)
		path = path_parent(path);
	autoclose int fd =
		check_host_open_path(host, path, O_PATH | O_DIRECTORY);
	events->filesystem_known = fd >= 0 && fstatfs(fd, &fs) == 0;
	if (events->filesystem_known)
		events->filesystem = (uint32_t)fs.f_type;
}

static bool is_there(const struct check_host *host, const char *path)
{
	autoclose int fd = check_host_open(host, path, O_PATH);

	return fd >= 0;
}

/* The kernel makes these directories where they are on. */
static bool has_labels(const struct check_host *host)
{
	return !host->live || is_there(host, "sys/fs/selinux") ||
	       is_there(host, "sys/fs/smackfs");
}

static int see_rules(const struct rule_list *list,
		     const struct check_host *host)
{
	for (size_t i = 0; i < list->count; i++) {
		struct rule *rule = &list->rules[i];

		if (rule->seen)
			continue;
		rule->seen = malloc(sizeof(*rule->seen));
		if (!rule->seen)
			return -ENOMEM;
		rule_seen_find(host, rule->data, rule->seen);
	}
	return 0;
}

int rule_events_find(const struct rule_list *list,
		     const struct check_host *host, const struct object *object,
		     struct rule_events *ret)
{
	struct rule_spot spot;
	int error = see_rules(list, host);

	if (error < 0)
		return error;
	*ret = (struct rule_events){ 0 };
	ret->targets = calloc(EVENTS_MAX_TARGETS, sizeof(*ret->targets));
	if (!ret->targets)
		return -ENOMEM;
	find_machines(ret);
	find_filesystem(host, object, ret);
	ret->labels = has_labels(host);
	rule_spot_find(host, view_of(object->real), &spot);
	ret->count = 1;
	ret->targets[0].where = "";
	target_at(host, &spot, &ret->targets[0]);
	if (ret->targets[0].kind != TO_DIRECTORY) {
		if (ret->targets[0].spot.self.inode)
			target_after(&ret->targets[0], ret);
		if (spot.links > 1 && ret->targets[0].kind == TO_FILE)
			target_linked(&ret->targets[0], ret);
		return 0;
	}
	for (int i = 0; i < 4; i++)
		target_below(&ret->targets[0], i & 2, i & 1, ret);
	targets_of_nevers(list, host, ret);
	return 0;
}
