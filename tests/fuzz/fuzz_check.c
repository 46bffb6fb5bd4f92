// SPDX-License-Identifier: BSD-2-Clause
/*
 * Texts of a host that item 03 reads.  The first byte names the reader: lines
 * of passwd(5) and its like, a mountinfo, the bytes of an ACL, a process's
 * status, its cgroup.  What they hand out lies within what they were given.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#include "entry.h"
#include "posix_acl.h"
#include "process_status.h"
#include "setgid_mounts.h"

#define MAX_FIELDS 7

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
	if (!holds)
		abort();
}

static void require_within(struct view part, struct view text)
{
	if (!part.data)
		return;
	require(part.data >= text.data && part.size <= text.size &&
		(size_t)(part.data - text.data) <= text.size - part.size);
}

/* The fields with colons between are the line again. */
static void check_fields(struct view line, size_t count)
{
	struct view fields[MAX_FIELDS];
	size_t size = count - 1;
	uint32_t id;

	if (!entry_split(line, fields, count))
		return;
	for (size_t i = 0; i < count; i++) {
		require_within(fields[i], line);
		require(!memchr(fields[i].data, ':', fields[i].size));
		size += fields[i].size;
		if (entry_id(fields[i], &id))
			require(id != UINT32_MAX);
	}
	require(size == line.size && fields[0].size > 0);
}

static void check_entries(struct view text)
{
	struct view rest = text, line;

	while (entry_next(&rest, &line)) {
		require_within(line, text);
		require(line.size && !memchr(line.data, '\n', line.size));
		for (size_t count = 1; count <= MAX_FIELDS; count++)
			check_fields(line, count);
	}
}

static void check_mounts(struct view text)
{
	autosetgidmounts struct setgid_mounts mounts = { .table = NULL };
	struct libmnt_table *table = NULL;
	int r = mount_table_parse(text, "mountinfo", &table);

	if (r < 0)
		return;
	r = setgid_mounts_of(table, &mounts);
	require(r == 0 || r == -ENOMEM);
	for (size_t i = 0; i < mounts.count; i++) {
		const char *point = setgid_mount_point(&mounts.list[i]);

		require(point && setgid_mounts_has(&mounts, view_of(point)));
		if (mnt_fs_get_option(mounts.list[i].fs, "nosuid", NULL,
				      NULL) == 0)
			require(!mounts.list[i].searched);
		(void)setgid_mounts_nosuid(&mounts, point);
	}
}

static void count_entry(void *context, const struct posix_acl_entry *entry)
{
	size_t *count = context;

	require(entry->tag != POSIX_ACL_TAG_MASK);
	++*count;
}

static void check_acl(struct view bytes)
{
	size_t count = 0;
	int r = posix_acl_each(bytes, count_entry, &count);

	require(r == 0 || r == -EBADMSG);
	require(r == 0 || count == 0);
	require(count <= bytes.size / 8);
}

static void check_status(struct view text)
{
	struct process_status status;
	struct view groups;
	size_t count = 0;
	uint32_t gid;
	int r = process_status_parse(text, &status);

	require(r == 0 || r == -EBADMSG);
	if (r < 0)
		return;
	require_within(status.name, text);
	require_within(status.groups, text);
	groups = status.groups;
	while (process_status_group(&groups, &gid))
		require(++count <= text.size);
}

static void check_cgroup(struct view text)
{
	require_within(process_status_scope(text), text);
	(void)process_status_is_users(text);
	(void)process_status_is_container(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const readers[])(struct view) = {
		check_entries, check_mounts, check_acl,
		check_status,  check_cgroup,
	};
	/* Its own bytes and no more: a read behind them is found. */
	char *copy;

	if (size < 1 || size > (size_t)1 << 16)
		return 0;
	copy = malloc(size);
	require(copy != NULL);
	memcpy(copy, data, size);
	readers[(unsigned char)copy[0] %
		(sizeof(readers) / sizeof(readers[0]))](
		view_from(copy + 1, size - 1));
	free(copy);
	return 0;
}
