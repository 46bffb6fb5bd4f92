// SPDX-License-Identifier: BSD-2-Clause
/*
 * Items 18 to 20: certificates and keys, wherever arguments, daemon.json or a
 * registry's directory put them.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>

#include "cert_mode.h"
#include "check_daemon.h"
#include "cleanup.h"
#include "directory.h"
#include "path.h"
#include "printable.h"
#include "registry_hosts.h"

#define MAX_FILES 4096 /* of a directory of registries */

static const struct cert_wanted registry_certificate = {
	"a registry's certificate",
	CERT_MODE_PUBLIC,
};
static const struct cert_wanted registry_key = {
	"the key of a client certificate for a registry",
	CERT_MODE_KEY,
};

/* ----- 18 ----- */

struct files {
	const struct check_host *host;
	struct check_result *result;
	size_t count; /* certificates and keys */
	size_t seen;  /* entries */
};

static bool ends(const char *name, const char *suffix)
{
	return view_ends(view_of(name), view_of(suffix));
}

static void see_file(struct files *f, const char *directory, const char *name)
{
	char path[PATH_MAX];
	bool key = ends(name, ".key");

	if (!key && !ends(name, ".crt") && !ends(name, ".cert") &&
	    !ends(name, ".pem"))
		return;
	f->count++;
	if (snprintf(path, sizeof(path), "%s/%s", directory, name) < PATH_MAX)
		cert_mode_check(f->host, f->result, path,
				key ? &registry_key : &registry_certificate);
}

static void see_registry(struct files *f, const char *directory,
			 const char *name);

/* Each entry that is not hidden, by see. */
static int see_directory(struct files *f, const char *path,
			 void (*see)(struct files *f, const char *directory,
				     const char *name))
{
	autodirectory struct directory d;
	const struct dirent *entry;
	int r = directory_open(f->host, path + 1, &d);

	if (r < 0)
		return r;
	while (f->seen < MAX_FILES && (entry = directory_next(&d)) != NULL) {
		f->seen++;
		see(f, path, entry->d_name);
	}
	return d.error;
}

static void unread(struct files *f, const char *path, int error)
{
	if (error < 0 && error != -ENOENT && error != -ENOTDIR)
		check_result_unread(f->result,
				    "certificates of registries could not be "
				    "looked for",
				    path, error);
}

/* ----- those that a hosts.toml names ----- */

/* Those beside it that have one of these names have been looked at. */
static bool is_seen(const char *hosts, const char *file, bool key)
{
	if (!view_equal(path_parent(view_of(file)),
			path_parent(view_of(hosts))))
		return false;
	return ends(file, ".key") ||
	       (!key && (ends(file, ".crt") || ends(file, ".cert") ||
			 ends(file, ".pem")));
}

static void see_named(void *context, const char *path, const char *file,
		      bool key)
{
	struct files *f = context;

	if (is_seen(path, file, key))
		return;
	f->count++;
	if (f->seen++ < MAX_FILES)
		cert_mode_check(f->host, f->result, file,
				key ? &registry_key : &registry_certificate);
}

static void see_unclear(void *context, const char *path, size_t line)
{
	struct files *f = context;

	(void)line;
	check_result_unread(f->result,
			    "which certificates containerd is told to use "
			    "cannot be made out",
			    path, -EBADMSG);
}

static void see_unread(void *context, const char *path, int error)
{
	unread(context, path, error);
}

static void see_hosts(struct files *f)
{
	const struct registry_hosts_seen seen = {
		.context = f,
		.file = see_named,
		.unclear = see_unclear,
		.unread = see_unread,
	};

	registry_hosts_each(f->host, &seen);
}

static void see_registry(struct files *f, const char *directory,
			 const char *name)
{
	char path[PATH_MAX];

	if (snprintf(path, sizeof(path), "%s/%s", directory, name) < PATH_MAX)
		unread(f, path, see_directory(f, path, see_file));
}

void check_registry_files(const struct check_host *host,
			  struct check_result *result)
{
	static const char *const directories[] = {
		"/etc/docker/certs.d",
		REGISTRY_HOSTS_DIRECTORY,
		"/etc/containers/certs.d",
	};
	struct files f = { .host = host, .result = result };

	for (size_t i = 0; i < sizeof(directories) / sizeof(directories[0]);
	     i++)
		unread(&f, directories[i],
		       see_directory(&f, directories[i], see_registry));
	see_hosts(&f);
	if (f.seen >= MAX_FILES)
		check_result_say(result, CHECK_UNKNOWN,
				 "not all certificates of registries were "
				 "looked at",
				 "more than 4096 files", "");
	if (!f.count && !result->count)
		check_result_say(
			result, CHECK_NA,
			"there are no certificates of registries",
			"/etc/docker/certs.d, " REGISTRY_HOSTS_DIRECTORY
			", /etc/containers/certs.d",
			"");
}

/* ----- 19 and 20 ----- */

/* Files that a setting names, by a relative path too; the count of those that
 * were looked at. */
static size_t check_paths(const struct check_daemon *c, enum daemon_path kind,
			  const struct cert_wanted *wanted)
{
	const char *path;
	size_t i = 0;

	while ((path = daemon_path(c->daemon, kind, i)) != NULL) {
		cert_mode_check(c->host, c->result, path, wanted);
		i++;
	}
	return i;
}

/* Of this option something is named that is no absolute path. */
static void say_relative(const struct check_daemon *c,
			 enum daemon_option option)
{
	const struct daemon_source *source;
	const struct daemon_setting *s;

	for (size_t i = 0; (source = daemon_source(c->daemon, i)); i++)
		for (size_t j = 0; (s = daemon_setting(source, option, j)); j++)
			if (s->value[0] && s->value[0] != '/')
				check_result_say(
					c->result, CHECK_UNKNOWN,
					"a certificate is named by a path that "
					"depends on where dockerd starts",
					s->where, "name it by its whole path");
}

void check_tls_ca(const struct check_host *host, struct check_result *result)
{
	static const struct cert_wanted wanted = { "the TLS CA certificate",
						   CERT_MODE_PUBLIC };
	struct check_daemon c;

	if (!check_daemon_begin(host, result, &c))
		return;
	check_daemon_flaws(&c, CHECK_OPTION(DAEMON_OPTION_TLS_CA));
	say_relative(&c, DAEMON_OPTION_TLS_CA);
	if (!check_paths(&c, DAEMON_TLS_CA, &wanted) && !result->count)
		check_result_say(result, CHECK_NA,
				 "dockerd is given no TLS CA certificate",
				 "neither --tlscacert nor \"tlscacert\" is set",
				 "");
}

void check_tls_pair(const struct check_host *host, struct check_result *result)
{
	static const struct cert_wanted key = { "the daemon's private key",
						CERT_MODE_KEY };
	static const struct cert_wanted certificate = {
		"the daemon's certificate",
		CERT_MODE_PUBLIC,
	};
	struct check_daemon c;
	size_t count;

	if (!check_daemon_begin(host, result, &c))
		return;
	check_daemon_flaws(&c, CHECK_OPTION(DAEMON_OPTION_TLS_KEY) |
				       CHECK_OPTION(DAEMON_OPTION_TLS_CERT));
	say_relative(&c, DAEMON_OPTION_TLS_KEY);
	say_relative(&c, DAEMON_OPTION_TLS_CERT);
	count = check_paths(&c, DAEMON_TLS_KEY, &key);
	count += check_paths(&c, DAEMON_TLS_CERT, &certificate);
	if (!count && !result->count)
		check_result_say(result, CHECK_NA,
				 "dockerd is given no certificate",
				 "neither --tlskey nor --tlscert is set, nor "
				 "in daemon.json",
				 "");
}
