// SPDX-License-Identifier: BSD-2-Clause
#include "sink_kinds.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Of what a frame adds to a line, at most. */
#define FRAME_BYTES 512

static const struct sink_kind *const kinds[] = {
	[POLICY_OUTPUT_FILE] = &sink_file,
	[POLICY_OUTPUT_SYSLOG] = &sink_syslog,
	[POLICY_OUTPUT_UNIX] = &sink_unix,
	[POLICY_OUTPUT_STDOUT] = &sink_stdout,
};

/* "file /var/log/dockwarden/alerts.json", "syslog". */
static char *make_name(const struct sink *s)
{
	char *name;

	if (!s->path)
		return strdup(s->kind->name);
	return asprintf(&name, "%s %s", s->kind->name, s->path) < 0 ? NULL :
								      name;
}

int sink_new(const struct policy_output *output, struct sink **ret)
{
	struct sink *s = calloc(1, sizeof(*s));

	if (!s)
		return -ENOMEM;
	s->kind = kinds[output->type];
	s->type = output->type;
	s->fd = -1;
	s->format = format_find(view_of(output->format));
	if (!s->format)
		s->format = format_at(0);
	queue_init(&s->queue, SINK_QUEUE_BYTES);
	if (output->path)
		s->path = strdup(output->path);
	s->name = make_name(s);
	if (!s->name || (output->path && !s->path)) {
		sink_free(s);
		return -ENOMEM;
	}
	*ret = s;
	return 0;
}

static void close_fd(struct sink *s)
{
	if (s->fd < 0)
		return;
	if (s->kind->close)
		s->kind->close(s);
	if (s->fd > STDERR_FILENO)
		(void)close(s->fd);
	s->fd = -1;
}

void sink_free(struct sink *s)
{
	if (!s)
		return;
	close_fd(s);
	queue_done(&s->queue);
	free(s->path);
	free(s->name);
	free(s);
}

const char *sink_name(const struct sink *s)
{
	return s->name;
}

enum policy_output_type sink_type(const struct sink *s)
{
	return s->type;
}

const char *sink_path(const struct sink *s)
{
	return s->path;
}

const struct format *sink_format(const struct sink *s)
{
	return s->format;
}

static void fail(struct sink *s, int error, uint64_t now)
{
	s->counts.errors++;
	s->counts.error = error;
	s->pause = s->pause ? s->pause * 2 : SINK_RETRY_FIRST_MS;
	if (s->pause > SINK_RETRY_MAX_MS)
		s->pause = SINK_RETRY_MAX_MS;
	s->retry_at = now + s->pause;
}

int sink_open(struct sink *s, uint64_t now)
{
	int r;

	if (s->fd >= 0)
		return 0;
	if (now < s->retry_at)
		return s->counts.error;
	r = s->kind->open(s);
	if (r < 0)
		fail(s, r, now);
	return r;
}

/* The other side may have gone and come again: one more try at once. */
static int write_out(struct sink *s)
{
	int r = s->kind->write(s);

	if (r == 0 || s->kind->keeps_open)
		return r;
	close_fd(s);
	r = s->kind->open(s);
	return r < 0 ? r : s->kind->write(s);
}

void sink_work(struct sink *s, uint64_t now)
{
	int r;

	if ((s->queue.head == s->queue.tail && s->type != POLICY_OUTPUT_UNIX) ||
	    now < s->retry_at || sink_open(s, now) < 0)
		return;
	r = write_out(s);
	if (r < 0) {
		if (!s->kind->keeps_open)
			close_fd(s);
		fail(s, r, now);
		return;
	}
	s->counts.error = 0;
	s->pause = 0;
	s->retry_at = 0;
}

static int add_framed(struct sink *s, struct view line, enum severity severity)
{
	autobuf struct buf framed = { .data = NULL };
	int r;

	buf_init(&framed, line.size + FRAME_BYTES);
	if (!s->kind->frame)
		return queue_add(&s->queue, line);
	s->kind->frame(line, severity, &framed);
	r = buf_error(&framed);
	return r < 0 ? -ENOBUFS : queue_add(&s->queue, buf_view(&framed));
}

int sink_queue(struct sink *s, struct view line, enum severity severity,
	       uint64_t now)
{
	int r;

	if (s->queue.tail - s->queue.head > SINK_QUEUE_BYTES / 2)
		sink_work(s, now);
	r = add_framed(s, line, severity);

	while (r < 0 && s->kind->make_room && s->kind->make_room(s))
		r = add_framed(s, line, severity);
	if (r < 0)
		s->counts.dropped++;
	else
		s->counts.queued++;
	return r;
}

int sink_put(struct sink *s, struct view line, enum severity severity,
	     uint64_t now)
{
	int r = sink_queue(s, line, severity, now);

	sink_work(s, now);
	return r;
}

void sink_reopen(struct sink *s)
{
	s->reopen = true;
	s->retry_at = 0;
}

size_t sink_poll(const struct sink *s, struct pollfd *fds, size_t max)
{
	if (s->fd < 0 || max == 0 || s->counts.error)
		return 0;
	if (s->kind->poll)
		return s->kind->poll(s, fds, max);
	if (s->at == s->queue.tail)
		return 0;
	fds[0] = (struct pollfd){ .fd = s->fd, .events = POLLOUT };
	return 1;
}

uint64_t sink_due(const struct sink *s)
{
	bool waits =
		s->queue.head != s->queue.tail || s->type == POLICY_OUTPUT_UNIX;

	return waits && s->counts.error ? s->retry_at : UINT64_MAX;
}

struct sink_counts sink_counts(const struct sink *s)
{
	struct sink_counts counts = s->counts;

	counts.readers = s->reader_count;
	return counts;
}

uint64_t sink_unsaid(const struct sink *s)
{
	uint64_t dropped = s->counts.dropped - s->told;

	if (s->type == POLICY_OUTPUT_FILE && dropped == 0)
		return 0;
	return dropped + s->counts.queued;
}

uint64_t sink_take_lost(struct sink *s)
{
	uint64_t lost = s->counts.dropped - s->told;

	if (s->counts.error || s->fd < 0 || s->queue.head != s->queue.tail)
		return 0;
	if (s->type == POLICY_OUTPUT_UNIX && s->reader_count == 0)
		return 0;
	s->told = s->counts.dropped;
	return lost;
}

void sink_advance(struct sink *s, uint64_t to)
{
	uint64_t lines = queue_lines(&s->queue, s->at, to);

	s->at = to;
	s->counts.written += lines;
	s->counts.queued -= lines;
	queue_drop(&s->queue, queue_line_start(&s->queue, to));
}

void sink_skip_line(struct sink *s)
{
	s->at = queue_line_end(&s->queue, s->at);
	s->counts.dropped++;
	s->counts.queued--;
	queue_drop(&s->queue, s->at);
}

ssize_t sink_writev(const struct sink *s, int fd, uint64_t from, size_t max)
{
	struct iovec pieces[2];
	int count = queue_pieces(&s->queue, from, pieces);
	ssize_t n;

	for (int i = 0; i < count; i++) {
		if (pieces[i].iov_len > max)
			pieces[i].iov_len = max;
		max -= pieces[i].iov_len;
	}
	do
		n = writev(fd, pieces, count);
	while (n < 0 && errno == EINTR);
	return n < 0 ? -errno : n;
}
