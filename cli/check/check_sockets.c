// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <sys/xattr.h>

#include "check_users.h"
#include "cleanup.h"
#include "posix_acl.h"
#include "watch.h"

/* Whom one socket lets in that may not be. */
struct door {
	const struct check_users *c;
	struct check_list others;
};

/* A descriptor of the socket; -ENOENT where there is none, or what is there is
 * no socket; -errno. */
static int open_socket(const struct check_host *host, const char *path,
		       struct stat *ret)
{
	autoclose int fd = check_host_open(host, path + 1, O_PATH);

	if (fd == -ENOTDIR)
		return -ENOENT;
	if (fd < 0)
		return fd;
	if (fstat(fd, ret) < 0)
		return -errno;
	return S_ISSOCK(ret->st_mode) ? take_fd(&fd) : -ENOENT;
}

static int add_group(const struct check_host *host, const char *path,
		     struct protected_groups *groups,
		     struct check_result *result)
{
	struct stat st;
	autoclose int fd = open_socket(host, path, &st);

	if (fd < 0 && fd != -ENOENT)
		check_result_unread(result, "a socket could not be looked at",
				    path, fd);
	if (fd < 0 || !(st.st_mode & S_IWGRP))
		return 0;
	return protected_groups_add(groups,
				    (struct protected_group){
					    .gid = st.st_gid,
					    .name = "a socket of Docker's",
					    .by = PROTECTED_BY_SOCKET,
				    });
}

int check_sockets_groups(const struct check_host *host,
			 struct protected_groups *groups,
			 struct check_result *result)
{
	const char *path;
	int r = 0;

	for (size_t i = 0; r == 0 && (path = watch_socket(i)) != NULL; i++)
		r = add_group(host, path, groups, result);
	return r;
}

/* A protected group's members are judged one by one; a trusted one is. */
static bool may_group(const struct check_users *c, uint32_t gid)
{
	const struct policy *policy = c->host->policy;
	uint32_t trusted;

	if (gid == 0 || protected_groups_find(c->groups, gid))
		return true;
	for (size_t i = 0; i < policy->trusted_group_count; i++)
		if (c->names->gid_of(c->names->user, policy->trusted_groups[i],
				     &trusted) == 0 &&
		    trusted == gid)
			return true;
	return false;
}

static void see_entry(void *context, const struct posix_acl_entry *entry)
{
	struct door *d = context;

	/* unix(7): connecting takes write permission. */
	if (!entry->write)
		return;
	if (entry->tag == POSIX_ACL_TAG_USER &&
	    !check_users_may(d->c, entry->id) && check_list_next(&d->others)) {
		buf_add_text(d->others.out, "user ");
		check_users_add_user(d->c, entry->id, d->others.out);
		buf_add_text(d->others.out, " by an ACL");
	}
	if (entry->tag == POSIX_ACL_TAG_GROUP && !may_group(d->c, entry->id) &&
	    check_list_next(&d->others)) {
		buf_add_text(d->others.out, "group ");
		check_users_add_group(d->c, entry->id, d->others.out);
		buf_add_text(d->others.out, " by an ACL");
	}
}

static void see_mode(struct door *d, const struct stat *st)
{
	if ((st->st_mode & S_IWUSR) && !check_users_may(d->c, st->st_uid) &&
	    check_list_next(&d->others)) {
		buf_add_text(d->others.out, "its owner, user ");
		check_users_add_user(d->c, st->st_uid, d->others.out);
	}
	if ((st->st_mode & S_IWOTH) && check_list_next(&d->others))
		buf_add_text(d->others.out, "everybody, by its mode");
}

/* fgetxattr(2) does not take a descriptor of O_PATH; its name in /proc does.
 * 0 or -errno. */
static int see_acl(struct door *d, int fd)
{
	autofree char *bytes = malloc(POSIX_ACL_MAX);
	char path[64];
	ssize_t size;

	if (!bytes)
		return -ENOMEM;
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	size = getxattr(path, POSIX_ACL_ATTRIBUTE, bytes, POSIX_ACL_MAX);
	if (size >= 0)
		return posix_acl_each(view_from(bytes, (size_t)size), see_entry,
				      d);
	return errno == ENODATA || errno == ENOTSUP ? 0 : -errno;
}

static void report(const struct door *d, struct check_draft *draft)
{
	if (!d->others.count) {
		buf_add_text(&draft->what, "the socket lets nobody else in");
		check_result_add(d->c->result, CHECK_PASS, draft);
		return;
	}
	buf_add_text(&draft->what,
		     "a socket of Docker's lets in who is not trusted");
	check_list_end(&d->others);
	buf_add_text(&draft->evidence, ": ");
	buf_add(&draft->evidence, buf_view(d->others.out));
	buf_add_text(&draft->remedy,
		     "setfacl -b, chown root and chmod 0660 the socket; "
		     "SocketMode= in docker.socket");
	check_result_add(d->c->result, CHECK_FAIL, draft);
}

/* As `ls` shows it, with numbers. */
static void add_socket(const char *path, const struct stat *st, struct buf *out)
{
	buf_printf(out, "%s, uid %u, gid %u, mode %04o", path,
		   (unsigned int)st->st_uid, (unsigned int)st->st_gid,
		   (unsigned int)(st->st_mode & 07777));
}

static void check_socket(const struct check_users *c, const char *path,
			 size_t *found)
{
	autodraft struct check_draft draft;
	autobuf struct buf others;
	struct door d = { .c = c, .others = { &others, 0 } };
	struct stat st;
	autoclose int fd = open_socket(c->host, path, &st);
	int r;

	check_draft_init(&draft);
	buf_init(&others, CHECK_MAX_TEXT);
	if (fd < 0)
		return; /* said by check_sockets_groups() */
	++*found;
	add_socket(path, &st, &draft.evidence);
	see_mode(&d, &st);
	r = see_acl(&d, fd);
	if (r < 0)
		check_result_unread(c->result,
				    "the ACL of a socket could not be read",
				    path, r);
	if (r == 0 || d.others.count)
		report(&d, &draft);
}

void check_sockets(const struct check_users *c)
{
	const char *path;
	size_t found = 0;

	for (size_t i = 0; (path = watch_socket(i)) != NULL; i++)
		check_socket(c, path, &found);
	if (!found)
		check_result_say(c->result, CHECK_NA,
				 "there is no socket of Docker's",
				 "/run/docker.sock, containerd's sockets", "");
}
