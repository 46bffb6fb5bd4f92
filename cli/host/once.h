// SPDX-License-Identifier: BSD-2-Clause
/*
 * once: what several items of the check look at, read at the first look and
 * kept as long as the host: the daemon's configuration, the rules, the units.
 * Whoever reads such a thing has one struct once_kind and one accessor:
 *
 *	static const struct once_kind kind = { make, release };
 *
 *	int daemon_of(const struct check_host *host, const struct daemon **ret)
 *	{
 *		const void *value;
 *		int r = once_get(host, &kind, &value);
 *
 *		if (r == 0)
 *			*ret = value;
 *		return r;
 *	}
 */
#ifndef DOCKWARDEN_ONCE_H
#define DOCKWARDEN_ONCE_H

struct check_host;
struct once;

struct once_kind {
	/* 0, or -errno, which is what every later look gets too. */
	int (*make)(const struct check_host *host, void **ret);
	void (*release)(void *value);
};

/* A kind is told from another by its address.  0; -errno of its make();
 * -ENOMEM.  The value lives as long as the host. */
int once_get(const struct check_host *host, const struct once_kind *kind,
	     const void **ret);

/* For check_host: the list that it owns.  NULL: no memory. */
struct once *once_new(void);
void once_free(struct once *once);

#endif
