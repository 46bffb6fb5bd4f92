// SPDX-License-Identifier: BSD-2-Clause
#include "watch.h"

#include <errno.h>
#include <stdlib.h>

#include "cleanup.h"
#include "number.h"
#include "path.h"

#define ITEM(number) "SSE_SEC_APP_DOCKER_" number

struct item_row {
	const char *item;
	const char *title;
};

/* The baseline's items in its order; the titles are ours, in English. */
static const struct item_row items[] = {
	{ ITEM("03"), "Only trusted users control the Docker daemon" },
	{ ITEM("04"), "Docker's programs are audited" },
	{ ITEM("05"), "Docker's data directory is audited" },
	{ ITEM("06"), "Docker's configuration directory is audited" },
	{ ITEM("07"), "The docker.service unit is audited" },
	{ ITEM("08"), "The docker.socket unit and API sockets are audited" },
	{ ITEM("09"), "The daemon's default options are audited" },
	{ ITEM("10"), "The daemon's configuration file is audited" },
	{ ITEM("11"), "containerd's programs are audited" },
	{ ITEM("12"), "runc is audited" },
	{ WATCH_ITEM_SELF, "The audit trail and dockwarden are intact" },
};

struct builtin {
	enum watch_class class;
	const char *number; /* NULL: not of the baseline */
	const char *path;
};

static const struct builtin builtins[] = {
#define WATCH(class, number, path) { WATCH_##class, number, path },
#include "watch.def"
#undef WATCH
};

#define BUILTIN_COUNT (sizeof(builtins) / sizeof(builtins[0]))

/* A watched path, or a directory on the way to one. */
struct place {
	struct view path;
	uint32_t watch; /* its number in the list + 1; 0: on the way only */
	bool leads_on;	/* there are places below it */
};

struct watches {
	struct watch *list;
	size_t count;
	struct place *places;
	size_t place_count;
	uint32_t *index; /* hash of a path → number of its place + 1 */
	size_t mask;
};

static const char *item_of_number(const char *number)
{
	for (size_t i = 0; number && i < sizeof(items) / sizeof(items[0]); i++)
		if (view_ends(view_of(items[i].item), view_of(number)))
			return items[i].item;
	return WATCH_ITEM_SELF;
}

const char *watch_item_title(const char *item)
{
	for (size_t i = 0; i < sizeof(items) / sizeof(items[0]); i++)
		if (strcmp(items[i].item, item) == 0)
			return items[i].title;
	return NULL;
}

const char *watch_socket(size_t i)
{
	for (size_t j = 0; j < BUILTIN_COUNT; j++)
		if (builtins[j].class == WATCH_SOCKET && i-- == 0)
			return builtins[j].path;
	return NULL;
}

const char *watch_item_of_key(struct view key)
{
	uint64_t number;

	if (view_is(key, "docker-audit") || view_is(key, "docker-self"))
		return WATCH_ITEM_SELF;
	if (key.size != 9 || !view_starts(key, VIEW("docker-")) ||
	    number_decimal(view_skip(key, 7), 99, &number))
		return NULL;
	for (size_t i = 0; i < sizeof(items) / sizeof(items[0]); i++)
		if (view_ends(view_of(items[i].item), view_skip(key, 7)))
			return items[i].item;
	return NULL;
}

/* FNV-1a, 32 bits, so that the hash of a path's beginning is a step on the
 * way to the hash of the path. */
#define HASH_START 2166136261U

static uint32_t hash_step(uint32_t hash, char byte)
{
	return (hash ^ (unsigned char)byte) * 16777619U;
}

static struct place *index_find(const struct watches *w, uint32_t hash,
				struct view path)
{
	size_t i = hash & w->mask;

	for (; w->index[i]; i = (i + 1) & w->mask) {
		struct place *found = &w->places[w->index[i] - 1];

		if (view_equal(path, found->path))
			return found;
	}
	return NULL;
}

static struct place *index_take(struct watches *w, uint32_t hash,
				struct view path)
{
	struct place *place = index_find(w, hash, path);
	size_t i = hash & w->mask;

	if (place)
		return place;
	while (w->index[i])
		i = (i + 1) & w->mask;
	place = &w->places[w->place_count++];
	place->path = path;
	w->index[i] = (uint32_t)w->place_count;
	return place;
}

/* Does a component of path end before its i-th byte? */
static bool is_boundary(struct view path, size_t i)
{
	return i && (i == path.size || path.data[i] == '/');
}

/* A later watch of the same path takes the earlier one's place: the site's
 * word goes before the built-in. */
static void watches_add(struct watches *w, struct watch watch)
{
	struct view path = view_of(watch.path);
	struct place *place = NULL;
	uint32_t hash = HASH_START;

	for (size_t i = 0; i <= path.size; i++) {
		if (is_boundary(path, i)) {
			if (place)
				place->leads_on = true;
			place = index_take(w, hash, view_from(path.data, i));
		}
		if (i < path.size)
			hash = hash_step(hash, path.data[i]);
	}
	if (!place)
		return;
	if (!place->watch)
		place->watch = (uint32_t)++w->count;
	w->list[place->watch - 1] = watch;
}

static void watches_fill(struct watches *w, const struct policy *policy)
{
	for (size_t i = 0; i < BUILTIN_COUNT; i++)
		watches_add(w,
			    (struct watch){
				    .path = builtins[i].path,
				    .item = item_of_number(builtins[i].number),
				    .class = builtins[i].class,
			    });
	for (size_t i = 0; i < policy->watch_count; i++)
		watches_add(w, (struct watch){
				       .path = policy->watch[i].path,
				       .item = policy->watch[i].item,
				       .class = WATCH_SITE,
				       .title = policy->watch[i].title,
			       });
}

/* At most so many places does a path need. */
static size_t components(const char *path)
{
	size_t count = 1;

	for (; *path; path++)
		count += *path == '/';
	return count;
}

static size_t places_needed(const struct policy *policy)
{
	size_t count = 0;

	for (size_t i = 0; i < BUILTIN_COUNT; i++)
		count += components(builtins[i].path);
	for (size_t i = 0; i < policy->watch_count; i++)
		count += components(policy->watch[i].path);
	return count;
}

static void cleanup_watches(struct watches **w)
{
	watches_free(*w);
}

int watches_new(const struct policy *policy, struct watches **ret)
{
	__attribute__((cleanup(cleanup_watches))) struct watches *w =
		calloc(1, sizeof(*w));
	size_t count = BUILTIN_COUNT + policy->watch_count;
	size_t places = places_needed(policy);
	size_t slots = 64;

	if (!w)
		return -ENOMEM;
	while (slots < 2 * places)
		slots *= 2;
	w->mask = slots - 1;
	w->list = calloc(count, sizeof(*w->list));
	w->places = calloc(places, sizeof(*w->places));
	w->index = calloc(slots, sizeof(*w->index));
	if (!w->list || !w->places || !w->index)
		return -ENOMEM;
	watches_fill(w, policy);
	*ret = take(w);
	return 0;
}

void watches_free(struct watches *w)
{
	if (!w)
		return;
	free(w->list);
	free(w->places);
	free(w->index);
	free(w);
}

const struct watch *watches_find(const struct watches *w, struct view path)
{
	const struct watch *nearest = NULL;
	uint32_t hash = HASH_START;

	if (!path.size || path.data[0] != '/')
		return NULL;
	for (size_t i = 0; i <= path.size; i++) {
		if (is_boundary(path, i)) {
			const struct place *place =
				index_find(w, hash, view_from(path.data, i));

			if (place && place->watch)
				nearest = &w->list[place->watch - 1];
			/* Nothing is watched further down. */
			if (!place || !place->leads_on)
				break;
		}
		if (i < path.size)
			hash = hash_step(hash, path.data[i]);
	}
	return nearest;
}

bool watches_lead_from(const struct watches *w, struct view path)
{
	uint32_t hash = HASH_START;
	const struct place *place;

	for (size_t i = 0; i < path.size; i++)
		hash = hash_step(hash, path.data[i]);
	place = index_find(w, hash, path);
	return place && place->leads_on;
}

const struct watch *watches_at(const struct watches *w, size_t i)
{
	return i < w->count ? &w->list[i] : NULL;
}

/* How many components two paths have in common, from the end. */
static size_t common_tail(struct view a, struct view b)
{
	size_t count = 0;

	while (a.size > 1 && b.size > 1 &&
	       view_equal(path_name(a), path_name(b))) {
		a = path_parent(a);
		b = path_parent(b);
		count++;
	}
	return count;
}

/* "docker" alone is the end of a program, a directory and two files. */
static bool is_ambiguous(const struct watches *w, const struct watch *best,
			 const char *item)
{
	struct view name = path_name(view_of(best->path));

	for (size_t i = 0; !item && i < w->count; i++)
		if (strcmp(w->list[i].item, best->item) != 0 &&
		    view_equal(path_name(view_of(w->list[i].path)), name))
			return true;
	return false;
}

const struct watch *watches_find_tail(const struct watches *w, struct view path,
				      const char *item)
{
	const struct watch *best = NULL;
	size_t most = 0;

	for (size_t i = 0; i < w->count; i++) {
		size_t count = common_tail(path, view_of(w->list[i].path));

		if (item && strcmp(item, w->list[i].item) != 0)
			continue;
		if (count > most) {
			most = count;
			best = &w->list[i];
		}
	}
	return most == 1 && is_ambiguous(w, best, item) ? NULL : best;
}
