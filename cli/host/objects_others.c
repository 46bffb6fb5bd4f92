// SPDX-License-Identifier: BSD-2-Clause
/* Other ways to run containers: what of theirs the items mean too. */
#include "objects_parts.h"
#include "runtimes.h"

#define ITEM(number) "SSE_SEC_APP_DOCKER_" number

/* sign: that it is installed.  Snap's Docker is Docker; podman is no daemon
 * that the baseline speaks of, so that only the full profile watches it. */
static const struct {
	const char *sign, *item, *path, *why;
	enum watch_class class;
	bool baseline;
} others[] = {
	{ "/snap/docker", ITEM("10"),
	  "/var/snap/docker/current/config/daemon.json", "snap", WATCH_CONFIG,
	  true },
	{ "/snap/docker", ITEM("05"), "/var/snap/docker/common/var-lib-docker",
	  "snap", WATCH_STATE, true },
	{ "/snap/docker", ITEM("07"),
	  "/etc/systemd/system/snap.docker.dockerd.service", "snap", WATCH_UNIT,
	  true },
	{ "/usr/bin/podman", ITEM("04"), "/usr/bin/podman", "podman",
	  WATCH_PROGRAM, false },
	{ "/usr/bin/podman", ITEM("05"), "/var/lib/containers", "podman",
	  WATCH_STATE, false },
	{ "/usr/bin/podman", ITEM("06"), "/etc/containers", "podman",
	  WATCH_CONFIG, false },
	{ "/usr/bin/podman", ITEM("08"), "/run/podman/podman.sock", "podman",
	  WATCH_SOCKET, false },
	{ "/usr/bin/podman", ITEM("12"), "/usr/bin/conmon", "podman",
	  WATCH_PROGRAM, false },
	{ "/", ITEM("12"), "/usr/bin/crun", "a runtime", WATCH_PROGRAM, true },
	{ "/", ITEM("04"), "/root/.docker/cli-plugins", "plugins of root's",
	  WATCH_PROGRAM, false },
	{ "/", ITEM("04"), "/usr/local/lib/docker/cli-plugins", "plugins",
	  WATCH_PROGRAM, true },
	{ "/", ITEM("04"), "/usr/local/libexec/docker/cli-plugins", "plugins",
	  WATCH_PROGRAM, true },
};

/* path: the user's own, "" where it is not known.  It has to be what it says:
 * not a link of his to another file. */
static void wish_own(struct object_search *s, const struct runtime_user *user,
		     struct object_wish wish)
{
	size_t size = strlen(user->home);

	if (!*wish.path)
		return;
	wish.why = "rootless Docker";
	wish.baseline = true;
	wish.end = wish.path;
	if (strncmp(wish.path, user->home, size) == 0)
		wish.end += size;
	object_search_wish(s, &wish);
}

static void wish_rootless(struct object_search *s)
{
	const struct runtimes *runtimes;
	int r = runtimes_of(s->host, &runtimes);

	if (r < 0) {
		object_search_gap(s, "users' own Dockers", "/etc/passwd", r);
		return;
	}
	for (size_t i = 0; i < runtimes->user_count; i++) {
		const struct runtime_user *user = &runtimes->users[i];

		wish_own(s, user,
			 (struct object_wish){ .item = ITEM("10"),
					       .path = user->config,
					       .class = WATCH_CONFIG });
		wish_own(s, user,
			 (struct object_wish){ .item = ITEM("05"),
					       .path = user->data,
					       .class = WATCH_STATE });
	}
}

void object_search_others(struct object_search *s)
{
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		if (others[i].sign[1] && !object_search_has(s, others[i].sign))
			continue;
		object_search_wish(s, &(struct object_wish){
					      .item = others[i].item,
					      .path = others[i].path,
					      .why = others[i].why,
					      .class = others[i].class,
					      .baseline = others[i].baseline,
				      });
	}
	wish_rootless(s);
}
