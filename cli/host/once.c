// SPDX-License-Identifier: BSD-2-Clause
#include "once.h"

#include <errno.h>
#include <stdlib.h>

#include "check_host.h"

#define MAX_KINDS 16

struct entry {
	const struct once_kind *kind;
	void *value;
	int error;
	int lack; /* check_host_lack() while it was made */
};

struct once {
	struct entry list[MAX_KINDS];
	size_t count;
};

struct once *once_new(void)
{
	return calloc(1, sizeof(struct once));
}

void once_free(struct once *once)
{
	if (!once)
		return;
	/* What was made later may point into what was there. */
	for (size_t i = once->count; i-- > 0;)
		if (once->list[i].error == 0)
			once->list[i].kind->release(once->list[i].value);
	free(once);
}

static const struct entry *find(const struct once *once,
				const struct once_kind *kind)
{
	for (size_t i = 0; i < once->count; i++)
		if (once->list[i].kind == kind)
			return &once->list[i];
	return NULL;
}

/* make() may ask for other kinds, which stand before it then. */
static const struct entry *make(const struct check_host *host,
				const struct once_kind *kind)
{
	struct once *once = host->once;
	struct entry entry = { .kind = kind };
	int before = check_host_lack(host);

	check_host_set_lack(host, 0);
	entry.error = kind->make(host, &entry.value);
	entry.lack = check_host_lack(host);
	check_host_set_lack(host, before);
	if (once->count >= MAX_KINDS) {
		if (entry.error == 0)
			kind->release(entry.value);
		return NULL;
	}
	once->list[once->count] = entry;
	return &once->list[once->count++];
}

int once_get(const struct check_host *host, const struct once_kind *kind,
	     const void **ret)
{
	const struct entry *entry;

	if (!host->once)
		return -ENOMEM;
	entry = find(host->once, kind);
	if (!entry)
		entry = make(host, kind);
	if (!entry)
		return -ENOMEM;
	/* Whoever looks at it later has the same gap. */
	if (entry->lack)
		check_host_set_lack(host, entry->lack);
	if (entry->error == 0)
		*ret = entry->value;
	return entry->error;
}
