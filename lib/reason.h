// SPDX-License-Identifier: BSD-2-Clause
/*
 * reason: why a change was or was not authorized, in words: what was missing,
 * and what could not be verified.  Numbers only, no names: the same for a RAW
 * and an ENRICHED log.
 */
#ifndef DOCKWARDEN_REASON_H
#define DOCKWARDEN_REASON_H

#include "decide.h"

/* Appends the words to out. */
void reason_write(const struct change *change, const struct actor *actor,
		  const struct verdict *verdict, struct buf *out);

#endif
