// SPDX-License-Identifier: BSD-2-Clause
#include "daemon.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>

#include "cleanup.h"
#include "daemon_parts.h"
#include "once.h"
#include "path.h"
#include "printable.h"

#define MAX_GAPS 32
#define MAX_OTHERS 32
#define MAX_PATHS 256
#define MAX_SENTENCE 1024

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

struct named {
	enum daemon_path kind;
	char *path;
};

struct daemon {
	const struct check_host *host; /* while it is read */
	struct daemon_source sources[DAEMON_MAX_SOURCES];
	size_t source_count;
	struct daemon_gap gaps[MAX_GAPS];
	size_t gap_count;
	char *others[MAX_OTHERS];
	size_t other_count;
	struct named paths[MAX_PATHS];
	size_t path_count;
	bool running;
};

const char *daemon_option_key(enum daemon_option option)
{
	return daemon_rows[option].key;
}

const char *daemon_option_flag(enum daemon_option option)
{
	return daemon_rows[option].flag;
}

static char *text_of(const struct buf *b)
{
	return buf_error(b) == -ENOMEM ?
		       NULL :
		       strndup(b->size ? b->data : "", b->size);
}

static char *where_of(const struct daemon_source *source, struct view where,
		      bool in_file)
{
	autobuf struct buf text;

	buf_init(&text, 4 * DAEMON_MAX_SHOWN + PATH_MAX);
	printable_text(&text, where, DAEMON_MAX_SHOWN);
	buf_add_text(&text, in_file ? " in " : " of ");
	if (in_file)
		printable_word(&text, view_of(source->config),
			       DAEMON_MAX_SHOWN);
	else
		buf_add_text(&text, source->name);
	return text_of(&text);
}

/* Its file is known once its flags have been read. */
static char *evidence_of(const struct daemon_source *source)
{
	autobuf struct buf text;

	buf_init(&text, 4 * PATH_MAX);
	if (source->config) {
		printable_word(&text, view_of(source->config),
			       DAEMON_MAX_SHOWN);
		buf_add_text(&text, ", of ");
	}
	buf_add_text(&text, source->name);
	return text_of(&text);
}

int daemon_set(struct daemon_source *source, enum daemon_option option,
	       struct view value, struct view where, bool in_file)
{
	struct daemon_setting *list, setting = {
		.option = option,
		.in_file = in_file,
	};

	if (source->setting_count >= DAEMON_MAX_SETTINGS)
		return daemon_flaw(source, option, false,
				   "more than %d settings: not all were "
				   "looked at",
				   DAEMON_MAX_SETTINGS);
	list = reallocarray(source->settings, source->setting_count + 1,
			    sizeof(*list));
	if (!list)
		return -ENOMEM;
	source->settings = list;
	setting.value = strndup(value.data ? value.data : "", value.size);
	setting.where = where_of(source, where, in_file);
	list[source->setting_count++] = setting;
	return setting.value && setting.where ? 0 : -ENOMEM;
}

int daemon_flaw(struct daemon_source *source, enum daemon_option option,
		bool fatal, const char *format, ...)
{
	struct daemon_flaw *list, flaw = { .option = option, .fatal = fatal };
	char sentence[MAX_SENTENCE];
	va_list ap;

	if (source->flaw_count >= DAEMON_MAX_FLAWS)
		return 0;
	va_start(ap, format);
	(void)vsnprintf(sentence, sizeof(sentence), format, ap);
	va_end(ap);
	list = reallocarray(source->flaws, source->flaw_count + 1,
			    sizeof(*list));
	if (!list)
		return -ENOMEM;
	source->flaws = list;
	flaw.what = strdup(sentence);
	flaw.evidence = evidence_of(source);
	list[source->flaw_count++] = flaw;
	return flaw.what && flaw.evidence ? 0 : -ENOMEM;
}

void daemon_source_done(struct daemon_source *source)
{
	for (size_t i = 0; i < source->setting_count; i++) {
		free(source->settings[i].value);
		free(source->settings[i].where);
	}
	for (size_t i = 0; i < source->flaw_count; i++) {
		free(source->flaws[i].what);
		free(source->flaws[i].evidence);
	}
	free(source->settings);
	free(source->flaws);
	free(source->name);
	free(source->program);
	free(source->config);
	free(source->root);
	*source = (struct daemon_source){ .name = NULL };
}

/* Flags come first in the list, so that a list's values of the file follow. */
const struct daemon_setting *daemon_setting(const struct daemon_source *source,
					    enum daemon_option option, size_t i)
{
	for (size_t j = 0; j < source->setting_count; j++)
		if (source->settings[j].option == option && i-- == 0)
			return &source->settings[j];
	return NULL;
}

/* Of a flag that is given twice the last counts (pflag). */
static const struct daemon_setting *
last_setting(const struct daemon_source *source, enum daemon_option option)
{
	const struct daemon_setting *found = NULL;

	for (size_t i = 0; i < source->setting_count; i++) {
		const struct daemon_setting *s = &source->settings[i];

		if (s->option == option &&
		    (!found || found->in_file == s->in_file))
			found = s;
	}
	return found;
}

bool daemon_flag(const struct daemon_source *source, enum daemon_option option,
		 const struct daemon_setting **ret_setting)
{
	*ret_setting = last_setting(source, option);
	return *ret_setting ? strcmp((*ret_setting)->value, "true") == 0 :
			      daemon_rows[option].standard;
}

const struct daemon_setting *daemon_text(const struct daemon_source *source,
					 enum daemon_option option)
{
	return last_setting(source, option);
}

int daemon_conflicts(struct daemon_source *source)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < DAEMON_OPTION_COUNT; i++) {
		const struct daemon_setting *flag = NULL, *file = NULL;

		for (size_t j = 0; j < source->setting_count; j++) {
			const struct daemon_setting *s = &source->settings[j];

			if (s->option == i && s->in_file)
				file = s;
			else if (s->option == i)
				flag = s;
		}
		if (flag && file)
			r = daemon_flaw(source, (enum daemon_option)i, true,
					"%s, and %s: dockerd does not start "
					"with both",
					flag->where, file->where);
	}
	return r;
}

const struct daemon_source *daemon_source(const struct daemon *daemon, size_t i)
{
	return i < daemon->source_count ? &daemon->sources[i] : NULL;
}

const struct daemon_gap *daemon_unread(const struct daemon *daemon, size_t i)
{
	return i < daemon->gap_count ? &daemon->gaps[i] : NULL;
}

const char *daemon_other(const struct daemon *daemon, size_t i)
{
	return i < daemon->other_count ? daemon->others[i] : NULL;
}

const char *daemon_path(const struct daemon *daemon, enum daemon_path kind,
			size_t i)
{
	for (size_t j = 0; j < daemon->path_count; j++)
		if (daemon->paths[j].kind == kind && i-- == 0)
			return daemon->paths[j].path;
	return NULL;
}

/* Absolute paths only, each once. */
static int add_path(struct daemon *d, enum daemon_path kind, const char *path)
{
	if (path[0] != '/' || d->path_count >= MAX_PATHS)
		return 0;
	for (size_t i = 0; i < d->path_count; i++)
		if (d->paths[i].kind == kind &&
		    strcmp(d->paths[i].path, path) == 0)
			return 0;
	d->paths[d->path_count] = (struct named){ kind, strdup(path) };
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
			return add_path(d, kinds[i].kind, s->value);
	if (s->option == DAEMON_OPTION_RUNTIME) {
		equal = strchr(s->value, '=');
		return equal ? add_path(d, DAEMON_RUNTIME, equal + 1) : 0;
	}
	if (s->option == DAEMON_HOST && strncmp(s->value, "unix://", 7) == 0)
		return add_path(d, DAEMON_SOCKET, s->value + 7);
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
			r = add_path(d, files[i].kind, files[i].path);
	return r;
}

static int add_paths(struct daemon *d, const struct daemon_source *s)
{
	int r = add_path(d, DAEMON_PROGRAM, s->program);

	if (r == 0)
		r = add_path(d, DAEMON_CONFIG, s->config);
	if (r == 0)
		r = add_path(d, DAEMON_ROOT, s->root);
	for (size_t i = 0; r == 0 && i < s->setting_count; i++)
		r = add_setting_path(d, &s->settings[i]);
	if (r == 0 && !daemon_setting(s, DAEMON_HOST, 0))
		r = add_path(d, DAEMON_SOCKET, "/run/docker.sock");
	return r < 0 ? r : add_standard_tls(d, s);
}

static int note_gap(void *context, const char *what, const char *path,
		    int error)
{
	struct daemon *d = context;
	struct daemon_gap *gap = &d->gaps[d->gap_count];

	if (error == -ENOMEM)
		return error;
	for (size_t i = 0; i < d->gap_count; i++)
		if (strcmp(d->gaps[i].path, path) == 0)
			return 0;
	if (d->gap_count >= MAX_GAPS)
		return 0;
	*gap = (struct daemon_gap){ strdup(what), strdup(path), error };
	d->gap_count++;
	return gap->what && gap->path ? 0 : -ENOMEM;
}

static int note_other(void *context, const char *who)
{
	struct daemon *d = context;

	if (d->other_count >= MAX_OTHERS)
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
		return note_gap(d,
				"the daemon's configuration could not be "
				"read",
				s->config, r);
	return 0;
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
	found = daemon_text(s, DAEMON_DATA_ROOT);
	s->root = strdup(found ? found->value : root);
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
		return note_gap(d, "more daemons than are looked at", "/proc",
				-E2BIG);
	}
	s = &d->sources[d->source_count++];
	*s = *source;
	*source = (struct daemon_source){ .name = NULL };
	r = daemon_argv(s, words);
	if (r == 0)
		r = complete(d, s, place->config, place->root);
	return r < 0 ? r : add_paths(d, s);
}

static int found_process(void *context, struct daemon_source *source,
			 const struct daemon_words *words)
{
	struct daemon *d = context;

	d->running = true;
	return add_source(d, source, words, &places[0]);
}

static int add_environment(struct daemon *d, const struct unit *unit)
{
	const struct unit_setting *s;
	int r = 0;

	for (size_t i = 0; r == 0 && (s = unit_setting(unit, "Service",
						       "EnvironmentFile", i));
	     i++)
		r = add_path(d, DAEMON_ENVIRONMENT,
			     s->value + (s->value[0] == '-'));
	return r;
}

static bool is_dockerd(const char *program)
{
	struct view name = path_name(view_of(program));

	return view_is(name, "dockerd") ||
	       view_starts(name, VIEW("dockerd-current"));
}

/* words: of ExecStart=, its program first. */
static int add_unit(struct daemon *d, struct daemon_words *words)
{
	struct daemon_source source = { .origin = DAEMON_UNIT };
	struct daemon_words rest = { words->list + 1, words->count - 1 };
	bool old = view_is(path_name(view_of(words->list[0])), "docker") &&
		   rest.count &&
		   (strcmp(rest.list[0], "daemon") == 0 ||
		    strcmp(rest.list[0], "-d") == 0);

	if (old)
		rest = (struct daemon_words){ rest.list + 1, rest.count - 1 };
	else if (!is_dockerd(words->list[0]))
		return d->running ? 0 :
				    note_gap(d,
					     "docker.service starts something "
					     "that is no dockerd: what it "
					     "configures is not known",
					     words->list[0], -ENOTSUP);
	source.name = strdup("docker.service");
	source.program = strdup(words->list[0]);
	if (!source.name || !source.program) {
		daemon_source_done(&source);
		return -ENOMEM;
	}
	return add_source(d, &source, &rest, &places[0]);
}

static int read_unit(struct daemon *d, const struct daemon_seen *seen)
{
	autounit struct unit unit = { .fragment = NULL };
	autowords struct daemon_words words = { NULL, 0 };
	char failed[PATH_MAX] = "";
	int r = unit_read(d->host, "docker.service", &unit, failed);

	if (r < 0)
		r = note_gap(d, "docker.service could not be read",
			     *failed ? failed : "docker.service", r);
	if (r < 0 || !unit.fragment || unit.masked)
		return r;
	r = add_environment(d, &unit);
	if (r == 0)
		r = daemon_unit(d->host, &unit, seen, &words);
	if (r == -ENOENT)
		return 0;
	return r < 0 || !words.count ? r : add_unit(d, &words);
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

int daemon_read(const struct check_host *host, struct daemon **ret)
{
	autodaemon struct daemon *d = calloc(1, sizeof(*d));
	struct daemon_seen seen = { d, found_process, note_other, note_gap };
	int r;

	if (!d)
		return -ENOMEM;
	d->host = host;
	r = daemon_processes(host, &seen);
	if (r == 0)
		r = read_unit(d, &seen);
	if (r == 0 && !d->source_count)
		r = read_places(d);
	if (r < 0)
		return r;
	d->host = NULL;
	*ret = take(d);
	return 0;
}

static int make(const struct check_host *host, void **ret)
{
	struct daemon *d;
	int r = daemon_read(host, &d);

	if (r == 0)
		*ret = d;
	return r;
}

static void release(void *value)
{
	daemon_free(value);
}

int daemon_of(const struct check_host *host, const struct daemon **ret)
{
	static const struct once_kind kind = { make, release };
	const void *value;
	int r = once_get(host, &kind, &value);

	if (r == 0)
		*ret = value;
	return r;
}

void daemon_free(struct daemon *d)
{
	if (!d)
		return;
	for (size_t i = 0; i < d->source_count; i++)
		daemon_source_done(&d->sources[i]);
	for (size_t i = 0; i < d->gap_count; i++) {
		free(d->gaps[i].what);
		free(d->gaps[i].path);
	}
	for (size_t i = 0; i < d->other_count; i++)
		free(d->others[i]);
	for (size_t i = 0; i < d->path_count; i++)
		free(d->paths[i].path);
	free(d);
}
