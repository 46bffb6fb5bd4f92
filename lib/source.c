// SPDX-License-Identifier: BSD-2-Clause
#include "source.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <sys/stat.h>
#include <zlib.h>

#include "cleanup.h"
#include "packed.h"

#define PROBE ((size_t)16 << 10)

struct source {
	char *name; /* owned */
	int fd;
	struct stat stat; /* as it was when opened */
	uint64_t bytes;	  /* read so far */
	struct lines lines;
};

/* One reading of a source. */
struct reader {
	struct source *source;
	struct lines *lines;
	char *chunk;   /* LINES_PIECE bytes as they are in the file */
	size_t size;   /* of them in use */
	uint64_t left; /* bytes until the size it had when opened */
};

/* Reads the beginning without moving the descriptor's offset. */
static int probe(const struct source *s, struct errmsg *err)
{
	off_t at = lseek(s->fd, 0, SEEK_CUR);
	autofree char *start = NULL;
	ssize_t n;
	int r;

	if (at < 0)
		return 0; /* a pipe: source_read() will see */
	start = malloc(PROBE);
	if (!start)
		return errmsg_set(err, -ENOMEM, "%s: out of memory", s->name);
	n = pread(s->fd, start, PROBE, at);
	if (n < 0 && errno == ESPIPE)
		return 0;
	if (n < 0) {
		r = -errno;
		return errmsg_set(err, r, "%s: %s", s->name, strerror(-r));
	}
	return packed_check(s->name, view_from(start, (size_t)n), err);
}

static int judge(const struct source *s, enum source_kind kind,
		 struct errmsg *err)
{
	if (S_ISDIR(s->stat.st_mode))
		return errmsg_set(err, -EISDIR, "%s: %s", s->name,
				  strerror(EISDIR));
	if (kind == SOURCE_REGULAR && !S_ISREG(s->stat.st_mode))
		return errmsg_set(err, -EINVAL, "%s: not a regular file",
				  s->name);
	return probe(s, err);
}

/* -errno, or a descriptor of its own even for standard input. */
static int open_path(const char *path, enum source_kind kind)
{
	int flags = O_RDONLY | O_CLOEXEC | O_NOCTTY, fd;

	if (kind == SOURCE_REGULAR)
		flags |= O_NONBLOCK; /* a FIFO: judged, not waited for */
	fd = strcmp(path, "-") == 0 ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3) :
				      open(path, flags);
	return fd < 0 ? -errno : fd;
}

int source_open(const char *path, enum source_kind kind, struct errmsg *err,
		struct source **ret)
{
	const char *name = strcmp(path, "-") == 0 ? "standard input" : path;
	autosource struct source *s = calloc(1, sizeof(*s));
	int r;

	if (!s)
		return errmsg_set(err, -ENOMEM, "%s: out of memory", name);
	s->fd = -1;
	s->name = strdup(name);
	if (!s->name)
		return errmsg_set(err, -ENOMEM, "%s: out of memory", name);
	r = open_path(path, kind);
	if (r < 0)
		return errmsg_set(err, r, "%s: %s", name, strerror(-r));
	s->fd = r;
	if (fstat(s->fd, &s->stat) < 0) {
		r = -errno;
		return errmsg_set(err, r, "%s: %s", name, strerror(-r));
	}
	r = judge(s, kind, err);
	if (r < 0)
		return r;
	*ret = take(s);
	return 0;
}

void source_close(struct source *s)
{
	if (!s)
		return;
	if (s->fd >= 0)
		close(s->fd);
	lines_done(&s->lines);
	free(s->name);
	free(s);
}

/* 0, 1 (try again) or -errno, for a read that failed with error. */
static int read_again(int fd, int error)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	if (error == EINTR)
		return 1;
	if (error != EAGAIN) /* else: standard input that does not block */
		return -error;
	return poll(&p, 1, -1) < 0 && errno != EINTR ? -errno : 1;
}

/* Bytes read (0: the end), or -errno with a message. */
static ssize_t read_some(struct reader *r, char *to, size_t max,
			 struct errmsg *err)
{
	struct source *s = r->source;

	for (;;) {
		ssize_t n = read(s->fd, to, max);
		int again;

		if (n >= 0) {
			s->bytes += (uint64_t)n;
			r->left -=
				(uint64_t)n < r->left ? (uint64_t)n : r->left;
			return n;
		}
		again = read_again(s->fd, errno);
		if (again < 0)
			return errmsg_set(err, again,
					  "%s: after line %" PRIu64 ": %s",
					  s->name, s->lines.count,
					  strerror(-again));
	}
}

static size_t at_most(uint64_t left, size_t max)
{
	return left < max ? (size_t)left : max;
}

/* The file ended in a line that was still being written: reads on to the
 * line's end, and no further. */
static int finish_line(struct reader *r, struct errmsg *err)
{
	while (r->lines->pending > 0) {
		char *room = lines_room(r->lines), *newline;
		ssize_t n = read_some(r, room, LINES_PIECE, err);
		int result;

		if (n <= 0)
			return (int)n;
		newline = memchr(room, '\n', (size_t)n);
		if (newline)
			n = newline + 1 - room;
		result = lines_take(r->lines, (size_t)n);
		if (result)
			return result;
	}
	return 0;
}

static int read_plain(struct reader *r, struct errmsg *err)
{
	struct lines *l = r->lines;
	int result;

	memcpy(lines_room(l), r->chunk, r->size);
	result = lines_take(l, r->size);
	while (result == 0 && r->left > 0) {
		ssize_t n = read_some(r, lines_room(l),
				      at_most(r->left, LINES_PIECE), err);

		if (n <= 0)
			return n < 0 ? (int)n : lines_end(l);
		result = lines_take(l, (size_t)n);
	}
	if (result == 0)
		result = finish_line(r, err);
	return result ? result : lines_end(l);
}

/* Fills the chunk from the file; size 0 is the end. */
static int refill(struct reader *r, struct errmsg *err)
{
	ssize_t n = 0;

	if (r->left > 0)
		n = read_some(r, r->chunk, at_most(r->left, LINES_PIECE), err);
	r->size = n > 0 ? (size_t)n : 0;
	return n < 0 ? (int)n : 0;
}

static int say_damaged(const struct reader *r, const char *what,
		       struct errmsg *err)
{
	return errmsg_set(err, -EBADMSG,
			  "%s: compressed data %s after line %" PRIu64,
			  r->source->name, what, r->lines->count);
}

/* Inflates what is in z's input.  *ended: a gzip member is complete; what
 * follows it is still in the input. */
static int inflate_input(struct reader *r, z_stream *z, bool *ended,
			 struct errmsg *err)
{
	do {
		int status, result;

		z->next_out = (Bytef *)lines_room(r->lines);
		z->avail_out = (uInt)LINES_PIECE;
		status = inflate(z, Z_NO_FLUSH);
		result = lines_take(r->lines, LINES_PIECE - z->avail_out);
		if (result)
			return result;
		if (status == Z_MEM_ERROR)
			return errmsg_set(err, -ENOMEM, "%s: out of memory",
					  r->source->name);
		if (status != Z_OK && status != Z_BUF_ERROR &&
		    status != Z_STREAM_END)
			return say_damaged(r, "is damaged", err);
		*ended = status == Z_STREAM_END;
	} while (!*ended && (z->avail_in > 0 || z->avail_out == 0));
	return 0;
}

/* After a member: drops the zeros that tapes and block devices pad with, and
 * makes ready for another member.  False where the input is used up. */
static bool next_member(z_stream *z)
{
	while (z->avail_in > 0 && *z->next_in == 0) {
		z->next_in++;
		z->avail_in--;
	}
	return z->avail_in > 0 && inflateReset(z) == Z_OK;
}

static int inflate_chunks(struct reader *r, z_stream *z, struct errmsg *err)
{
	bool ended = false;
	int result = 0;

	while (result == 0 && r->size > 0) {
		z->next_in = (Bytef *)r->chunk;
		z->avail_in = (uInt)r->size;
		while (result == 0 && z->avail_in > 0)
			if (!ended || next_member(z))
				result = inflate_input(r, z, &ended, err);
		if (result == 0)
			result = refill(r, err);
	}
	if (result)
		return result;
	return ended ? lines_end(r->lines) : say_damaged(r, "ends early", err);
}

static int read_gzip(struct reader *r, struct errmsg *err)
{
	z_stream z = { 0 };
	int result;

	if (inflateInit2(&z, PACKED_WINDOW) != Z_OK)
		return errmsg_set(err, -ENOMEM, "%s: out of memory",
				  r->source->name);
	result = inflate_chunks(r, &z, err);
	(void)inflateEnd(&z);
	return result;
}

/* Reads until the beginning tells what the data is: a pipe may hand it out
 * byte by byte. */
static int read_start(struct reader *r, struct errmsg *err)
{
	while (r->size < PACKED_MIN && r->left > 0) {
		ssize_t n =
			read_some(r, r->chunk + r->size,
				  at_most(r->left, LINES_PIECE - r->size), err);

		if (n <= 0)
			return (int)n;
		r->size += (size_t)n;
	}
	return packed_check(r->source->name, view_from(r->chunk, r->size), err);
}

/* Bytes from where the descriptor stands to where the file ended when it was
 * opened.  Files that tell no size (/proc, pipes) are read to their end. */
static uint64_t bytes_left(const struct source *s)
{
	off_t at = lseek(s->fd, 0, SEEK_CUR);

	if (source_size(s) == SOURCE_SIZE_UNKNOWN || at < 0)
		return UINT64_MAX;
	return at < s->stat.st_size ? (uint64_t)(s->stat.st_size - at) : 0;
}

int source_read(struct source *s, source_line_fn *line, void *user,
		struct errmsg *err)
{
	autofree char *chunk = malloc(LINES_PIECE);
	struct reader r = { .source = s,
			    .lines = &s->lines,
			    .chunk = chunk,
			    .left = bytes_left(s) };
	int result;

	if (!chunk || lines_init(&s->lines, line, user) < 0)
		return errmsg_set(err, -ENOMEM, "%s: out of memory", s->name);
	(void)posix_fadvise(s->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	result = read_start(&r, err);
	if (result < 0)
		return result;
	result = packed_gzip(view_from(r.chunk, r.size)) ? read_gzip(&r, err) :
							   read_plain(&r, err);
	lines_done(&s->lines);
	return result;
}

const char *source_name(const struct source *s)
{
	return s->name;
}

uint64_t source_size(const struct source *s)
{
	if (!S_ISREG(s->stat.st_mode) || s->stat.st_size <= 0)
		return SOURCE_SIZE_UNKNOWN;
	return (uint64_t)s->stat.st_size;
}

bool source_same(const struct source *a, const struct source *b)
{
	return a->stat.st_dev == b->stat.st_dev &&
	       a->stat.st_ino == b->stat.st_ino;
}

struct source_counts source_counts(const struct source *s)
{
	return (struct source_counts){
		.bytes = s->bytes,
		.lines = s->lines.count,
		.oversized = s->lines.oversized,
		.first_oversized = s->lines.first_oversized,
	};
}
