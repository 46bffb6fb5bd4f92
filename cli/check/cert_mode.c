// SPDX-License-Identifier: BSD-2-Clause
#include "cert_mode.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <sys/xattr.h>

#include "cleanup.h"
#include "path.h"
#include "posix_acl.h"
#include "printable.h"

#define MAX_SHOWN 1024
#define MODE_BITS 07777U
#define WRITE_BITS (S_IWGRP | S_IWOTH)

/* What is wrong, word by word, while a file is looked at. */
struct look {
	const struct check_host *host;
	const struct cert_wanted *wanted;
	struct buf wrong;
	bool acl_write, acl_read;
};

static void wrong(struct look *l, const char *words)
{
	if (l->wrong.size)
		buf_add_text(&l->wrong, ", ");
	buf_add_text(&l->wrong, words);
}

/* ----- who may ----- */

static void see_entry(void *context, const struct posix_acl_entry *entry)
{
	struct look *l = context;
	bool named = entry->tag == POSIX_ACL_TAG_USER ||
		     entry->tag == POSIX_ACL_TAG_GROUP;

	if (!named || (entry->tag == POSIX_ACL_TAG_USER && entry->id == 0))
		return;
	l->acl_write |= entry->write;
	l->acl_read |= entry->read;
}

/* 0 or -errno; a file system without ACLs has none. */
static int read_acl(struct look *l, int fd)
{
	autofree char *bytes = malloc(POSIX_ACL_MAX);
	char name[64];
	ssize_t size;

	l->acl_write = l->acl_read = false;
	if (!bytes)
		return -ENOMEM;
	(void)snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	size = getxattr(name, POSIX_ACL_ATTRIBUTE, bytes, POSIX_ACL_MAX);
	if (size >= 0)
		return posix_acl_each(view_from(bytes, (size_t)size), see_entry,
				      l);
	return errno == ENODATA || errno == ENOTSUP ? 0 : -errno;
}

static void add_stat(const char *path, const struct stat *st, struct buf *out)
{
	printable_word(out, view_of(path), MAX_SHOWN);
	buf_printf(out, ", uid %u, gid %u, mode %04o", st->st_uid, st->st_gid,
		   (unsigned int)(st->st_mode & MODE_BITS));
}

/* A directory in which others may put another file in its place.  A sticky
 * one lets them not replace root's. */
static bool is_open_directory(const struct look *l, const struct stat *st)
{
	if (st->st_uid != 0 || l->acl_write)
		return true;
	return (st->st_mode & WRITE_BITS) && !(st->st_mode & S_ISVTX) &&
	       ((st->st_mode & S_IWOTH) || st->st_gid != 0);
}

static int see_directory(struct look *l, const char *path)
{
	autobuf struct buf words;
	struct stat st;
	autoclose int fd = check_host_open_path(l->host, view_of(path),
						O_PATH | O_DIRECTORY);
	int r;

	buf_init(&words, CHECK_MAX_TEXT);
	if (fd < 0)
		return fd;
	if (fstat(fd, &st) < 0)
		return -errno;
	r = read_acl(l, fd);
	if (r < 0 || !is_open_directory(l, &st))
		return r;
	buf_add_text(&words, "others may replace it: ");
	add_stat(path, &st, &words);
	if (l->acl_write)
		buf_add_text(&words, ", an ACL lets others write");
	buf_add_byte(&words, '\0');
	wrong(l, words.data ? words.data : "");
	return 0;
}

/* Each directory above, from the nearest to the root. */
static int see_directories(struct look *l, const char *path)
{
	char directory[PATH_MAX];
	char *slash;
	int r = 0;

	if (snprintf(directory, sizeof(directory), "%s", path) >= PATH_MAX)
		return -ENAMETOOLONG;
	while (r == 0 && (slash = strrchr(directory, '/')) != NULL) {
		bool top = slash == directory;

		slash[top] = '\0';
		r = see_directory(l, directory);
		if (top)
			break;
	}
	return r;
}

static int see_file(struct look *l, int fd, const struct stat *st)
{
	int r = read_acl(l, fd);

	if (st->st_uid != 0)
		wrong(l, "its owner is not root");
	if (st->st_gid != 0)
		wrong(l, "its group is not root");
	if (st->st_mode & MODE_BITS & ~l->wanted->allowed)
		wrong(l, "its mode allows more");
	if (l->acl_write)
		wrong(l, "an ACL lets others write it");
	else if (l->acl_read && !(l->wanted->allowed & S_IROTH))
		wrong(l, "an ACL lets others read it");
	return r;
}

/* ----- what is said ----- */

static void report(struct look *l, struct check_result *result,
		   struct check_draft *draft)
{
	const char *what = l->wanted->what;
	unsigned int allowed = l->wanted->allowed;

	if (!l->wrong.size) {
		buf_printf(&draft->what,
			   "%s is root's alone to change, mode %04o or "
			   "stricter",
			   what, allowed);
		check_result_add(result, CHECK_PASS, draft);
		return;
	}
	buf_printf(&draft->what,
		   "%s is not root:root, %04o or stricter: ", what, allowed);
	buf_add(&draft->what, buf_view(&l->wrong));
	buf_printf(&draft->remedy,
		   "chown root:root and chmod %04o the file; setfacl -b it; "
		   "only root may write the directories above it",
		   allowed);
	check_result_add(result, CHECK_FAIL, draft);
}

static void say_absent(const struct cert_wanted *wanted, const char *path,
		       struct check_result *result)
{
	autodraft struct check_draft draft;

	check_draft_init(&draft);
	buf_printf(&draft.what, "%s is not there", wanted->what);
	printable_word(&draft.evidence, view_of(path), MAX_SHOWN);
	buf_add_text(&draft.evidence, " does not exist");
	buf_add_text(&draft.remedy, "put it there, root:root, or do not name "
				    "it: dockerd does not start without it");
	check_result_add(result, CHECK_WARN, &draft);
}

static void add_evidence(const char *path, const char *real,
			 const struct stat *st, struct buf *out)
{
	if (strcmp(path, real) != 0) {
		printable_word(out, view_of(path), MAX_SHOWN);
		buf_add_text(out, " leads to ");
	}
	add_stat(real, st, out);
	if (st->st_nlink > 1)
		buf_printf(out, ", %lu hard links",
			   (unsigned long)st->st_nlink);
}

/* 0 or -errno of what could not be looked at. */
static int look_at(struct look *l, const char *path, int fd,
		   struct check_draft *draft)
{
	char real[PATH_MAX];
	struct stat st;
	int r = check_host_real(l->host, fd, real);

	if (r < 0)
		return r;
	if (fstat(fd, &st) < 0)
		return -errno;
	add_evidence(path, real, &st, &draft->evidence);
	if (!S_ISREG(st.st_mode))
		wrong(l, "it is no regular file");
	r = see_file(l, fd, &st);
	if (r == 0)
		r = see_directories(l, real);
	/* The link itself may lead elsewhere tomorrow. */
	if (r == 0 && strcmp(path, real) != 0)
		r = see_directories(l, path);
	return r;
}

void cert_mode_check(const struct check_host *host, struct check_result *result,
		     const char *path, const struct cert_wanted *wanted)
{
	autodraft struct check_draft draft;
	struct look l = { .host = host, .wanted = wanted };
	autoclose int fd = check_host_open(host, path + 1, O_PATH);
	int r;

	check_draft_init(&draft);
	if (fd == -ENOENT || fd == -ENOTDIR) {
		say_absent(wanted, path, result);
		return;
	}
	buf_init(&l.wrong, CHECK_MAX_TEXT);
	r = fd < 0 ? fd : look_at(&l, path, fd, &draft);
	if (r < 0)
		check_result_unread(result,
				    "who may change a certificate could not "
				    "be looked at",
				    path, r);
	if (buf_error(&l.wrong) == -ENOMEM)
		result->error = -ENOMEM; /* what is wrong got lost */
	else if (r == 0 || l.wrong.size)
		report(&l, result, &draft);
	buf_done(&l.wrong);
}
