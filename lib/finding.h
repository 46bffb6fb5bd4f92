// SPDX-License-Identifier: BSD-2-Clause
/*
 * finding: (event, change, who, verdict) → alert: its fields, its id, its
 * severity, its reason in words.
 */
#ifndef DOCKWARDEN_FINDING_H
#define DOCKWARDEN_FINDING_H

#include "alert.h"
#include "change.h"
#include "decide.h"

struct finding {
	const struct change *change;
	const struct actor *actor;
	const struct verdict *verdict;
	size_t ordinal; /* of the change among its event's */
};

/* Fills *ret; its text lies in the event, in s or in words, which is emptied
 * first and must outlive the alert. */
void finding_alert(const struct finding *finding, struct scratch *s,
		   struct buf *words, struct alert *ret);

/* The alert's id: a hash of the node, the event's id, what was done and which
 * change of its event it is.  Nothing else, so that it is the same live and
 * replayed, and whatever else the log holds. */
void finding_id(const struct event *event, enum action action, size_t ordinal,
		char ret[static ALERT_ID_SIZE]);

#endif
