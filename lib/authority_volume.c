// SPDX-License-Identifier: BSD-2-Clause
/*
 * A container writing into a volume of its own: the data of a volume, under the
 * container's name for it, by nobody who was logged in.
 */
#include "authority.h"

#include "path.h"

/* /var/lib/docker/volumes/NAME/_data and below. */
static bool is_volume_data(struct view path)
{
	static const struct view root = { "/var/lib/docker/volumes/", 24 };
	const char *slash;

	if (!view_starts(path, root))
		return false;
	path = view_skip(path, root.size);
	slash = path.size ? memchr(path.data, '/', path.size) : NULL;
	if (!slash)
		return false;
	return path_below(view_skip(path, (size_t)(slash - path.data)),
			  VIEW("/_data"));
}

/* Names of the runtime's own directories: a container that uses one has the
 * state itself before it, not a volume. */
static bool names_state(struct view name)
{
	static const char *const parts[] = { "/overlay2/", "/containers/",
					     "/image/",	   "/volumes/",
					     "/overlay/",  "/io.containerd.",
					     "/_data",	   "/diff/",
					     "/merged/" };

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (memmem(name.data, name.size, parts[i], strlen(parts[i])))
			return true;
	return false;
}

static bool is_file_action(enum action action)
{
	return action == ACTION_WRITE || action == ACTION_CREATE ||
	       action == ACTION_DELETE || action == ACTION_RENAME ||
	       action == ACTION_LINK || action == ACTION_ATTRIBUTE ||
	       action == ACTION_EXEC;
}

/* A container has no login uid, or that of whoever started its runtime. */
static bool is_persons(const struct actor *actor)
{
	return actor->call->auid != UID_UNSET && !actor->identity.container &&
	       actor->session != SESSION_HOSTS_RUNTIME;
}

/* A volume is mounted into the container under another name, and what writes
 * there was logged in by nobody. */
enum answer authority_volume(const struct change *change,
			     const struct actor *actor)
{
	const struct object_seen *o = &change->object;
	bool absolute = o->recorded.size && o->recorded.data[0] == '/';

	if (absolute && path_below(o->recorded, VIEW("/proc")))
		return ANSWER_NOT_A_VOLUME;
	if (o->class != WATCH_STATE || is_persons(actor) ||
	    !is_file_action(change->action))
		return ANSWER_NOT_A_VOLUME;
	/* The path is not told: the name alone can speak against it. */
	if (path_item_is(o->item, MODE_SOCKET) ||
	    path_item_is(o->item, MODE_BLOCK))
		return ANSWER_NOT_A_VOLUME;
	if (o->known == KNOWN_PLACE && o->item->major == 0)
		return ANSWER_GRANTED; /* a container's own root */
	if (o->known == KNOWN_KEY || o->known == KNOWN_PLACE ||
	    o->known == KNOWN_LIKELY)
		return absolute && !names_state(o->recorded) ?
			       ANSWER_GRANTED :
			       ANSWER_NOT_A_VOLUME;
	if (!is_volume_data(o->path) ||
	    (absolute && view_equal(o->path, o->recorded)) ||
	    (absolute &&
	     memmem(o->recorded.data, o->recorded.size, "/_data", 6)) ||
	    (change->target.size && change->action != ACTION_CREATE &&
	     !is_volume_data(change->target)))
		return ANSWER_NOT_A_VOLUME;
	return ANSWER_GRANTED;
}
