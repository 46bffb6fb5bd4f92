// SPDX-License-Identifier: BSD-2-Clause
#include "places.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "path.h"
#include "watch.h"

#define REASON_SIZE 512

struct place {
	char *path;
	dev_t device;
	ino_t inode;
	bool gone; /* as told */
};

struct places {
	struct place list[PLACES_MAX];
	size_t count;
};

static bool look(const char *path, struct stat *ret)
{
	return stat(path, ret) == 0 && S_ISDIR(ret->st_mode);
}

static void cleanup_places(struct places **p)
{
	places_free(*p);
}

static int add_place(struct places *p, const char *path)
{
	struct place *place = &p->list[p->count];
	struct stat st;

	if (path_below(view_of(path), VIEW("/run")) || !look(path, &st))
		return 0;
	*place = (struct place){ .path = strdup(path),
				 .device = st.st_dev,
				 .inode = st.st_ino };
	if (!place->path)
		return -ENOMEM;
	p->count++;
	return 0;
}

int places_new(const struct policy *policy, struct places **ret)
{
	__attribute__((cleanup(cleanup_places))) struct places *p =
		calloc(1, sizeof(*p));
	const struct watch *watch;
	struct watches *watches;
	int r;

	if (!p)
		return -ENOMEM;
	r = watches_new(policy, &watches);
	if (r < 0)
		return r;
	for (size_t i = 0; r == 0 && p->count < PLACES_MAX &&
			   (watch = watches_at(watches, i));
	     i++)
		r = add_place(p, watch->path);
	watches_free(watches);
	if (r == 0)
		*ret = take(p);
	return r;
}

void places_free(struct places *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->count; i++)
		free(p->list[i].path);
	free(p);
}

static void tell(const struct place *place, const char *what, places_fn *fn,
		 void *user)
{
	char reason[REASON_SIZE];

	(void)snprintf(reason, sizeof(reason),
		       "the watched directory %s %s: an audit watch on it "
		       "stays with the one that was moved, or is gone; load "
		       "the rules again",
		       place->path, what);
	fn(user, &(struct notice){ .action = ACTION_RULE,
				   .severity = SEVERITY_HIGH,
				   .reason = view_of(reason),
				   .what = place->inode });
}

void places_look(struct places *p, places_fn *fn, void *user)
{
	for (size_t i = 0; i < p->count; i++) {
		struct place *place = &p->list[i];
		struct stat st;

		if (!look(place->path, &st)) {
			if (!place->gone)
				tell(place, "is gone", fn, user);
			place->gone = true;
			continue;
		}
		if (st.st_ino == place->inode && st.st_dev == place->device) {
			place->gone = false;
			continue;
		}
		tell(place, "is another one now", fn, user);
		place->inode = st.st_ino;
		place->device = st.st_dev;
		place->gone = false;
	}
}
