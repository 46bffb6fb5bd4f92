// SPDX-License-Identifier: BSD-2-Clause
#include "registry_hosts.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>

#include "cleanup.h"
#include "directory.h"
#include "path.h"
#include "printable.h"
#include "toml.h"

#define MAX_FILE ((size_t)1 << 20)
#define MAX_REGISTRIES 1000
#define MAX_SHOWN 256

/* A hosts.toml while it is read. */
struct reading {
	const char *path;
	const struct registry_hosts_seen *seen;
	struct buf host; /* the last that was said to be without TLS */
	struct buf
		first; /* of a pair of files: its first, the second to come */
	bool unclear;
};

static void say_unclear(struct reading *r, size_t line)
{
	if (!r->unclear && r->seen->unclear)
		r->seen->unclear(r->seen->context, r->path, line);
	r->unclear = true;
}

static void say_insecure(const struct reading *r, size_t line, const char *what,
			 struct view host)
{
	autobuf struct buf text;

	buf_init(&text, 8 * MAX_SHOWN);
	buf_add_text(&text, what);
	if (host.size)
		printable_word(&text, host, MAX_SHOWN);
	if (r->seen->insecure)
		r->seen->insecure(r->seen->context, r->path, line,
				  buf_view(&text));
}

/* As containerd asks, strings.HasPrefix(): of "HTTP://…" it makes
 * "https://HTTP://…". */
static bool is_plain(struct view url)
{
	return view_starts(url, VIEW("http://"));
}

/* ----- the files that it names ----- */

/* A path that is not whole begins where the hosts.toml is. */
static void name_file(const struct reading *r, struct view file, bool key)
{
	struct view directory = path_parent(view_of(r->path));
	char whole[PATH_MAX];
	int size;

	if (!r->seen->file || !file.size || memchr(file.data, '\0', file.size))
		return;
	size = file.data[0] == '/' ?
		       snprintf(whole, sizeof(whole), "%.*s", (int)file.size,
				file.data) :
		       snprintf(whole, sizeof(whole), "%.*s/%.*s",
				(int)directory.size, directory.data,
				(int)file.size, file.data);
	if (size < PATH_MAX)
		r->seen->file(r->seen->context, r->path, whole, key);
}

/* client = "both.pem", [ "both.pem" ] or [ [ "a.cert", "a.key" ] ], where the
 * second may be "": both are in the first then. */
static void see_client(struct reading *r, const struct toml_item *item,
		       size_t depth)
{
	if (item->depth <= depth + 1) {
		name_file(r, item->text, true);
		return;
	}
	if (item->keys[depth + 1].index == 0) {
		buf_reset(&r->first);
		buf_add(&r->first, item->text);
		return;
	}
	name_file(r, buf_view(&r->first), item->text.size == 0);
	name_file(r, item->text, true);
}

/* ----- a host, or the default, whose keys are at the root ----- */

/* Only elements follow, and not too many of them in each other. */
static bool is_value_of(const struct toml_item *item, size_t depth, size_t most)
{
	if (item->kind != TOML_STRING || item->depth > depth + most)
		return false;
	for (size_t i = depth; i < item->depth; i++)
		if (!item->keys[i].element)
			return false;
	return true;
}

/* at: its place among the keys. */
static void see_setting(struct reading *r, const struct toml_item *item,
			size_t at, struct view host)
{
	const struct toml_key *key = &item->keys[at];
	size_t depth = at + 1;

	if (toml_key_is(key, "skip_verify")) {
		if (item->kind != TOML_BOOLEAN || item->depth != depth)
			say_unclear(r, item->line);
		else if (view_is(item->text, "true"))
			say_insecure(r, item->line,
				     host.size ? "skip_verify = true for " :
						 "skip_verify = true",
				     host);
	} else if (toml_key_is(key, "ca")) {
		if (is_value_of(item, depth, 1))
			name_file(r, item->text, false);
		else
			say_unclear(r, item->line);
	} else if (toml_key_is(key, "client")) {
		if (is_value_of(item, depth, 2))
			see_client(r, item, depth);
		else
			say_unclear(r, item->line);
	}
}

/* Whatever stands below [host."http://…"], and be it nothing. */
static void see_host(struct reading *r, const struct toml_item *item)
{
	struct view host = item->keys[1].name;

	if (is_plain(host) && !view_equal(host, buf_view(&r->host))) {
		buf_reset(&r->host);
		buf_add(&r->host, host);
		say_insecure(r, item->line, "host ", host);
	}
	if (item->depth > 2)
		see_setting(r, item, 2, host);
}

static void see_item(void *context, const struct toml_item *item)
{
	struct reading *r = context;

	if (!item->depth)
		return;
	if (toml_key_is(&item->keys[0], "host")) {
		if (item->depth > 1)
			see_host(r, item);
	} else if (toml_key_is(&item->keys[0], "server")) {
		if (item->kind != TOML_STRING || item->depth != 1)
			say_unclear(r, item->line);
		else if (is_plain(item->text))
			say_insecure(r, item->line, "server ", item->text);
	} else {
		see_setting(r, item, 0, VIEW(""));
	}
}

int registry_hosts_parse(struct view text, const char *path,
			 const struct registry_hosts_seen *seen)
{
	struct reading r = { .path = path, .seen = seen };
	size_t line;
	bool memory;
	int error;

	buf_init(&r.host, MAX_FILE);
	buf_init(&r.first, PATH_MAX);
	error = toml_parse(text, see_item, &r, &line);
	memory = buf_error(&r.host) != -ENOMEM &&
		 buf_error(&r.first) != -ENOMEM && error != -ENOMEM;
	if (error == -EBADMSG)
		say_unclear(&r, line);
	buf_done(&r.host);
	buf_done(&r.first);
	return memory ? 0 : -ENOMEM;
}

/* ----- all ----- */

static int read_one(const struct check_host *host, const char *path,
		    const struct registry_hosts_seen *seen)
{
	autobuf struct buf text;
	int r;

	buf_init(&text, MAX_FILE);
	r = check_host_read(host, path + 1, &text);
	if (r == 0)
		r = registry_hosts_parse(buf_view(&text), path, seen);
	return r == -ENOENT || r == -ENOTDIR ? 0 : r;
}

static void say_unread(const struct registry_hosts_seen *seen, const char *path,
		       int error)
{
	if (error < 0 && seen->unread)
		seen->unread(seen->context, path, error);
}

void registry_hosts_each(const struct check_host *host,
			 const struct registry_hosts_seen *seen)
{
	autodirectory struct directory d;
	const struct dirent *entry;
	size_t count = 0;
	int r = directory_open(host, &REGISTRY_HOSTS_DIRECTORY[1], &d);

	if (r == -ENOENT || r == -ENOTDIR)
		return;
	while (r == 0 && (entry = directory_next(&d)) != NULL) {
		char path[PATH_MAX];

		if (entry->d_name[0] == '.')
			continue;
		if (++count > MAX_REGISTRIES)
			r = -E2BIG;
		else if (snprintf(path, sizeof(path), "%s/%s/hosts.toml",
				  REGISTRY_HOSTS_DIRECTORY,
				  entry->d_name) < PATH_MAX)
			say_unread(seen, path, read_one(host, path, seen));
	}
	say_unread(seen, REGISTRY_HOSTS_DIRECTORY, r ? r : d.error);
}
