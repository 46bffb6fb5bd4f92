// SPDX-License-Identifier: BSD-2-Clause
#include "daemon.h"

#include <errno.h>

#include "cleanup.h"
#include "daemon_parts.h"
#include "once.h"

const struct daemon_source *daemon_source(const struct daemon *daemon, size_t i)
{
	return i < daemon->source_count ? &daemon->sources[i] : NULL;
}

const struct daemon_source *daemon_rootless(const struct daemon *daemon,
					    size_t i)
{
	return i < daemon->user_count ? &daemon->users[i] : NULL;
}

const struct daemon_gap *daemon_unread(const struct daemon *daemon, size_t i)
{
	return i < daemon->gap_count ? &daemon->gaps[i] : NULL;
}

bool daemon_is_blind(const struct daemon *daemon)
{
	return daemon->blind;
}

const char *daemon_other(const struct daemon *daemon, size_t i)
{
	return i < daemon->other_count ? daemon->others[i] : NULL;
}

int daemon_read(const struct check_host *host, struct daemon **ret)
{
	autodaemon struct daemon *d = calloc(1, sizeof(*d));
	int r;

	if (!d)
		return -ENOMEM;
	d->host = host;
	r = daemon_gather(d);
	if (r < 0)
		return r;
	d->host = NULL;
	*ret = take(d);
	return 0;
}

static int make(const struct check_host *host, void **ret)
{
	struct daemon *d;
	int r = daemon_read(host, &d);

	if (r == 0)
		*ret = d;
	return r;
}

static void release(void *value)
{
	daemon_free(value);
}

int daemon_of(const struct check_host *host, const struct daemon **ret)
{
	static const struct once_kind kind = { make, release };
	const void *value;
	int r = once_get(host, &kind, &value);

	if (r == 0)
		*ret = value;
	return r;
}

void daemon_free(struct daemon *d)
{
	if (!d)
		return;
	for (size_t i = 0; i < d->source_count; i++)
		daemon_source_done(&d->sources[i]);
	for (size_t i = 0; i < d->user_count; i++)
		daemon_source_done(&d->users[i]);
	for (size_t i = 0; i < d->gap_count; i++) {
		free(d->gaps[i].what);
		free(d->gaps[i].path);
	}
	for (size_t i = 0; i < d->other_count; i++)
		free(d->others[i]);
	for (size_t i = 0; i < d->path_count; i++)
		free(d->paths[i].path);
	free(d);
}
