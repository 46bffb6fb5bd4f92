// SPDX-License-Identifier: BSD-2-Clause
/*
 * Files whose name is the membership: USER:GROUP.membership, nss-systemd(8).
 * group(5) shows nothing of them.
 */
#include <errno.h>

#include "check_users.h"
#include "cleanup.h"
#include "directory.h"
#include "entry.h"
#include "name_service.h"
#include "printable.h"

#define MAX_ENTRIES 100000
#define MAX_SHOWN 300
#define SUFFIX ".membership"
#define WHAT "memberships of systemd's user database could not be looked at"

static const char *const directories[] = { "/etc/userdb", "/run/userdb",
					   "/run/host/userdb",
					   "/usr/lib/userdb" };

struct drop_ins {
	const struct check_users *c;
	const char *directory;
	struct check_list list;
};

static void see_name(struct drop_ins *d, const char *name)
{
	struct view group = view_of(name), user;

	if (!view_ends(group, VIEW(SUFFIX)))
		return;
	group.size -= sizeof(SUFFIX) - 1;
	user = entry_take(&group, ':');
	if (!check_users_protects(d->c, group) ||
	    check_users_may_name(d->c, user) || !check_list_next(&d->list))
		return;
	buf_printf(d->list.out, "%s/", d->directory);
	printable_word(d->list.out, view_of(name), MAX_SHOWN);
}

static void see_directory(struct drop_ins *d)
{
	autodirectory struct directory entries;
	const struct dirent *entry = NULL;
	size_t seen = 0;
	int r = directory_open(d->c->host, d->directory + 1, &entries);

	if (r == -ENOENT || r == -ENOTDIR)
		return;
	while (r == 0 && (entry = directory_next(&entries)) != NULL &&
	       seen++ < MAX_ENTRIES)
		see_name(d, entry->d_name);
	if (r == 0)
		r = entry ? -EFBIG : entries.error;
	if (r < 0)
		check_result_unread(d->c->result, WHAT, d->directory, r);
}

void check_userdb(const struct check_users *c)
{
	autodraft struct check_draft draft;
	struct drop_ins d = { .c = c, .list = { &draft.evidence, 0 } };
	bool asked;

	check_draft_init(&draft);
	for (size_t i = 0; i < sizeof(directories) / sizeof(directories[0]);
	     i++) {
		d.directory = directories[i];
		see_directory(&d);
	}
	if (!d.list.count)
		return;
	check_list_end(&d.list);
	asked = name_service_asks(c->host, "systemd");
	buf_add_text(&draft.what, "systemd's user database makes untrusted "
				  "users members of a protected group");
	if (!asked)
		buf_add_text(&draft.what, ", once nsswitch.conf asks it");
	buf_add_text(&draft.remedy, "remove these files");
	check_result_add(c->result, asked ? CHECK_FAIL : CHECK_WARN, &draft);
}
