// SPDX-License-Identifier: BSD-2-Clause
#include "check_item.h"

#include <errno.h>

#include "check_audit.h"
#include "check_daemon.h"
#include "check_users.h"
#include "number.h"
#include "watch.h"

#define PREFIX "SSE_SEC_APP_DOCKER_"
#define REQUIRED true
#define RECOMMENDED false

/*
 * One row an item: its level, its numbers in CIS Docker 1.7.0 (1.3.1 to 1.8.0
 * number alike) and in 1.11.0, of which the baseline is made, its title, and
 * its function; NULL: not in this version.
 */
static const struct check_item items[] = {
	{ PREFIX "01", REQUIRED, "1.1.1", "1.1",
	  "Docker's data has a partition of its own", check_partition },
	{ PREFIX "02", REQUIRED, "", "1.2", "The kernel is 3.10 or newer",
	  check_kernel },
	{ PREFIX "03", REQUIRED, "1.1.2", "1.6", NULL, check_users },
	{ PREFIX "04", REQUIRED, "1.1.3", "1.7", NULL, check_audit },
	{ PREFIX "05", REQUIRED, "1.1.5", "1.8", NULL, check_audit },
	{ PREFIX "06", REQUIRED, "1.1.6", "1.9", NULL, check_audit },
	{ PREFIX "07", RECOMMENDED, "1.1.7", "1.10", NULL, check_audit },
	{ PREFIX "08", RECOMMENDED, "1.1.8-1.1.9", "1.11", NULL, check_audit },
	{ PREFIX "09", RECOMMENDED, "1.1.10, 1.1.13", "1.12", NULL,
	  check_audit },
	{ PREFIX "10", RECOMMENDED, "1.1.11", "1.13", NULL, check_audit },
	{ PREFIX "11", RECOMMENDED, "1.1.14-1.1.17", "1.14", NULL,
	  check_audit },
	{ PREFIX "12", RECOMMENDED, "1.1.18", "1.15", NULL, check_audit },
	{ PREFIX "13", RECOMMENDED, "2.2", "2.1",
	  "Containers do not reach each other unasked", check_icc },
	{ PREFIX "14", REQUIRED, "2.4", "2.3",
	  "Docker may set its iptables rules", check_iptables },
	{ PREFIX "15", REQUIRED, "2.5", "2.4", "No insecure registry is used",
	  check_registries },
	{ PREFIX "16", REQUIRED, "2.6", "2.5", "The storage driver is not aufs",
	  check_storage },
	{ PREFIX "17", RECOMMENDED, "2.7", "2.6",
	  "The daemon's TCP listeners use TLS", check_listeners },
	{ PREFIX "18", RECOMMENDED, "3.7-3.8", "3.7-3.8",
	  "Registry certificates are root's, 0444 or less",
	  check_registry_files },
	{ PREFIX "19", RECOMMENDED, "3.9-3.10", "3.9-3.10",
	  "The TLS CA certificate is root's, 0444 or less", check_tls_ca },
	{ PREFIX "20", RECOMMENDED, "3.11-3.14", "3.11-3.14",
	  "The daemon's key and certificate are root's", check_tls_pair },
};

#define ITEM_COUNT (sizeof(items) / sizeof(items[0]))
_Static_assert(ITEM_COUNT <= CHECK_MAX_ITEMS, "a choice is one word of bits");

const struct check_item *check_item_at(size_t i)
{
	return i < ITEM_COUNT ? &items[i] : NULL;
}

int check_item_find(const char *id)
{
	for (size_t i = 0; i < ITEM_COUNT; i++)
		if (strcmp(items[i].id, id) == 0)
			return (int)i;
	return -1;
}

const char *check_item_title(const struct check_item *item)
{
	return item->title ? item->title : watch_item_title(item->id);
}

bool check_item_missing(struct buf *out)
{
	bool missing = false;
	size_t count = 0;

	buf_add_text(out, "this version checks ");
	for (size_t i = 0; i < ITEM_COUNT; i++) {
		missing |= !items[i].run;
		if (items[i].run)
			buf_printf(out, "%s%s", count++ ? ", " : "",
				   items[i].id);
	}
	buf_add_text(out, " only, not the other items of the baseline");
	return missing;
}
