// SPDX-License-Identifier: BSD-2-Clause
/*
 * item: the ids of the baseline's items, as people type them.
 */
#ifndef DOCKWARDEN_ITEM_H
#define DOCKWARDEN_ITEM_H

#include "errmsg.h"
#include "view.h"

#define ITEM_SIZE 64 /* bytes of an id, its NUL among them */

/* "3" and "03" are the baseline's item SSE_SEC_APP_DOCKER_03; any other text
 * is an id as it is.  0, or -EINVAL with a message: it is empty or too long. */
int item_parse(const char *value, char ret[ITEM_SIZE], struct errmsg *err);

/* Is it one of the baseline's twenty? */
bool item_is_baseline(struct view item);

#endif
