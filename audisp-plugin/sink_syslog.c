// SPDX-License-Identifier: BSD-2-Clause
/*
 * RFC 5424 in a datagram to the local syslog socket:
 *
 *   <PRI>1 2026-11-22T00:46:48.202123Z host dockwarden 4242 alert - LINE
 *
 * Facility authpriv: alerts name users and files.
 */
#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "cleanup.h"
#include "sink_kinds.h"
#include "unix_socket.h"

#define SYSLOG_PATH "/dev/log"
#define AUTHPRIV 10
/* With it, and a pid of 7 digits, a line of 8,000 bytes stays below rsyslog's
 * 8,096. */
#define MAX_HOST 34

/* RFC 5424 6.2.1: 2 critical, 3 error, 4 warning, 5 notice. */
static unsigned int syslog_severity(enum severity severity)
{
	switch (severity) {
	case SEVERITY_CRITICAL:
		return 2;
	case SEVERITY_HIGH:
		return 3;
	case SEVERITY_MEDIUM:
		return 4;
	case SEVERITY_LOW:
		break;
	}
	return 5;
}

/* Without its domain; "-" is RFC 5424's word for none. */
static void host_name(char ret[static MAX_HOST + 1])
{
	char name[256] = "";

	if (gethostname(name, sizeof(name) - 1) < 0 || !*name)
		memcpy(name, "-", 2);
	name[strcspn(name, ".")] = '\0';
	(void)snprintf(ret, MAX_HOST + 1, "%.*s", MAX_HOST, name);
}

static void frame(struct view line, enum severity severity, struct buf *out)
{
	char time[32], host[MAX_HOST + 1];
	struct timespec now;
	struct tm tm;

	(void)clock_gettime(CLOCK_REALTIME, &now);
	if (!gmtime_r(&now.tv_sec, &tm) ||
	    strftime(time, sizeof(time), "%Y-%m-%dT%H:%M:%S", &tm) == 0)
		return;
	host_name(host);
	buf_printf(out, "<%u>1 %s.%06ldZ %s dockwarden %ld alert - ",
		   AUTHPRIV * 8 + syslog_severity(severity), time,
		   now.tv_nsec / 1000, host, (long)getpid());
	buf_add(out, line);
}

static int open_syslog(struct sink *s)
{
	int fd = unix_socket_connect(SOCK_DGRAM,
				     s->path ? s->path : SYSLOG_PATH);

	if (fd < 0)
		return fd;
	s->fd = fd;
	return 0;
}

/* A datagram is a line without its "\n". */
static int send_line(const struct sink *s, uint64_t end)
{
	struct iovec pieces[2];
	struct msghdr message = { .msg_iov = pieces };
	size_t size = (size_t)(end - s->at) - 1;
	int count = queue_pieces(&s->queue, s->at, pieces);

	for (int i = 0; i < count; i++) {
		if (pieces[i].iov_len > size)
			pieces[i].iov_len = size;
		size -= pieces[i].iov_len;
	}
	message.msg_iovlen = (size_t)count;
	if (sendmsg(s->fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
		return -errno;
	return 0;
}

static int write_syslog(struct sink *s)
{
	while (s->at < s->queue.tail) {
		uint64_t end = queue_line_end(&s->queue, s->at);
		int r = send_line(s, end);

		if (r == -EINTR)
			continue;
		if (r == -EAGAIN)
			return 0;
		if (r == -EMSGSIZE)
			sink_skip_line(s);
		else if (r < 0)
			return r;
		else
			sink_advance(s, end);
	}
	return 0;
}

const struct sink_kind sink_syslog = {
	.name = "syslog",
	.open = open_syslog,
	.write = write_syslog,
	.frame = frame,
};
