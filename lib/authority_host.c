// SPDX-License-Identifier: BSD-2-Clause
/*
 * The host's own services at their ordinary work, root without a person: what
 * each kind of change may be done by.
 */
#include "authority.h"

#include "path.h"

/* /var/lib/docker/containers/ID/ID-json.log, .log.1, …: logrotate's business
 * where the site gave it to it. */
static bool is_container_log(const struct object_seen *object)
{
	return path_below(object->path, VIEW("/var/lib/docker/containers")) &&
	       (memmem(object->path.data, object->path.size, "-json.log", 9) ||
		(object->item && object->item->type == ITEM_PARENT));
}

/* PID 1's child makes /etc read-only for the service that it will be
 * (ProtectSystem=full, ReadOnlyPaths=) by binding it over itself in a namespace
 * of its own: what is seen there is what was there. */
static bool is_bound_over_itself(const struct call *call)
{
	const struct path_item *first = NULL;
	size_t count = 0;

	for (size_t i = 0; i < call->item_count; i++) {
		const struct path_item *item = &call->items[i];

		if (!item->has_inode)
			return false;
		if (first && (item->inode != first->inode ||
			      item->major != first->major ||
			      item->minor != first->minor))
			return false;
		first = item;
		count++;
	}
	return count > 1;
}

/* A service executes Docker's programs and speaks to the socket through its
 * client or the runtime; PID 1 makes the sockets; auditd writes its log; a
 * package's scripts add users and groups. */
static bool is_service_work(const struct change *change,
			    const struct actor *actor)
{
	enum program program = actor->identity.program;

	switch (change->action) {
	case ACTION_EXEC:
		return change->object.class == WATCH_STATE ||
		       authority_named_as_host(&change->object);
	case ACTION_CONNECT:
		return program == PROGRAM_CLIENT ||
		       program == PROGRAM_SYSTEMD ||
		       program == PROGRAM_WARDEN || program_is_runtime(program);
	case ACTION_RULE:
	case ACTION_AUDIT:
		return change->harmless;
	case ACTION_CREATE:
	case ACTION_ATTRIBUTE:
	case ACTION_DELETE:
	case ACTION_WRITE:
	case ACTION_RENAME:
		if (change->object.class == WATCH_SOCKET)
			return program == PROGRAM_SYSTEMD &&
			       actor->call->pid == 1;
		if (change->object.class == WATCH_ACCOUNTS)
			return program == PROGRAM_ENROL &&
			       authority_named_as_host(&change->object);
		if (program == PROGRAM_ROTATE)
			return is_container_log(&change->object);
		return program == PROGRAM_AUDIT &&
		       path_below(change->object.path, VIEW("/var/log/audit"));
	case ACTION_MEMBERSHIP:
		/* Which group it is, the tool's own record tells. */
		return program == PROGRAM_ENROL && !change->claimed &&
		       authority_named_as_host(&change->object);
	case ACTION_MOUNT:
		return program == PROGRAM_SYSTEMD && actor->call->ppid == 1 &&
		       is_bound_over_itself(actor->call);
	case ACTION_READ:
	case ACTION_LINK:
	case ACTION_LOGIN:
	case ACTION_LOST:
	case ACTION_COUNT:
		break;
	}
	return false;
}

/* root at work without a person: a service, or a job of cron or at. */
static bool is_service(const struct actor *actor)
{
	const struct call *call = actor->call;

	return actor->identity.service || (actor->session == SESSION_JOB &&
					   call->auid == 0 && call->euid == 0);
}

/* The plugin writing its alerts and its state, as whatever user it runs. */
static bool is_wardens_work(const struct change *change,
			    const struct actor *actor)
{
	struct view path = change->object.path;

	return actor->identity.program == PROGRAM_WARDEN &&
	       actor->call->auid == UID_UNSET &&
	       (path_below(path, VIEW("/var/lib/dockwarden")) ||
		path_below(path, VIEW("/var/log/dockwarden"))) &&
	       authority_named_as_host(&change->object);
}

enum answer authority_host(const struct change *change,
			   const struct actor *actor)
{
	const struct identity *id = &actor->identity;

	/* A login program opens a session: that is what it is for. */
	if (change->action == ACTION_LOGIN)
		return actor->session == SESSION_FORGED ? ANSWER_FORGED :
							  ANSWER_GRANTED;
	if (id->container)
		return ANSWER_IN_CONTAINER;
	if (id->trust == TRUST_CONTRADICTED)
		return ANSWER_CONTRADICTED;
	if (is_wardens_work(change, actor))
		return ANSWER_GRANTED;
	if (!is_service(actor))
		return ANSWER_NOT_A_SERVICE;
	return is_service_work(change, actor) ? ANSWER_GRANTED :
						ANSWER_NOT_ITS_WORK;
}
