// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "printable.h"
#include "runtimes_parts.h"

#define MAX_SHOWN 200 /* bytes of a path in a sentence */

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

void runtimes_cannot_read(struct runtimes *r, const char *what, int error)
{
	if (r->unread++)
		return;
	r->first_unread = what;
	r->error = error;
}

bool runtimes_is_absent(int error)
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
		return runtimes_is_absent(fd) ? 0 : fd;
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
			runtimes_cannot_read(r, signs[i].path, there);
		else if (there)
			r->found[signs[i].runtime] = signs[i].path;
	}
	if (!runtimes_has_engine(r) &&
	    is_there(host, "/var/lib/docker", PLACE) == 1)
		r->state_left = "/var/lib/docker";
}

int runtimes_find(const struct check_host *host, struct runtimes *ret)
{
	struct runtimes r = { .users = NULL };
	int e;

	look_for_signs(host, &r);
	e = runtimes_find_users(host, &r);
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
		runtimes_user_done(&runtimes->users[i]);
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
