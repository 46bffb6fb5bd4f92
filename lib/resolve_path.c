// SPDX-License-Identifier: BSD-2-Clause
/*
 * The path on the host of an item: by its inode, where that is known; by its
 * directory's; by what its descriptor was opened as; or by its name, which may
 * be that of another root.
 */
#include "path.h"
#include "resolve_parts.h"
#include "syscall.h"

/* AT_FDCWD is -100; glibc passes an int, Go a sign-extended long. */
#define CWD_DESCRIPTOR (-100)

/* /proc names are views of something else: of another process's root, of an
 * open file.  They say nothing of where the object is. */
bool resolve_is_view_name(struct view path)
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

/* The PARENT item that goes with an item: the last one before it whose name its
 * own begins with; where there is only one directory, that one.  The name of a
 * PARENT item is the working directory for a name without a "/", even when the
 * call gave a descriptor (kernel/auditsc.c audit_log_name). */
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
	       (!item->name.size || resolve_is_view_name(item->name));
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

void resolve_path(const struct change_world *world, const struct call *call,
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
