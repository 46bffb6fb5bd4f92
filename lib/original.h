// SPDX-License-Identifier: BSD-2-Clause
/*
 * original: an event's raw records as a string of JSON, a line feed between
 * them: what an alert of a format of JSON documents keeps of its evidence.
 */
#ifndef DOCKWARDEN_ORIGINAL_H
#define DOCKWARDEN_ORIGINAL_H

#include "event.h"
#include "json.h"

/* "name":"records" with at most room bytes between the quotes; false where
 * they are not whole, for want of room. */
bool original_put(struct json *j, const char *name, const struct event *event,
		  size_t room);

#endif
