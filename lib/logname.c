// SPDX-License-Identifier: BSD-2-Clause
#include "logname.h"

#include "number.h"

#define MIN_DATE_DIGITS 8 /* 20261101; "-1" is a name's own ending */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Cuts ".12" off the name. */
static bool cut_number(struct view *name, uint64_t *ret)
{
	size_t start = name->size;

	while (start > 0 && is_digit(name->data[start - 1]))
		start--;
	if (start < 2 || name->data[start - 1] != '.' ||
	    number_decimal(view_skip(*name, start), UINT32_MAX, ret) < 0)
		return false;
	name->size = start - 1;
	return true;
}

/* Cuts "-20261101", "-2026-11-01" or "-20261101-1795308549" off the name. */
static bool cut_date(struct view *name, struct view *ret)
{
	size_t start = name->size, dash = start, digits = 0;

	for (; start > 0; start--) {
		if (name->data[start - 1] == '-')
			dash = start - 1;
		else if (!is_digit(name->data[start - 1]))
			break;
	}
	for (size_t i = dash; i < name->size; i++)
		digits += is_digit(name->data[i]);
	if (dash == 0 || digits < MIN_DATE_DIGITS)
		return false;
	*ret = view_skip(*name, dash + 1);
	name->size = dash;
	return true;
}

void logname_parse(struct view file, struct logname *ret)
{
	struct logname n = { .kind = LOGNAME_CURRENT, .base = file };

	if (file.size > 3 && view_ends(file, VIEW(".gz"))) {
		n.gz = true;
		n.base.size -= 3;
	}
	if (cut_number(&n.base, &n.number))
		n.kind = LOGNAME_NUMBERED;
	else if (cut_date(&n.base, &n.date))
		n.kind = LOGNAME_DATED;
	*ret = n;
}

static int compare_bytes(struct view a, struct view b)
{
	size_t shared = a.size < b.size ? a.size : b.size;
	int order = shared ? memcmp(a.data, b.data, shared) : 0;

	return order ? order : (a.size > b.size) - (a.size < b.size);
}

int logname_compare(const struct logname *a, const struct logname *b)
{
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	if (a->number != b->number)
		return a->number > b->number ? -1 : 1;
	if (compare_bytes(a->date, b->date) != 0)
		return compare_bytes(a->date, b->date);
	return (int)b->gz - (int)a->gz;
}
