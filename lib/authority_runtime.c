// SPDX-License-Identifier: BSD-2-Clause
/*
 * The container runtime writing its own state: a program that is dockerd's,
 * containerd's or runc's, at what is theirs.  Their configuration is not.
 */
#include "authority.h"

#include "path.h"

/* dockerd up to 20.10 makes its key at the first start, and the directory
 * for it: the daemon itself under the host's own name, never a child of its
 * that writes on a client's behalf (docker cp). */
static bool is_own_key(const struct change *change, const struct actor *actor)
{
	const struct object_seen *o = &change->object;

	if (actor->identity.program != PROGRAM_DAEMON ||
	    actor->identity.child_of_runtime ||
	    !view_equal(o->path, o->recorded) || change->action == ACTION_LINK)
		return false;
	if (view_is(o->path, "/etc/docker"))
		return change->action == ACTION_CREATE;
	return view_is(o->path, "/etc/docker/key.json") ||
	       view_starts(o->path, VIEW("/etc/docker/.tmp-key.json"));
}

/* The runtime empties directories of its own by descriptor.  Where the log
 * does not tell which directory that is (it was made before the log begins),
 * a daemon that is known is believed, and any at the log's very beginning. */
static bool is_own_by_descriptor(const struct change *change,
				 const struct actor *actor)
{
	const struct object_seen *o = &change->object;

	if (o->watch || (o->known != KNOWN_NOT && o->known != KNOWN_LIKELY))
		return false;
	/* It opens its containers' pipes again through /proc/self/fd. */
	if (path_item_is(o->item, MODE_PIPE))
		return true;
	return o->recorded.size && o->recorded.data[0] != '/' &&
	       (actor->identity.evidence != EVIDENCE_NONE ||
		actor->identity.consistent > 0 || actor->identity.early) &&
	       change->action == ACTION_DELETE;
}

static bool is_own_state(const struct change *change, const struct actor *actor)
{
	switch (change->object.class) {
	case WATCH_STATE:
		return change->object.known != KNOWN_LIKELY;
	case WATCH_SOCKET:
		return change->action != ACTION_MOUNT;
	case WATCH_PROGRAM:
		/* runc mounts a sealed copy of itself in its run directory. */
		if (change->action == ACTION_MOUNT)
			return actor->identity.program == PROGRAM_RUNC &&
			       actor->identity.trust == TRUST_VERIFIED;
		return change->action == ACTION_EXEC &&
		       actor->identity.child_of_runtime;
	case WATCH_CONFIG:
		return is_own_key(change, actor);
	case WATCH_UNIT:
	case WATCH_ACCOUNTS:
	case WATCH_AUDIT:
	case WATCH_SITE:
		break;
	}
	return false;
}

/* Who claims to be the runtime, with nothing in the log that shows it, is at
 * least root, and nobody's untrusted session. */
static bool may_claim(const struct policy *policy, const struct actor *actor)
{
	const struct call *call = actor->call;

	if (actor->identity.evidence != EVIDENCE_NONE)
		return true;
	return call->euid == 0 &&
	       (call->auid == UID_UNSET ||
		policy_trusts(policy, call->auid, call->auid_name));
}

enum answer authority_runtime(const struct policy *policy,
			      const struct change *change,
			      const struct actor *actor)
{
	const struct identity *id = &actor->identity;

	if (!program_is_runtime(id->program))
		return ANSWER_NOT_RUNTIME;
	if (id->trust == TRUST_CONTRADICTED || id->container)
		return ANSWER_CONTRADICTED;
	if (!may_claim(policy, actor))
		return ANSWER_UNSEEN;
	if (is_own_by_descriptor(change, actor))
		return ANSWER_GRANTED;
	if (!is_own_state(change, actor))
		return ANSWER_NOT_ITS_STATE;
	/* runc writes below /run; elsewhere its claim alone is not enough. */
	if (id->program == PROGRAM_RUNC && id->evidence == EVIDENCE_NONE &&
	    !path_below(change->object.path, VIEW("/run")) &&
	    change->action != ACTION_MOUNT && change->action != ACTION_EXEC)
		return ANSWER_UNSEEN;
	if (id->trust != TRUST_VERIFIED && id->evidence != EVIDENCE_HISTORY &&
	    !id->consistent && !authority_named_as_host(&change->object))
		return ANSWER_NAME_NOT_HOSTS;
	return ANSWER_GRANTED;
}
