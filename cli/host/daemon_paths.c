// SPDX-License-Identifier: BSD-2-Clause
/*
 * daemon_paths: the paths that a daemon's settings name.
 */
#include <errno.h>
#include <limits.h>

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

/* A name without a directory is looked for in PATH's. */
static int add_program(struct daemon *d, enum daemon_path kind,
		       const char *program)
{
	static const char *const directories[] = { "/usr/local/sbin",
						   "/usr/local/bin",
						   "/usr/sbin", "/usr/bin" };
	char path[PATH_MAX];
	int r = 0;

	if (strchr(program, '/'))
		return daemon_paths_add(d, kind, program);
	for (size_t i = 0; *program && r == 0 && i < COUNT(directories); i++)
		if (snprintf(path, sizeof(path), "%s/%s", directories[i],
			     program) < PATH_MAX)
			r = daemon_paths_add(d, kind, path);
	return r;
}

static int add_setting_path(struct daemon *d, const struct daemon_setting *s)
{
	const char *equal;

	if (s->option == DAEMON_OPTION_RUNTIME) {
		equal = strchr(s->value, '=');
		return equal ? add_program(d, DAEMON_RUNTIME, equal + 1) : 0;
	}
	if (s->option == DAEMON_PROXY_PATH || s->option == DAEMON_INIT_PATH)
		return add_program(d, DAEMON_HELPER, s->value);
	if (s->option == DAEMON_HOST && strncmp(s->value, "unix://", 7) == 0)
		return daemon_paths_add(d, DAEMON_SOCKET, s->value + 7);
	return 0;
}

static const struct {
	enum daemon_option option;
	enum daemon_path kind;
} tls_files[DAEMON_FILE_COUNT] = {
	[DAEMON_FILE_CA] = { DAEMON_OPTION_TLS_CA, DAEMON_TLS_CA },
	[DAEMON_FILE_CERT] = { DAEMON_OPTION_TLS_CERT, DAEMON_TLS_CERT },
	[DAEMON_FILE_KEY] = { DAEMON_OPTION_TLS_KEY, DAEMON_TLS_KEY },
};

static bool is_flag_given(const struct daemon_source *source,
			  enum daemon_option option)
{
	const struct daemon_setting *setting;

	(void)daemon_flag(source, option, &setting);
	return setting && !setting->in_file;
}

const char *daemon_tls_file(const struct daemon_source *source,
			    enum daemon_option option)
{
	const struct daemon_setting *setting = daemon_text(source, option);

	if (setting)
		return setting->value;
	if (!is_flag_given(source, DAEMON_TLS) &&
	    !is_flag_given(source, DAEMON_TLS_VERIFY) &&
	    !daemon_variable(source, DAEMON_TLS_VERIFY_VARIABLE))
		return NULL;
	for (size_t i = 0; i < COUNT(tls_files); i++)
		if (tls_files[i].option == option)
			return source->tls_files[i];
	return NULL;
}

static int add_tls(struct daemon *d, const struct daemon_source *source)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < COUNT(tls_files); i++) {
		const char *path = daemon_tls_file(source, tls_files[i].option);

		if (path)
			r = daemon_paths_add(d, tls_files[i].kind, path);
	}
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
	return r < 0 ? r : add_tls(d, s);
}
