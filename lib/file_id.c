// SPDX-License-Identifier: BSD-2-Clause
#include "file_id.h"

#include <errno.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

int file_id(void *user, const char *path, uint64_t *device, uint64_t *inode)
{
	struct stat st;

	(void)user;
	if (stat(path, &st) < 0)
		return -errno;
	*device = (uint64_t)major(st.st_dev) << 32 | minor(st.st_dev);
	*inode = st.st_ino;
	return 0;
}
