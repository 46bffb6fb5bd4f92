// SPDX-License-Identifier: BSD-2-Clause
/*
 * The other names of a unit: links in the unit directories, to it or from it
 * to the file that it is.  Drop-ins of every name count (systemd.unit(5)).
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>

#include "cleanup.h"
#include "directory.h"
#include "path.h"
#include "unit_parts.h"

#define MAX_ENTRIES 20000 /* of all unit directories */

struct aliases {
	char ***names;
	size_t *count;
	size_t seen;
	int error;
};

static void add(struct aliases *a, struct view name)
{
	for (size_t i = 0; i < *a->count; i++)
		if (view_is(name, (*a->names)[i]))
			return;
	if (a->error == 0)
		a->error = unit_add_text(a->names, a->count, name);
}

static bool is_name(const struct aliases *a, struct view name)
{
	for (size_t i = 0; i < *a->count; i++)
		if (view_is(name, (*a->names)[i]))
			return true;
	return false;
}

static bool is_unit_directory(struct view path)
{
	const char *directory;

	for (size_t i = 0; (directory = unit_directory(i)) != NULL; i++)
		if (view_is(path, directory))
			return true;
	return false;
}

/* A link to a file that is in no unit directory is no other name. */
static void add_real(const struct check_host *host, const char *fragment,
		     struct aliases *a)
{
	autoclose int fd = check_host_open(host, fragment + 1, O_PATH);
	char real[PATH_MAX];

	if (fd >= 0 && check_host_real(host, fd, real) == 0 &&
	    is_unit_directory(path_parent(view_of(real))))
		add(a, path_name(view_of(real)));
}

static void see_entry(struct aliases *a, int directory, const char *name,
		      const char *suffix)
{
	char target[PATH_MAX];
	ssize_t size;

	if (!view_ends(view_of(name), view_of(suffix)))
		return;
	size = readlinkat(directory, name, target, sizeof(target));
	if (size > 0 && is_name(a, path_name(view_from(target, (size_t)size))))
		add(a, view_of(name));
}

static void see_directory(const struct check_host *host, const char *path,
			  const char *suffix, struct aliases *a)
{
	autodirectory struct directory d = { NULL, 0 };
	const struct dirent *entry;

	if (directory_open(host, path + 1, &d) < 0)
		return; /* what cannot be read is said of its drop-ins */
	while (a->seen++ < MAX_ENTRIES && (entry = directory_next(&d)) != NULL)
		if (entry->d_type == DT_LNK || entry->d_type == DT_UNKNOWN)
			see_entry(a, directory_fd(&d), entry->d_name, suffix);
	if (a->error == 0)
		a->error = d.error;
}

int unit_aliases(const struct check_host *host, const char *name,
		 const char *fragment, char ***ret, size_t *ret_count)
{
	struct aliases a = { .names = ret, .count = ret_count };
	const char *suffix = strrchr(name, '.'), *directory;

	add(&a, view_of(name));
	if (fragment)
		add_real(host, fragment, &a);
	for (size_t i = 0;
	     fragment && suffix && (directory = unit_directory(i)) != NULL; i++)
		see_directory(host, directory, suffix, &a);
	return a.error;
}
