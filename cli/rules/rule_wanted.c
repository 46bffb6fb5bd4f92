// SPDX-License-Identifier: BSD-2-Clause
#include "rule_wanted.h"

#include <errno.h>
#include <stdlib.h>

#include "printable.h"

#define MAX_PATH_SHOWN 1024 /* bytes of a path as it prints */

static void release(void *value)
{
	struct rule_wanted *wanted = value;

	object_list_done(&wanted->objects);
	free(wanted);
}

static int make(const struct check_host *host, void **ret)
{
	const struct daemon *daemon;
	struct rule_wanted *wanted;
	int r = daemon_of(host, &daemon);

	if (r < 0)
		return r;
	wanted = calloc(1, sizeof(*wanted));
	if (!wanted)
		return -ENOMEM;
	wanted->daemon = daemon;
	wanted->objects_error = object_list_find(host, daemon, &wanted->objects,
						 &wanted->objects_why);
	*ret = wanted;
	return 0;
}

int rule_wanted_of(const struct check_host *host,
		   const struct rule_wanted **ret)
{
	static const struct once_kind kind = { make, release };
	const void *value;
	int r = once_get(host, &kind, &value);

	if (r < 0)
		return r;
	*ret = value;
	return 0;
}

/* The daemon's settings name the objects of these: data-root, certificates, its
 * configuration file, runtimes. */
static bool is_of_settings(const char *item)
{
	static const char *const items[] = {
		"SSE_SEC_APP_DOCKER_05",
		"SSE_SEC_APP_DOCKER_06",
		"SSE_SEC_APP_DOCKER_10",
		"SSE_SEC_APP_DOCKER_12",
	};

	for (size_t i = 0; i < sizeof(items) / sizeof(items[0]); i++)
		if (strcmp(item, items[i]) == 0)
			return true;
	return false;
}

/* What of the daemon's settings could not be read, or says nothing. */
static bool add_settings_gap(const struct daemon *daemon, struct buf *out)
{
	const struct daemon_gap *gap = daemon_unread(daemon, 0);
	const struct daemon_source *source;

	if (gap) {
		buf_printf(out, "%s: ", gap->what);
		printable_word(out, view_of(gap->path), MAX_PATH_SHOWN);
		buf_printf(out, ": %s", strerror(-gap->error));
		return true;
	}
	for (size_t i = 0; (source = daemon_source(daemon, i)) != NULL; i++)
		if (source->root[0] != '/') {
			buf_add_text(out, "data-root depends on where dockerd "
					  "starts: ");
			printable_word(out, view_of(source->root),
				       MAX_PATH_SHOWN);
			return true;
		}
	return false;
}

bool rule_wanted_gap(const struct rule_wanted *wanted, const char *item,
		     struct check_draft *draft)
{
	if (wanted->objects.gap)
		printable_text(&draft->evidence,
			       view_of(wanted->objects_why.text),
			       CHECK_MAX_TEXT);
	else if ((item && !is_of_settings(item)) ||
		 !add_settings_gap(wanted->daemon, &draft->evidence))
		return false;
	buf_add_text(&draft->what,
		     "not all that is to be watched could be looked at");
	return true;
}
