// SPDX-License-Identifier: BSD-2-Clause
#include "scratch_dir.h"

#include <check.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

void scratch_dir_enter(void)
{
	char name[] = "/tmp/dockwarden-test.XXXXXX";

	ck_assert_ptr_nonnull(mkdtemp(name));
	ck_assert_int_eq(chdir(name), 0);
}

static int remove_one(const char *path, const struct stat *st, int flag,
		      struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	return remove(path);
}

void scratch_dir_leave(void)
{
	char *name = getcwd(NULL, 0);

	ck_assert_ptr_nonnull(name);
	ck_assert(view_starts(view_of(name), VIEW("/tmp/dockwarden-test.")));
	ck_assert_int_eq(chdir("/"), 0);
	ck_assert_int_eq(nftw(name, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
	free(name);
}

void scratch_dir_write(const char *name, struct view bytes)
{
	FILE *file = fopen(name, "w");

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(bytes.data, 1, bytes.size, file), bytes.size);
	ck_assert_int_eq(fclose(file), 0);
}

void scratch_dir_write_gz(const char *name, const char *mode, struct view bytes)
{
	gzFile file = gzopen(name, mode);

	ck_assert_ptr_nonnull(file);
	if (bytes.size > 0)
		ck_assert_int_eq(gzwrite(file, bytes.data,
					 (unsigned int)bytes.size),
				 (int)bytes.size);
	ck_assert_int_eq(gzclose(file), Z_OK);
}
