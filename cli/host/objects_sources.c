// SPDX-License-Identifier: BSD-2-Clause
/* Where the objects come from: the built-in list, the daemon, the units. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "objects_parts.h"
#include "path.h"
#include "unit.h"

#define ITEM(number) "SSE_SEC_APP_DOCKER_" number
#define UNIT_SIZE 256 /* bytes of "ExecStart= of docker.service" */

/* Where programs are, beside where packages put them: PATH's defaults. */
static const char *const program_directories[] = {
	"/usr/local/sbin/",
	"/usr/local/bin/",
	"/usr/sbin/",
	"/usr/bin/",
};

#define DIRECTORY_COUNT \
	(sizeof(program_directories) / sizeof(program_directories[0]))

/* The baseline's own names: they are watched before they are there, since an
 * inspector looks for these lines. */
static const char *const literal[] = {
	"/var/lib/docker",	   "/etc/docker",
	"/usr/bin/docker",	   "/etc/default/docker",
	"/etc/docker/daemon.json", "/usr/bin/docker-containerd",
	"/usr/bin/docker-runc",
};

static bool is_literal(const char *path)
{
	for (size_t i = 0; i < sizeof(literal) / sizeof(literal[0]); i++)
		if (strcmp(literal[i], path) == 0)
			return true;
	return false;
}

/* What says that Docker or containerd is on a host at all. */
static bool is_installed(const struct object_search *s)
{
	static const char *const signs[] = {
		"/usr/bin/docker",   "/usr/bin/dockerd",
		"/usr/sbin/dockerd", "/usr/local/bin/dockerd",
		"/etc/docker",	     "/var/lib/docker",
	};
	struct object_search look = *s;

	for (size_t i = 0; i < s->objects->count; i++)
		if (s->objects->list[i].class == WATCH_PROGRAM)
			return true;
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (object_search_has(&look, signs[i]))
			return true;
	return false;
}

/* The run directories change with every container, and dockwarden's own and
 * the audit trail's files are no items of the baseline. */
static bool is_noise(const struct watch *watch)
{
	return watch->class == WATCH_STATE &&
	       path_below(view_of(watch->path), VIEW("/run"));
}

static bool is_override(const struct watch *watch)
{
	return watch->class == WATCH_UNIT &&
	       path_below(view_of(watch->path), VIEW("/etc/systemd/system"));
}

static void wish_watch(struct object_search *s, const struct watch *watch,
		       bool installed)
{
	struct object_wish wish = {
		.item = watch->item,
		.path = watch->path,
		.class = watch->class,
		.why = watch->title,
	};

	switch (watch->class) {
	case WATCH_PROGRAM:
	case WATCH_STATE:
	case WATCH_CONFIG:
		wish.baseline = true;
		wish.anyway = installed && is_literal(watch->path);
		break;
	case WATCH_UNIT: /* a new one in /etc changes the daemon */
		wish.baseline = object_search_has(s, watch->path);
		wish.anyway = installed && is_override(watch);
		break;
	case WATCH_SOCKET:
		wish.anyway = installed;
		break;
	case WATCH_ACCOUNTS:
	case WATCH_AUDIT:
		if (!installed)
			return;
		break;
	case WATCH_SITE:
		wish.anyway = true;
		break;
	}
	if (!is_noise(watch))
		object_search_wish(s, &wish);
}

/* The same program in each of PATH's directories. */
static void wish_program(struct object_search *s, const struct watch *watch)
{
	struct view name = path_name(view_of(watch->path));
	char path[PATH_MAX];

	for (size_t i = 0; i < DIRECTORY_COUNT; i++) {
		(void)snprintf(path, sizeof(path), "%s%.*s",
			       program_directories[i], (int)name.size,
			       name.data);
		object_search_wish(s, &(struct object_wish){
					      .item = watch->item,
					      .path = path,
					      .class = WATCH_PROGRAM,
					      .baseline = true,
				      });
	}
}

static void cleanup_watches(struct watches **watches)
{
	watches_free(*watches);
}

void object_search_list(struct object_search *s)
{
	__attribute__((cleanup(cleanup_watches))) struct watches *watches =
		NULL;
	bool installed = is_installed(s);
	const struct watch *watch;
	int r = watches_new(s->host->policy, &watches);

	if (r < 0) {
		object_search_gap(s, "what the policy has watched", "watch", r);
		return;
	}
	for (size_t i = 0; (watch = watches_at(watches, i)) != NULL; i++) {
		wish_watch(s, watch, installed);
		if (watch->class == WATCH_PROGRAM)
			wish_program(s, watch);
	}
}

static const struct path_source {
	enum daemon_path kind;
	const char *item, *why;
	enum watch_class class;
	bool full;    /* of the full profile only */
	bool present; /* only where it is there */
} path_sources[] = {
	{ DAEMON_PROGRAM, ITEM("04"), "the daemon's program", WATCH_PROGRAM,
	  false, true },
	{ DAEMON_ROOT, ITEM("05"), "data-root", WATCH_STATE, false, false },
	{ DAEMON_CONFIG, ITEM("10"), "the daemon's configuration file",
	  WATCH_CONFIG, false, false },
	{ DAEMON_TLS_CA, ITEM("06"), "tlscacert", WATCH_CONFIG, false, false },
	{ DAEMON_TLS_CERT, ITEM("06"), "tlscert", WATCH_CONFIG, false, false },
	{ DAEMON_TLS_KEY, ITEM("06"), "tlskey", WATCH_CONFIG, false, false },
	{ DAEMON_RUNTIME, ITEM("12"), "a runtime of the daemon", WATCH_PROGRAM,
	  false, true },
	{ DAEMON_HELPER, ITEM("04"), "a program that the daemon starts",
	  WATCH_PROGRAM, false, true },
	{ DAEMON_ENVIRONMENT, ITEM("09"), "EnvironmentFile= of docker.service",
	  WATCH_CONFIG, false, false },
	{ DAEMON_SOCKET, ITEM("08"), "a socket of the daemon", WATCH_SOCKET,
	  true, false },
};

/* A path that is the built-in one needs no reason. */
static const char *reason(const struct path_source *source, const char *path)
{
	static const char *const known[] = {
		"/var/lib/docker",
		"/etc/docker/daemon.json",
		"/etc/default/docker",
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(known[i], path) == 0)
			return NULL;
	return source->why;
}

/* What a link leads to is not seen by the rule for its directory. */
static void wish_linked(struct object_search *s, struct object_wish wish)
{
	autoclose int fd =
		check_host_open(s->host, wish.path + 1, O_PATH | O_NOFOLLOW);
	struct stat st;

	wish.baseline = true;
	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISLNK(st.st_mode))
		object_search_wish(s, &wish);
}

void object_search_daemon(struct object_search *s)
{
	wish_linked(s, (struct object_wish){ .item = ITEM("06"),
					     .path = "/etc/docker/certs.d",
					     .why = "certificates",
					     .class = WATCH_CONFIG });
	for (size_t i = 0; i < sizeof(path_sources) / sizeof(path_sources[0]);
	     i++) {
		const struct path_source *source = &path_sources[i];
		const char *path;

		for (size_t j = 0;
		     (path = daemon_path(s->daemon, source->kind, j)) != NULL;
		     j++)
			object_search_wish(
				s, &(struct object_wish){
					   .item = source->item,
					   .path = path,
					   .why = reason(source, path),
					   .class = source->class,
					   .baseline = !source->full,
					   .anyway = !source->present &&
						     reason(source, path),
				   });
	}
}

/* A shell that starts the daemon is not the daemon. */
static bool is_general(struct view program)
{
	static const char *const names[] = { "sh",	"bash", "dash",
					     "env",	"sudo", "busybox",
					     "nsenter", "nice", "unshare",
					     "modprobe" };
	struct view name = path_name(program);

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (view_is(name, names[i]))
			return true;
	return false;
}

/* "-/usr/bin/containerd --log-level x": systemd.service(5) has the prefixes. */
static struct view first_word(const char *value)
{
	struct view text = view_of(value + strspn(value, "-@:+!|"));
	size_t size = strcspn(text.data, " \t\"'");

	return view_from(text.data, size);
}

static void wish_programs(struct object_search *s, const struct unit *unit,
			  const char *name, const char *item)
{
	const struct unit_setting *setting;
	char path[PATH_MAX], why[UNIT_SIZE];

	(void)snprintf(why, sizeof(why), "ExecStart= of %s", name);
	for (size_t i = 0;
	     (setting = unit_setting(unit, "Service", "ExecStart", i)) != NULL;
	     i++) {
		struct view program = first_word(setting->value);

		if (is_general(program) || program.size >= sizeof(path))
			continue;
		(void)snprintf(path, sizeof(path), "%.*s", (int)program.size,
			       program.data);
		object_search_wish(s, &(struct object_wish){
					      .item = item,
					      .path = path,
					      .why = why,
					      .class = WATCH_PROGRAM,
					      .baseline = true,
				      });
	}
}

/* The sockets that it makes. */
static void wish_sockets(struct object_search *s, const struct unit *unit,
			 const char *name, const char *item)
{
	const struct unit_setting *setting;
	char why[UNIT_SIZE];

	(void)snprintf(why, sizeof(why), "ListenStream= of %s", name);
	for (size_t i = 0; (setting = unit_setting(unit, "Socket",
						   "ListenStream", i)) != NULL;
	     i++)
		object_search_wish(s, &(struct object_wish){
					      .item = item,
					      .path = setting->value,
					      .why = why,
					      .class = WATCH_SOCKET,
				      });
}

static void wish_unit_files(struct object_search *s, const struct unit *unit,
			    struct object_wish *wish)
{
	wish->path = unit->fragment;
	wish->baseline = true;
	if (unit->fragment)
		object_search_wish(s, wish);
	for (size_t i = 0; i < unit->directory_count; i++) {
		struct view own = path_name(view_of(unit->directories[i]));

		wish->path = unit->directories[i];
		/* service.d is every service's; it counts here as well. */
		wish->baseline =
			!view_is(own, "service.d") && !view_is(own, "socket.d");
		object_search_wish(s, wish);
	}
	for (size_t i = 0; i < unit->dropin_count; i++) {
		wish->path = unit->dropins[i];
		wish_linked(s, *wish);
	}
}

static const struct {
	const char *name, *item, *program_item;
} units[] = {
	{ "docker.service", ITEM("07"), ITEM("04") },
	{ "docker.socket", ITEM("08"), NULL },
	{ "containerd.service", ITEM("08"), ITEM("11") },
};

void object_search_units(struct object_search *s)
{
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		struct object_wish wish = { .item = units[i].item,
					    .class = WATCH_UNIT };
		autounit struct unit unit = { 0 };
		char failed[PATH_MAX];
		int r = unit_read(s->host, units[i].name, &unit, failed);

		if (r < 0)
			object_search_gap(s, units[i].name, failed, r);
		wish_unit_files(s, &unit, &wish);
		wish_sockets(s, &unit, units[i].name, units[i].item);
		if (units[i].program_item)
			wish_programs(s, &unit, units[i].name,
				      units[i].program_item);
	}
}
