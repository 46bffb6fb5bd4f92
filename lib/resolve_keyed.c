// SPDX-License-Identifier: BSD-2-Clause
/*
 * An event with a docker key of which no item is a watched path: a watch fired,
 * so one of them is a watched object under another name.
 */
#include "path.h"
#include "resolve_parts.h"
#include "syscall.h"

/* Nothing in the name, and no new directory, speaks for configuration. */
static bool is_unplaced(const struct object_seen *o)
{
	static const char *const ends[] = { ".crt",  ".cert",	".pem",
					    ".key",  ".toml",	".json",
					    ".conf", ".service" };

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (view_ends(o->recorded, view_of(ends[i])))
			return false;
	return !(o->item->type == ITEM_CREATE &&
		 path_item_is(o->item, MODE_DIRECTORY));
}

static void place(const struct change_world *world, const struct call *call,
		  struct object_seen *o)
{
	switch (objects_place(world->objects, call->node, o->item)) {
	case PLACE_CERTAIN:
		o->known = KNOWN_PLACE;
		break;
	case PLACE_LIKELY:
		if (is_unplaced(o))
			o->known = KNOWN_LIKELY;
		break;
	case PLACE_UNKNOWN:
		break;
	}
}

const char *resolve_item_of_keys(struct view keys)
{
	while (keys.size) {
		const char *end = memchr(keys.data, '\x01', keys.size);
		size_t size = end ? (size_t)(end - keys.data) : keys.size;
		const char *item =
			watch_item_of_key(view_from(keys.data, size));

		if (item)
			return item;
		keys = view_skip(keys, size + 1);
	}
	return NULL;
}

/* What an item of the baseline is about, where its object is not known. */
enum watch_class resolve_class_of(const struct change_world *world,
				  const char *item)
{
	for (size_t i = 0; watches_at(world->watches, i); i++)
		if (strcmp(watches_at(world->watches, i)->item, item) == 0)
			return watches_at(world->watches, i)->class;
	return WATCH_CONFIG;
}

/* The kernel says that a watch fired, and no path of ours is the object:
 * the key may name the item, the end of the name may name the object. */
static void guess(const struct change_world *world, const struct call *call,
		  struct object_seen *o)
{
	const char *item = resolve_item_of_keys(call->key);
	const struct watch *watch =
		o->recorded.size ?
			watches_find_tail(world->watches, o->recorded, item) :
			NULL;

	o->known = KNOWN_NOT;
	if (watch) {
		o->known = KNOWN_TAIL;
		o->watch = watch;
		o->path = view_of(watch->path);
		o->rule = watch->item;
		o->class = watch->class;
		return;
	}
	if (item)
		o->known = KNOWN_KEY;
	else if (!path_item_is(o->item, MODE_BLOCK)) /* is no one's state */
		place(world, call, o);
	if (o->known == KNOWN_PLACE || o->known == KNOWN_LIKELY)
		item = WATCH_ITEM_STATE;
	o->rule = item ? item : WATCH_ITEM_CONFIG;
	o->class = resolve_class_of(world, o->rule);
}

/* A further name of a watched file appears or goes. */
static bool by_other_name(const struct change_world *world,
			  const struct call *call, const struct syscall *made,
			  struct object_seen *o)
{
	struct view path =
		scratch_copy(world->scratch,
			     objects_find(world->objects, call->node, o->item));
	const struct watch *watch =
		path.data ? watches_find(world->watches, path) : NULL;

	/* A new file may have the number of one that is gone. */
	if (o->item->type == ITEM_CREATE &&
	    !(made &&
	      (made->what == SYSCALL_LINK || made->what == SYSCALL_RENAME)))
		return false;
	if (!watch)
		return false;
	o->path = path;
	o->known = KNOWN_INODE;
	o->watch = watch;
	o->rule = watch->item;
	o->class = watch->class;
	return true;
}

/* Renamed over a watched file that had this name elsewhere, in a container:
 * what is gone is known by its inode, what came has its name. */
static bool by_replaced(const struct change_world *world,
			const struct call *call, const struct syscall *made,
			struct object_seen objects[static CALL_MAX_ITEMS],
			struct object_seen *created)
{
	if (!made || made->what != SYSCALL_RENAME ||
	    created->item->type != ITEM_CREATE)
		return false;
	for (size_t i = 0; i < call->item_count; i++) {
		struct object_seen *o = &objects[i];

		if (o->item->type != ITEM_DELETE ||
		    !view_equal(o->recorded, created->recorded) ||
		    !by_other_name(world, call, made, o))
			continue;
		created->path = o->path;
		created->known = KNOWN_PARENT;
		created->watch = o->watch;
		created->rule = o->rule;
		created->class = o->class;
		return true;
	}
	return false;
}

/* A mount over a directory above, or of it: it covers or gives away what is
 * watched below. */
static bool by_descendants(const struct change_world *world,
			   const struct call *call, const struct syscall *made,
			   struct object_seen objects[static CALL_MAX_ITEMS])
{
	const char *item = resolve_item_of_keys(call->key);

	if (!made || made->what != SYSCALL_MOUNT)
		return false;
	for (size_t i = 0; i < call->item_count; i++) {
		struct object_seen *o = &objects[i];

		if (o->item->type != ITEM_NORMAL || !o->path.data ||
		    !watches_lead_from(world->watches, o->path))
			continue;
		o->rule = item ? item : WATCH_ITEM_CONFIG;
		o->class = resolve_class_of(world, o->rule);
		return true;
	}
	return false;
}

/* No item is a watched path: one of them must be it all the same, if the
 * event carries a docker key. */
void resolve_keyed(const struct change_world *world, const struct call *call,
		   const struct syscall *made,
		   struct object_seen objects[static CALL_MAX_ITEMS])
{
	struct object_seen *best = NULL;

	for (size_t i = 0; i < call->item_count; i++) {
		struct object_seen *o = &objects[i];

		if (o->rule && o->item->type != ITEM_PARENT)
			return;
		if (o->item->type == ITEM_UNKNOWN)
			continue;
		if (!best || best->item->type == ITEM_PARENT ||
		    (o->item->type == ITEM_CREATE))
			best = o;
	}
	if (best && !best->rule && !by_other_name(world, call, made, best) &&
	    !by_replaced(world, call, made, objects, best) &&
	    !by_descendants(world, call, made, objects))
		guess(world, call, best);
}
