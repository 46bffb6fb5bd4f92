// SPDX-License-Identifier: BSD-2-Clause
#include "tcp_sockets.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "cleanup.h"
#include "directory.h"
#include "entry.h"
#include "number.h"

#define MAX_TABLE ((size_t)64 << 20) /* a table of many connections */
#define MAX_DESCRIPTORS 1000000
#define MAX_LISTENING 65536 /* of all processes together */
#define FIELDS 10
#define FIELD_LOCAL 1
#define FIELD_STATE 3
#define FIELD_INODE 9
#define STATE_LISTEN "0A" /* TCP_LISTEN, net/tcp_states.h */

/* Blanks between, as many as there are. */
static struct view take_field(struct view *line)
{
	while (line->size && line->data[0] == ' ')
		*line = view_skip(*line, 1);
	return entry_take(line, ' ');
}

/* The kernel prints each 32 bits of an address as this machine's number. */
static bool parse_address(struct view text, struct tcp_socket *ret)
{
	char shown[INET6_ADDRSTRLEN];
	uint32_t words[4];
	struct view hex = entry_take(&text, ':');
	size_t count = hex.size / 8;
	bool six = count == 4;
	uint64_t number;

	if (hex.size % 8 || (count != 1 && count != 4))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (number_hex(view_from(hex.data + 8 * i, 8), UINT32_MAX,
			       &number) < 0)
			return false;
		words[i] = (uint32_t)number;
	}
	if (number_hex(text, UINT16_MAX, &number) < 0)
		return false;
	ret->port = (uint16_t)number;
	if (!inet_ntop(six ? AF_INET6 : AF_INET, words, shown, sizeof(shown)))
		return false;
	(void)snprintf(ret->text, sizeof(ret->text), six ? "[%s]:%u" : "%s:%u",
		       shown, ret->port);
	return true;
}

static int add(struct tcp_sockets *sockets, const struct tcp_socket *socket)
{
	struct tcp_socket *list;

	if (sockets->count >= MAX_LISTENING)
		return 0;
	list = reallocarray(sockets->list, sockets->count + 1, sizeof(*list));
	if (!list)
		return -ENOMEM;
	sockets->list = list;
	list[sockets->count++] = *socket;
	return 0;
}

int tcp_sockets_parse(struct view text, struct tcp_sockets *ret)
{
	int r = 0;

	while (r == 0 && text.size) {
		struct view line = entry_take(&text, '\n');
		struct view fields[FIELDS];
		struct tcp_socket socket;

		for (size_t i = 0; i < FIELDS; i++)
			fields[i] = take_field(&line);
		if (view_is(fields[FIELD_STATE], STATE_LISTEN) &&
		    parse_address(fields[FIELD_LOCAL], &socket) &&
		    number_decimal(fields[FIELD_INODE], UINT64_MAX,
				   &socket.inode) == 0)
			r = add(ret, &socket);
	}
	return r;
}

static int read_table(const struct check_host *host, uint32_t pid,
		      const char *table, struct tcp_sockets *ret)
{
	autobuf struct buf text;
	char path[64];
	int r;

	buf_init(&text, MAX_TABLE);
	(void)snprintf(path, sizeof(path), "proc/%u/net/%s", pid, table);
	r = check_host_read(host, path, &text);
	return r < 0 ? r : tcp_sockets_parse(buf_view(&text), ret);
}

/* "socket:[12345]" */
static bool inode_of(const char *link, uint64_t *ret)
{
	struct view text = view_of(link);

	if (!view_starts(text, VIEW("socket:[")) || !view_ends(text, VIEW("]")))
		return false;
	return number_decimal(view_from(text.data + 8, text.size - 9),
			      UINT64_MAX, ret) == 0;
}

static int compare(const void *a, const void *b)
{
	const struct tcp_socket *x = a, *y = b;

	return (x->inode > y->inode) - (x->inode < y->inode);
}

/* all is sorted: a process may have 100,000 sockets among as many. */
static int keep(const struct tcp_sockets *all, uint64_t inode,
		struct tcp_sockets *ret)
{
	const struct tcp_socket wanted = { .inode = inode };
	const struct tcp_socket *found =
		all->count ? bsearch(&wanted, all->list, all->count,
				     sizeof(*all->list), compare) :
			     NULL;

	return found && ret->count < TCP_SOCKETS_MAX ? add(ret, found) : 0;
}

static int keep_its(const struct tcp_sockets *all,
		    struct directory *descriptors, struct tcp_sockets *ret)
{
	const struct dirent *entry;
	size_t count = 0;
	int r = 0;

	while (r == 0 && count++ < MAX_DESCRIPTORS &&
	       (entry = directory_next(descriptors)) != NULL) {
		char link[64];
		uint64_t inode;
		ssize_t size =
			readlinkat(directory_fd(descriptors), entry->d_name,
				   link, sizeof(link) - 1);

		if (size < 0)
			continue;
		link[size] = '\0';
		if (inode_of(link, &inode))
			r = keep(all, inode, ret);
	}
	return r ? r : descriptors->error;
}

int tcp_sockets_of(const struct check_host *host, uint32_t pid,
		   struct tcp_sockets *ret)
{
	autosockets struct tcp_sockets all = { NULL, 0 };
	autodirectory struct directory descriptors;
	char path[64];
	int r;

	(void)snprintf(path, sizeof(path), "proc/%u/fd", pid);
	r = directory_open(host, path, &descriptors);
	if (r < 0)
		return r;
	r = read_table(host, pid, "tcp", &all);
	if (r == 0 || r == -ENOENT)
		r = read_table(host, pid, "tcp6", &all);
	if (r < 0 && r != -ENOENT) /* a kernel without IPv6 */
		return r;
	if (all.count)
		qsort(all.list, all.count, sizeof(*all.list), compare);
	return keep_its(&all, &descriptors, ret);
}

void tcp_sockets_done(struct tcp_sockets *sockets)
{
	free(sockets->list);
	*sockets = (struct tcp_sockets){ NULL, 0 };
}
