// SPDX-License-Identifier: BSD-2-Clause
#include "host_tree.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <linux/posix_acl.h>
#include <linux/posix_acl_xattr.h>
#include <sys/stat.h>
#include <sys/xattr.h>

#include "cleanup.h"
#include "number.h"

#define MAX_ENTRIES 8 /* of an ACL */
#define NO_ID UINT32_MAX

static int result(int r)
{
	return r < 0 ? -errno : 0;
}

/* Those above a path below the current directory. */
static int make_parents(const char *path)
{
	autofree char *copy = strdup(path);
	int r = 0;

	if (!copy)
		return -ENOMEM;
	for (char *at = strchr(copy, '/'); r == 0 && at;
	     at = strchr(at + 1, '/')) {
		*at = '\0';
		if (mkdir(copy, 0755) < 0 && errno != EEXIST)
			r = -errno;
		*at = '/';
	}
	return r;
}

/* The modes are those of the step whatever umask is. */
static int dress(const struct host_step *step)
{
	if (lchown(step->path, step->uid, step->gid) < 0)
		return errno == EINVAL ? -EPERM : -errno;
	return result(chmod(step->path, step->mode));
}

static int write_content(const struct host_step *step, int flags)
{
	autoclose int fd = open(step->path, O_WRONLY | O_CLOEXEC | flags, 0644);
	const char *at = step->content.data;
	size_t left = step->content.size;

	while (fd >= 0 && left) {
		ssize_t n = write(fd, at, left);

		if (n < 0)
			return -errno;
		at += n;
		left -= (size_t)n;
	}
	return result(fd);
}

static int make_file(const struct host_step *step)
{
	int r;

	if (unlink(step->path) < 0 && errno != ENOENT)
		return -errno;
	r = write_content(step, O_CREAT | O_EXCL);
	return r < 0 ? r : dress(step);
}

static int make_directory(const struct host_step *step)
{
	if (mkdir(step->path, 0755) < 0 && errno != EEXIST)
		return -errno;
	return dress(step);
}

static int make_link(const struct host_step *step)
{
	if (unlink(step->path) < 0 && errno != ENOENT)
		return -errno;
	return result(symlink(step->rest, step->path));
}

static int make_socket(const struct host_step *step)
{
	if (unlink(step->path) < 0 && errno != ENOENT)
		return -errno;
	if (mknod(step->path, S_IFSOCK | 0700, 0) < 0)
		return -errno;
	return dress(step);
}

static int remove_one(const char *path, const struct stat *st, int flag,
		      struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	return remove(path);
}

static int remove_tree(const struct host_step *step)
{
	return result(nftw(step->path, remove_one, 8, FTW_DEPTH | FTW_PHYS));
}

/* ----- ACLs: linux/posix_acl_xattr.h ----- */

struct acl {
	struct posix_acl_xattr_header header;
	struct posix_acl_xattr_entry entries[MAX_ENTRIES];
};

static void add_entry(struct acl *acl, size_t *count, unsigned int tag,
		      unsigned int perm, uint32_t id)
{
	acl->entries[(*count)++] = (struct posix_acl_xattr_entry){
		htole16((uint16_t)tag), htole16((uint16_t)perm), htole32(id)
	};
}

/* "user:1001:rw" → the tag, the id, the permissions. */
static bool parse_entry(const char *text, unsigned int *tag, uint32_t *id,
			unsigned int *perm)
{
	const char *first = strchr(text, ':'),
		   *second = first ? strchr(first + 1, ':') : NULL;
	uint64_t number;

	if (!second ||
	    number_decimal(view_from(first + 1, (size_t)(second - first - 1)),
			   UINT32_MAX, &number) < 0)
		return false;
	*tag = text[0] == 'u' ? ACL_USER : ACL_GROUP;
	*id = (uint32_t)number;
	*perm = (strchr(second, 'r') ? ACL_READ : 0) |
		(strchr(second, 'w') ? ACL_WRITE : 0);
	return true;
}

/* setfacl -m: the owner's and the others' rights remain, the mask lets all
 * through. */
static int set_acl(const struct host_step *step)
{
	struct acl acl = { .header = { htole32(POSIX_ACL_XATTR_VERSION) } };
	unsigned int tag, perm;
	size_t count = 0, size;
	struct stat st;
	uint32_t id;

	if (!parse_entry(step->rest, &tag, &id, &perm))
		return -EINVAL;
	if (lstat(step->path, &st) < 0)
		return -errno;
	add_entry(&acl, &count, ACL_USER_OBJ, (st.st_mode >> 6) & 7, NO_ID);
	if (tag == ACL_USER)
		add_entry(&acl, &count, tag, perm, id);
	add_entry(&acl, &count, ACL_GROUP_OBJ, (st.st_mode >> 3) & 7, NO_ID);
	if (tag == ACL_GROUP)
		add_entry(&acl, &count, tag, perm, id);
	add_entry(&acl, &count, ACL_MASK, 7, NO_ID);
	add_entry(&acl, &count, ACL_OTHER, st.st_mode & 7, NO_ID);
	size = sizeof(acl.header) + count * sizeof(acl.entries[0]);
	return result(lsetxattr(step->path, "system.posix_acl_access", &acl,
				size, 0));
}

static int take_step(const struct host_step *step)
{
	switch (step->kind) {
	case STEP_FILE:
	case STEP_WORDS:
		return make_file(step);
	case STEP_APPEND:
		return write_content(step, O_APPEND);
	case STEP_LINK:
		return make_link(step);
	case STEP_DIR:
		return make_directory(step);
	case STEP_SOCKET:
		return make_socket(step);
	case STEP_MODE:
		return dress(step);
	case STEP_ACL:
		return set_acl(step);
	case STEP_UNREADABLE:
		return result(chmod(step->path, 0));
	case STEP_REMOVE:
		return remove_tree(step);
	case STEP_NOTHING:
		break;
	}
	return 0;
}

static bool makes_parents(enum host_step_kind kind)
{
	return kind == STEP_FILE || kind == STEP_WORDS || kind == STEP_LINK ||
	       kind == STEP_DIR || kind == STEP_SOCKET;
}

static int take_steps(const struct host_state *state, struct errmsg *err)
{
	for (size_t i = 0; i < state->step_count; i++) {
		const struct host_step *step = &state->steps[i];
		int r = makes_parents(step->kind) ? make_parents(step->path) :
						    0;

		if (r == 0)
			r = take_step(step);
		if (r < 0)
			return errmsg_set(err, r, "line %u: /%s: %s",
					  step->line, step->path, strerror(-r));
	}
	return 0;
}

int host_tree_make(const char *directory, const struct host_state *state,
		   struct errmsg *err)
{
	autoclose int here = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int r;

	if (here < 0 || chdir(directory) < 0)
		return errmsg_set(err, -errno, "%s", directory);
	r = take_steps(state, err);
	if (fchdir(here) < 0)
		return errmsg_set(err, -errno, "no way back");
	return r;
}
