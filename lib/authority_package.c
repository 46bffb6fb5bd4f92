// SPDX-License-Identifier: BSD-2-Clause
/*
 * The package manager replacing files that packages bring, in the way in which
 * it replaces them.
 */
#include "authority.h"

#include "replacement.h"

static bool is_packager(const struct actor *actor)
{
	const struct view comm = actor->call->comm;

	if (actor->identity.program == PROGRAM_PACKAGER)
		return true;
	/* Any script can take that name: one that a person runs is not it. */
	return actor->identity.program == PROGRAM_INTERPRETER &&
	       actor->identity.service &&
	       (view_is(comm, "dnf") || view_is(comm, "yum") ||
		view_is(comm, "dnf-automatic"));
}

/* Configuration that packages bring: not daemon.json, which is the site's. */
static bool is_packaged(const struct object_seen *object)
{
	switch (object->class) {
	case WATCH_PROGRAM:
	case WATCH_UNIT:
	case WATCH_AUDIT:
		return true;
	case WATCH_CONFIG:
		return !view_is(object->path, "/etc/docker/daemon.json");
	case WATCH_STATE:
	case WATCH_SOCKET:
	case WATCH_ACCOUNTS:
	case WATCH_SITE:
		break;
	}
	return false;
}

enum answer authority_package(const struct change *change,
			      const struct actor *actor)
{
	if (!is_packager(actor))
		return ANSWER_NOT_PACKAGER;
	if (actor->identity.trust == TRUST_CONTRADICTED ||
	    actor->identity.container)
		return ANSWER_CONTRADICTED;
	if (!is_packaged(&change->object))
		return ANSWER_NOT_PACKAGED;
	if (!is_replacement(change, actor->identity.backup))
		return ANSWER_NOT_A_REPLACEMENT;
	return ANSWER_GRANTED;
}
