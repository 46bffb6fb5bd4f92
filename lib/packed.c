// SPDX-License-Identifier: BSD-2-Clause
#include "packed.h"

#include <errno.h>

#define ZLIB_CONST /* next_in points to const */
#include <zlib.h>

/* xz-file-format.txt, bzip2 manual, RFC 8878, APPNOTE.TXT */
static const struct {
	const char *name;
	struct view magic;
} others[] = {
	{ "xz", { "\xfd\x37zXZ", 6 } },
	{ "bzip2", { "BZh", 3 } },
	{ "zstd", { "\x28\xb5\x2f\xfd", 4 } },
	{ "zip", { "PK\x03\x04", 4 } },
};

bool packed_gzip(struct view start)
{
	return view_starts(start, VIEW("\x1f\x8b"));
}

/* Does inflating fail before it has given a byte? */
static int check_gzip(const char *name, struct view start, struct errmsg *err)
{
	Bytef out[512];
	z_stream z = { .next_in = (const Bytef *)start.data,
		       .avail_in = (uInt)start.size,
		       .next_out = out,
		       .avail_out = sizeof(out) };
	int r = inflateInit2(&z, PACKED_WINDOW);

	if (r == Z_OK) {
		r = inflate(&z, Z_SYNC_FLUSH);
		(void)inflateEnd(&z);
	}
	if (r == Z_MEM_ERROR)
		return errmsg_set(err, -ENOMEM, "%s: out of memory", name);
	if ((r == Z_DATA_ERROR || r == Z_NEED_DICT) &&
	    z.avail_out == sizeof(out))
		return errmsg_set(err, -EBADMSG,
				  "%s: compressed data is damaged from the "
				  "start",
				  name);
	return 0;
}

int packed_check(const char *name, struct view start, struct errmsg *err)
{
	if (packed_gzip(start))
		return check_gzip(name, start, err);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (view_starts(start, others[i].magic))
			return errmsg_set(err, -ENOTSUP,
					  "%s: compressed by %s: unpack it "
					  "first (gzip alone is read as it is)",
					  name, others[i].name);
	return 0;
}
