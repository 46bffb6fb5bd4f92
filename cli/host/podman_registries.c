// SPDX-License-Identifier: BSD-2-Clause
#include "podman_registries.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "cleanup.h"
#include "directory.h"
#include "engine_info.h"
#include "printable.h"
#include "toml.h"

#define DROP_INS "/etc/containers/registries.conf.d"
#define MAX_FILE ((size_t)1 << 20)
#define MAX_FILES 1000
#define MAX_REGISTRIES 4096
#define MAX_SHOWN 256

/* A table [[registry]], or a mirror in one. */
struct registry {
	char *prefix, *location; /* owned; NULL: not said */
	bool insecure, blocked, mirror;
	size_t line; /* of insecure */
	const char *path;
};

struct reading {
	const struct check_host *host;
	const struct registry_hosts_seen *seen;
	const char *path; /* of the file that is read */
	struct registry *list;
	size_t count;
	int error;
	bool unclear;
};

static void say_unread(struct reading *r, const char *path, int error)
{
	r->seen->unread(r->seen->context, path, error);
}

static void say_unclear(struct reading *r, size_t line)
{
	if (!r->unclear)
		r->seen->unclear(r->seen->context, r->path, line);
	r->unclear = true;
}

/* ----- tables ----- */

static struct registry *add(struct reading *r, bool mirror)
{
	struct registry *list;

	if (r->count >= MAX_REGISTRIES) {
		r->error = -E2BIG;
		return NULL;
	}
	list = reallocarray(r->list, r->count + 1, sizeof(*list));
	if (!list) {
		r->error = -ENOMEM;
		return NULL;
	}
	r->list = list;
	list[r->count] = (struct registry){ .path = r->path, .mirror = mirror };
	return &list[r->count++];
}

static void set_text(struct reading *r, char **field,
		     const struct toml_item *item)
{
	free(*field);
	*field = strndup(item->text.data ? item->text.data : "",
			 item->text.size);
	if (!*field)
		r->error = -ENOMEM;
	if (item->kind != TOML_STRING)
		say_unclear(r, item->line);
}

static bool is_true(struct reading *r, const struct toml_item *item)
{
	if (item->kind != TOML_BOOLEAN)
		say_unclear(r, item->line);
	return item->kind == TOML_BOOLEAN && view_is(item->text, "true");
}

static void see_setting(struct reading *r, const struct toml_item *item,
			const struct toml_key *name)
{
	struct registry *last = r->count ? &r->list[r->count - 1] : NULL;

	if (!last || last->path != r->path)
		return;
	if (toml_key_is(name, "prefix")) {
		set_text(r, &last->prefix, item);
	} else if (toml_key_is(name, "location")) {
		set_text(r, &last->location, item);
	} else if (toml_key_is(name, "blocked")) {
		last->blocked = is_true(r, item);
	} else if (toml_key_is(name, "insecure")) {
		last->insecure = is_true(r, item);
		last->line = item->line;
	}
}

/* [registries.insecure], of the format before: registries = [ "a" ]. */
static void see_old(struct reading *r, const struct toml_item *item)
{
	struct registry *registry;

	if (item->kind == TOML_TABLE)
		return;
	registry = add(r, false);
	if (!registry)
		return;
	set_text(r, &registry->location, item);
	registry->insecure = true;
	registry->line = item->line;
}

/* The names that lead to it, without the places in arrays. */
static size_t names_of(const struct toml_item *item,
		       const struct toml_key **names)
{
	size_t count = 0;

	for (size_t i = 0; i < item->depth; i++)
		if (!item->keys[i].element)
			names[count++] = &item->keys[i];
	return count;
}

static void see_item(void *context, const struct toml_item *item)
{
	struct reading *r = context;
	const struct toml_key *names[TOML_MAX_DEPTH];
	size_t count = names_of(item, names);
	bool mirror = count > 1 && toml_key_is(names[1], "mirror");

	if (count >= 2 && toml_key_is(names[0], "registries") &&
	    toml_key_is(names[1], "insecure")) {
		see_old(r, item);
	} else if (count && toml_key_is(names[0], "registry")) {
		if (item->kind == TOML_TABLE && count == (mirror ? 2 : 1))
			(void)add(r, mirror);
		else if (count > (mirror ? 2 : 1))
			see_setting(r, item, names[count - 1]);
	}
}

/* ----- what they come to ----- */

static const char *name_of(const struct registry *registry)
{
	const char *name = registry->prefix && *registry->prefix ?
				   registry->prefix :
				   registry->location;

	return name ? name : "";
}

/* Is a later file's table of the same prefix in its place?  A mirror's is that
 * of the registry before it. */
static bool is_replaced(const struct reading *r, size_t i)
{
	const struct registry *owner = &r->list[i];

	while (owner->mirror && owner > r->list)
		owner--;
	for (size_t j = i + 1; j < r->count; j++)
		if (!r->list[j].mirror && r->list[j].path != owner->path &&
		    strcmp(name_of(&r->list[j]), name_of(owner)) == 0)
			return true;
	return owner->blocked;
}

static void tell(const struct reading *r, const struct registry *registry)
{
	const char *place = registry->location && *registry->location ?
				    registry->location :
				    name_of(registry);
	autobuf struct buf text;

	buf_init(&text, 8 * MAX_SHOWN);
	if (engine_is_loopback(place))
		return;
	buf_printf(&text, "insecure %s",
		   registry->mirror ? "mirror " : "registry ");
	printable_word(&text, view_of(place), MAX_SHOWN);
	r->seen->insecure(r->seen->context, registry->path, registry->line,
			  buf_view(&text));
}

/* ----- files ----- */

static void read_file(struct reading *r, const char *path)
{
	autobuf struct buf text;
	size_t line = 0;
	int error;

	buf_init(&text, MAX_FILE);
	error = check_host_read(r->host, path + 1, &text);
	if (error == -ENOENT || error == -ENOTDIR)
		return;
	r->path = path;
	r->unclear = false;
	if (error == 0)
		error = toml_parse(buf_view(&text), see_item, r, &line);
	if (error == -EBADMSG)
		say_unclear(r, line);
	else if (error < 0)
		say_unread(r, path, error);
}

static int compare(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

/* Names of files, sorted; owned by the caller.  0 or -errno. */
static int list_files(const struct check_host *host, char **list, size_t *count)
{
	autodirectory struct directory d;
	const struct dirent *entry;
	int r = directory_open(host, &DROP_INS[1], &d);

	if (r < 0)
		return r == -ENOENT || r == -ENOTDIR ? 0 : r;
	while (r == 0 && (entry = directory_next(&d)) != NULL) {
		if (!view_ends(view_of(entry->d_name), VIEW(".conf")))
			continue;
		if (*count >= MAX_FILES)
			r = -E2BIG;
		else if (asprintf(&list[*count], "%s/%s", DROP_INS,
				  entry->d_name) < 0)
			r = -ENOMEM;
		else
			++*count;
	}
	qsort(list, *count, sizeof(*list), compare);
	return r ? r : d.error;
}

static void read_all(struct reading *r, char **list, size_t *count)
{
	int error = list_files(r->host, list, count);

	if (error < 0)
		say_unread(r, DROP_INS, error);
	read_file(r, PODMAN_REGISTRIES);
	for (size_t i = 0; i < *count; i++)
		read_file(r, list[i]);
	if (r->error < 0)
		say_unread(r, PODMAN_REGISTRIES, r->error);
}

void podman_registries_each(const struct check_host *host,
			    const struct registry_hosts_seen *seen)
{
	struct reading r = { .host = host, .seen = seen };
	autofree char **list = calloc(MAX_FILES, sizeof(*list));
	size_t count = 0;

	if (!list) {
		say_unread(&r, DROP_INS, -ENOMEM);
		return;
	}
	read_all(&r, list, &count);
	for (size_t i = 0; i < r.count; i++)
		if (r.list[i].insecure && !is_replaced(&r, i))
			tell(&r, &r.list[i]);
	for (size_t i = 0; i < r.count; i++) {
		free(r.list[i].prefix);
		free(r.list[i].location);
	}
	for (size_t i = 0; i < count; i++)
		free(list[i]);
	free(r.list);
}
