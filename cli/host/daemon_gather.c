// SPDX-License-Identifier: BSD-2-Clause
/*
 * daemon_gather: every daemon of a host, with what it is told: those that run,
 * the one of docker.service, else a dockerd that nobody starts; and users'
 * own.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "daemon_parts.h"
#include "path.h"
#include "runtimes.h"

#define AGE_SLACK 2 /* s: the time of the boot is rounded */

/* Where a dockerd is that no unit of this name starts, with what it reads and
 * where it keeps its data. */
struct place {
	const char *program, *config, *root;
};
#define CONFIG "/etc/docker/daemon.json"
#define ROOT "/var/lib/docker"
static const struct place places[] = {
	{ "/usr/bin/dockerd", CONFIG, ROOT },
	{ "/usr/sbin/dockerd", CONFIG, ROOT },
	{ "/usr/local/bin/dockerd", CONFIG, ROOT },
	{ "/usr/bin/dockerd-current", CONFIG, ROOT },
	{ "/snap/docker/current/bin/dockerd",
	  "/var/snap/docker/current/config/daemon.json",
	  "/var/snap/docker/common/var-lib-docker" },
};
#define COUNT(list) (sizeof(list) / sizeof(list[0]))

int daemon_gap_add(void *context, const char *what, const char *path, int error)
{
	struct daemon *d = context;
	struct daemon_gap *gap = &d->gaps[d->gap_count];

	if (error == -ENOMEM)
		return error;
	for (size_t i = 0; i < d->gap_count; i++)
		if (strcmp(d->gaps[i].path, path) == 0)
			return 0;
	if (d->gap_count >= DAEMON_MAX_GAPS)
		return 0;
	*gap = (struct daemon_gap){ strdup(what), strdup(path), error };
	d->gap_count++;
	return gap->what && gap->path ? 0 : -ENOMEM;
}

static int note_other(void *context, const char *who)
{
	struct daemon *d = context;

	if (d->other_count >= DAEMON_MAX_OTHERS)
		return 0;
	d->others[d->other_count] = strdup(who);
	return d->others[d->other_count++] ? 0 : -ENOMEM;
}

static int read_config(struct daemon *d, struct daemon_source *s)
{
	autobuf struct buf text;
	int r;

	buf_init(&text, DAEMON_MAX_FILE);
	r = s->config[0] == '/' ?
		    check_host_read(d->host, s->config + 1, &text) :
		    -EINVAL;
	s->file_error = r;
	if (r == 0)
		r = s->file_error = daemon_file(s, buf_view(&text));
	if (r == -ENOMEM)
		return r;
	if (r < 0 && r != -ENOENT && r != -ENOTDIR && r != -EBADMSG)
		return daemon_gap_add(d,
				      "the daemon's configuration could not be "
				      "read",
				      s->config, r);
	return 0;
}

/* Did its file change after it began?  What it reads again at a SIGHUP is
 * none of these options. */
static int judge_age(const struct daemon *d, struct daemon_source *s)
{
	static const enum daemon_option options[] = {
		DAEMON_ICC,
		DAEMON_IPTABLES,
		DAEMON_HOST,
	};
	autoclose int fd = -1;
	struct stat st;
	int r = 0;

	if (!s->started || s->config[0] != '/')
		return 0;
	fd = check_host_open(d->host, s->config + 1, O_PATH);
	if (fd < 0 || fstat(fd, &st) < 0 || st.st_ctim.tv_sec < 0 ||
	    (uint64_t)st.st_ctim.tv_sec <= s->started + AGE_SLACK)
		return 0;
	for (size_t i = 0; r == 0 && i < COUNT(options); i++) {
		const struct daemon_setting *first =
			daemon_setting(s, options[i], 0);

		if (!first || first->in_file)
			r = daemon_flaw(s, options[i], false,
					"the file was changed after the daemon "
					"started: what runs may differ until "
					"it is restarted");
	}
	return r;
}

/* Its words are in source; what else it has. */
static int complete(struct daemon *d, struct daemon_source *s,
		    const char *config, const char *root)
{
	const struct daemon_setting *found = daemon_text(s, DAEMON_CONFIG_FILE);
	int r;

	s->config = strdup(found ? found->value : config);
	if (!s->config)
		return -ENOMEM;
	r = read_config(d, s);
	if (r == 0 && (s->file_error == -ENOENT || s->file_error == -ENOTDIR) &&
	    found)
		r = daemon_flaw(s, DAEMON_OPTION_COUNT, true,
				"%s does not exist: dockerd does not start",
				found->where);
	if (r == 0)
		r = daemon_conflicts(s);
	if (r == 0)
		r = judge_age(d, s);
	if (r == 0)
		r = daemon_variables_tls(s);
	found = daemon_text(s, DAEMON_DATA_ROOT);
	s->root = strdup(found && found->value[0] ? found->value : root);
	return r == 0 && !s->root ? -ENOMEM : r;
}

/* Takes source. */
static int add_source(struct daemon *d, struct daemon_source *source,
		      const struct daemon_words *words,
		      const struct place *place)
{
	struct daemon_source *s;
	int r;

	if (d->source_count >= DAEMON_MAX_SOURCES) {
		daemon_source_done(source);
		return daemon_gap_add(d, "more daemons than are looked at",
				      "/proc", -E2BIG);
	}
	s = &d->sources[d->source_count++];
	*s = *source;
	*source = (struct daemon_source){ .name = NULL };
	r = daemon_argv(s, words);
	if (r == 0)
		r = complete(d, s, place->config, place->root);
	return r < 0 ? r : daemon_paths_of(d, s);
}

static int found_process(void *context, struct daemon_source *source,
			 const struct daemon_words *words)
{
	struct daemon *d = context;

	d->running = true;
	return add_source(d, source, words, &places[0]);
}

/* Of wildcards the directory in which they are looked for. */
static int add_environment_path(struct daemon *d, const char *value)
{
	struct view path = view_of(value + (value[0] == '-'));
	size_t plain = strcspn(path.data, "*?[");
	autofree char *copy = NULL;

	if (plain < path.size)
		path = path_parent(view_from(path.data, plain + 1));
	copy = strndup(path.data, path.size);
	return copy ? daemon_paths_add(d, DAEMON_ENVIRONMENT, copy) : -ENOMEM;
}

static int add_environment(struct daemon *d, const struct unit *unit)
{
	const struct unit_setting *s;
	int r = 0;

	for (size_t i = 0; r == 0 && (s = unit_setting(unit, "Service",
						       "EnvironmentFile", i));
	     i++)
		r = add_environment_path(d, s->value);
	return r;
}

static bool is_dockerd(const char *program)
{
	struct view name = path_name(view_of(program));

	return view_is(name, "dockerd") ||
	       view_starts(name, VIEW("dockerd-current"));
}

/* words: of ExecStart=, its program first. */
static int add_unit(struct daemon *d, struct daemon_words *words,
		    const struct daemon_words *variables)
{
	struct daemon_source source = { .origin = DAEMON_UNIT };
	struct daemon_words rest = { words->list + 1, words->count - 1 };
	bool old = view_is(path_name(view_of(words->list[0])), "docker") &&
		   rest.count &&
		   (strcmp(rest.list[0], "daemon") == 0 ||
		    strcmp(rest.list[0], "-d") == 0);
	int r = 0;

	if (old)
		rest = (struct daemon_words){ rest.list + 1, rest.count - 1 };
	else if (!is_dockerd(words->list[0]))
		return d->running ?
			       0 :
			       daemon_gap_add(d,
					      "docker.service starts something "
					      "that is no dockerd: what it "
					      "configures is not known",
					      words->list[0], -ENOTSUP);
	source.name = strdup("docker.service");
	source.program = strdup(words->list[0]);
	for (size_t i = 0; r == 0 && i < variables->count; i++)
		r = daemon_variables_add(&source, view_of(variables->list[i]),
					 true);
	if (r < 0 || !source.name || !source.program) {
		daemon_source_done(&source);
		return -ENOMEM;
	}
	return add_source(d, &source, &rest, &places[0]);
}

static int read_unit(struct daemon *d, const struct daemon_seen *seen)
{
	autounit struct unit unit = { .fragment = NULL };
	autowords struct daemon_words words = { NULL, 0 };
	autowords struct daemon_words variables = { NULL, 0 };
	char failed[PATH_MAX] = "";
	int r = unit_read(d->host, "docker.service", &unit, failed);

	if (r < 0)
		r = daemon_gap_add(d, "docker.service could not be read",
				   *failed ? failed : "docker.service", r);
	if (r < 0 || !unit.fragment || unit.masked)
		return r;
	r = add_environment(d, &unit);
	if (r == 0)
		r = daemon_unit(d->host, &unit, seen, &words, &variables);
	if (r == -ENOENT)
		return 0;
	if (r < 0)
		return daemon_gap_add(
			d,
			"what docker.service starts could not be made "
			"out",
			unit.fragment, r);
	return words.count ? add_unit(d, &words, &variables) : 0;
}

static bool exists(const struct check_host *host, const char *path, int *error)
{
	autoclose int fd = check_host_open(host, path + 1, O_PATH);

	*error = fd < 0 ? fd : 0;
	return fd >= 0;
}

/* A dockerd that nothing starts, or a configuration that waits for one. */
static int read_places(struct daemon *d)
{
	static const struct daemon_words none = { NULL, 0 };

	for (size_t i = 0; i < COUNT(places); i++) {
		struct daemon_source source = { .origin = DAEMON_DEFAULT };
		int error, other;

		if (!exists(d->host, places[i].program, &error) &&
		    (i || !exists(d->host, places[i].config, &other)))
			continue;
		source.name = strdup("a dockerd without arguments");
		source.program = strdup(places[i].program);
		if (!source.name || !source.program) {
			daemon_source_done(&source);
			return -ENOMEM;
		}
		return add_source(d, &source, &none, &places[i]);
	}
	return 0;
}

/* A user's daemon.json; his flags are his own. */
static int read_user(struct daemon *d, const struct runtime_user *user)
{
	struct daemon_source *s = &d->users[d->user_count++];
	char name[64];
	int r;

	*s = (struct daemon_source){ .origin = DAEMON_ROOTLESS,
				     .uid = user->uid };
	(void)snprintf(name, sizeof(name), "the rootless dockerd of uid %u",
		       user->uid);
	s->name = strdup(name);
	s->program = strdup("dockerd");
	s->config = strdup(user->config);
	s->root = strdup(user->data);
	if (!s->name || !s->program || !s->config || !s->root)
		return -ENOMEM;
	r = read_config(d, s);
	return r == -ENOMEM ? r : 0;
}

static int read_users(struct daemon *d)
{
	const struct runtimes *runtimes;
	int r = runtimes_of(d->host, &runtimes);

	for (size_t i = 0; r == 0 && i < runtimes->user_count &&
			   d->user_count < RUNTIMES_MAX_ROOTLESS;
	     i++)
		if (runtimes->users[i].config[0])
			r = read_user(d, &runtimes->users[i]);
	return r;
}

int daemon_gather(struct daemon *d)
{
	struct daemon_seen seen = { d, found_process, note_other,
				    daemon_gap_add };
	int r = daemon_processes(d->host, &seen);

	d->blind = d->gap_count > 0;
	if (r == 0)
		r = read_unit(d, &seen);
	if (r == 0 && !d->source_count)
		r = read_places(d);
	return r < 0 ? r : read_users(d);
}
