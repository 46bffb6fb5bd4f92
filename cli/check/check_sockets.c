// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <sys/xattr.h>

#include "check_users.h"
#include "cleanup.h"
#include "docker_sockets.h"
#include "posix_acl.h"

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

static int read_acl(int fd, posix_acl_fn *fn, void *context)
{
	autofree char *bytes = malloc(POSIX_ACL_MAX);
	char path[64];
	ssize_t size;

	if (!bytes)
		return -ENOMEM;
	/* fgetxattr(2) does not take a descriptor of O_PATH; its name in /proc
	 * does. */
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	size = getxattr(path, POSIX_ACL_ATTRIBUTE, bytes, POSIX_ACL_MAX);
	if (size >= 0)
		return posix_acl_each(view_from(bytes, (size_t)size), fn,
				      context);
	return errno == ENODATA || errno == ENOTSUP ? 0 : -errno;
}

/* ----- the groups that may write to one: their members are judged ----- */

struct adding {
	struct protected_groups *groups;
	int error;
};

static void add_gid(struct adding *a, uint32_t gid)
{
	if (a->error == 0)
		a->error = protected_groups_add(
			a->groups, (struct protected_group){
					   .gid = gid,
					   .name = "a socket of Docker's",
					   .by = PROTECTED_BY_SOCKET,
				   });
}

static void add_entry(void *context, const struct posix_acl_entry *entry)
{
	/* unix(7): connecting takes write permission. */
	if (entry->tag == POSIX_ACL_TAG_GROUP && entry->write)
		add_gid(context, entry->id);
}

static int add_groups(const struct check_host *host, const char *path,
		      struct protected_groups *groups,
		      struct check_result *result)
{
	struct adding adding = { groups, 0 };
	struct stat st;
	autoclose int fd = open_socket(host, path, &st);

	if (fd < 0 && fd != -ENOENT)
		check_result_unread(result, "a socket could not be looked at",
				    path, fd);
	if (fd < 0)
		return 0;
	if (st.st_mode & S_IWGRP)
		add_gid(&adding, st.st_gid);
	/* Told of when the socket itself is looked at. */
	(void)read_acl(fd, add_entry, &adding);
	return adding.error;
}

int check_sockets_groups(const struct check_host *host,
			 const struct docker_sockets *sockets,
			 struct protected_groups *groups,
			 struct check_result *result)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < sockets->count; i++)
		r = add_groups(host, sockets->paths[i], groups, result);
	return r;
}

static void see_entry(void *context, const struct posix_acl_entry *entry)
{
	struct door *d = context;

	if (entry->tag != POSIX_ACL_TAG_USER || !entry->write ||
	    check_users_may(d->c, entry->id) || !check_list_next(&d->others))
		return;
	buf_add_text(d->others.out, "user ");
	check_users_add_user(d->c, entry->id, d->others.out);
	buf_add_text(d->others.out, " by an ACL");
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
	r = read_acl(fd, see_entry, &d);
	if (r < 0)
		check_result_unread(c->result,
				    "the ACL of a socket could not be read",
				    path, r);
	if (r == 0 || d.others.count)
		report(&d, &draft);
}

void check_sockets(const struct check_users *c)
{
	size_t found = 0;

	for (size_t i = 0; i < c->sockets->count; i++)
		check_socket(c, c->sockets->paths[i], &found);
	if (!found && !c->sockets->made)
		check_result_say(c->result, CHECK_NA,
				 "there is no socket of Docker's",
				 "/run/docker.sock, containerd's sockets", "");
}
