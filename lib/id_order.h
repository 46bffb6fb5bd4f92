// SPDX-License-Identifier: BSD-2-Clause
/*
 * id_order: the order of uids and gids in a sorted list, for qsort(3) and
 * bsearch(3): one for whoever sorts and whoever searches.
 */
#ifndef DOCKWARDEN_ID_ORDER_H
#define DOCKWARDEN_ID_ORDER_H

#include <stdint.h>

static inline int id_order(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

#endif
