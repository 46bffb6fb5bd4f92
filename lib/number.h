// SPDX-License-Identifier: BSD-2-Clause
/*
 * number: text to number, the only place that does it.  All digits, no sign,
 * no space, no prefix, no overflow: anything else is an error and leaves the
 * output untouched.  And a number's decimal digits, without an allocation.
 */
#ifndef DOCKWARDEN_NUMBER_H
#define DOCKWARDEN_NUMBER_H

#include <stdint.h>

#include "view.h"

/* 0, -EINVAL (empty or not all digits) or -ERANGE (over max). */
int number_decimal(struct view text, uint64_t max, uint64_t *ret);
int number_hex(struct view text, uint64_t max, uint64_t *ret);
int number_octal(struct view text, uint64_t max, uint64_t *ret);

/* A decimal number that may carry a leading '-': 0, -EINVAL or -ERANGE. */
int number_signed(struct view text, int64_t *ret);

#define NUMBER_DIGITS 20 /* of UINT64_MAX */

/* Its digits, which are in digits. */
struct view number_text(uint64_t number, char digits[NUMBER_DIGITS]);

#endif
