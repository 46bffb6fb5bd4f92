// SPDX-License-Identifier: BSD-2-Clause
#include "replacement.h"

#include "path.h"

/* Names of conffiles that dpkg keeps aside; it does so with nothing else. */
static bool is_conffile_name(struct view name)
{
	return view_ends(name, VIEW(".dpkg-old")) ||
	       view_ends(name, VIEW(".dpkg-dist")) ||
	       view_ends(name, VIEW(".dpkg-bak")) ||
	       view_ends(name, VIEW(".dpkg-backup"));
}

static bool is_dpkg_name(struct view name)
{
	static const char *const ends[] = { ".dpkg-new", ".dpkg-tmp",
					    ".dpkg-old", ".dpkg-dist",
					    ".dpkg-bak", ".dpkg-backup" };

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (view_ends(name, view_of(ends[i])))
			return true;
	return false;
}

static bool is_rpm_name(struct view name)
{
	const char *mark =
		name.size ? memrchr(name.data, ';', name.size) : NULL;
	size_t digits;

	if (view_ends(name, VIEW(".rpmnew")) ||
	    view_ends(name, VIEW(".rpmsave")) ||
	    view_ends(name, VIEW(".rpmorig")))
		return true;
	if (!mark)
		return false;
	digits = (size_t)(name.data + name.size - mark) - 1;
	for (size_t i = 1; i <= digits; i++)
		if (!memchr("0123456789abcdef", mark[i], 16))
			return false;
	return digits == 8;
}

static bool is_temporary(struct view path)
{
	return path.size && (is_dpkg_name(path) || is_rpm_name(path));
}

/* NAME and NAME.dpkg-tmp, NAME;5f3759df and NAME: one begins as the other. */
static bool is_pair(const struct change *change)
{
	struct view a = change->object.path, b = change->target;

	if (!a.size || !b.size || !(is_temporary(a) || is_temporary(b)))
		return false;
	if (a.size > b.size) {
		struct view longer = a;

		a = b;
		b = longer;
	}
	return view_starts(b, a) && b.size > a.size &&
	       (b.data[a.size] == '.' || b.data[a.size] == ';');
}

bool is_replacement(const struct change *change, bool backup)
{
	switch (change->action) {
	case ACTION_RENAME:
		if (change->object.class != WATCH_CONFIG &&
		    change->object.class != WATCH_AUDIT &&
		    is_conffile_name(change->target))
			return false;
		if (change->overwrites && !backup &&
		    view_ends(change->target, VIEW(".dpkg-new")))
			return false;
		return is_pair(change) || change->outcome == OUTCOME_FAILURE;
	case ACTION_LINK:
		/* A failed one may not tell the other name. */
		return is_pair(change) || change->outcome == OUTCOME_FAILURE;
	case ACTION_CREATE:
	case ACTION_ATTRIBUTE:
		return is_temporary(change->object.path) ||
		       path_item_is(change->object.item, MODE_DIRECTORY);
	case ACTION_WRITE:
		return is_temporary(change->object.path);
	case ACTION_DELETE:
		return true; /* a package is removed */
	case ACTION_READ:
	case ACTION_EXEC:
	case ACTION_CONNECT:
	case ACTION_MOUNT:
	case ACTION_MEMBERSHIP:
	case ACTION_RULE:
	case ACTION_AUDIT:
	case ACTION_LOGIN:
	case ACTION_LOST:
	case ACTION_COUNT:
		break;
	}
	return false;
}
