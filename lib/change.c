// SPDX-License-Identifier: BSD-2-Clause
#include "change.h"

#include "path.h"
#include "resolve.h"
#include "syscall.h"
#include "trail.h"

static enum outcome outcome_of(const struct call *call)
{
	if (!call->has_success)
		return OUTCOME_UNKNOWN;
	return call->success ? OUTCOME_SUCCESS : OUTCOME_FAILURE;
}

/* O_RDONLY with O_TRUNC destroys; O_PATH opens nothing. */
static enum action open_action(const struct call *call)
{
	uint64_t flags = call_open_flags(call);

	if (call_item(call, ITEM_CREATE, 0))
		return ACTION_CREATE;
	if (flags & OPEN_PATH)
		return ACTION_READ;
	if (flags & OPEN_TMPFILE)
		return ACTION_CREATE;
	/* It failed before the file was there: it was to be created. */
	if ((flags & OPEN_CREATE) && !call_item(call, ITEM_NORMAL, 0))
		return ACTION_CREATE;
	if ((flags & OPEN_ACCESS) || (flags & OPEN_TRUNCATE))
		return ACTION_WRITE;
	return ACTION_READ;
}

/* socketcall(2) of i386: a0 says which call (linux/net.h SYS_BIND 2,
 * SYS_CONNECT 3). */
static enum action socketcall_action(const struct call *call)
{
	if (call->args[0] == 2)
		return ACTION_CREATE;
	return call->args[0] == 3 ? ACTION_CONNECT : ACTION_READ;
}

/* connect, or a datagram to a name: the object is a socket.  What else sends
 * (auditctl to the kernel) has paths of another kind in its event. */
static enum action connect_action(const struct call *call)
{
	for (size_t i = 0; i < call->item_count; i++)
		if (call->items[i].type != ITEM_PARENT &&
		    (!call->items[i].has_mode ||
		     path_item_is(&call->items[i], MODE_SOCKET)))
			return ACTION_CONNECT;
	return ACTION_READ;
}

static enum action bind_action(const struct call *call)
{
	return call_item(call, ITEM_CREATE, 0) ? ACTION_CREATE : ACTION_WRITE;
}

/* ioctl is a change where it sets flags: FS_IOC_SETFLAGS and
 * FS_IOC_FSSETXATTR (linux/fs.h), the low byte and the letter of which every
 * architecture has in common. */
static enum action attribute_action(const struct call *call,
				    const struct syscall *known)
{
	if (strcmp(known->name, "ioctl") == 0 &&
	    (call->args[1] & 0xffff) != 0x6602 &&
	    (call->args[1] & 0xffff) != 0x5820)
		return ACTION_READ;
	return ACTION_ATTRIBUTE;
}

/* linkat of a descriptor gives an unnamed file its first name: it makes one.
 * With a name in the log, the source is a file that was there. */
static enum action link_action(const struct call *call,
			       const struct object_seen *source)
{
	struct view name;

	if (!source || source->known == KNOWN_INODE)
		return ACTION_LINK;
	name = source->recorded;
	if (call->has_syscall && !name.size)
		return ACTION_CREATE;
	return path_below(name, VIEW("/proc")) &&
			       memmem(name.data, name.size, "/fd/", 4) ?
		       ACTION_CREATE :
		       ACTION_LINK;
}

/* An attempt that asks whether a rule works (cli/rules/rule_probe.h): a link to
 * "/././.", which no file system makes and EEXIST refuses, whatever is there.
 * The name is recorded as its PARENT item's, without the last component. */
static bool is_probe(const struct call *call)
{
	const struct path_item *parent = call_item(call, ITEM_PARENT, 0);

	return call->has_success && !call->success && call->exit == -17 &&
	       parent && view_is(parent->name, "/././") &&
	       !call_item(call, ITEM_CREATE, 0);
}

static enum action action_of(const struct call *call,
			     const struct syscall *known)
{
	switch (known->what) {
	case SYSCALL_OPEN:
	case SYSCALL_OPENAT2:
	case SYSCALL_HANDLE:
		return open_action(call);
	case SYSCALL_CREAT:
		return call_item(call, ITEM_NORMAL, 0) ? ACTION_WRITE :
							 ACTION_CREATE;
	case SYSCALL_TRUNCATE:
		return ACTION_WRITE;
	case SYSCALL_CREATE:
	case SYSCALL_SYMLINK:
		return ACTION_CREATE;
	case SYSCALL_LINK:
		return is_probe(call) ? ACTION_READ : ACTION_LINK;
	case SYSCALL_RENAME:
		return ACTION_RENAME;
	case SYSCALL_DELETE:
		return ACTION_DELETE;
	case SYSCALL_ATTRIBUTE:
		return attribute_action(call, known);
	case SYSCALL_EXEC:
		return ACTION_EXEC;
	case SYSCALL_CONNECT:
		return connect_action(call);
	case SYSCALL_BIND:
		return bind_action(call);
	case SYSCALL_SOCKETCALL:
		return socketcall_action(call);
	case SYSCALL_MOUNT:
		return ACTION_MOUNT;
	case SYSCALL_URING:
	case SYSCALL_READ:
	case SYSCALL_OTHER:
		break;
	}
	return ACTION_READ;
}

/* Without the system call the items still tell what appeared or vanished. */
static enum action action_of_items(const struct call *call)
{
	bool created = call_item(call, ITEM_CREATE, 0);
	bool deleted = call_item(call, ITEM_DELETE, 0);

	if (created && deleted)
		return ACTION_RENAME;
	if (created)
		return ACTION_CREATE;
	return deleted ? ACTION_DELETE : ACTION_READ;
}

/* An operation of io_uring: the flags of an open are not recorded, so it may
 * have been a write. */
static enum action uring_action(const struct call *call,
				const struct syscall *known,
				struct change *change)
{
	enum action action;

	if (!known)
		return ACTION_READ;
	action = action_of(call, known);
	if (known->what == SYSCALL_OPEN && action == ACTION_READ &&
	    !call->has_openat2) {
		change->mode_unknown = true;
		return ACTION_WRITE;
	}
	return action;
}

static const struct syscall *call_made(const struct call *call)
{
	if (call->has_uring)
		return syscall_of_uring(call->operation);
	return call->has_syscall ? syscall_find(call->arch, call->number) :
				   NULL;
}

static void set_action(struct change *change, const struct call *call,
		       const struct syscall *made)
{
	change->outcome = outcome_of(call);
	if (call->has_uring) {
		change->action = uring_action(call, made, change);
	} else if (made) {
		change->action = action_of(call, made);
	} else {
		change->action = action_of_items(call);
		change->call_unknown = call->has_syscall;
		if (call->has_syscall && change->action == ACTION_READ)
			change->action = ACTION_ATTRIBUTE;
	}
}

/* Of the objects of a call the one that matters: watched before unwatched, a
 * file's own watch before its directory's, a name that stays or appears
 * before one that goes. */
static unsigned int weight_of(const struct object_seen *object)
{
	unsigned int weight = 0;

	if (!object->item || object->item->type == ITEM_UNKNOWN)
		return 0;
	if (object->item->type == ITEM_PARENT)
		return object->rule ? 2 : 1;
	if (object->rule)
		weight += 8;
	if (object->watch && view_is(object->path, object->watch->path))
		weight += 4;
	if (object->known != KNOWN_NOT && object->known != KNOWN_TAIL)
		weight += 2;
	weight += object->item->type != ITEM_DELETE;
	return weight + 2;
}

static size_t heaviest(const struct object_seen *objects, size_t count)
{
	size_t best = 0;

	for (size_t i = 1; i < count; i++)
		if (weight_of(&objects[i]) > weight_of(&objects[best]))
			best = i;
	return best;
}

/* The other end: the other name of a rename or link, the text of a symbolic
 * link, the other directory of a mount. */
static struct view other_end(const struct change *change,
			     const struct object_seen *objects, size_t count)
{
	enum item_type mine = change->object.item->type;

	for (size_t i = 0; i < count; i++) {
		const struct object_seen *o = &objects[i];

		if (o->item == change->object.item ||
		    o->item->type == ITEM_PARENT ||
		    view_equal(o->path, change->object.path))
			continue;
		/* Exchanged names: each is deleted and created. */
		if (o->item->type == mine && mine != ITEM_NORMAL)
			continue;
		return o->path;
	}
	return VIEW_NONE;
}

static bool has_other_end(enum action action)
{
	return action == ACTION_RENAME || action == ACTION_LINK ||
	       action == ACTION_CREATE || action == ACTION_MOUNT;
}

/* A link's existing end. */
static const struct object_seen *source_of(const struct object_seen *objects,
					   const struct call *call)
{
	for (size_t i = 0; i < call->item_count; i++)
		if (objects[i].item->type == ITEM_NORMAL)
			return &objects[i];
	return NULL;
}

/* Of a rename: the new name, and a regular file that had it. */
static bool overwrites(const struct object_seen *objects,
		       const struct call *call)
{
	const struct path_item *created = call_item(call, ITEM_CREATE, 0);

	for (size_t i = 0; created && i < call->item_count; i++) {
		const struct path_item *item = objects[i].item;

		if (item->type == ITEM_DELETE &&
		    view_equal(item->name, created->name) &&
		    path_item_is(item, MODE_REGULAR))
			return true;
	}
	return false;
}

/* Whoever writes /etc/group decides who controls the daemon. */
static bool is_enrolment(const struct change *change)
{
	if (change->object.class != WATCH_ACCOUNTS)
		return false;
	switch (change->action) {
	case ACTION_WRITE:
	case ACTION_CREATE:
	case ACTION_DELETE:
	case ACTION_RENAME:
	case ACTION_LINK:
		return true;
	case ACTION_READ:
	case ACTION_ATTRIBUTE:
	case ACTION_EXEC:
	case ACTION_CONNECT:
	case ACTION_MOUNT:
	case ACTION_MEMBERSHIP:
	case ACTION_RULE:
	case ACTION_AUDIT:
	case ACTION_LOGIN:
	case ACTION_LOST:
	case ACTION_COUNT:
		break;
	}
	return false;
}

/* mount(2) takes CAP_SYS_ADMIN: who is not root has it in a user namespace of
 * their own alone (user_namespaces(7)), and what is mounted there nobody else
 * sees.  The runtime in such a namespace does it for a container. */
static bool is_apart(const struct change *change, const struct call *call,
		     const struct identity *identity)
{
	return change->action == ACTION_MOUNT && call->has_success &&
	       call->success && call->euid != 0 && call->euid != UID_UNSET &&
	       !identity->container && !program_is_runtime(identity->program);
}

/* Adds the change that the call's items tell, if a watched object is among
 * them. */
static size_t find_file_change(const struct change_world *world,
			       const struct call *call,
			       const struct identity *identity,
			       struct change *ret)
{
	struct object_seen objects[CALL_MAX_ITEMS];
	const struct syscall *made = call_made(call);
	size_t best;

	if (!call->item_count)
		return 0;
	resolve_objects(world, call, identity, objects);
	best = heaviest(objects, call->item_count);
	if (!objects[best].rule)
		return 0;
	*ret = (struct change){ .object = objects[best] };
	set_action(ret, call, made);
	if (ret->action == ACTION_LINK)
		ret->action = link_action(call, source_of(objects, call));
	if (is_enrolment(ret))
		ret->action = ACTION_MEMBERSHIP;
	ret->overwrites =
		ret->action == ACTION_RENAME && overwrites(objects, call);
	ret->apart = is_apart(ret, call, identity);
	if (has_other_end(ret->action) || ret->action == ACTION_MEMBERSHIP)
		ret->target = other_end(ret, objects, call->item_count);
	return 1;
}

/* chattr: ioctl(2) has a descriptor and no path.  What the process opened under
 * it last, as far as a rule showed it, is the object; one opening serves one
 * change, since closing is not recorded.  A file that is not told may be
 * Docker's if root changes it: those are root's. */
static size_t find_flags_change(const struct change_world *world,
				const struct call *call, struct change *ret)
{
	const struct syscall *made = call_made(call);
	int descriptor = (int)(int32_t)(uint32_t)call->args[0];
	struct object_seen object = { .rule = WATCH_ITEM_CONFIG,
				      .class = WATCH_CONFIG,
				      .known = KNOWN_NOT };

	if (!call->keyed || call->item_count || !made ||
	    strcmp(made->name, "ioctl") != 0 ||
	    attribute_action(call, made) != ACTION_ATTRIBUTE)
		return 0;
	object.path = scratch_copy(world->scratch,
				   objects_opened(world->objects, call,
						  OPENED_FILE, descriptor));
	if (!object.path.data)
		object.path = scratch_copy(world->scratch,
					   objects_opened(world->objects, call,
							  OPENED_DIRECTORY,
							  descriptor));
	objects_close(world->objects, call, descriptor);
	if (object.path.data)
		object.watch = watches_find(world->watches, object.path);
	if (object.watch) {
		object.rule = object.watch->item;
		object.class = object.watch->class;
		object.known = KNOWN_INODE;
	} else if (call->euid != 0) {
		return 0;
	}
	*ret = (struct change){ .object = object, .nameless = true };
	set_action(ret, call, made);
	return 1;
}

/* A rule for Docker fired, and what it fired for is among what was left out:
 * that is no reason to be silent. */
static size_t find_cut_change(const struct call *call, struct change *ret)
{
	if (!call->keyed || !call->has_syscall ||
	    !(call->items_cut || call->event->cut))
		return 0;
	*ret = (struct change){
		.object = { .rule = WATCH_ITEM_CONFIG,
			    .class = WATCH_CONFIG,
			    .known = KNOWN_NOT },
	};
	set_action(ret, call, call_made(call));
	if (ret->action == ACTION_READ)
		ret->action = ACTION_ATTRIBUTE;
	return 1;
}

size_t change_find(const struct change_world *world, const struct call *call,
		   const struct identity *identity,
		   struct change ret[static CHANGE_MAX])
{
	size_t count = trail_find(world, call, ret);

	if (count == CHANGE_MAX)
		return count;
	if (find_file_change(world, call, identity, &ret[count]))
		return count + 1;
	if (find_flags_change(world, call, &ret[count]))
		return count + 1;
	return count + find_cut_change(call, &ret[count]);
}
