// SPDX-License-Identifier: BSD-2-Clause
/*
 * escape: a byte as the four characters \xNN, in every format that has no
 * better way to write it.  A reader turns each \xNN of a text back into that
 * byte; so a backslash that stands before xNN in the text itself has to
 * become \x5c.
 */
#ifndef DOCKWARDEN_ESCAPE_H
#define DOCKWARDEN_ESCAPE_H

#include "view.h"

#define ESCAPE_SIZE 4

/* \xNN in lower-case digits; the view lies in text. */
struct view escape_byte(char byte, char text[static ESCAPE_SIZE]);

/* Text begins with a backslash that a reader would take for the start of a
 * \xNN. */
bool escape_looks(struct view text);

#endif
