// SPDX-License-Identifier: BSD-2-Clause
#include "unix_socket.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "cleanup.h"

int unix_socket_connect(int type, const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	autoclose int fd =
		socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return -errno;
	if (strlen(path) >= sizeof(address.sun_path))
		return -ENAMETOOLONG;
	memcpy(address.sun_path, path, strlen(path) + 1);
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0)
		return -errno;
	return take_fd(&fd);
}
