// SPDX-License-Identifier: BSD-2-Clause
/*
 * socket_client PATH: can whoever runs this reach the socket?  Prints
 *
 *   CONNECTED gid GID groups GID…   it answered
 *   CLOSED                          it was accepted and hung up: a forwarding
 *                                   that the far side refused
 *   EACCES                          or another error's name
 *
 * in one write, so that a file that is not empty has all of it.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* Older ones have words only: it builds there. */
#if !__GLIBC_PREREQ(2, 32)
#define strerrorname_np strerror
#endif

#define MAX_WAIT_MS 5000
#define MAX_GROUPS 64

static int connect_to(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd;

	if (strlen(path) >= sizeof(address.sun_path))
		return -ENAMETOOLONG;
	memcpy(address.sun_path, path, strlen(path) + 1);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0)
		return -errno;
	return fd;
}

/* 1: it answered; 0: it hung up. */
static int is_answered(int fd)
{
	struct pollfd answer = { .fd = fd, .events = POLLIN };
	char byte;

	if (poll(&answer, 1, MAX_WAIT_MS) != 1)
		return -ETIMEDOUT;
	return read(fd, &byte, 1) == 1;
}

static void print_identity(char *line, size_t size)
{
	gid_t groups[MAX_GROUPS];
	int n = getgroups(MAX_GROUPS, groups), used;

	used = snprintf(line, size, "CONNECTED gid %u groups", getegid());
	for (int i = 0; i < n && used > 0 && (size_t)used < size; i++)
		used += snprintf(line + used, size - (size_t)used, " %u",
				 groups[i]);
}

int main(int argc, char **argv)
{
	char line[1024];
	int fd = argc == 2 ? connect_to(argv[1]) : -EINVAL;
	int r = fd < 0 ? fd : is_answered(fd);

	if (r > 0)
		print_identity(line, sizeof(line));
	else
		(void)snprintf(line, sizeof(line), "%s",
			       r < 0 ? strerrorname_np(-r) : "CLOSED");
	puts(line);
	return r <= 0;
}
