// SPDX-License-Identifier: BSD-2-Clause
/*
 * daemon_paths: the paths that a daemon's settings name.
 */
#include <errno.h>

#include "cleanup.h"
#include "daemon_parts.h"

#define COUNT(list) (sizeof(list) / sizeof(list[0]))

const char *daemon_path(const struct daemon *daemon, enum daemon_path kind,
			size_t i)
{
	for (size_t j = 0; j < daemon->path_count; j++)
		if (daemon->paths[j].kind == kind && i-- == 0)
			return daemon->paths[j].path;
	return NULL;
}

/* Absolute paths only, each once. */
int daemon_paths_add(struct daemon *d, enum daemon_path kind, const char *path)
{
	if (path[0] != '/')
		return 0;
	for (size_t i = 0; i < d->path_count; i++)
		if (d->paths[i].kind == kind &&
		    strcmp(d->paths[i].path, path) == 0)
			return 0;
	if (d->path_count >= DAEMON_MAX_PATHS)
		return daemon_gap_add(d,
				      "the daemon names more paths than are "
				      "looked at",
				      path, -E2BIG);
	d->paths[d->path_count] = (struct daemon_named){ kind, strdup(path) };
	if (!d->paths[d->path_count].path)
		return -ENOMEM;
	d->path_count++;
	return 0;
}

static int add_setting_path(struct daemon *d, const struct daemon_setting *s)
{
	static const struct {
		enum daemon_option option;
		enum daemon_path kind;
	} kinds[] = {
		{ DAEMON_OPTION_TLS_CA, DAEMON_TLS_CA },
		{ DAEMON_OPTION_TLS_CERT, DAEMON_TLS_CERT },
		{ DAEMON_OPTION_TLS_KEY, DAEMON_TLS_KEY },
	};
	const char *equal;

	for (size_t i = 0; i < COUNT(kinds); i++)
		if (s->option == kinds[i].option)
			return daemon_paths_add(d, kinds[i].kind, s->value);
	if (s->option == DAEMON_OPTION_RUNTIME) {
		equal = strchr(s->value, '=');
		return equal ? daemon_paths_add(d, DAEMON_RUNTIME, equal + 1) :
			       0;
	}
	if (s->option == DAEMON_HOST && strncmp(s->value, "unix://", 7) == 0)
		return daemon_paths_add(d, DAEMON_SOCKET, s->value + 7);
	return 0;
}

/* The paths that dockerd looks for where TLS is asked for by a flag and none
 * is named (cmd/dockerd/options.go: not where daemon.json asks for it). */
static int add_standard_tls(struct daemon *d, const struct daemon_source *s)
{
	static const struct {
		enum daemon_option option;
		enum daemon_path kind;
		const char *path;
	} files[] = {
		{ DAEMON_OPTION_TLS_CA, DAEMON_TLS_CA, "/root/.docker/ca.pem" },
		{ DAEMON_OPTION_TLS_CERT, DAEMON_TLS_CERT,
		  "/root/.docker/cert.pem" },
		{ DAEMON_OPTION_TLS_KEY, DAEMON_TLS_KEY,
		  "/root/.docker/key.pem" },
	};
	const struct daemon_setting *tls, *verify;
	int r = 0;

	(void)daemon_flag(s, DAEMON_TLS, &tls);
	(void)daemon_flag(s, DAEMON_TLS_VERIFY, &verify);
	if ((!tls || tls->in_file) && (!verify || verify->in_file))
		return 0;
	for (size_t i = 0; r == 0 && i < COUNT(files); i++)
		if (!daemon_setting(s, files[i].option, 0))
			r = daemon_paths_add(d, files[i].kind, files[i].path);
	return r;
}

int daemon_paths_of(struct daemon *d, const struct daemon_source *s)
{
	int r = daemon_paths_add(d, DAEMON_PROGRAM, s->program);

	if (r == 0)
		r = daemon_paths_add(d, DAEMON_CONFIG, s->config);
	if (r == 0)
		r = daemon_paths_add(d, DAEMON_ROOT, s->root);
	for (size_t i = 0; r == 0 && i < s->setting_count; i++)
		r = add_setting_path(d, &s->settings[i]);
	if (r == 0 && !daemon_setting(s, DAEMON_HOST, 0))
		r = daemon_paths_add(d, DAEMON_SOCKET, "/run/docker.sock");
	return r < 0 ? r : add_standard_tls(d, s);
}
