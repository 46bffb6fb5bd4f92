// SPDX-License-Identifier: BSD-2-Clause
#include "setgid_walk.h"

#include <errno.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "directory.h"
#include "monotonic.h"
#include "path.h"
#include "printable.h"

#define MAX_DEPTH 200	/* directories, each a descriptor */
#define LOOK_EVERY 1024 /* files between two looks at the clock */
#define MAX_PATH_SHOWN 1024

#define FLAGS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK)

static void add_path(const struct setgid_walk *w, const char *name,
		     struct buf *out)
{
	autobuf struct buf full;

	buf_init(&full, 2 * PATH_MAX_BYTES);
	buf_add(&full, buf_view(&w->path));
	if (*name) {
		buf_add_byte(&full, '/');
		buf_add_text(&full, name);
	}
	if (!full.size)
		buf_add_byte(&full, '/');
	printable_word(out, buf_view(&full), MAX_PATH_SHOWN);
}

static void leave_out(struct setgid_walk *w, size_t *counter, const char *name)
{
	++*counter;
	if (!w->first_unread.size)
		add_path(w, name, &w->first_unread);
}

static bool is_over(struct setgid_walk *w)
{
	if (w->over)
		return true;
	w->over = w->files >= w->max_files ||
		  (w->files % LOOK_EVERY == 0 &&
		   monotonic_ms() - w->start > w->max_ms);
	if (w->over)
		add_path(w, "", &w->stopped);
	return w->over;
}

/* exec(2) sets the gid where the group may execute it: without that bit it
 * once meant mandatory locking (fs/exec.c, bprm_fill_uid). */
static void see_file(struct setgid_walk *w, int directory, const char *name)
{
	struct stat st;
	struct buf *out = w->found.out;

	if (fstatat(directory, name, &st,
		    AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT) < 0 ||
	    !S_ISREG(st.st_mode) ||
	    (st.st_mode & (S_ISGID | S_IXGRP)) != (S_ISGID | S_IXGRP) ||
	    !protected_groups_find(w->c->groups, st.st_gid) ||
	    !check_list_next(&w->found))
		return;
	add_path(w, name, out);
	buf_add_text(out, " (of ");
	check_users_add_user(w->c, st.st_uid, out);
	buf_add_text(out, " and ");
	check_users_add_group(w->c, st.st_gid, out);
	buf_printf(out, ", mode %04o)", (unsigned int)(st.st_mode & 07777));
}

/* The images of containers have setgid files with gids of their own; where
 * only root may enter their directory, they are nobody else's. */
static bool is_closed_state(const struct setgid_walk *w, struct view path,
			    const struct stat *st)
{
	const struct watch *watch;

	if (st->st_uid != 0 || (st->st_mode & S_IXOTH) ||
	    (st->st_gid != 0 && (st->st_mode & S_IXGRP)))
		return false;
	watch = watches_find(w->watches, path);
	return watch && watch->class == WATCH_STATE;
}

static void walk(struct setgid_walk *w, int fd, size_t depth);

/* Is the directory, just opened, one to be searched? */
static bool is_inside(const struct setgid_walk *w, int fd)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return false;
	/* Mounted over since the list of mounts was read. */
	if (!w->btrfs && st.st_dev != w->device)
		return false;
	return !is_closed_state(w, buf_view(&w->path), &st);
}

static void see_directory(struct setgid_walk *w, int directory,
			  const char *name, size_t depth)
{
	size_t size = w->path.size;
	int fd;

	if (w->levels && depth + 1 >= w->levels)
		return;
	if (depth >= MAX_DEPTH) {
		leave_out(w, &w->deep, name);
		return;
	}
	buf_add_byte(&w->path, '/');
	buf_add_text(&w->path, name);
	if (!setgid_mounts_has(w->mounts, buf_view(&w->path)) &&
	    !buf_error(&w->path)) {
		fd = check_host_open_at(w->c->host, directory, name, FLAGS);
		if (fd >= 0 && is_inside(w, fd))
			walk(w, fd, depth + 1);
		else if (fd >= 0)
			(void)close(fd);
		else if (fd != -ENOENT && fd != -ENOTDIR && fd != -ELOOP)
			leave_out(w, &w->unread, "");
	} else if (buf_error(&w->path)) {
		w->deep++;
	}
	buf_cut(&w->path, size);
	w->path.error = 0;
}

static bool is_directory(int directory, const struct dirent *entry)
{
	struct stat st;

	if (entry->d_type != DT_UNKNOWN)
		return entry->d_type == DT_DIR;
	return fstatat(directory, entry->d_name, &st,
		       AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT) == 0 &&
	       S_ISDIR(st.st_mode);
}

/* Takes the descriptor.  Recursion is bounded by MAX_DEPTH. */
static void walk(struct setgid_walk *w, int fd, size_t depth)
{
	autodirectory struct directory d;
	const struct dirent *entry;

	if (directory_of(fd, &d) < 0) {
		leave_out(w, &w->unread, "");
		return;
	}
	while (!is_over(w) && (entry = directory_next(&d)) != NULL) {
		w->files++;
		if (is_directory(directory_fd(&d), entry))
			see_directory(w, directory_fd(&d), entry->d_name,
				      depth);
		else if (entry->d_type == DT_REG || entry->d_type == DT_UNKNOWN)
			see_file(w, directory_fd(&d), entry->d_name);
	}
	if (d.error)
		leave_out(w, &w->unread, "");
}

/* The directory, or -errno; the walk is prepared for it. */
static int open_place(struct setgid_walk *w, const char *path)
{
	struct stat st;
	int fd = check_host_open_path(w->c->host, view_of(path),
				      O_RDONLY | O_DIRECTORY | O_NOFOLLOW);

	buf_reset(&w->path);
	buf_add_text(&w->path, path[1] ? path : "");
	if (fd < 0)
		return fd;
	if (fstat(fd, &st) < 0) {
		(void)close(fd);
		return -EIO;
	}
	w->device = st.st_dev;
	return fd;
}

void setgid_walk_mount(struct setgid_walk *w, const struct setgid_mount *mount)
{
	int fd = open_place(w, setgid_mount_point(mount));

	if (fd < 0) {
		leave_out(w, &w->unread, "");
		return;
	}
	w->btrfs = setgid_mount_is_btrfs(mount);
	w->levels = 0;
	walk(w, fd, 0);
}

bool setgid_walk_place(struct setgid_walk *w, const char *path, size_t levels)
{
	int fd = open_place(w, path);

	if (fd == -ENOENT || fd == -ENOTDIR || fd == -ELOOP)
		return false;
	if (fd < 0) {
		leave_out(w, &w->unread, "");
		return true;
	}
	w->btrfs = false;
	w->levels = levels;
	walk(w, fd, 0);
	return true;
}
