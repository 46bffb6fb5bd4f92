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

struct check_item {
	const char *id; /* "SSE_SEC_APP_DOCKER_03" */
	const char *title;
	bool required;
	void (*run)(const struct check_host *host, struct check_result *result);
};

/* The i-th of those that this version checks; NULL past the last. */
const struct check_item *check_item_at(size_t i);
/* The place of an id among them; -1 for none. */
int check_item_find(const char *id);

#endif
