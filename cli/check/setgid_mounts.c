// SPDX-License-Identifier: BSD-2-Clause
#include "mounts.h"

#include <errno.h>
#include <stdlib.h>

#include "entry.h"
#include "number.h"
#include "path.h"

#define MAX_TEXTS ((size_t)64 << 20)
#define FIELDS 6 /* id parent major:minor root point options */

/* Local, without a block device of their own. */
static const char *const local[] = { "tmpfs", "ramfs",	  "zfs",  "virtiofs",
				     "9p",    "bcachefs", "btrfs" };
/* Of a block device, but made elsewhere and read only: nobody here could have
 * left a file in it. */
static const char *const images[] = { "squashfs", "iso9660", "udf", "erofs" };

/* \040 and the like, as the kernel writes blanks (fs/proc_namespace.c). */
static bool add_unescaped(struct buf *out, struct view text)
{
	while (text.size) {
		uint64_t byte;

		if (*text.data != '\\') {
			buf_add_byte(out, *text.data);
			text = view_skip(text, 1);
			continue;
		}
		if (text.size < 4 ||
		    number_octal(view_from(text.data + 1, 3), 255, &byte) < 0)
			return false;
		buf_add_byte(out, (char)(unsigned char)byte);
		text = view_skip(text, 4);
	}
	buf_add_byte(out, '\0');
	return true;
}

static bool parse_device(struct view text, uint64_t *ret)
{
	struct view major = entry_take(&text, ':');
	uint64_t a, b;

	if (number_decimal(major, UINT32_MAX, &a) < 0 ||
	    number_decimal(text, UINT32_MAX, &b) < 0)
		return false;
	*ret = a << 32 | b;
	return true;
}

static bool has_option(struct view options, const char *wanted)
{
	while (options.size)
		if (view_is(entry_take(&options, ','), wanted))
			return true;
	return false;
}

static bool is_among(struct view type, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (view_is(type, list[i]))
			return true;
	return false;
}

#define AMONG(type, list) is_among(type, list, sizeof(list) / sizeof(list[0]))

/* A container's root is an overlay; so is a live system's own. */
static bool is_local(struct view type, struct view source, const char *point)
{
	if (strcmp(point, "/") == 0)
		return true;
	if (AMONG(type, images) || view_starts(type, VIEW("fuse")))
		return false;
	return AMONG(type, local) || view_starts(source, VIEW("/dev/"));
}

/* "- type source options", after any number of optional fields. */
static bool take_type(struct view *line, struct view *type, struct view *source)
{
	while (line->size)
		if (view_is(entry_take(line, ' '), "-")) {
			*type = entry_take(line, ' ');
			*source = entry_take(line, ' ');
			return type->size > 0;
		}
	return false;
}

/* False where it is no mount. */
static bool parse_line(struct mounts *m, struct view line, struct mount *ret)
{
	struct view fields[FIELDS], type, source;
	struct mount mount = { .root = m->texts.size };

	for (size_t i = 0; i < FIELDS; i++)
		fields[i] = entry_take(&line, ' ');
	if (!take_type(&line, &type, &source) ||
	    !parse_device(fields[2], &mount.device) ||
	    !add_unescaped(&m->texts, fields[3]))
		return false;
	mount.point = m->texts.size;
	if (!add_unescaped(&m->texts, fields[4]) || buf_error(&m->texts))
		return false;
	mount.point_size = m->texts.size - mount.point - 1;
	mount.btrfs = view_is(type, "btrfs");
	mount.nosuid = has_option(fields[5], "nosuid");
	mount.searched = is_local(type, source, m->texts.data + mount.point) &&
			 !mount.nosuid;
	*ret = mount;
	return true;
}

static int add(struct mounts *m, struct view line)
{
	struct mount mount, *list;
	size_t size = m->texts.size;

	if (!parse_line(m, line, &mount)) {
		buf_cut(&m->texts, size);
		m->malformed++;
		return buf_error(&m->texts) == -ENOBUFS ? -EFBIG :
							  buf_error(&m->texts);
	}
	list = reallocarray(m->list, m->count + 1, sizeof(*list));
	if (!list)
		return -ENOMEM;
	m->list = list;
	list[m->count++] = mount;
	return 0;
}

/* Is b's part of the device in a's?  Of two that are the same, the first. */
static bool covers(const struct mounts *m, size_t a, size_t b)
{
	const struct mount *x = &m->list[a], *y = &m->list[b];
	struct view outer = view_of(m->texts.data + x->root);
	struct view inner = view_of(m->texts.data + y->root);

	if (a == b || x->device != y->device || !x->searched)
		return false;
	if (view_equal(outer, inner))
		return a < b;
	return path_below(inner, outer);
}

static void mark_once(struct mounts *m)
{
	for (size_t i = 0; i < m->count; i++)
		for (size_t j = 0; m->list[i].searched && j < m->count; j++)
			if (covers(m, j, i))
				m->list[i].searched = false;
}

int mounts_parse(struct view text, struct mounts *ret)
{
	int r = 0;

	*ret = (struct mounts){ .list = NULL };
	buf_init(&ret->texts, MAX_TEXTS);
	while (r == 0 && text.size)
		r = add(ret, entry_take(&text, '\n'));
	mark_once(ret);
	return r;
}

void mounts_done(struct mounts *m)
{
	buf_done(&m->texts);
	free(m->list);
	m->list = NULL;
	m->count = 0;
}

const char *mounts_point(const struct mounts *m, size_t i)
{
	return m->texts.data + m->list[i].point;
}

bool mounts_has(const struct mounts *m, struct view path)
{
	for (size_t i = 0; i < m->count; i++)
		if (m->list[i].point_size == path.size &&
		    view_is(path, mounts_point(m, i)))
			return true;
	return false;
}

/* Of two at one point, the later is over the other. */
bool mounts_nosuid(const struct mounts *m, struct view path)
{
	const struct mount *nearest = NULL;

	for (size_t i = 0; i < m->count; i++) {
		struct view point =
			view_from(mounts_point(m, i), m->list[i].point_size);

		if ((view_is(point, "/") || view_equal(point, path) ||
		     path_below(path, point)) &&
		    (!nearest || nearest->point_size <= point.size))
			nearest = &m->list[i];
	}
	return nearest && nearest->nosuid;
}
