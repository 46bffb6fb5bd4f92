// SPDX-License-Identifier: BSD-2-Clause
#include "check_host.h"

#include <errno.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "cleanup.h"
#include "directory.h"
#include "path.h"

/* A search that is over after this is one that an inspector waits for. */
#define MAX_FILES 5000000
#define MAX_MS 60000
#define CHUNK 8192

int check_host_init(struct check_host *host, const char *name)
{
	*host = (struct check_host){
		.name = name ? name : "/",
		.live = name == NULL,
		.max_files = MAX_FILES,
		.max_ms = MAX_MS,
	};
	host->once = once_new();
	host->lack = calloc(1, sizeof(*host->lack));
	host->root = open(host->name, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (host->root < 0)
		return -errno;
	return host->once && host->lack ? 0 : -ENOMEM;
}

void check_host_done(struct check_host *host)
{
	once_free(host->once);
	free(host->lack);
	host->once = NULL;
	host->lack = NULL;
	cleanup_close(&host->root);
	host->root = -1;
}

/* openat2(2), Linux 5.6: an absolute link of an image leads below its root. */
static int open_below(int root, const char *path, int flags)
{
	const struct open_how how = {
		.flags = (uint64_t)(unsigned int)flags,
		.resolve = RESOLVE_IN_ROOT,
	};

	return (int)syscall(__NR_openat2, root, path, &how, sizeof(how));
}

int check_host_lack(const struct check_host *host)
{
	return host->lack ? *host->lack : 0;
}

void check_host_set_lack(const struct check_host *host, int error)
{
	if (host->lack)
		*host->lack = error;
}

int check_host_note(const struct check_host *host, int error)
{
	if (error == -EMFILE || error == -ENFILE || error == -ENOMEM)
		check_host_set_lack(host, error);
	return error;
}

/* What open(2) returned: the descriptor, or -errno. */
static int opened(const struct check_host *host, int fd)
{
	return fd < 0 ? check_host_note(host, -errno) : fd;
}

int check_host_open(const struct check_host *host, const char *path, int flags)
{
	flags |= O_CLOEXEC;
	if (!(flags & O_PATH)) /* openat2(2) refuses flags without effect */
		flags |= O_NOCTTY | O_NONBLOCK;
	return opened(host, host->live ? openat(host->root, path, flags) :
					 open_below(host->root, path, flags));
}

int check_host_open_at(const struct check_host *host, int directory,
		       const char *name, int flags)
{
	return opened(host, openat(directory, name, flags | O_CLOEXEC));
}

int check_host_open_path(const struct check_host *host, struct view path,
			 int flags)
{
	char name[PATH_MAX];

	while (path.size && path.data[0] == '/')
		path = view_skip(path, 1);
	if (path.size >= sizeof(name))
		return -ENAMETOOLONG;
	if (path.size && memchr(path.data, '\0', path.size))
		return -ENOENT;
	if (path.size)
		memcpy(name, path.data, path.size);
	name[path.size] = '\0';
	return check_host_open(host, path.size ? name : ".", flags);
}

static int read_all(int fd, struct buf *out)
{
	char chunk[CHUNK];

	for (;;) {
		ssize_t size = read(fd, chunk, sizeof(chunk));

		if (size == 0)
			return 0;
		if (size < 0 && errno == EINTR)
			continue;
		if (size < 0)
			return -errno;
		buf_add(out, view_from(chunk, (size_t)size));
		if (buf_error(out) == -ENOBUFS)
			return -EFBIG;
		if (buf_error(out))
			return buf_error(out);
	}
}

/* Opening a device may do something (a watchdog starts), and whoever owns a
 * directory may put one there, or a link to one: it is looked at before it is
 * opened.  seen: by O_PATH, or -errno.  A descriptor, or -errno. */
static int open_seen(const struct check_host *host, int seen)
{
	char name[64];
	struct stat st;

	if (seen < 0)
		return seen;
	if (fstat(seen, &st) < 0)
		return -errno;
	if (S_ISLNK(st.st_mode))
		return -ELOOP;
	if (!S_ISREG(st.st_mode))
		return S_ISDIR(st.st_mode) ? -EISDIR : -EINVAL;
	(void)snprintf(name, sizeof(name), "/proc/self/fd/%d", seen);
	return opened(host,
		      open(name, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
}

static int read_seen(const struct check_host *host, int seen, struct buf *out)
{
	autoclose int fd = open_seen(host, seen);

	return fd < 0 ? fd : read_all(fd, out);
}

int check_host_read(const struct check_host *host, const char *path,
		    struct buf *out)
{
	autoclose int seen = check_host_open(host, path, O_PATH);

	return read_seen(host, seen, out);
}

int check_host_read_at(const struct check_host *host, int directory,
		       const char *name, struct buf *out)
{
	autoclose int seen =
		check_host_open_at(host, directory, name, O_PATH | O_NOFOLLOW);

	return read_seen(host, seen, out);
}

int check_host_real(const struct check_host *host, int fd, char *ret)
{
	char name[64], root[PATH_MAX];
	ssize_t size, cut;

	(void)snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	size = readlink(name, ret, PATH_MAX - 1);
	(void)snprintf(name, sizeof(name), "/proc/self/fd/%d", host->root);
	cut = readlink(name, root, PATH_MAX - 1);
	if (size < 0 || cut < 0)
		return -errno;
	ret[size] = '\0';
	if (cut == 1)
		return 0;
	if (!path_below(view_from(ret, (size_t)size),
			view_from(root, (size_t)cut)))
		return -EXDEV;
	memmove(ret, ret + cut, (size_t)(size - cut) + 1);
	if (size == cut)
		memcpy(ret, "/", 2);
	return 0;
}

int check_host_has_entries(const struct check_host *host, const char *path)
{
	autodirectory struct directory d;
	int r = directory_open(host, path, &d);

	if (r < 0)
		return r == -ENOENT || r == -ENOTDIR ? 0 : r;
	if (directory_next(&d))
		return 1;
	return d.error;
}
