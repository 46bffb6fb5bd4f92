// SPDX-License-Identifier: BSD-2-Clause
/*
 * alert_copy: an alert that outlives the callback it was given to.
 *
 * Every text is kept up to ALERT_COPY_TEXT bytes and the records together up
 * to ALERT_COPY_RECORDS: more than any format writes of them (format.h
 * FORMAT_MAX_LINE), so that the copy is written as the alert would have been.
 */
#ifndef DOCKWARDEN_ALERT_COPY_H
#define DOCKWARDEN_ALERT_COPY_H

#include "alert.h"
#include "scratch.h"

#define ALERT_COPY_TEXT 1280 /* bytes of one text, of all arguments together */
#define ALERT_COPY_RECORDS 8192 /* bytes of all records together */
/* The kernel's shortest, a PATH record without a name, has about 85 bytes. */
#define ALERT_COPY_MAX_RECORDS 96

struct alert_copy {
	struct alert alert; /* points into the rest */
	struct event event;
	struct alert_witness witness;
	struct record records[ALERT_COPY_MAX_RECORDS];
	struct scratch text;
};

/* 0 or -ENOMEM. */
int alert_copy_new(struct alert_copy **ret);
void alert_copy_free(struct alert_copy *copy);

/* Replaces what it held.  The agent is not copied, it lives on. */
void alert_copy_take(struct alert_copy *copy, const struct alert *alert);

#endif
