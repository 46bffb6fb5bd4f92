// SPDX-License-Identifier: BSD-2-Clause
/*
 * What a call shows of where objects are, for the events to come: only a name
 * that is surely the host's.
 */
#include "path.h"
#include "resolve_parts.h"
#include "syscall.h"

/* Below /run and below an overlay's merged directory all is on a device of no
 * number; what is not was mounted there, and is another object under a name
 * that passes: a container's volume, runc's copy of itself. */
static bool is_mounted(const struct object_seen *o)
{
	if (o->watch && o->watch->class == WATCH_SOCKET)
		return false;
	return o->item->major != 0 &&
	       (path_below(o->path, VIEW("/run")) ||
		memmem(o->path.data, o->path.size, "/merged/", 8) ||
		memmem(o->path.data, o->path.size, "/rootfs/", 8));
}

/* A mount has two names, of which the kernel's rule knew one: in a namespace of
 * their own, whoever is not root gives the other to what they like. */
static bool is_own_namespace(const struct call *call)
{
	const struct syscall *made = syscall_find(call->arch, call->number);

	return made && made->what == SYSCALL_MOUNT && call->euid != 0;
}

/* May this name be remembered as the inode's path on the host? */
static bool is_sound(const struct call *call, const struct identity *id,
		     const struct object_seen *o)
{
	if (!o->path.data || !o->item->has_inode ||
	    resolve_is_view_name(o->path) || is_mounted(o))
		return false;
	switch (o->known) {
	case KNOWN_INODE:
		return false; /* known already */
	case KNOWN_PARENT:
		return true;
	case KNOWN_NAME:
		return o->rule && call->keyed && !id->container &&
		       id->trust != TRUST_CONTRADICTED &&
		       !is_own_namespace(call);
	case KNOWN_KEY:
	case KNOWN_PLACE:
	case KNOWN_LIKELY:
	case KNOWN_TAIL:
	case KNOWN_NOT:
		break;
	}
	return false;
}

/* An unnamed file (O_TMPFILE) has an inode of its own and the name of its
 * directory. */
static bool is_unnamed(const struct call *call, const struct path_item *item)
{
	return (call_open_flags(call) & OPEN_TMPFILE) &&
	       path_item_is(item, MODE_REGULAR);
}

static void forget(const struct change_world *world, const struct call *call,
		   const struct object_seen *o)
{
	struct view known = objects_find(world->objects, call->node, o->item);

	/* Another name of the same file may be what is gone, or this one as a
	 * container has it: then the end is the same. */
	if (known.data && o->known == KNOWN_INODE &&
	    !view_equal(path_name(known), path_name(o->recorded)))
		return;
	if (known.data &&
	    (view_equal(known, o->path) || o->known == KNOWN_NOT ||
	     o->known == KNOWN_LIKELY || o->known == KNOWN_KEY))
		objects_forget(world->objects, call->node, o->item);
}

static bool is_link(const struct call *call)
{
	const struct syscall *made = syscall_find(call->arch, call->number);

	return made && made->what == SYSCALL_LINK;
}

static void learn_one(const struct change_world *world, const struct call *call,
		      const struct object_seen *o)
{
	if (o->item->type == ITEM_UNKNOWN || is_unnamed(call, o->item))
		return;
	/* A second name of an object does not take the first away. */
	if (is_link(call) && o->item->type == ITEM_CREATE &&
	    objects_find(world->objects, call->node, o->item).data)
		return;
	objects_learn(world->objects, call->node, o->item, o->path, o->watch);
}

static void learn_items(const struct change_world *world,
			const struct call *call, const struct identity *id,
			const struct object_seen objects[static CALL_MAX_ITEMS])
{
	for (size_t i = 0; i < call->item_count; i++)
		if (objects[i].item->type == ITEM_DELETE && call->success)
			forget(world, call, &objects[i]);
	for (size_t i = 0; i < call->item_count; i++) {
		enum item_type type = objects[i].item->type;

		/* What failed left everything where it was. */
		if (type == ITEM_DELETE && call->success)
			continue;
		if (type == ITEM_CREATE && !call->success)
			continue;
		if (is_sound(call, id, &objects[i]))
			learn_one(world, call, &objects[i]);
		else if (type == ITEM_CREATE && !is_link(call))
			objects_forget(world->objects, call->node,
				       objects[i].item);
	}
}

/* An opened directory may become the base of relative names, a file the object
 * of chattr.  The runtime opens its state all day, and sets no flags there. */
static void learn_descriptor(const struct change_world *world,
			     const struct call *call,
			     const struct object_seen *o)
{
	const struct syscall *made = syscall_find(call->arch, call->number);
	bool directory = path_item_is(o->item, MODE_DIRECTORY);

	if (!made || !call->success || call->has_uring ||
	    (made->what != SYSCALL_OPEN && made->what != SYSCALL_OPENAT2) ||
	    !o->path.data || !o->watch)
		return;
	if (o->item->type != ITEM_NORMAL && o->item->type != ITEM_CREATE)
		return;
	if (!directory && o->class == WATCH_STATE)
		return;
	objects_open(world->objects, call,
		     directory ? OPENED_DIRECTORY : OPENED_FILE, o->path);
}

void resolve_learn(const struct change_world *world, const struct call *call,
		   const struct identity *id,
		   const struct object_seen objects[static CALL_MAX_ITEMS])
{
	learn_items(world, call, id, objects);
	for (size_t i = 0; i < call->item_count; i++)
		learn_descriptor(world, call, &objects[i]);
}
