// SPDX-License-Identifier: BSD-2-Clause
/*
 * partition: has a directory a file system of its own, mounted where it is, now
 * and after the next boot?  A bind mount of a directory of the same file system
 * is none, and neither is a line of fstab that nobody mounted.
 */
#ifndef DOCKWARDEN_PARTITION_H
#define DOCKWARDEN_PARTITION_H

#include <limits.h>

#include "check_result.h"
#include "mount_table.h"

struct partition {
	const struct check_host *host;
	struct check_result *result;
	struct libmnt_table *now;   /* borrowed of the host; NULL: none */
	struct libmnt_table *fstab; /* owned; NULL: none */
	const char *now_path;	    /* the file that has now's */
	int now_error, fstab_error; /* -errno of the reading */
	/* Of the directory, while it is judged. */
	const char *path;	 /* as it is configured */
	char real[PATH_MAX];	 /* without symbolic links */
	enum check_status worst; /* that it can be */
	struct check_draft draft;
};

/* Reads what is mounted, and what would be. */
void partition_begin(struct partition *p, const struct check_host *host,
		     struct check_result *result);
void partition_done(struct partition *p);
#define autopartition __attribute__((cleanup(partition_done)))

/* Adds a finding about the directory, an absolute path; worst: CHECK_FAIL, or
 * CHECK_WARN where nothing that runs has its data there. */
void partition_judge(struct partition *p, const char *path,
		     enum check_status worst);

#endif
