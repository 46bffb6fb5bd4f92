// SPDX-License-Identifier: BSD-2-Clause
/*
 * notice: what the warden itself has to say: records lost, auditing off,
 * rules gone, an output that was full, a policy that cannot be used.  It is
 * an alert like any other (item DOCKWARDEN_SELF), but no audit event stands
 * behind it: it has no records, its serial is 0, and it is said live only.
 */
#ifndef DOCKWARDEN_NOTICE_H
#define DOCKWARDEN_NOTICE_H

#include "alert.h"

struct notice {
	enum action action; /* ACTION_LOST, ACTION_RULE or ACTION_AUDIT */
	enum severity severity;
	struct view node;   /* NONE: this host */
	struct view reason; /* one sentence */
	uint64_t count;	    /* events or alerts concerned; 0: not countable */
	uint64_t at;	    /* ms since the epoch */
	/* Tells notices of one kind apart: the first lost serial, the policy's
	 * digest.  With action, node, reason and at it makes the id. */
	uint64_t what;
};

/* Fills *ret and *event, which it points to; they borrow notice's text. */
void notice_alert(const struct notice *notice, struct event *event,
		  struct alert *ret);

#endif
