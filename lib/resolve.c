// SPDX-License-Identifier: BSD-2-Clause
#include "resolve.h"

#include "path.h"
#include "syscall.h"

/* AT_FDCWD is -100; glibc passes an int, Go a sign-extended long. */
#define CWD_DESCRIPTOR (-100)

/* /proc names are views of something else: of another process's root, of an
 * open file.  They say nothing of where the object is. */
static bool is_view_name(struct view path)
{
	return path_below(path, VIEW("/proc")) ||
	       path_below(path, VIEW("/dev/fd"));
}

static bool is_absolute(struct view name)
{
	return name.size && name.data[0] == '/';
}

/* Does a relative name of this item start at the working directory? */
static bool starts_at_cwd(const struct call *call, const struct syscall *made,
			  const struct path_item *item)
{
	int dirfd;

	if (!made || call->has_uring)
		return false;
	dirfd = made->dirfd;
	/* A rename's and a link's new name has a directory of its own. */
	if (item->type == ITEM_CREATE && made->dirfd2 != SYSCALL_NO)
		dirfd = made->dirfd2;
	return dirfd == SYSCALL_NO ||
	       (int32_t)(uint32_t)call->args[dirfd] == CWD_DESCRIPTOR;
}

/* The PARENT item that goes with an item: the last one before it whose name
 * its own begins with; where there is only one directory, that one.  The name of a
 * PARENT item is the working directory for a name without a "/", even when
 * the call gave a descriptor (kernel/auditsc.c audit_log_name). */
static const struct path_item *parent_of(const struct call *call,
					 const struct path_item *item)
{
	struct view directory = path_parent(item->name);
	const struct path_item *only = NULL;
	bool many = false;

	for (size_t i = 0; i < call->item_count; i++) {
		const struct path_item *p = &call->items[i];

		if (p->type != ITEM_PARENT || !p->has_inode)
			continue;
		many |= only &&
			(only->inode != p->inode || only->major != p->major ||
			 only->minor != p->minor);
		only = p;
		/* "/etc/docker/" is the parent of "/etc/docker/x" */
		if (directory.size && p->name.size &&
		    (view_equal(p->name, directory) ||
		     (p->name.size == directory.size + 1 &&
		      view_starts(p->name, directory))))
			return p;
	}
	return many ? NULL : only;
}

static struct view child_of(struct view directory, struct view name,
			    struct scratch *s)
{
	struct view last = path_name(name);

	if (!directory.data || !last.size || view_is(last, ".") ||
	    view_is(last, ".."))
		return VIEW_NONE;
	return path_normal(directory, last, s);
}

static struct view by_inode(const struct change_world *world,
			    const struct call *call,
			    const struct path_item *item)
{
	/* What appears under a new name is not where it was before, and what
	 * a rename or unlink takes away may have had other names. */
	if (item->type == ITEM_CREATE || item->type == ITEM_DELETE)
		return VIEW_NONE;
	return scratch_copy(world->scratch,
			    objects_find(world->objects, call->node, item));
}

static struct view by_parent(const struct change_world *world,
			     const struct call *call,
			     const struct syscall *made,
			     const struct path_item *item)
{
	const struct path_item *parent;
	struct view directory;

	if (item->type == ITEM_PARENT || !item->name.size)
		return VIEW_NONE;
	/* link's PARENT item is the new name's. */
	if (made && made->what == SYSCALL_LINK && item->type == ITEM_NORMAL)
		return VIEW_NONE;
	parent = parent_of(call, item);
	if (!parent)
		return VIEW_NONE;
	directory = objects_find(world->objects, call->node, parent);
	return child_of(directory, item->name, world->scratch);
}

/* Is the item a PARENT that has the working directory's name although the
 * call was given another directory by descriptor? */
static bool is_misnamed(const struct call *call, const struct syscall *made,
			const struct path_item *item)
{
	struct path_item created = { .type = ITEM_CREATE };

	return item->type == ITEM_PARENT && view_equal(item->name, call->cwd) &&
	       !(starts_at_cwd(call, made, item) &&
		 starts_at_cwd(call, made, &created));
}

/* What is executed by descriptor or through /proc has the name that exe= has
 * after it. */
static bool is_own_exe(const struct call *call, const struct syscall *made,
		       const struct path_item *item)
{
	return made && made->what == SYSCALL_EXEC && call->success &&
	       item == call_item(call, ITEM_NORMAL, 0) && call->exe.size > 1 &&
	       (!item->name.size || is_view_name(item->name));
}

static struct view by_name(const struct change_world *world,
			   const struct call *call, const struct syscall *made,
			   const struct path_item *item)
{
	bool deleted;

	if (is_misnamed(call, made, item))
		return VIEW_NONE;
	if (is_own_exe(call, made, item))
		return path_normal(VIEW_NONE,
				   path_undeleted(call->exe, &deleted),
				   world->scratch);
	if (is_absolute(item->name))
		return path_normal(VIEW_NONE, item->name, world->scratch);
	if (!item->name.size || !starts_at_cwd(call, made, item))
		return VIEW_NONE;
	return path_normal(call->cwd, item->name, world->scratch);
}

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

static const char *item_of_keys(struct view keys)
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
static enum watch_class class_of_item(const struct change_world *world,
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
	const char *item = item_of_keys(call->key);
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
	o->class = class_of_item(world, o->rule);
}

/* A relative name under a descriptor that this process was seen to open. */
static struct view by_descriptor(const struct change_world *world,
				 const struct call *call,
				 const struct syscall *made,
				 const struct path_item *item)
{
	struct view directory;
	int dirfd;

	if (!made || call->has_uring || item->type == ITEM_PARENT ||
	    !item->name.size || is_absolute(item->name))
		return VIEW_NONE;
	dirfd = made->dirfd;
	if (item->type == ITEM_CREATE && made->dirfd2 != SYSCALL_NO)
		dirfd = made->dirfd2;
	if (dirfd == SYSCALL_NO)
		return VIEW_NONE;
	directory = objects_opened(world->objects, call, OPENED_DIRECTORY,
				   (int32_t)(uint32_t)call->args[dirfd]);
	return directory.data ?
		       path_normal(directory, item->name, world->scratch) :
		       VIEW_NONE;
}

static void find_path(const struct change_world *world, const struct call *call,
		      const struct syscall *made, struct object_seen *o)
{
	o->known = KNOWN_INODE;
	o->path = by_inode(world, call, o->item);
	if (o->path.data)
		return;
	o->known = KNOWN_PARENT;
	o->path = by_parent(world, call, made, o->item);
	if (o->path.data)
		return;
	o->path = by_descriptor(world, call, made, o->item);
	if (o->path.data)
		return;
	o->known = KNOWN_NAME;
	o->path = by_name(world, call, made, o->item);
}

/* The rule's key says that it is not the runtime's state, the name that it
 * is: the name is another root's. */
static bool is_denied(const struct change_world *world, const struct call *call,
		      const struct object_seen *o)
{
	const char *item;

	if (!o->watch || o->watch->class != WATCH_STATE ||
	    o->known != KNOWN_NAME)
		return false;
	item = item_of_keys(call->key);
	return item && class_of_item(world, item) != WATCH_STATE &&
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
	find_path(world, call, made, o);
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

/* Renamed over a watched file that had this name elsewhere, in a container: what
 * is gone is known by its inode, what came has its name. */
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
	const char *item = item_of_keys(call->key);

	if (!made || made->what != SYSCALL_MOUNT)
		return false;
	for (size_t i = 0; i < call->item_count; i++) {
		struct object_seen *o = &objects[i];

		if (o->item->type != ITEM_NORMAL || !o->path.data ||
		    !watches_lead_from(world->watches, o->path))
			continue;
		o->rule = item ? item : WATCH_ITEM_CONFIG;
		o->class = class_of_item(world, o->rule);
		return true;
	}
	return false;
}

/* No item is a watched path: one of them must be it all the same, if the
 * event carries a docker key. */
static void resolve_keyed(const struct change_world *world,
			  const struct call *call, const struct syscall *made,
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

/* May this name be remembered as the inode's path on the host? */
static bool is_sound(const struct call *call, const struct identity *id,
		     const struct object_seen *o)
{
	if (!o->path.data || !o->item->has_inode || is_view_name(o->path) ||
	    is_mounted(o))
		return false;
	switch (o->known) {
	case KNOWN_INODE:
		return false; /* known already */
	case KNOWN_PARENT:
		return true;
	case KNOWN_NAME:
		return o->rule && call->keyed && !id->container &&
		       id->trust != TRUST_CONTRADICTED;
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

static void learn(const struct change_world *world, const struct call *call,
		  const struct identity *id,
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
	learn(world, call, identity, ret);
	for (size_t i = 0; i < call->item_count; i++)
		learn_descriptor(world, call, &ret[i]);
}
