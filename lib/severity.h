// SPDX-License-Identifier: BSD-2-Clause
/*
 * severity: how grave a change is, by what was touched and what was done.
 */
#ifndef DOCKWARDEN_SEVERITY_H
#define DOCKWARDEN_SEVERITY_H

#include "decide.h"

/* A failed attempt is one step lower, and so is an object that the log does
 * not tell; an actor in a container or one that is not what it claims is one
 * step higher. */
enum severity severity_of(const struct change *change,
			  const struct actor *actor);

#endif
