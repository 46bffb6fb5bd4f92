// SPDX-License-Identifier: BSD-2-Clause
#include "runtimes.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "directory.h"
#include "entry.h"
#include "number.h"
#include "printable.h"

#define PASSWD_FIELDS 7 /* the sixth is the home */
#define PASSWD_HOME 5
#define MAX_SHOWN 200 /* bytes of a path in a sentence */
#define MAX_RUN_USERS 10000

enum look {
	PROGRAM, /* a regular file, through links */
	OWN,	 /* a file of the path's own: no link of podman's */
	PLACE,	 /* a directory */
};

/* Debian's and Ubuntu's, Fedora's and RHEL's places, and those of the static
 * archives: the packages' file lists. */
static const struct {
	enum runtime runtime;
	enum look look;
	const char *path;
} signs[] = {
	{ RUNTIME_DOCKER, PROGRAM, "/usr/bin/dockerd" },
	{ RUNTIME_DOCKER, PROGRAM, "/usr/sbin/dockerd" },
	{ RUNTIME_DOCKER, PROGRAM, "/usr/local/bin/dockerd" },
	{ RUNTIME_DOCKER, PROGRAM, "/usr/local/sbin/dockerd" },
	{ RUNTIME_DOCKER, PROGRAM, "/usr/bin/dockerd-current" },
	{ RUNTIME_DOCKER, PROGRAM, "/usr/bin/dockerd-ce" },
	{ RUNTIME_DOCKER, PROGRAM, "/etc/systemd/system/docker.service" },
	{ RUNTIME_DOCKER, PROGRAM, "/run/systemd/system/docker.service" },
	{ RUNTIME_DOCKER, PROGRAM,
	  "/usr/local/lib/systemd/system/docker.service" },
	{ RUNTIME_DOCKER, PROGRAM, "/usr/lib/systemd/system/docker.service" },
	{ RUNTIME_DOCKER, PROGRAM, "/lib/systemd/system/docker.service" },
	/* Started by hand from anywhere. */
	{ RUNTIME_DOCKER, OWN, "/run/docker.pid" },
	{ RUNTIME_DOCKER, OWN, "/run/docker.sock" },
	{ RUNTIME_SNAP, PLACE, "/snap/docker/current" },
	{ RUNTIME_SNAP, PROGRAM,
	  "/etc/systemd/system/snap.docker.dockerd.service" },
	{ RUNTIME_SNAP, PLACE, "/var/snap/docker/current" },
	{ RUNTIME_CLIENT, PROGRAM, "/usr/bin/docker" },
	{ RUNTIME_CLIENT, PROGRAM, "/usr/local/bin/docker" },
	{ RUNTIME_PODMAN, PROGRAM, "/usr/bin/podman" },
	{ RUNTIME_PODMAN, PROGRAM, "/usr/local/bin/podman" },
	{ RUNTIME_CONTAINERD, PROGRAM, "/usr/bin/containerd" },
	{ RUNTIME_CONTAINERD, PROGRAM, "/usr/local/bin/containerd" },
	{ RUNTIME_CONTAINERD, PROGRAM, "/usr/sbin/containerd" },
	{ RUNTIME_CONTAINERD, PROGRAM, "/usr/bin/docker-containerd" },
	{ RUNTIME_KUBERNETES, PROGRAM, "/usr/bin/kubelet" },
	{ RUNTIME_KUBERNETES, PROGRAM, "/usr/local/bin/kubelet" },
	{ RUNTIME_KUBERNETES, PROGRAM, "/usr/local/bin/k3s" },
	{ RUNTIME_KUBERNETES, PROGRAM, "/usr/bin/k3s" },
	{ RUNTIME_CRIO, PROGRAM, "/usr/bin/crio" },
	{ RUNTIME_CRIO, PROGRAM, "/usr/local/bin/crio" },
};

#define SIGN_COUNT (sizeof(signs) / sizeof(signs[0]))

/* Below a home.  The first that is there tells. */
static const char *const home_signs[] = {
	".config/systemd/user/docker.service",
	".config/docker/daemon.json",
	".local/share/docker",
};

static const char *const names[] = {
	[RUNTIME_DOCKER] = "Docker",
	[RUNTIME_SNAP] = "Docker's snap",
	[RUNTIME_ROOTLESS] = "rootless Docker",
	[RUNTIME_CLIENT] = "Docker's client",
	[RUNTIME_PODMAN] = "podman",
	[RUNTIME_CONTAINERD] = "containerd",
	[RUNTIME_KUBERNETES] = "Kubernetes",
	[RUNTIME_CRIO] = "CRI-O",
};

const char *runtime_name(enum runtime runtime)
{
	return names[runtime];
}

static void cannot_read(struct runtimes *r, const char *what, int error)
{
	if (r->unread++)
		return;
	r->first_unread = what;
	r->error = error;
}

static bool is_absent(int error)
{
	return error == -ENOENT || error == -ENOTDIR || error == -ELOOP;
}

static bool is_such(const struct stat *st, enum look look)
{
	if (look == PLACE)
		return S_ISDIR(st->st_mode);
	return S_ISREG(st->st_mode) || (look == OWN && S_ISSOCK(st->st_mode));
}

/* 1, 0, or -errno where it cannot be told. */
static int is_there(const struct check_host *host, const char *path,
		    enum look look)
{
	autoclose int fd = check_host_open(
		host, path + 1, O_PATH | (look == OWN ? O_NOFOLLOW : 0));
	struct stat st;

	if (fd < 0)
		return is_absent(fd) ? 0 : fd;
	if (fstat(fd, &st) < 0)
		return -errno;
	return is_such(&st, look) ? 1 : 0;
}

static void look_for_signs(const struct check_host *host, struct runtimes *r)
{
	for (size_t i = 0; i < SIGN_COUNT; i++) {
		int there;

		if (r->found[signs[i].runtime])
			continue;
		there = is_there(host, signs[i].path, signs[i].look);
		if (there < 0)
			cannot_read(r, signs[i].path, there);
		else if (there)
			r->found[signs[i].runtime] = signs[i].path;
	}
	if (!runtimes_has_engine(r) &&
	    is_there(host, "/var/lib/docker", PLACE) == 1)
		r->state_left = "/var/lib/docker";
}

/* ----- users' own ----- */

static bool has_user(const struct runtimes *r, uint32_t uid)
{
	for (size_t i = 0; i < r->user_count; i++)
		if (r->users[i].uid == uid)
			return true;
	return false;
}

static void user_done(struct runtime_user *user)
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
		user_done(&user);
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
		if (!is_absent(fd))
			cannot_read(r, "users' homes", fd);
		return 0;
	}
	for (size_t i = 0; i < sizeof(home_signs) / sizeof(home_signs[0]);
	     i++) {
		autofree char *path = NULL;

		if (fstatat(fd, home_signs[i], &st, AT_SYMLINK_NOFOLLOW) < 0) {
			if (!is_absent(-errno))
				cannot_read(r, "users' homes", -errno);
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
		if (!is_absent(e))
			cannot_read(r, "/etc/passwd", e);
		return e == -ENOMEM ? e : 0;
	}
	return look_at_homes(host, r, buf_view(&text));
}

/* A socket of a user's who has no home here, or keeps his files elsewhere. */
static int see_run_user(struct runtimes *r, int directory, const char *name)
{
	char path[NAME_MAX + 16], full[NAME_MAX + 32];
	struct stat st;
	uint64_t uid;

	if (number_decimal(view_of(name), UINT32_MAX, &uid) < 0 || uid == 0)
		return 0;
	(void)snprintf(path, sizeof(path), "%u/docker.sock", (uint32_t)uid);
	if (fstatat(directory, path, &st, AT_SYMLINK_NOFOLLOW) < 0) {
		if (!is_absent(-errno))
			cannot_read(r, "/run/user", -errno);
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
		if (!is_absent(e))
			cannot_read(r, "/run/user", e);
		return e == -ENOMEM ? e : 0;
	}
	while (e == 0 && seen++ < MAX_RUN_USERS &&
	       (entry = directory_next(&d)) != NULL)
		e = see_run_user(r, directory_fd(&d), entry->d_name);
	if (d.error)
		cannot_read(r, "/run/user", d.error);
	return e;
}

int runtimes_find(const struct check_host *host, struct runtimes *ret)
{
	struct runtimes r = { .users = NULL };
	int e;

	look_for_signs(host, &r);
	e = look_at_passwd(host, &r);
	if (e == 0)
		e = look_at_run(host, &r);
	if (e < 0) {
		runtimes_done(&r);
		return e;
	}
	*ret = r;
	return 0;
}

void runtimes_done(struct runtimes *runtimes)
{
	for (size_t i = 0; i < runtimes->user_count; i++)
		user_done(&runtimes->users[i]);
	free(runtimes->users);
	runtimes->users = NULL;
	runtimes->user_count = 0;
}

/* ----- once a host ----- */

static int make(const struct check_host *host, void **ret)
{
	autofree struct runtimes *r = malloc(sizeof(*r));
	int e = r ? runtimes_find(host, r) : -ENOMEM;

	if (e == 0)
		*ret = take(r);
	return e;
}

static void release(void *value)
{
	runtimes_done(value);
	free(value);
}

int runtimes_of(const struct check_host *host, const struct runtimes **ret)
{
	static const struct once_kind kind = { make, release };
	const void *value;
	int e = once_get(host, &kind, &value);

	if (e == 0)
		*ret = value;
	return e;
}

/* ----- in words ----- */

static void say(const struct runtimes *r, enum runtime runtime,
		const char *words, struct buf *out)
{
	const char *file = r->found[runtime];

	if (runtime == RUNTIME_ROOTLESS && r->user_count)
		file = r->users[0].found;
	buf_printf(out, "%s (", words);
	printable_word(out, view_of(file), MAX_SHOWN);
	buf_add_byte(out, ')');
}

static void say_instead(const struct runtimes *r, struct buf *out)
{
	static const struct {
		enum runtime runtime;
		const char *words;
	} instead[] = {
		{ RUNTIME_ROOTLESS,
		  "rootless Docker only, whose daemon has its user's rights" },
		{ RUNTIME_CRIO, "CRI-O only, which has no Docker engine" },
		{ RUNTIME_KUBERNETES,
		  "Kubernetes only, which speaks to containerd itself" },
		{ RUNTIME_PODMAN, "podman only, which has no daemon" },
		{ RUNTIME_CONTAINERD, "containerd only, without Docker" },
		{ RUNTIME_CLIENT, "Docker's client only" },
	};

	for (size_t i = 0; i < sizeof(instead) / sizeof(instead[0]); i++)
		if (runtimes_has(r, instead[i].runtime)) {
			say(r, instead[i].runtime, instead[i].words, out);
			return;
		}
	buf_add_text(out, "no container software was found");
}

bool runtimes_without_engine(const struct runtimes *r, struct buf *out)
{
	if (runtimes_has_engine(r) || r->unread)
		return false;
	say_instead(r, out);
	if (r->state_left)
		buf_printf(out, "; %s is left of one", r->state_left);
	return true;
}
