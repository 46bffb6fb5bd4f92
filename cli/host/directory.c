// SPDX-License-Identifier: BSD-2-Clause
#include "directory.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

int directory_of(int fd, struct directory *ret)
{
	int error;

	*ret = (struct directory){ NULL, 0 };
	if (fd < 0)
		return fd;
	ret->stream = fdopendir(fd);
	if (ret->stream)
		return 0;
	error = -errno;
	(void)close(fd);
	return error;
}

int directory_open(const struct check_host *host, const char *path,
		   struct directory *ret)
{
	return directory_of(check_host_open(host, path, O_RDONLY | O_DIRECTORY),
			    ret);
}

void directory_done(struct directory *d)
{
	if (d->stream)
		(void)closedir(d->stream);
	d->stream = NULL;
}

static bool is_itself(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

const struct dirent *directory_next(struct directory *d)
{
	const struct dirent *entry;

	do {
		errno = 0;
		entry = readdir(d->stream);
		if (!entry)
			d->error = -errno;
	} while (entry && is_itself(entry->d_name));
	return entry;
}

int directory_fd(const struct directory *d)
{
	return dirfd(d->stream);
}
