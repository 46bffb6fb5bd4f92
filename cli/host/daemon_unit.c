// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdlib.h>

#include "cleanup.h"
#include "daemon_parts.h"
#include "directory.h"
#include "entry.h"
#include "exec_line.h"
#include "path.h"

static int read_file(const struct check_host *host,
		     const struct daemon_seen *seen, const char *path,
		     struct exec_variables *variables)
{
	autobuf struct buf text;
	int r;

	buf_init(&text, DAEMON_MAX_FILE);
	r = check_host_read(host, path + 1, &text);
	if (r == 0)
		return exec_variables_read(variables, buf_view(&text));
	if (r == -ENOENT || r == -ENOTDIR)
		return 0;
	return seen->unread(seen->context,
			    "a file of docker.service's variables could not be "
			    "read",
			    path, r);
}

static bool is_unset(struct view pair, struct view word)
{
	return view_equal(pair, word) ||
	       (!memchr(word.data, '=', word.size) && pair.size > word.size &&
		view_starts(pair, word) && pair.data[word.size] == '=');
}

/* UnsetEnvironment=: names, or whole assignments. */
static void unset(struct daemon_words *list, struct view value)
{
	while (value.size) {
		struct view word = entry_take(&value, ' ');
		size_t kept = 0;

		for (size_t i = 0; i < list->count; i++)
			if (word.size && is_unset(view_of(list->list[i]), word))
				free(list->list[i]);
			else
				list->list[kept++] = list->list[i];
		list->count = kept;
	}
}

static int compare(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

/* The files of a directory that fit; what does is told by their whole names. */
static int list_fitting(const struct check_host *host, const char *glob,
			struct daemon_words *ret)
{
	struct view directory = path_parent(view_of(glob));
	autofree char *name = strndup(directory.data, directory.size);
	autodirectory struct directory d = { NULL, 0 };
	const struct dirent *entry;
	int r;

	if (!name)
		return -ENOMEM;
	r = directory_open(host, name[1] ? name + 1 : ".", &d);
	while (r == 0 && (entry = directory_next(&d)) != NULL) {
		char path[PATH_MAX];

		if (snprintf(path, sizeof(path), "%s/%s", name, entry->d_name) <
			    PATH_MAX &&
		    fnmatch(glob, path, FNM_PATHNAME | FNM_PERIOD) == 0)
			r = daemon_words_add(ret, view_of(path));
	}
	return r ? r : d.error;
}

/* systemd.exec(5): in the order of their names. */
static int read_fitting(const struct check_host *host,
			const struct daemon_seen *seen, const char *glob,
			struct exec_variables *variables)
{
	autowords struct daemon_words paths = { NULL, 0 };
	struct view directory = path_parent(view_of(glob));
	int r = strcspn(glob, "*?[") <= directory.size ?
			-ENOTSUP :
			list_fitting(host, glob, &paths);

	if (r == -ENOENT || r == -ENOTDIR || r == -ENOMEM)
		return r == -ENOMEM ? r : 0;
	if (r < 0)
		return seen->unread(seen->context,
				    "files of docker.service's variables could "
				    "not be looked at",
				    glob, r);
	if (paths.count)
		qsort(paths.list, paths.count, sizeof(*paths.list), compare);
	for (size_t i = 0; r == 0 && i < paths.count; i++)
		r = read_file(host, seen, paths.list[i], variables);
	return r;
}

/* "-" before a path: it need not be there. */
static int read_environment(const struct check_host *host,
			    const struct daemon_seen *seen, const char *value,
			    struct exec_variables *variables)
{
	const char *path = value + (value[0] == '-');

	if (path[0] != '/')
		return 0;
	return strpbrk(path, "*?[") ?
		       read_fitting(host, seen, path, variables) :
		       read_file(host, seen, path, variables);
}

/* systemd.exec(5): files override Environment=. */
static int read_variables(const struct check_host *host,
			  const struct unit *unit,
			  const struct daemon_seen *seen,
			  struct exec_variables *variables)
{
	const struct unit_setting *s;
	int r = 0;

	for (size_t i = 0;
	     r == 0 && (s = unit_setting(unit, "Service", "Environment", i));
	     i++)
		r = exec_variables_add(variables, view_of(s->value));
	for (size_t i = 0; r == 0 && (s = unit_setting(unit, "Service",
						       "EnvironmentFile", i));
	     i++)
		r = read_environment(host, seen, s->value, variables);
	for (size_t i = 0;
	     (s = unit_setting(unit, "Service", "UnsetEnvironment", i)) != NULL;
	     i++)
		unset(&variables->list, view_of(s->value));
	return r;
}

int daemon_unit(const struct check_host *host, const struct unit *unit,
		const struct daemon_seen *seen, struct daemon_words *ret,
		struct daemon_words *ret_variables)
{
	const struct unit_setting *start, *next;
	struct exec_variables variables = { { NULL, 0 } };
	int r;

	/* Of several the last one counts, unless Type=oneshot. */
	start = unit_setting(unit, "Service", "ExecStart", 0);
	if (!start)
		return -ENOENT;
	for (size_t i = 1;
	     (next = unit_setting(unit, "Service", "ExecStart", i)); i++)
		start = next;
	r = read_variables(host, unit, seen, &variables);
	if (r == 0)
		r = exec_line_split(view_of(start->value), &variables, ret);
	*ret_variables = variables.list;
	return r;
}
