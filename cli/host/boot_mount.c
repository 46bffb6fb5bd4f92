// SPDX-License-Identifier: BSD-2-Clause
#include "boot_mount.h"

#include "mount_table.h"
#include "mount_unit.h"
#include "printable.h"

#define MAX_SHOWN 1024 /* bytes of a name as it prints */
#define MAX_UNIT 8192  /* bytes of which unit it is, and what starts it */

static int is_mounted_by_unit(const struct check_host *host, const char *path,
			      struct buf *out)
{
	autobuf struct buf which;
	enum mount_unit unit;
	int r;

	buf_init(&which, MAX_UNIT);
	r = mount_unit_of(host, path, &which, &unit);
	if (r < 0 || unit == MOUNT_UNIT_NONE)
		return r;
	buf_add_text(out, unit == MOUNT_UNIT_STARTED ? ", and by " :
						       ", and there is ");
	buf_add(out, buf_view(&which));
	if (unit == MOUNT_UNIT_IDLE)
		buf_add_text(out, ", which nothing is known to start");
	return unit == MOUNT_UNIT_STARTED;
}

struct libmnt_fs *boot_mount_entry(struct libmnt_table *fstab, const char *path,
				   const char *real)
{
	struct libmnt_fs *entry = fstab ? mount_table_entry(fstab, real) : NULL;

	return entry || !fstab ? entry : mount_table_entry(fstab, path);
}

int boot_mount_is(const struct check_host *host, struct libmnt_table *fstab,
		  const char *path, const char *real, struct buf *out)
{
	struct libmnt_fs *entry = boot_mount_entry(fstab, path, real);
	const char *source;

	if (!entry)
		return is_mounted_by_unit(host, real, out);
	source = mnt_fs_get_source(entry);
	buf_add_text(out, ", and /etc/fstab has ");
	printable_word(out, view_of(source ? source : "none"), MAX_SHOWN);
	buf_add_text(out, " there");
	if (mnt_fs_get_option(entry, "noauto", NULL, NULL) != 0)
		return 1;
	buf_add_text(out, ", noauto");
	return 0;
}
