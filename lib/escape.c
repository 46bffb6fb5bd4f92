// SPDX-License-Identifier: BSD-2-Clause
#include "escape.h"

static bool is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
	       (c >= 'A' && c <= 'F');
}

struct view escape_byte(char byte, char text[static ESCAPE_SIZE])
{
	static const char digits[] = "0123456789abcdef";
	unsigned int value = (unsigned char)byte;

	text[0] = '\\';
	text[1] = 'x';
	text[2] = digits[value >> 4];
	text[3] = digits[value & 15];
	return view_from(text, ESCAPE_SIZE);
}

bool escape_looks(struct view text)
{
	return text.size >= ESCAPE_SIZE && text.data[0] == '\\' &&
	       text.data[1] == 'x' && is_hex(text.data[2]) &&
	       is_hex(text.data[3]);
}
