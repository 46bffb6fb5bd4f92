// SPDX-License-Identifier: BSD-2-Clause
#include "mount_unit.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "entry.h"
#include "path.h"
#include "printable.h"
#include "unit.h"

#define MAX_SHOWN 1024
#define GENERATED "/run/systemd/generator"
#define COUNT(list) (sizeof(list) / sizeof(list[0]))

/* A mount, while it is looked for what starts it. */
struct wanted {
	const struct check_host *host;
	const char *path;	       /* of the directory */
	const char *mount, *automount; /* the units' names */
	struct buf *out;
};

/* systemd-escape(1): the unit of "/srv/docker-data" is
 * srv-docker\x2ddata.mount.  False where the name is too long. */
static bool unit_name(const char *path, const char *suffix, struct buf *out)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789_:.";

	while (*path == '/')
		path++;
	for (const char *at = path; *at; at++)
		if (*at == '/')
			buf_add_byte(out, '-');
		else if (strchr(plain, *at) && !(at == path && *at == '.'))
			buf_add_byte(out, *at);
		else
			buf_printf(out, "\\x%02x", (unsigned char)*at);
	buf_add_text(out, suffix);
	buf_add_byte(out, '\0');
	return *path && !buf_error(out);
}

/* ----- links ----- */

/* Only a link counts, and none to /dev/null (systemd's dropin.c). */
static int is_link(const struct check_host *host, const char *path)
{
	autoclose int fd = check_host_open(host, path + 1, O_PATH | O_NOFOLLOW);
	char target[16];
	struct stat st;
	ssize_t size;

	if (fd < 0)
		return fd == -ENOENT || fd == -ENOTDIR || fd == -ELOOP ? 0 : fd;
	if (fstat(fd, &st) < 0)
		return -errno;
	size = readlinkat(fd, "", target, sizeof(target));
	return S_ISLNK(st.st_mode) && size > 0 &&
	       !view_is(view_from(target, (size_t)size), "/dev/null");
}

/* In which of the directories of units is it?  1, 0, -errno. */
static int is_linked(const struct wanted *w, const char *directory,
		     const char *unit)
{
	const char *root;
	int r = 0;

	for (size_t i = 0; r == 0 && (root = unit_directory(i)) != NULL; i++) {
		char path[PATH_MAX];

		if (snprintf(path, sizeof(path), "%s/%s/%s", root, directory,
			     unit) < PATH_MAX)
			r = is_link(w->host, path);
	}
	if (r > 0)
		buf_printf(w->out, ", by %s", directory);
	return r;
}

/* Of units that a boot comes by, or that start Docker. */
static int is_pulled(const struct wanted *w, const char *unit)
{
	static const char *const units[] = {
		"local-fs.target",    "remote-fs.target", "sysinit.target",
		"basic.target",	      "sockets.target",	  "multi-user.target",
		"graphical.target",   "default.target",	  "docker.service",
		"containerd.service",
	};
	static const char *const kinds[] = { "wants", "requires", "upholds" };
	int r = 0;

	for (size_t i = 0; r == 0 && i < COUNT(units) * COUNT(kinds); i++) {
		char directory[64];

		(void)snprintf(directory, sizeof(directory), "%s.%s",
			       units[i / COUNT(kinds)],
			       kinds[i % COUNT(kinds)]);
		r = is_linked(w, directory, unit);
	}
	return r;
}

/* ----- what a service says itself ----- */

static bool has_word(const struct unit_setting *s, const char *word)
{
	struct view rest = view_of(s->value);

	while (rest.size)
		if (view_is(entry_take(&rest, ' '), word))
			return true;
	return false;
}

/* At the directory, or below it. */
static bool has_path(const struct unit_setting *s, const char *directory)
{
	struct view rest = view_of(s->value);

	while (rest.size) {
		struct view path = entry_take(&rest, ' ');

		/* "-/srv", "!/srv" of WorkingDirectory= */
		if (path.size && strchr("-~!", path.data[0]))
			path = view_skip(path, 1);
		if (view_is(path, directory) ||
		    path_below(path, view_of(directory)))
			return true;
	}
	return false;
}

/* "StateDirectory=docker" is /var/lib/docker. */
static bool has_state(const struct unit_setting *s, const char *directory)
{
	struct view whole = view_of(directory), rest = view_of(s->value);

	if (!view_starts(whole, VIEW("/var/lib/")))
		return false;
	whole = view_skip(whole, strlen("/var/lib/"));
	while (rest.size) {
		struct view name = entry_take(&rest, ' ');

		if (view_equal(name, whole) || path_below(name, whole))
			return true;
	}
	return false;
}

static const struct {
	const char *section, *name;
	bool (*has)(const struct unit_setting *s, const char *word);
	bool unit; /* the unit's name, not the directory's */
} dependencies[] = {
	{ "Unit", "Requires", has_word, true },
	{ "Unit", "Wants", has_word, true },
	{ "Unit", "BindsTo", has_word, true },
	{ "Unit", "Upholds", has_word, true },
	{ "Unit", "RequiresMountsFor", has_path, false },
	{ "Unit", "WantsMountsFor", has_path, false },
	/* systemd.exec(5): these imply RequiresMountsFor=. */
	{ "Service", "WorkingDirectory", has_path, false },
	{ "Service", "RootDirectory", has_path, false },
	{ "Service", "StateDirectory", has_state, false },
};

static bool is_asked(const struct wanted *w, const struct unit *service,
		     const char *name)
{
	for (size_t i = 0; i < COUNT(dependencies); i++) {
		const struct unit_setting *s;

		for (size_t j = 0;
		     (s = unit_setting(service, dependencies[i].section,
				       dependencies[i].name, j)) != NULL;
		     j++)
			if (dependencies[i].has(s, dependencies[i].unit ?
							   w->mount :
							   w->path)) {
				buf_printf(w->out, ", by %s= of %s",
					   dependencies[i].name, name);
				return true;
			}
	}
	return false;
}

static int is_required(const struct wanted *w)
{
	static const char *const services[] = { "docker.service",
						"containerd.service" };
	bool asked = false;
	int r = 0;

	for (size_t i = 0; r == 0 && !asked && i < COUNT(services); i++) {
		autounit struct unit unit = { .fragment = NULL };
		char failed[PATH_MAX];

		r = unit_read(w->host, services[i], &unit, failed);
		asked = r == 0 && unit.fragment && !unit.masked &&
			is_asked(w, &unit, services[i]);
	}
	return r < 0 ? r : asked;
}

/* ----- the unit itself ----- */

static bool is_there(const struct unit *unit)
{
	return unit->fragment && !unit->masked;
}

/* A generator makes it anew at each boot; that of fstab from fstab as it is
 * then. */
static bool is_generated(const struct unit *unit)
{
	return strncmp(unit->fragment, GENERATED, strlen(GENERATED)) == 0;
}

static bool is_of_fstab(const struct unit *unit)
{
	const struct unit_setting *source =
		unit_setting(unit, "Unit", "SourcePath", 0);

	return source && strcmp(source->value, "/etc/fstab") == 0;
}

/* 1, 0, -errno */
static int is_automounted(const struct wanted *w)
{
	autounit struct unit unit = { .fragment = NULL };
	char failed[PATH_MAX];
	int r = unit_read(w->host, w->automount, &unit, failed);

	if (r < 0 || !is_there(&unit))
		return r;
	return is_pulled(w, w->automount);
}

static int find_starter(const struct wanted *w, const struct unit *unit)
{
	int r = 0;

	if (is_generated(unit)) {
		buf_add_text(w->out, ", which a generator makes");
		return 1;
	}
	r = is_pulled(w, w->mount);
	if (r == 0)
		r = is_required(w);
	return r ? r : is_automounted(w);
}

static int judge(const struct wanted *w, enum mount_unit *ret)
{
	autounit struct unit unit = { .fragment = NULL };
	char failed[PATH_MAX];
	int r = unit_read(w->host, w->mount, &unit, failed);

	if (r < 0)
		return r;
	*ret = MOUNT_UNIT_NONE;
	if (!is_there(&unit) || (is_generated(&unit) && is_of_fstab(&unit)))
		return 0;
	/* What systemctl or mount(8) made is gone after a boot. */
	if (!is_generated(&unit) && strncmp(unit.fragment, "/run/", 5) == 0)
		return 0;
	printable_word(w->out, view_of(unit.fragment), MAX_SHOWN);
	r = find_starter(w, &unit);
	if (r < 0)
		return r;
	*ret = r ? MOUNT_UNIT_STARTED : MOUNT_UNIT_IDLE;
	return 0;
}

int mount_unit_of(const struct check_host *host, const char *path,
		  struct buf *out, enum mount_unit *ret)
{
	autobuf struct buf mount, automount;
	struct wanted w = { .host = host, .path = path, .out = out };

	buf_init(&mount, NAME_MAX);
	buf_init(&automount, NAME_MAX);
	*ret = MOUNT_UNIT_NONE;
	if (!unit_name(path, ".mount", &mount) ||
	    !unit_name(path, ".automount", &automount))
		return buf_error(&mount) == -ENOMEM ||
				       buf_error(&automount) == -ENOMEM ?
			       -ENOMEM :
			       0;
	w.mount = mount.data;
	w.automount = automount.data;
	return judge(&w, ret);
}
