// SPDX-License-Identifier: BSD-2-Clause
#include "number.h"

#include <errno.h>

/* The value of a digit in any base up to 16, or 16 for what is none. */
static unsigned int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned int)(c - '0');
	if (c >= 'a' && c <= 'f')
		return (unsigned int)(c - 'a') + 10;
	if (c >= 'A' && c <= 'F')
		return (unsigned int)(c - 'A') + 10;
	return 16;
}

/* All digits are looked at before a value is called too large: "99x" is no
 * number, whatever max is. */
static inline int parse(struct view text, unsigned int base, uint64_t max,
			uint64_t *ret)
{
	const uint64_t most = max / base; /* divided once, not for each digit */
	const uint64_t last = max % base;
	uint64_t value = 0;
	bool over = false;

	if (text.size == 0)
		return -EINVAL;
	for (size_t i = 0; i < text.size; i++) {
		unsigned int digit = digit_value(text.data[i]);

		if (digit >= base)
			return -EINVAL;
		if (over || value > most || (value == most && digit > last))
			over = true;
		else
			value = value * base + digit;
	}
	if (over)
		return -ERANGE;
	*ret = value;
	return 0;
}

int number_decimal(struct view text, uint64_t max, uint64_t *ret)
{
	return parse(text, 10, max, ret);
}

int number_hex(struct view text, uint64_t max, uint64_t *ret)
{
	return parse(text, 16, max, ret);
}

int number_octal(struct view text, uint64_t max, uint64_t *ret)
{
	return parse(text, 8, max, ret);
}

int number_signed(struct view text, int64_t *ret)
{
	const uint64_t most = (uint64_t)INT64_MAX;
	bool negative = text.size > 0 && text.data[0] == '-';
	uint64_t value = 0;
	int r;

	r = parse(view_skip(text, negative ? 1 : 0), 10,
		  negative ? most + 1 : most, &value);
	if (r < 0)
		return r;
	if (!negative)
		*ret = (int64_t)value;
	else if (value > most)
		*ret = INT64_MIN;
	else
		*ret = -(int64_t)value;
	return 0;
}

struct view number_text(uint64_t number, char digits[NUMBER_DIGITS])
{
	size_t at = NUMBER_DIGITS;

	do {
		digits[--at] = (char)('0' + number % 10);
		number /= 10;
	} while (number);
	return view_from(digits + at, NUMBER_DIGITS - at);
}
