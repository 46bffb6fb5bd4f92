// SPDX-License-Identifier: BSD-2-Clause
#include "boot_mount.h"

#include <limits.h>

#include "cleanup.h"
#include "mount_table.h"
#include "printable.h"
#include "unit.h"

#define MAX_SHOWN 1024 /* bytes of a name as it prints */

/* systemd-escape(1): the unit of "/srv/docker-data" is
 * srv-docker\x2ddata.mount.  False where the name is too long. */
static bool unit_name(const char *path, struct buf *out)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789_:.";

	while (*path == '/')
		path++;
	for (const char *at = path; *at; at++)
		if (*at == '/')
			buf_add_byte(out, '-');
		else if (strchr(plain, *at) && !(at == path && *at == '.'))
			buf_add_byte(out, *at);
		else
			buf_printf(out, "\\x%02x", (unsigned char)*at);
	buf_add(out, VIEW(".mount"));
	buf_add_byte(out, '\0');
	return *path && !buf_error(out);
}

/* A unit that somebody wrote, not one that fstab or mount(8) made. */
static bool has_unit(const struct check_host *host, const char *path,
		     struct buf *out)
{
	autounit struct unit unit = { .fragment = NULL };
	autobuf struct buf name;
	char failed[PATH_MAX];

	buf_init(&name, NAME_MAX);
	if (!unit_name(path, &name) ||
	    unit_read(host, name.data, &unit, failed) < 0 || !unit.fragment ||
	    unit.masked || strncmp(unit.fragment, "/run/", 5) == 0)
		return false;
	buf_add_text(out, ", and by ");
	printable_word(out, view_of(unit.fragment), MAX_SHOWN);
	return true;
}

struct libmnt_fs *boot_mount_entry(struct libmnt_table *fstab, const char *path,
				   const char *real)
{
	struct libmnt_fs *entry = fstab ? mount_table_entry(fstab, real) : NULL;

	return entry || !fstab ? entry : mount_table_entry(fstab, path);
}

bool boot_mount_is(const struct check_host *host, struct libmnt_table *fstab,
		   const char *path, const char *real, struct buf *out)
{
	struct libmnt_fs *entry = boot_mount_entry(fstab, path, real);
	const char *source;

	if (!entry)
		return has_unit(host, real, out);
	source = mnt_fs_get_source(entry);
	buf_add_text(out, ", and /etc/fstab has ");
	printable_word(out, view_of(source ? source : "none"), MAX_SHOWN);
	buf_add_text(out, " there");
	if (mnt_fs_get_option(entry, "noauto", NULL, NULL) != 0)
		return true;
	buf_add_text(out, ", noauto");
	return false;
}
