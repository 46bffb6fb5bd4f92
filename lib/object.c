// SPDX-License-Identifier: BSD-2-Clause
#include "object.h"

#include <errno.h>
#include <stdlib.h>

#include "cleanup.h"
#include "path.h"
#include "table.h"

#define STATE_MAX 32768 /* objects below the runtime's state directories */
#define OTHER_MAX 8192
#define OPENED_MAX 4096
#define TEXT_MAX 502 /* bytes of a path; a longer one is kept to a "/" */

struct object {
	uint16_t size;
	char path[TEXT_MAX];
};

struct opening {
	struct object object;
	uint8_t kind; /* enum opened */
};

/* What is known of a node's devices. */
struct places_of {
	uint64_t state, config; /* devices: major << 32 | minor */
	bool has_state, has_config;
	bool has_anchor; /* /etc/docker's inode is known */
	bool has_group;
	uint32_t group; /* that owns the socket */
};

#define PLACE_MAX 1024 /* nodes */

struct objects {
	struct table *state, *other;
	struct table *places;
	struct table *opened; /* (process, descriptor) → what it opened */
};

static void cleanup_objects(struct objects **o)
{
	objects_free(*o);
}

int objects_new(struct objects **ret)
{
	__attribute__((cleanup(cleanup_objects))) struct objects *o =
		calloc(1, sizeof(*o));

	if (!o || table_new(STATE_MAX, sizeof(struct object), &o->state) ||
	    table_new(OTHER_MAX, sizeof(struct object), &o->other) ||
	    table_new(PLACE_MAX, sizeof(struct places_of), &o->places) ||
	    table_new(OPENED_MAX, sizeof(struct opening), &o->opened))
		return -ENOMEM;
	*ret = take(o);
	return 0;
}

void objects_free(struct objects *o)
{
	if (!o)
		return;
	table_free(o->state);
	table_free(o->other);
	table_free(o->places);
	table_free(o->opened);
	free(o);
}

static uint64_t device_of(const struct path_item *item)
{
	return (uint64_t)item->major << 32 | item->minor;
}

static struct table_key key_of(uint64_t node, const struct path_item *item)
{
	return (struct table_key){
		.node = node,
		.a = device_of(item),
		.b = item->inode,
	};
}

static struct view path_in(const struct object *object)
{
	return object ? view_from(object->path, object->size) : VIEW_NONE;
}

static void set_path(struct object *object, struct view path)
{
	while (path.size > TEXT_MAX)
		path = path_parent(path);
	/* path may be this very entry's text */
	memmove(object->path, path.data, path.size);
	object->size = (uint16_t)path.size;
}

struct view objects_find(struct objects *o, uint64_t node,
			 const struct path_item *item)
{
	struct table_key key = key_of(node, item);
	const struct object *found;

	if (!item->has_inode)
		return VIEW_NONE;
	found = table_find(o->other, key);
	if (!found)
		found = table_find(o->state, key);
	return path_in(found);
}

static bool is_config(struct view path)
{
	return path_below(path, VIEW("/etc")) || path_below(path, VIEW("/usr"));
}

/* Run directories are left out: they are on a device of their own anyway. */
static void learn_place(struct objects *o, uint64_t node,
			const struct path_item *item, struct view path)
{
	bool state = path_below(path, VIEW("/var/lib"));
	bool config = is_config(path);
	bool socket = view_is(path, "/run/docker.sock");
	struct places_of *place;
	bool fresh;

	if (!state && !config && !socket)
		return;
	place = table_take(o->places, (struct table_key){ node, 0, 0 }, &fresh);
	if (state) {
		place->state = device_of(item);
		place->has_state = true;
	} else if (config) {
		place->config = device_of(item);
		place->has_config = true;
		place->has_anchor |= view_is(path, "/etc/docker");
	} else if (item->has_owner && item->gid) {
		place->group = item->gid;
		place->has_group = true;
	}
}

bool objects_socket_group(struct objects *o, uint64_t node, uint32_t *ret)
{
	const struct places_of *place =
		table_find(o->places, (struct table_key){ node, 0, 0 });

	if (!place || !place->has_group)
		return false;
	*ret = place->group;
	return true;
}

bool objects_elsewhere(struct objects *o, uint64_t node,
		       const struct path_item *item, struct view path)
{
	const struct places_of *place =
		table_find(o->places, (struct table_key){ node, 0, 0 });

	return place && place->has_config && item->has_inode &&
	       is_config(path) && device_of(item) != place->config;
}

enum place objects_place(struct objects *o, uint64_t node,
			 const struct path_item *item)
{
	const struct places_of *place =
		table_find(o->places, (struct table_key){ node, 0, 0 });
	uint64_t device = device_of(item);

	if (!place || !item->has_inode)
		return PLACE_UNKNOWN;
	if (place->has_config && device != place->config &&
	    (item->major == 0 || (place->has_state && device == place->state)))
		return PLACE_CERTAIN;
	if (place->has_state && place->has_config &&
	    place->state != place->config)
		return PLACE_UNKNOWN;
	return place->has_anchor &&
			       (!place->has_state || device == place->state) ?
		       PLACE_LIKELY :
		       PLACE_UNKNOWN;
}

void objects_learn(struct objects *o, uint64_t node,
		   const struct path_item *item, struct view path,
		   const struct watch *watch)
{
	bool state = watch && watch->class == WATCH_STATE;
	struct table_key key = key_of(node, item);
	bool fresh;

	if (!item->has_inode || !path.data)
		return;
	if (watch)
		learn_place(o, node, item, path);
	table_drop(state ? o->other : o->state, key);
	set_path(table_take(state ? o->state : o->other, key, &fresh), path);
}

static struct table_key descriptor_key(const struct call *call,
				       int64_t descriptor)
{
	return (struct table_key){ .node = call->node,
				   .a = call->pid,
				   .b = (uint64_t)descriptor };
}

void objects_open(struct objects *o, const struct call *call, enum opened kind,
		  struct view path)
{
	struct table_key key = descriptor_key(call, call->exit);
	bool fresh;
	struct opening *opening = table_take(o->opened, key, &fresh);

	set_path(&opening->object, path);
	opening->kind = (uint8_t)kind;
}

struct view objects_opened(struct objects *o, const struct call *call,
			   enum opened kind, int descriptor)
{
	const struct opening *opening =
		table_find(o->opened, descriptor_key(call, descriptor));

	return opening && opening->kind == (uint8_t)kind ?
		       path_in(&opening->object) :
		       VIEW_NONE;
}

void objects_close(struct objects *o, const struct call *call, int descriptor)
{
	table_drop(o->opened, descriptor_key(call, descriptor));
}

void objects_forget(struct objects *o, uint64_t node,
		    const struct path_item *item)
{
	if (!item->has_inode)
		return;
	table_drop(o->state, key_of(node, item));
	table_drop(o->other, key_of(node, item));
}

uint64_t objects_forgotten(const struct objects *o)
{
	return table_forgotten(o->state) + table_forgotten(o->other);
}
