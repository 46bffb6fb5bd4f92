// SPDX-License-Identifier: BSD-2-Clause
#include "resolve.h"

#include "resolve_parts.h"
#include "syscall.h"

/* The rule's key says that it is not the runtime's state, the name that it
 * is: the name is another root's. */
static bool is_denied(const struct change_world *world, const struct call *call,
		      const struct object_seen *o)
{
	const char *item;

	if (!o->watch || o->watch->class != WATCH_STATE ||
	    o->known != KNOWN_NAME)
		return false;
	item = resolve_item_of_keys(call->key);
	return item && resolve_class_of(world, item) != WATCH_STATE &&
	       strcmp(item, WATCH_ITEM_SOCKET) != 0;
}

static void resolve_one(const struct change_world *world,
			const struct call *call, const struct syscall *made,
			struct object_seen *o)
{
	o->recorded = o->item->name;
	if (o->item->type == ITEM_UNKNOWN) {
		o->path = o->recorded; /* a symbolic link's text */
		o->known = KNOWN_NOT;
		return;
	}
	resolve_path(world, call, made, o);
	o->watch = o->path.data ? watches_find(world->watches, o->path) : NULL;
	if (o->item->type != ITEM_PARENT && is_denied(world, call, o)) {
		o->watch = NULL;
		o->known = KNOWN_NOT;
	} else if (o->watch) {
		o->rule = o->watch->item;
		o->class = o->watch->class;
	} else if (!o->path.data) {
		o->path = o->recorded;
		o->known = KNOWN_NOT;
	}
}

/* A name that a container or chroot gave without a key is its own business:
 * its files are on another device than the host's. */
static bool is_foreign(const struct change_world *world,
		       const struct call *call, const struct identity *id,
		       const struct object_seen *o)
{
	if (call->keyed)
		return false;
	/* Passwords and shells change there every day. */
	if (view_is(o->path, "/etc/passwd"))
		return true;
	if (o->known != KNOWN_NAME)
		return false;
	return id->container || (call->auid == UID_UNSET &&
				 objects_elsewhere(world->objects, call->node,
						   o->item, o->path));
}

void resolve_objects(const struct change_world *world, const struct call *call,
		     const struct identity *identity,
		     struct object_seen ret[static CALL_MAX_ITEMS])
{
	const struct syscall *made =
		call->has_uring ? syscall_of_uring(call->operation) :
				  syscall_find(call->arch, call->number);

	for (size_t i = 0; i < call->item_count; i++) {
		ret[i] = (struct object_seen){ .item = &call->items[i] };
		resolve_one(world, call, made, &ret[i]);
		if (ret[i].rule && is_foreign(world, call, identity, &ret[i]))
			ret[i].rule = NULL;
	}
	if (call->keyed)
		resolve_keyed(world, call, made, ret);
	resolve_learn(world, call, identity, ret);
}
