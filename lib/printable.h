// SPDX-License-Identifier: BSD-2-Clause
/*
 * printable: an attacker's bytes → text for a person's terminal.  Whatever
 * does not print as itself (controls, bytes that are not UTF-8, characters
 * that utf8_is_hidden() names) becomes \xNN a byte, and so does a backslash:
 * the text can be turned back into the bytes, and it has no control byte.
 */
#ifndef DOCKWARDEN_PRINTABLE_H
#define DOCKWARDEN_PRINTABLE_H

#include "buf.h"

/* Appends text, at most max bytes of output and "..." where that cut it (never
 * inside an escape or a character).  Running text of our own: quotes stay. */
void printable_text(struct buf *out, struct view text, size_t max);

/* The same as one word of a sentence: in double quotes (and a quote in it as
 * \x22) if it is empty or holds anything but ASCII letters, digits and
 * / . _ - + @ % , = : ~, so that a file called "x by root" stays a name. */
void printable_word(struct buf *out, struct view text, size_t max);

#endif
