// SPDX-License-Identifier: BSD-2-Clause
/*
 * enrol: the records in which passwd tools say that they changed who is in a
 * group.  They are a program's own word: reason enough for an alert, never
 * for an authorization.
 */
#ifndef DOCKWARDEN_ENROL_H
#define DOCKWARDEN_ENROL_H

#include "change.h"

/* 1 and *ret if the record tells of a change of a protected group, or of one
 * that it does not name; 0 otherwise. */
size_t enrol_find(const struct change_world *world, const struct call *call,
		  const struct record *r, struct change *ret);

#endif
