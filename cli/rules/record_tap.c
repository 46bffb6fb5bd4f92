// SPDX-License-Identifier: BSD-2-Clause
#include "record_tap.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/netlink.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "monotonic.h"

#define ROOM (1 << 20) /* bytes of records that may wait */

int record_tap_open(struct record_tap *tap)
{
	struct sockaddr_nl group = { .nl_family = AF_NETLINK,
				     .nl_groups =
					     1u << (AUDIT_NLGRP_READLOG - 1) };
	int room = ROOM, error;

	tap->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK,
			 NETLINK_AUDIT);
	if (tap->fd < 0)
		return -errno;
	(void)setsockopt(tap->fd, SOL_SOCKET, SO_RCVBUFFORCE, &room,
			 sizeof(room));
	if (bind(tap->fd, (struct sockaddr *)&group, sizeof(group)) == 0)
		return 0;
	error = -errno;
	record_tap_close(tap);
	return error;
}

void record_tap_close(struct record_tap *tap)
{
	if (tap->fd >= 0)
		close(tap->fd);
	tap->fd = -1;
}

static int wait_for(const struct record_tap *tap, uint64_t end)
{
	struct pollfd ready = { .fd = tap->fd, .events = POLLIN };
	uint64_t now = monotonic_ms();

	if (now >= end)
		return -ETIMEDOUT;
	if (poll(&ready, 1, (int)(end - now)) < 0)
		return errno == EINTR ? 0 : -errno;
	return 0;
}

int record_tap_next(struct record_tap *tap, uint64_t end, uint16_t *ret_type,
		    struct view *ret_text)
{
	const struct nlmsghdr *head = (const void *)tap->data;

	for (;;) {
		ssize_t size = recv(tap->fd, tap->data, sizeof(tap->data), 0);
		int ret;

		if (size < 0 && errno != EAGAIN && errno != EINTR)
			return -errno;
		/* What the head says of its length has changed between
		 * versions; the datagram's own is right. */
		if (size > NLMSG_HDRLEN) {
			*ret_type = head->nlmsg_type;
			*ret_text = view_from(tap->data + NLMSG_HDRLEN,
					      (size_t)size - NLMSG_HDRLEN);
			while (ret_text->size &&
			       !ret_text->data[ret_text->size - 1])
				ret_text->size--;
			return 0;
		}
		ret = wait_for(tap, end);
		if (ret < 0)
			return ret;
	}
}

struct view record_tap_field(struct view text, const char *field)
{
	size_t size = strlen(field);
	const char *at = text.data;
	struct view value;

	for (;;) {
		at = memmem(at, text.size - (size_t)(at - text.data), field,
			    size);
		if (!at)
			return VIEW_NONE;
		if (at > text.data && at[-1] == ' ')
			break;
		at++;
	}
	value = view_skip(text, (size_t)(at - text.data) + size);
	at = memchr(value.data, ' ', value.size);
	if (at)
		value.size = (size_t)(at - value.data);
	return value;
}
