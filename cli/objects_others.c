// SPDX-License-Identifier: BSD-2-Clause
/* Other ways to run containers: what of theirs the items mean too. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>

#include "cleanup.h"
#include "number.h"
#include "objects_parts.h"

#define ITEM(number) "SSE_SEC_APP_DOCKER_" number
#define MAX_ROOTLESS 1000	       /* users whose homes are looked at */
#define MAX_SUBUID ((size_t)128 << 10) /* bytes of /etc/subuid */
#define FIRST_USER 1000		       /* login.defs(5), UID_MIN */
#define FIELD_NAME 0		       /* of /etc/passwd, passwd(5) */
#define FIELD_UID 2
#define FIELD_HOME 5

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

static struct view field(struct view line, unsigned int number)
{
	const char *end;

	for (; number; number--) {
		end = line.size ? memchr(line.data, ':', line.size) : NULL;
		if (!end)
			return VIEW("");
		line = view_skip(line, (size_t)(end - line.data) + 1);
	}
	end = line.size ? memchr(line.data, ':', line.size) : NULL;
	return view_from(line.data,
			 end ? (size_t)(end - line.data) : line.size);
}

static struct view next_line(struct view *text)
{
	const char *end =
		text->size ? memchr(text->data, '\n', text->size) : NULL;
	size_t size = end ? (size_t)(end - text->data) : text->size;
	struct view line = view_from(text->data, size);

	*text = view_skip(*text, size + 1);
	return line;
}

/* Rootless Docker needs subordinate uids: whoever has none has none of it. */
static bool has_subuids(struct view subuid, struct view name)
{
	while (subuid.size)
		if (view_equal(field(next_line(&subuid), FIELD_NAME), name))
			return true;
	return false;
}

static void wish_home(struct object_search *s, struct view home)
{
	static const struct {
		const char *item, *path;
		enum watch_class class;
	} own[] = {
		{ ITEM("10"), "/.config/docker/daemon.json", WATCH_CONFIG },
		{ ITEM("05"), "/.local/share/docker", WATCH_STATE },
	};
	char path[PATH_MAX];

	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
		int size = snprintf(path, sizeof(path), "%.*s%s",
				    (int)home.size, home.data, own[i].path);

		if (size < 0 || size >= (int)sizeof(path))
			continue;
		object_search_wish(s, &(struct object_wish){
					      .item = own[i].item,
					      .path = path,
					      .why = "rootless Docker",
					      .class = own[i].class,
					      .baseline = true,
					      .end = own[i].path,
				      });
	}
}

static void wish_rootless(struct object_search *s)
{
	autobuf struct buf passwd, subuid;
	struct view rest;
	size_t count = 0;
	uint64_t uid;

	buf_init(&passwd, CHECK_MAX_FILE);
	buf_init(&subuid, CHECK_MAX_FILE);
	/* Without either nobody can; unreadable they are item 03's to say. */
	if (check_host_read(s->host, "etc/passwd", &passwd) < 0 ||
	    check_host_read(s->host, "etc/subuid", &subuid) < 0)
		return;
	buf_cut(&subuid, MAX_SUBUID);
	rest = buf_view(&passwd);
	while (rest.size && count < MAX_ROOTLESS) {
		struct view line = next_line(&rest);
		struct view home = field(line, FIELD_HOME);

		if (home.size < 2 || home.size >= PATH_MAX ||
		    home.data[0] != '/' || memchr(home.data, '\0', home.size))
			continue;
		if (number_decimal(field(line, FIELD_UID), UID_UNSET, &uid) ||
		    uid < FIRST_USER)
			continue;
		count++;
		if (has_subuids(buf_view(&subuid), field(line, FIELD_NAME)))
			wish_home(s, home);
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
