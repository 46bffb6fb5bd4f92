// SPDX-License-Identifier: BSD-2-Clause
/*
 * query: what the user asked for: by which policy to judge, which alerts to
 * show and how.  Views and strings point into argv.
 */
#ifndef DOCKWARDEN_QUERY_H
#define DOCKWARDEN_QUERY_H

#include "alert.h"
#include "format.h"
#include "item.h"
#include "names.h"
#include "options.h"

struct query {
	int64_t now;	    /* seconds since the epoch, for "2h" and "today" */
	const char *policy; /* NULL: the host's, or the built-in one */
	const struct format *format;
	bool all;	       /* authorized changes too */
	uint64_t since, until; /* milliseconds; both belong to it */
	char item[ITEM_SIZE];  /* "": any */
	const char *user;      /* NULL: any; a name, or a number as text */
	uint32_t uid;	       /* of user; UID_UNSET while it is not known */
	bool user_is_name;
	enum severity severity; /* the least */
	struct view path;	/* NONE: any */
	bool one_event;
	struct event_id event;
};

/* Asks for everything, as text; now is the time that words like "today" and
 * "2h" refer to. */
void query_init(struct query *q, int64_t now);

/* For tables of options; the target is a struct query. */
option_fn query_set_policy, query_set_format, query_set_since, query_set_until,
	query_set_item, query_set_user, query_set_severity, query_set_all,
	query_set_path, query_set_event;

/* Looks up the user's uid, and judges what needs the policy: is there such an
 * item?  0 or -errno with a message. */
int query_resolve(struct query *q, const struct policy *policy,
		  const struct names *names, struct errmsg *err);

/* Is this alert asked for? */
bool query_wants(const struct query *q, const struct alert *alert);

#endif
