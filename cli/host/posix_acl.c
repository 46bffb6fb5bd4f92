// SPDX-License-Identifier: BSD-2-Clause
#include "posix_acl.h"

#include <errno.h>

#define VERSION 2 /* POSIX_ACL_XATTR_VERSION */
#define HEADER_SIZE 4
#define ENTRY_SIZE 8
#define BITS_READ 4U
#define BITS_WRITE 2U
#define BITS_ALL 7U

struct entry {
	uint32_t tag, bits, id;
};

static uint32_t number(const char *data, size_t size)
{
	uint32_t value = 0;

	for (size_t i = 0; i < size; i++)
		value |= (uint32_t)(unsigned char)data[i] << (8 * i);
	return value;
}

static struct entry entry_at(struct view attribute, size_t offset)
{
	const char *data = attribute.data + offset;

	return (struct entry){ number(data, 2), number(data + 2, 2),
			       number(data + 4, 4) };
}

static bool is_tag(uint32_t tag)
{
	return tag && tag <= POSIX_ACL_TAG_OTHER && (tag & (tag - 1)) == 0;
}

/* *mask: what it lets through, all where there is no mask. */
static bool is_valid(struct view attribute, uint32_t *mask)
{
	*mask = BITS_ALL;
	if (attribute.size < HEADER_SIZE || attribute.size > POSIX_ACL_MAX ||
	    (attribute.size - HEADER_SIZE) % ENTRY_SIZE ||
	    number(attribute.data, HEADER_SIZE) != VERSION)
		return false;
	for (size_t i = HEADER_SIZE; i < attribute.size; i += ENTRY_SIZE) {
		struct entry e = entry_at(attribute, i);

		if (!is_tag(e.tag) || e.bits > BITS_ALL)
			return false;
		if (e.tag == POSIX_ACL_TAG_MASK)
			*mask = e.bits;
	}
	return true;
}

static bool is_masked(uint32_t tag)
{
	return tag == POSIX_ACL_TAG_USER || tag == POSIX_ACL_TAG_GROUP ||
	       tag == POSIX_ACL_TAG_GROUP_OWNER;
}

int posix_acl_each(struct view attribute, posix_acl_fn *fn, void *context)
{
	uint32_t mask;

	if (!is_valid(attribute, &mask))
		return -EBADMSG;
	for (size_t i = HEADER_SIZE; i < attribute.size; i += ENTRY_SIZE) {
		struct entry e = entry_at(attribute, i);
		uint32_t bits = is_masked(e.tag) ? e.bits & mask : e.bits;
		struct posix_acl_entry entry = {
			.tag = (enum posix_acl_tag)e.tag,
			.read = bits & BITS_READ,
			.write = bits & BITS_WRITE,
			.id = e.id,
		};

		if (e.tag != POSIX_ACL_TAG_MASK)
			fn(context, &entry);
	}
	return 0;
}
