// SPDX-License-Identifier: BSD-2-Clause
#include "agent.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "cleanup.h"

#define ID_FILE "agent-id"

/* A file's one word; "" where it cannot be had.  O_NONBLOCK: in the state
 * directory, which is not root's alone, may be a FIFO of that name. */
static void read_word(int directory, const char *name, char *ret, size_t size)
{
	autoclose int fd = openat(directory, name,
				  O_RDONLY | O_CLOEXEC | O_NOFOLLOW |
					  O_NONBLOCK | O_NOCTTY);
	ssize_t n = fd < 0 ? -1 : read(fd, ret, size - 1);

	ret[n > 0 ? n : 0] = '\0';
	for (char *c = ret; *c; c++)
		if (!isalnum((unsigned char)*c) && *c != '-')
			*c = '\0';
}

/* RFC 4122 4.4: a random one. */
static void make_uuid(char ret[static AGENT_ID_SIZE])
{
	unsigned char b[16] = { 0 };

	/* 16 bytes are never cut (getrandom(2)). */
	if (getrandom(b, sizeof(b), 0) < 0)
		memset(b, 0, sizeof(b));
	b[6] = (unsigned char)((b[6] & 0x0F) | 0x40);
	b[8] = (unsigned char)((b[8] & 0x3F) | 0x80);
	(void)snprintf(ret, AGENT_ID_SIZE,
		       "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-"
		       "%02x%02x%02x%02x%02x%02x",
		       b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8],
		       b[9], b[10], b[11], b[12], b[13], b[14], b[15]);
}

static void keep_id(int state, struct agent *a)
{
	autoclose int fd = -1;

	if (state >= 0)
		read_word(state, ID_FILE, a->id, sizeof(a->id));
	if (*a->id)
		return;
	make_uuid(a->id);
	if (state < 0)
		return;
	fd = openat(state, ID_FILE,
		    O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW |
			    O_NONBLOCK | O_NOCTTY,
		    0640);
	if (fd >= 0 && write(fd, a->id, strlen(a->id)) < 0)
		(void)unlinkat(state, ID_FILE, 0); /* anew next time */
}

void agent_init(struct agent *a, int state)
{
	memset(a, 0, sizeof(*a));
	if (gethostname(a->host, sizeof(a->host) - 1) < 0)
		*a->host = '\0';
	read_word(AT_FDCWD, "/etc/machine-id", a->host_id, sizeof(a->host_id));
	read_word(AT_FDCWD, "/proc/sys/kernel/random/boot_id", a->boot_id,
		  sizeof(a->boot_id));
	make_uuid(a->ephemeral);
	keep_id(state, a);
	a->said = (struct alert_agent){
		.host = view_of(a->host),
		.host_id = view_of(a->host_id),
		.boot_id = view_of(a->boot_id),
		.id = view_of(a->id),
		.ephemeral = view_of(a->ephemeral),
		.version = VIEW(DOCKWARDEN_VERSION),
	};
}
