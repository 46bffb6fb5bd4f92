// SPDX-License-Identifier: BSD-2-Clause
#include "registry_hosts.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>

#include "cleanup.h"
#include "directory.h"
#include "entry.h"

#define BLANKS " \t\r"
#define MAX_FILE ((size_t)1 << 20)
#define MAX_REGISTRIES 1000

/* Without a comment: a "#" that stands in no string. */
static struct view uncommented(struct view line)
{
	char quote = '\0';

	for (size_t i = 0; i < line.size; i++) {
		char byte = line.data[i];

		if (quote)
			quote = byte == quote ? '\0' : quote;
		else if (byte == '"' || byte == '\'')
			quote = byte;
		else if (byte == '#')
			line.size = i;
	}
	return line;
}

static bool is_insecure(struct view line)
{
	struct view value = line;
	struct view key = entry_trim(entry_take(&value, '='), BLANKS);

	if (view_is(key, "skip_verify") &&
	    view_is(entry_trim(value, BLANKS), "true"))
		return true;
	if (view_is(key, "server"))
		line = entry_trim(value, BLANKS);
	else if (!view_starts(line, VIEW("[host.")))
		return false;
	else
		line = view_skip(line, 6);
	return view_starts(line, VIEW("\"http://")) ||
	       view_starts(line, VIEW("'http://"));
}

void registry_hosts_parse(struct view text, const char *path,
			  registry_hosts_fn *fn, void *context)
{
	for (size_t number = 1; text.size; number++) {
		struct view line = entry_trim(
			uncommented(entry_take(&text, '\n')), BLANKS);

		if (is_insecure(line))
			fn(context, path, number, line);
	}
}

static int read_one(const struct check_host *host, const char *path,
		    registry_hosts_fn *fn, void *context)
{
	autobuf struct buf text;
	int r;

	buf_init(&text, MAX_FILE);
	r = check_host_read(host, path + 1, &text);
	if (r == 0)
		registry_hosts_parse(buf_view(&text), path, fn, context);
	return r == -ENOENT || r == -ENOTDIR ? 0 : r;
}

int registry_hosts_each(const struct check_host *host, registry_hosts_fn *fn,
			void *context, char *failed)
{
	autodirectory struct directory d;
	const struct dirent *entry;
	size_t count = 0;
	int r = directory_open(host, &REGISTRY_HOSTS_DIRECTORY[1], &d);

	(void)snprintf(failed, PATH_MAX, "%s", REGISTRY_HOSTS_DIRECTORY);
	if (r < 0)
		return r == -ENOTDIR ? -ENOENT : r;
	while (r == 0 && (entry = directory_next(&d)) != NULL) {
		char path[PATH_MAX];

		if (entry->d_name[0] == '.')
			continue;
		if (++count > MAX_REGISTRIES) { /* failed is the directory */
			r = -E2BIG;
			break;
		}
		if (snprintf(path, sizeof(path), "%s/%s/hosts.toml",
			     REGISTRY_HOSTS_DIRECTORY,
			     entry->d_name) < PATH_MAX)
			r = read_one(host, path, fn, context);
		if (r < 0)
			(void)snprintf(failed, PATH_MAX, "%s", path);
	}
	return r ? r : d.error;
}
