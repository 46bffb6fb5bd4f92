// SPDX-License-Identifier: BSD-2-Clause
#include "docker_sockets.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>

#include "cleanup.h"
#include "daemon.h"
#include "number.h"
#include "path.h"
#include "watch.h"

#define MODE_DEFAULT 0666 /* systemd.socket(5) */

/* /var/run has been a link to /run since 2011. */
static const char *usual_name(const char *path)
{
	return path_below(view_of(path), VIEW("/var/run")) ? path + 4 : path;
}

static const char *find(const struct docker_sockets *s, const char *path)
{
	for (size_t i = 0; i < s->count; i++)
		if (strcmp(s->paths[i], path) == 0)
			return s->paths[i];
	return NULL;
}

/* 0 or -ENOMEM. */
static int add(struct docker_sockets *s, const char *path,
	       struct check_result *result)
{
	const char *name = usual_name(path);

	if (name[0] != '/' || find(s, name))
		return 0;
	if (s->count >= DOCKER_SOCKETS_MAX) {
		check_result_unread(result, "more sockets than are looked at",
				    name, -E2BIG);
		return 0;
	}
	s->paths[s->count] = strdup(name);
	return s->paths[s->count++] ? 0 : -ENOMEM;
}

static bool is_there(const struct check_host *host, const char *path)
{
	struct stat st;
	autoclose int fd = check_host_open(host, path + 1, O_PATH);

	return fd >= 0 && fstat(fd, &st) == 0 && S_ISSOCK(st.st_mode);
}

static int add_unit(const struct check_host *host, struct docker_sockets *s,
		    struct check_result *result)
{
	const struct unit_setting *listen;
	char failed[PATH_MAX] = "";
	int r = unit_read(host, "docker.socket", &s->unit, failed);

	if (r < 0)
		check_result_unread(result, "docker.socket could not be read",
				    *failed ? failed : "docker.socket", r);
	r = r == -ENOMEM ? r : 0;
	if (!s->unit.fragment || s->unit.masked)
		return r;
	for (size_t i = 0; r == 0 && (listen = unit_setting(&s->unit, "Socket",
							    "ListenStream", i));
	     i++) {
		r = add(s, listen->value, result);
		if (r < 0 || listen->value[0] != '/' || s->made)
			continue;
		s->made = find(s, usual_name(listen->value));
		s->made_there = s->made && is_there(host, s->made);
	}
	return r;
}

int docker_sockets_find(const struct check_host *host,
			struct check_result *result, struct docker_sockets *ret)
{
	const struct daemon *daemon;
	const char *path;
	int r = 0;

	*ret = (struct docker_sockets){ .count = 0 };
	for (size_t i = 0; r == 0 && (path = watch_socket(i)) != NULL; i++)
		r = add(ret, path, result);
	if (r == 0)
		r = daemon_of(host, &daemon);
	for (size_t i = 0;
	     r == 0 && (path = daemon_path(daemon, DAEMON_SOCKET, i)) != NULL;
	     i++)
		r = add(ret, path, result);
	return r < 0 ? r : add_unit(host, ret, result);
}

void docker_sockets_done(struct docker_sockets *sockets)
{
	for (size_t i = 0; i < sockets->count; i++)
		free(sockets->paths[i]);
	unit_done(&sockets->unit);
	*sockets = (struct docker_sockets){ .count = 0 };
}

/* Of several the last one counts. */
static const struct unit_setting *last(const struct unit *unit,
				       const char *name)
{
	const struct unit_setting *found = NULL, *next;

	for (size_t i = 0; (next = unit_setting(unit, "Socket", name, i)); i++)
		found = next;
	return found;
}

mode_t docker_sockets_mode(const struct docker_sockets *sockets,
			   const struct unit_setting **ret)
{
	uint64_t mode;

	*ret = last(&sockets->unit, "SocketMode");
	if (!*ret || number_octal(view_of((*ret)->value), 07777, &mode) < 0)
		return MODE_DEFAULT;
	return (mode_t)mode;
}

static int id_of(const struct docker_sockets *sockets, const char *name,
		 int (*look_up)(void *user, const char *name, uint32_t *ret),
		 void *user, uint32_t *ret)
{
	const struct unit_setting *setting = last(&sockets->unit, name);
	uint64_t id;

	if (!setting)
		return -ENOENT;
	if (number_decimal(view_of(setting->value), UINT32_MAX, &id) < 0)
		return look_up(user, setting->value, ret);
	*ret = (uint32_t)id;
	return 0;
}

int docker_sockets_user(const struct docker_sockets *sockets,
			const struct names *names, uint32_t *ret)
{
	return id_of(sockets, "SocketUser", names->uid_of, names->user, ret);
}

int docker_sockets_group(const struct docker_sockets *sockets,
			 const struct names *names, uint32_t *ret)
{
	return id_of(sockets, "SocketGroup", names->gid_of, names->user, ret);
}

void docker_sockets_settle(struct docker_sockets *sockets,
			   const struct names *names)
{
	uint32_t id;

	if ((last(&sockets->unit, "SocketUser") &&
	     docker_sockets_user(sockets, names, &id) == -ENOENT) ||
	    (last(&sockets->unit, "SocketGroup") &&
	     docker_sockets_group(sockets, names, &id) == -ENOENT))
		sockets->made = NULL;
}
