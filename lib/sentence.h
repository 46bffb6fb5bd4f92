// SPDX-License-Identifier: BSD-2-Clause
/*
 * sentence: a finding as words for a person, safe on a terminal
 * (printable.h), without a line end:
 *
 *   write /etc/docker/daemon.json (as /host/docker/daemon.json)
 *   by /bin/busybox[4242] in container web(4f5c1b7f9a02) uid 0 login unset
 *
 * Of a notice it is the action alone: its reason says the rest.
 */
#ifndef DOCKWARDEN_SENTENCE_H
#define DOCKWARDEN_SENTENCE_H

#include "alert.h"
#include "buf.h"

/* Appends what was done, to what and by whom; a failed attempt begins with
 * "failed".  max bounds each name that a log gave, in bytes of output; with
 * what stands around them a sentence stays below 11 * max + 256. */
void sentence_add(struct buf *out, const struct alert *alert, size_t max);

/* The same with the verdict before it; of a notice with its reason behind it:
 * what the message of a document says. */
void sentence_message(struct buf *out, const struct alert *alert, size_t max);

#endif
