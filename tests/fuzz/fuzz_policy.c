// SPDX-License-Identifier: BSD-2-Clause
/*
 * Any bytes as a policy.  What is refused is refused with messages, each one
 * line that prints as it is; what is taken prints as a policy that is taken
 * and prints the same.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#include "policy.h"
#include "utf8.h"

#define MAX_ERRORS ((size_t)1 << 20)
#define MAX_PRINTED (8 * POLICY_MAX_BYTES)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
	if (!holds)
		abort();
}

static void check_messages(struct view text)
{
	static const struct view name = { "p.json: ", 8 };
	bool starts = true;

	while (text.size) {
		uint32_t character = 0;
		size_t size = utf8_next(text, &character);

		require(size > 0);
		require(!starts || view_starts(text, name));
		starts = character == '\n';
		require(starts || !utf8_is_hidden(character));
		text = view_skip(text, size);
	}
	require(starts);
}

static struct policy *parse(struct view text)
{
	autobuf struct buf errors;
	struct policy *p = NULL;
	int r;

	buf_init(&errors, MAX_ERRORS);
	r = policy_parse(text, "p.json", &errors, &p);
	require(r == 0 || r == -EINVAL);
	require((p != NULL) == (r == 0));
	require((errors.size == 0) == (r == 0));
	check_messages(buf_view(&errors));
	return p;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	autopolicy struct policy *first = NULL;
	autopolicy struct policy *second = NULL;
	autobuf struct buf once, twice;

	buf_init(&once, MAX_PRINTED);
	buf_init(&twice, MAX_PRINTED);
	first = parse(view_from((const char *)data, size));
	if (!first)
		return 0;
	require(policy_print(first, &once) == 0);
	second = parse(buf_view(&once));
	require(second != NULL);
	require(policy_print(second, &twice) == 0);
	require(view_equal(buf_view(&once), buf_view(&twice)));
	return 0;
}
