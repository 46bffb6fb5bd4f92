// SPDX-License-Identifier: BSD-2-Clause
/*
 * rule_wanted: what has to be watched on a host.  No rule is looked at, and the
 * kernel not asked: who only prints or loads rules needs no more.
 */
#ifndef DOCKWARDEN_RULE_WANTED_H
#define DOCKWARDEN_RULE_WANTED_H

#include "check_result.h"
#include "objects.h"

struct rule_wanted {
	struct object_list objects;
	int objects_error;
	struct errmsg objects_why;
	const struct daemon *daemon; /* borrowed of the host */
};

/* 0 or -ENOMEM: what could not be read is in *ret.  It lives as long as the
 * host. */
int rule_wanted_of(const struct check_host *host,
		   const struct rule_wanted **ret);

/* May there be more to be watched for the item (NULL: for any) than the
 * objects, since what tells could not be read?  Fills an UNKNOWN's draft then. */
bool rule_wanted_gap(const struct rule_wanted *wanted, const char *item,
		     struct check_draft *draft);

#endif
