// SPDX-License-Identifier: BSD-2-Clause
/*
 * ancestors: the parents that /proc showed, as a list of JSON objects, the
 * nearest first.
 */
#ifndef DOCKWARDEN_ANCESTORS_H
#define DOCKWARDEN_ANCESTORS_H

#include "alert.h"
#include "json.h"

/* "list":[{"pid":1,"name":"init","executable":"/sbin/init"}, …], the last key
 * as named; nothing where there are none.  They share room bytes, about; false
 * where the farther ones, or the last one's texts, are not all there. */
bool ancestors_put(struct json *j, const char *list, const char *executable,
		   const struct alert_witness *w, size_t room);

#endif
