// SPDX-License-Identifier: BSD-2-Clause
#include "authority.h"

static const char *const authority_names[AUTHORITY_COUNT] = {
	[AUTHORITY_RUNTIME] = "runtime state",
	[AUTHORITY_VOLUME] = "container volume",
	[AUTHORITY_PACKAGE] = "package manager",
	[AUTHORITY_USER] = "trusted user",
	[AUTHORITY_SITE] = "policy rule",
	[AUTHORITY_HOST] = "host service",
};

static const char *const answers[] = {
	[ANSWER_GRANTED] = "yes",
	[ANSWER_NOT_RUNTIME] = "the program is not the container runtime's",
	[ANSWER_NOT_ITS_STATE] = "the object is not the runtime's own state",
	[ANSWER_NAME_NOT_HOSTS] = "the runtime's identity is unverified and it "
				  "named the object otherwise than the host "
				  "does",
	[ANSWER_UNSEEN] = "nothing in the log shows that the process is the "
			  "program that its exe= claims",
	[ANSWER_CONTRADICTED] = "the process is not the program that its exe= "
				"claims",
	[ANSWER_NOT_A_VOLUME] = "the object is not the data of a container's "
				"volume under the container's own name for it",
	[ANSWER_NOT_PACKAGER] = "the program is not a package manager",
	[ANSWER_NOT_PACKAGED] = "no package owns the object",
	[ANSWER_NOT_A_REPLACEMENT] = "this is not how a package manager "
				     "replaces a file",
	[ANSWER_ACTS_FOR_OTHERS] = "the program acts for whoever asks it, so "
				   "its login uid vouches for nobody",
	[ANSWER_NO_LOGIN] = "the process has no login uid",
	[ANSWER_NOT_TRUSTED] = "the login uid is not trusted",
	[ANSWER_FORGED] = "the login uid was not set by a login program",
	[ANSWER_SHARED_SESSION] = "the session runs the container runtime, "
				  "so containers carry its login uid too",
	[ANSWER_LOGIN_UNSEEN] = "its login is not in the log, and it named "
				"the object otherwise than the host does",
	[ANSWER_IN_CONTAINER] = "the process was born in a container",
	[ANSWER_NO_RULE] = "the policy has no rule",
	[ANSWER_RULE_ITEM] = "the nearest rule does not cover the item",
	[ANSWER_RULE_EXE] = "the nearest rule does not cover the executable",
	[ANSWER_RULE_USER] = "the nearest rule does not cover the user",
	[ANSWER_RULE_ACTION] = "the nearest rule does not cover the action",
	[ANSWER_NOT_A_SERVICE] = "the process is not a service of the host",
	[ANSWER_NOT_ITS_WORK] = "this is not a host service's ordinary work",
	[ANSWER_GATE] = "the PAM module has judged the login by the policy",
};

const char *authority_name(enum authority authority)
{
	return authority_names[authority];
}

const char *answer_text(enum answer answer)
{
	return answers[answer];
}

/* A name inside the root of a layer or container, which dockerd and runc
 * enter: what stands before it on the host ends in that root. */
static bool named_in_layer(const struct object_seen *object)
{
	struct view root = object->path;

	if (!view_ends(object->path, object->recorded))
		return false;
	root.size -= object->recorded.size;
	return view_ends(root, VIEW("/diff")) ||
	       view_ends(root, VIEW("/merged")) ||
	       view_ends(root, VIEW("/rootfs"));
}

bool authority_named_as_host(const struct object_seen *object)
{
	if (object->known == KNOWN_TAIL || object->known == KNOWN_LIKELY ||
	    object->known == KNOWN_NOT)
		return false;
	if (!object->recorded.size || object->recorded.data[0] != '/')
		return true;
	return object->known == KNOWN_NAME ||
	       view_equal(object->path, object->recorded) ||
	       view_starts(object->recorded, VIEW("/var/run/")) ||
	       view_starts(object->recorded, VIEW("/proc/")) ||
	       named_in_layer(object);
}
