// SPDX-License-Identifier: BSD-2-Clause
/*
 * utf8: bytes → characters, strictly (RFC 3629): no overlong form, no
 * surrogate, nothing past U+10FFFF.  What is not UTF-8 stays bytes.
 */
#ifndef DOCKWARDEN_UTF8_H
#define DOCKWARDEN_UTF8_H

#include <stdint.h>

#include "view.h"

/* How many bytes the first character of text takes, 1 to 4, and which one it
 * is; 0 (*ret untouched) where text is empty or does not begin with one. */
size_t utf8_next(struct view text, uint32_t *ret);

/* Does this character steer a terminal or a reader's eye instead of showing
 * itself?  Controls (C0, DEL, C1), U+2028/2029, direction marks and overrides
 * (U+200E/F, U+202A-E, U+2066-9), zero-width and tag characters. */
bool utf8_is_hidden(uint32_t character);

#endif
