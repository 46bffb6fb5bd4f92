// SPDX-License-Identifier: BSD-2-Clause
#include "path.h"

struct alias {
	struct view from; /* a component sequence at the root */
	struct view to;
};

static const struct alias aliases[] = {
	{ { "/lib", 4 }, { "/usr/lib", 8 } },
	{ { "/bin", 4 }, { "/usr/bin", 8 } },
	{ { "/sbin", 5 }, { "/usr/sbin", 9 } },
	{ { "/lib64", 6 }, { "/usr/lib64", 10 } },
	{ { "/var/run", 8 }, { "/run", 4 } },
};

bool path_below(struct view path, struct view directory)
{
	if (directory.size == 1)
		return path.size > 0 && path.data[0] == '/';
	return view_starts(path, directory) &&
	       (path.size == directory.size ||
		path.data[directory.size] == '/');
}

bool path_is(struct view path, struct view normal)
{
	for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++) {
		struct view from = aliases[i].from, to = aliases[i].to;

		if (path_below(path, from))
			return view_starts(normal, to) &&
			       view_equal(view_skip(path, from.size),
					  view_skip(normal, to.size));
	}
	return view_equal(path, normal);
}

struct view path_name(struct view path)
{
	const char *slash;

	while (path.size > 1 && path.data[path.size - 1] == '/')
		path.size--;
	slash = path.size ? memrchr(path.data, '/', path.size) : NULL;
	if (!slash)
		return path;
	return view_skip(path, (size_t)(slash - path.data) + 1);
}

struct view path_parent(struct view path)
{
	struct view name = path_name(path);
	size_t size = (size_t)(name.data - path.data);

	if (size > 1)
		size--;
	return view_from(path.data, size);
}

struct view path_undeleted(struct view path, bool *deleted)
{
	static const struct view mark = { " (deleted)", 10 };

	*deleted = view_ends(path, mark);
	if (*deleted)
		path.size -= mark.size;
	return path;
}

/* Takes over the next component of *rest; false at the end. */
static bool next_component(struct view *rest, struct view *ret)
{
	const char *slash;
	size_t size;

	while (rest->size && *rest->data == '/')
		*rest = view_skip(*rest, 1);
	if (!rest->size)
		return false;
	slash = memchr(rest->data, '/', rest->size);
	size = slash ? (size_t)(slash - rest->data) : rest->size;
	*ret = view_from(rest->data, size);
	*rest = view_skip(*rest, size);
	return true;
}

/* Appends the components of text to out; ".." takes one away. */
static size_t add_components(char *out, size_t size, struct view text)
{
	struct view part;

	while (next_component(&text, &part)) {
		if (view_is(part, "."))
			continue;
		if (view_is(part, "..")) {
			while (size && out[--size] != '/')
				;
			continue;
		}
		out[size++] = '/';
		memcpy(out + size, part.data, part.size);
		size += part.size;
	}
	return size;
}

static bool is_idle(struct view part)
{
	return part.size == 0 || view_is(part, ".") || view_is(part, "..");
}

/* Is the text in normal form, but for aliases? */
static bool is_normal(struct view text)
{
	const char *at = text.data, *end;

	if (!text.size || *at != '/')
		return false;
	if (text.size == 1)
		return true;
	end = at + text.size;
	while (at < end) {
		const char *part = at + 1;
		const char *slash = memchr(part, '/', (size_t)(end - part));

		at = slash ? slash : end;
		if (is_idle(view_from(part, (size_t)(at - part))))
			return false;
	}
	return true;
}

static struct view unalias(struct view path, struct scratch *s)
{
	for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++) {
		struct view from = aliases[i].from, to = aliases[i].to;
		char *bytes;

		/* Most paths differ in their second byte. */
		if (path.size < from.size || path.data[1] != from.data[1] ||
		    !path_below(path, from))
			continue;
		bytes = scratch_bytes(s, path.size - from.size + to.size);
		if (!bytes)
			return VIEW_NONE;
		memcpy(bytes, to.data, to.size);
		memcpy(bytes + to.size, path.data + from.size,
		       path.size - from.size);
		return view_from(bytes, path.size - from.size + to.size);
	}
	return path;
}

struct view path_normal(struct view base, struct view name, struct scratch *s)
{
	bool absolute = name.size && name.data[0] == '/';
	size_t size = 0;
	char *bytes;

	if (absolute)
		base = VIEW("");
	else if (!base.size || base.data[0] != '/')
		return VIEW_NONE;
	if (name.size + base.size > 2 * PATH_MAX_BYTES)
		return VIEW_NONE;
	if (is_normal(name))
		return unalias(name, s);
	bytes = scratch_bytes(s, name.size + base.size + 2);
	if (!bytes)
		return VIEW_NONE;
	size = add_components(bytes, size, base);
	size = add_components(bytes, size, name);
	if (!size)
		bytes[size++] = '/';
	return unalias(view_from(bytes, size), s);
}
