// SPDX-License-Identifier: BSD-2-Clause
#include "built.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void built_find(const char *name, char ret[static PATH_MAX])
{
	ssize_t size = readlink("/proc/self/exe", ret, PATH_MAX - 1);
	size_t room;
	char *slash;

	if (size < 0)
		abort();
	ret[size] = '\0';
	slash = strrchr(ret, '/');
	if (!slash)
		abort();
	room = (size_t)(ret + PATH_MAX - slash);
	if ((size_t)snprintf(slash, room, "/../%s", name) >= room)
		abort();
}
