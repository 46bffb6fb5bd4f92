// SPDX-License-Identifier: BSD-2-Clause
/*
 * policy: JSON text → an immutable policy (dockwarden.json(5)).  Strict: an
 * unknown or repeated key, a wrong type, a number out of range, an embedded
 * NUL, trailing bytes are errors, and every error is reported, each naming the
 * key and the value:
 *
 *   policy.json: trusted.users[2]: expected a user name or a uid, got true
 *
 * A key that the text leaves out, but for those of list entries, has the value
 * of the built-in policy: {"version": 1} is that policy.  An empty list is an
 * empty list; in a rule of "allow" it is an error, since it would match all.
 *
 * A policy owns all that it points to; nothing of it changes after
 * policy_resolve(), so it may be shared.
 */
#ifndef DOCKWARDEN_POLICY_H
#define DOCKWARDEN_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "action.h"
#include "buf.h"
#include "names.h"

#define UID_UNSET UINT32_MAX /* (uid_t)-1: "no login uid" */

/* Limits of a policy file; over one is an error that names it. */
#define POLICY_MAX_BYTES ((size_t)1 << 20)
#define POLICY_MAX_DEPTH 8
#define POLICY_MAX_LIST 4096 /* entries of any list */
#define POLICY_MAX_TEXT 4096 /* bytes of any string */

struct policy_user {
	char *name;   /* NULL where the policy gives a number */
	uint32_t uid; /* UID_UNSET for a name until it is resolved */
};

struct policy_allow {
	char *name; /* unique among the rules */
	char **items;
	size_t item_count; /* 0: any item */
	char **exe;
	size_t exe_count; /* 0: any executable; absolute paths */
	struct policy_user *users;
	size_t user_count; /* 0: any user */
	uint32_t actions;  /* bit 1 << enum action; 0: any action */
};

struct policy_watch {
	char *path; /* absolute, normal form */
	char *item; /* the site's own id, e.g. "SITE_01" */
	char *title;
};

enum policy_login { POLICY_LOGIN_DENY, POLICY_LOGIN_STRIP, POLICY_LOGIN_WARN };

enum policy_output_type {
	POLICY_OUTPUT_FILE,
	POLICY_OUTPUT_SYSLOG,
	POLICY_OUTPUT_UNIX,
	POLICY_OUTPUT_STDOUT,
};

struct policy_output {
	enum policy_output_type type;
	char *path;   /* NULL where the type has none */
	char *format; /* ecs, ocsf, cef, csv or text */
};

struct policy {
	char **docker_groups;
	size_t docker_group_count;
	struct policy_user *trusted_users;
	size_t trusted_user_count;
	char **trusted_groups;
	size_t trusted_group_count;
	uint32_t *trusted_member_uids; /* of trusted_groups, once resolved */
	size_t trusted_member_count;
	enum policy_login login_action;
	char *login_message;
	struct policy_allow *allow;
	size_t allow_count;
	struct policy_watch *watch;
	size_t watch_count;
	struct policy_output *outputs;
	size_t output_count;
};

/* Reads a policy from text; name stands before each message (the file's name
 * as the user gave it).  0; -EINVAL with one message a line in errors (each
 * ends in "\n"); -ENOMEM. */
int policy_parse(struct view text, const char *name, struct buf *errors,
		 struct policy **ret);

/* The same from a file, which must be a regular file, not a link, owned by
 * root (or by also_owner, UID_UNSET for nobody) and closed to writes by group
 * and world.  Opened once and judged by that descriptor.
 * 0; -EINVAL (also for a file that is not as required); -ENOMEM; an -errno of
 * opening and reading; with messages. */
int policy_load(const char *path, uint32_t also_owner, struct buf *errors,
		struct policy **ret);

/* The built-in policy's JSON text, and that text parsed. */
struct view policy_default_text(void);
int policy_default(struct policy **ret);

/* Looks up names: user names become uids, trusted groups their members.  A
 * name that does not exist stays unresolved and matches by name only.
 * 0 or -ENOMEM. */
int policy_resolve(struct policy *p, const struct names *names);

void policy_free(struct policy *p);

/* Is this login uid trusted?  name is the user's name as the log tells it
 * (enriched), VIEW_NONE where it does not: then a policy's user name counts
 * by its resolved uid.  UID_UNSET is never trusted. */
bool policy_trusts(const struct policy *p, uint32_t uid, struct view name);

/* The policy's own copy of a name of docker_groups; NULL for another name. */
const char *policy_docker_group(const struct policy *p, struct view name);

/* Does the list of users hold this one?  Matching as in policy_trusts. */
bool policy_user_listed(const struct policy_user *users, size_t count,
			uint32_t uid, struct view name);

/* The policy as understood, as JSON text that policy_parse takes. */
int policy_print(const struct policy *p, struct buf *out);

static inline void cleanup_policy(struct policy **p)
{
	policy_free(*p);
}
#define autopolicy __attribute__((cleanup(cleanup_policy)))

#endif
