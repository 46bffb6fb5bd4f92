// SPDX-License-Identifier: BSD-2-Clause
/*
 * check_item: the baseline's items on a host as it is.  An item is one row of a
 * table: its function looks, and adds findings to its result.  A check changes
 * nothing.  (libcheck has the name check.h.)
 */
#ifndef DOCKWARDEN_CHECK_ITEM_H
#define DOCKWARDEN_CHECK_ITEM_H

#include "check_host.h"
#include "check_result.h"

#define CHECK_MAX_ITEMS 32 /* bits of a choice */

struct check_item {
	const char *id; /* "SSE_SEC_APP_DOCKER_03" */
	bool required;
	/* Its number in CIS Docker 1.7.0, and in 1.11.0; "" for none. */
	const char *cis, *cis_old;
	const char *title; /* NULL: watch.h's; see check_item_title() */
	/* One function may serve several: result->item says for which.  NULL:
	 * this version has none. */
	void (*run)(const struct check_host *host, struct check_result *result);
};

/* The i-th; NULL past the last. */
const struct check_item *check_item_at(size_t i);
/* The place of an id among them; -1 for none. */
int check_item_find(const char *id);
const char *check_item_title(const struct check_item *item);

/* Are there items that this version does not check?  out: which it does. */
bool check_item_missing(struct buf *out);

#endif
