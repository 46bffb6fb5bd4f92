// SPDX-License-Identifier: BSD-2-Clause
/*
 * A Docker of a user's own, by the files in his home; and by its socket, where
 * he has no home here or keeps them elsewhere.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "directory.h"
#include "entry.h"
#include "number.h"
#include "runtimes_parts.h"

#define PASSWD_FIELDS 7 /* the sixth is the home */
#define PASSWD_HOME 5
#define MAX_RUN_USERS 10000

/* Below a home.  The first that is there tells. */
static const char *const home_signs[] = {
	".config/systemd/user/docker.service",
	".config/docker/daemon.json",
	".local/share/docker",
};

static bool has_user(const struct runtimes *r, uint32_t uid)
{
	for (size_t i = 0; i < r->user_count; i++)
		if (r->users[i].uid == uid)
			return true;
	return false;
}

void runtimes_user_done(struct runtime_user *user)
{
	free(user->home);
	free(user->config);
	free(user->data);
	free(user->found);
}

/* home + below; "" without a home; NULL without memory. */
static char *join(const char *home, const char *below)
{
	char *path = NULL;

	if (!*home)
		return strdup("");
	return asprintf(&path, "%s/%s", home, below) < 0 ? NULL : path;
}

static int add_user(struct runtimes *r, uint32_t uid, const char *home,
		    const char *found)
{
	struct runtime_user user = { .uid = uid }, *list;

	if (has_user(r, uid))
		return 0;
	r->found[RUNTIME_ROOTLESS] = "a user's own";
	if (r->user_count >= RUNTIMES_MAX_ROOTLESS) {
		r->users_more++;
		return 0;
	}
	user.home = strdup(home);
	user.config = join(home, ".config/docker/daemon.json");
	user.data = join(home, ".local/share/docker");
	user.found = strdup(found);
	list = reallocarray(r->users, r->user_count + 1, sizeof(*list));
	if (list)
		r->users = list;
	if (!list || !user.home || !user.config || !user.data || !user.found) {
		runtimes_user_done(&user);
		return -ENOMEM;
	}
	list[r->user_count++] = user;
	return 0;
}

/* The first sign in a home; "" for none. */
static int look_into(const struct check_host *host, struct runtimes *r,
		     uint32_t uid, const char *home)
{
	autoclose int fd = check_host_open(host, home + 1, O_PATH);
	struct stat st;

	if (fd < 0) {
		if (!runtimes_is_absent(fd))
			runtimes_cannot_read(r, "users' homes", fd);
		return 0;
	}
	for (size_t i = 0; i < sizeof(home_signs) / sizeof(home_signs[0]);
	     i++) {
		autofree char *path = NULL;

		if (fstatat(fd, home_signs[i], &st, AT_SYMLINK_NOFOLLOW) < 0) {
			if (!runtimes_is_absent(-errno))
				runtimes_cannot_read(r, "users' homes", -errno);
			continue;
		}
		path = join(home, home_signs[i]);
		return path ? add_user(r, uid, home, path) : -ENOMEM;
	}
	return 0;
}

/* Services have their homes where they please; a Docker of root's own is the
 * host's. */
static bool is_home(struct view home, uint64_t uid)
{
	return uid != 0 && home.size > 1 && home.data[0] == '/' &&
	       !memchr(home.data, '\0', home.size) &&
	       !view_is(home, "/nonexistent");
}

static int look_at_homes(const struct check_host *host, struct runtimes *r,
			 struct view text)
{
	struct view line, fields[PASSWD_FIELDS];
	size_t homes = 0;
	uint32_t uid;
	int e = 0;

	while (e == 0 && entry_next(&text, &line)) {
		autofree char *home = NULL;

		if (!entry_split(line, fields, PASSWD_FIELDS) ||
		    !entry_id(fields[2], &uid) ||
		    !is_home(fields[PASSWD_HOME], uid))
			continue;
		if (homes++ >= RUNTIMES_MAX_HOMES) {
			r->homes_left++;
			continue;
		}
		home = strndup(fields[PASSWD_HOME].data,
			       fields[PASSWD_HOME].size);
		e = home ? look_into(host, r, uid, home) : -ENOMEM;
	}
	return e;
}

static int look_at_passwd(const struct check_host *host, struct runtimes *r)
{
	autobuf struct buf text;
	int e;

	buf_init(&text, CHECK_MAX_FILE);
	e = check_host_read(host, "etc/passwd", &text);
	if (e < 0) {
		if (!runtimes_is_absent(e))
			runtimes_cannot_read(r, "/etc/passwd", e);
		return e == -ENOMEM ? e : 0;
	}
	return look_at_homes(host, r, buf_view(&text));
}

static int see_run_user(struct runtimes *r, int directory, const char *name)
{
	char path[NAME_MAX + 16], full[NAME_MAX + 32];
	struct stat st;
	uint64_t uid;

	if (number_decimal(view_of(name), UINT32_MAX, &uid) < 0 || uid == 0)
		return 0;
	(void)snprintf(path, sizeof(path), "%u/docker.sock", (uint32_t)uid);
	if (fstatat(directory, path, &st, AT_SYMLINK_NOFOLLOW) < 0) {
		if (!runtimes_is_absent(-errno))
			runtimes_cannot_read(r, "/run/user", -errno);
		return 0;
	}
	if (!S_ISSOCK(st.st_mode))
		return 0;
	(void)snprintf(full, sizeof(full), "/run/user/%s", path);
	return add_user(r, (uint32_t)uid, "", full);
}

static int look_at_run(const struct check_host *host, struct runtimes *r)
{
	autodirectory struct directory d;
	const struct dirent *entry;
	size_t seen = 0;
	int e = directory_open(host, "run/user", &d);

	if (e < 0) {
		if (!runtimes_is_absent(e))
			runtimes_cannot_read(r, "/run/user", e);
		return e == -ENOMEM ? e : 0;
	}
	while (e == 0 && seen++ < MAX_RUN_USERS &&
	       (entry = directory_next(&d)) != NULL)
		e = see_run_user(r, directory_fd(&d), entry->d_name);
	if (d.error)
		runtimes_cannot_read(r, "/run/user", d.error);
	return e;
}

int runtimes_find_users(const struct check_host *host, struct runtimes *r)
{
	int e = look_at_passwd(host, r);

	return e < 0 ? e : look_at_run(host, r);
}
