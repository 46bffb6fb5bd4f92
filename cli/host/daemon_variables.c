// SPDX-License-Identifier: BSD-2-Clause
/*
 * daemon_variables: what dockerd heeds of its environment, and what follows
 * from it.
 */
#include <errno.h>

#include "cleanup.h"
#include "daemon_parts.h"

static const char *const names[DAEMON_VARIABLE_COUNT] = {
	[DAEMON_DRIVER_VARIABLE] = "DOCKER_DRIVER",
	[DAEMON_TLS_VERIFY_VARIABLE] = "DOCKER_TLS_VERIFY",
	[DAEMON_CERT_PATH_VARIABLE] = "DOCKER_CERT_PATH",
	[DAEMON_CONFIG_VARIABLE] = "DOCKER_CONFIG",
	[DAEMON_HOME_VARIABLE] = "HOME",
};

const char *daemon_variable_name(enum daemon_variable variable)
{
	return names[variable];
}

const char *daemon_variable(const struct daemon_source *source,
			    enum daemon_variable variable)
{
	const char *value = source->variables[variable];

	return value && *value ? value : NULL;
}

static char **find(struct daemon_source *source, struct view name)
{
	for (size_t i = 0; i < DAEMON_VARIABLE_COUNT; i++)
		if (view_is(name, names[i]))
			return &source->variables[i];
	return NULL;
}

int daemon_variables_add(struct daemon_source *source, struct view pair,
			 bool over)
{
	const char *equal =
		pair.size ? memchr(pair.data, '=', pair.size) : NULL;
	size_t size = equal ? (size_t)(equal - pair.data) : 0;
	char **variable = find(source, view_from(pair.data, size));
	char *value;

	if (!variable || (*variable && !over))
		return 0;
	value = strndup(pair.data + size + 1, pair.size - size - 1);
	if (!value)
		return -ENOMEM;
	free(*variable);
	*variable = value;
	return 0;
}

int daemon_variables_parse(struct daemon_source *source, struct view text)
{
	int r = 0;

	while (r == 0 && text.size) {
		size_t size = strnlen(text.data, text.size);

		r = daemon_variables_add(source, view_from(text.data, size),
					 false);
		text = view_skip(text, size + 1);
	}
	return r;
}

/* With "/" at the end, as much as a name needs. */
static void add_directory(const struct daemon_source *source, struct buf *out)
{
	const char *path = daemon_variable(source, DAEMON_CERT_PATH_VARIABLE);
	const char *home = daemon_variable(source, DAEMON_HOME_VARIABLE);

	if (!path)
		path = daemon_variable(source, DAEMON_CONFIG_VARIABLE);
	buf_add_text(out, path ? path : home ? home : "/root");
	if (!view_ends(buf_view(out), VIEW("/")))
		buf_add_byte(out, '/');
	if (!path)
		buf_add_text(out, ".docker/");
}

int daemon_variables_tls(struct daemon_source *source)
{
	static const char *const files[DAEMON_FILE_COUNT] = {
		[DAEMON_FILE_CA] = "ca.pem",
		[DAEMON_FILE_CERT] = "cert.pem",
		[DAEMON_FILE_KEY] = "key.pem",
	};
	autobuf struct buf directory;

	buf_init(&directory, DAEMON_MAX_ARGV);
	add_directory(source, &directory);
	if (buf_error(&directory) == -ENOMEM)
		return -ENOMEM;
	for (size_t i = 0; i < DAEMON_FILE_COUNT; i++)
		if (asprintf(&source->tls_files[i], "%.*s%s",
			     (int)directory.size, directory.data,
			     files[i]) < 0) {
			source->tls_files[i] = NULL;
			return -ENOMEM;
		}
	return 0;
}
