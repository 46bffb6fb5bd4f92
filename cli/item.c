// SPDX-License-Identifier: BSD-2-Clause
#include "item.h"

#include <errno.h>

#include "number.h"

#define BASELINE_PREFIX "SSE_SEC_APP_DOCKER_"
#define BASELINE_ITEMS 20

int item_parse(const char *value, char ret[ITEM_SIZE], struct errmsg *err)
{
	uint64_t number;
	int n;

	if (number_decimal(view_of(value), BASELINE_ITEMS, &number) == 0)
		n = snprintf(ret, ITEM_SIZE, BASELINE_PREFIX "%02u",
			     (unsigned int)number);
	else
		n = snprintf(ret, ITEM_SIZE, "%s", value);
	if (n <= 0 || (size_t)n >= ITEM_SIZE)
		return errmsg_set(err, -EINVAL, "no item \"%s\"", value);
	return 0;
}

bool item_is_baseline(struct view item)
{
	struct view prefix = VIEW(BASELINE_PREFIX);
	struct view digits = view_skip(item, prefix.size);
	uint64_t number;

	return view_starts(item, prefix) && digits.size == 2 &&
	       number_decimal(digits, BASELINE_ITEMS, &number) == 0 &&
	       number >= 1;
}
