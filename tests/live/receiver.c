// SPDX-License-Identifier: BSD-2-Clause
/*
 * receiver syslog PATH FILE: a datagram socket at PATH; each datagram becomes a
 *                            line of FILE.
 * receiver unix PATH FILE:   a reader of the stream socket at PATH, to FILE.
 * receiver stuck PATH:       a reader that never reads.
 *
 * Each until it is killed, or for ten minutes.
 */
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define MAX_SECONDS 600

static int open_socket(int type, const char *path, struct sockaddr_un *address)
{
	*address = (struct sockaddr_un){ .sun_family = AF_UNIX };
	if (strlen(path) >= sizeof(address->sun_path))
		return -1;
	memcpy(address->sun_path, path, strlen(path) + 1);
	return socket(AF_UNIX, type | SOCK_CLOEXEC, 0);
}

static int copy(int from, const char *file, const char *after)
{
	int to = open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	static char bytes[65536];
	ssize_t n;

	if (to < 0)
		return 1;
	while ((n = read(from, bytes, sizeof(bytes))) > 0)
		if (write(to, bytes, (size_t)n) != n ||
		    write(to, after, strlen(after)) < 0)
			return 1;
	return 0;
}

static int be_syslog(const char *path, const char *file)
{
	struct sockaddr_un address;
	int fd = open_socket(SOCK_DGRAM, path, &address);

	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)))
		return 1;
	return copy(fd, file, "\n");
}

static int be_reader(const char *path, const char *file)
{
	struct sockaddr_un address;
	int fd = open_socket(SOCK_STREAM, path, &address);

	if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof(address)))
		return 1;
	if (file)
		return copy(fd, file, "");
	for (;;)
		pause();
}

int main(int argc, char **argv)
{
	(void)alarm(MAX_SECONDS);
	if (argc == 4 && strcmp(argv[1], "syslog") == 0)
		return be_syslog(argv[2], argv[3]);
	if (argc == 4 && strcmp(argv[1], "unix") == 0)
		return be_reader(argv[2], argv[3]);
	if (argc == 3 && strcmp(argv[1], "stuck") == 0)
		return be_reader(argv[2], NULL);
	return 2;
}
