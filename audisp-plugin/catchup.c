// SPDX-License-Identifier: BSD-2-Clause
#include "catchup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "auditlog.h"
#include "cleanup.h"
#include "source.h"
#include "tail.h"

#define BREATH_LINES 256
#define SEARCH_BYTES ((off_t)16 << 20)	   /* of a file's end */
#define SEARCH_SERIALS (UINT32_C(1) << 20) /* of many, the last ones */

#define autofiles __attribute__((cleanup(auditlog_files_free)))

struct catchup {
	struct catchup_options options;
	struct caught caught;
	struct tail *tail; /* of the log being written */
	char needle_text[AUDITLOG_NEEDLE];
	struct view needle;
	bool quiet;
};

/* The needle may stand in a user's text, too. */
static bool is_event(struct view line, struct view needle,
		     const struct checkpoint *done)
{
	struct record record;

	return auditlog_is(line, needle) && record_parse(line, &record) == 0 &&
	       event_id_compare(&record.id, &done->event) == 0 &&
	       view_is(record.node, done->node);
}

static bool is_done(const struct catchup *r, struct view line)
{
	return is_event(line, r->needle, r->options.done);
}

bool catchup_is_done(const struct checkpoint *done, struct view line)
{
	char text[AUDITLOG_NEEDLE];

	return is_event(line, auditlog_needle(&done->event, text), done);
}

/* Is the checkpoint's event in this log at all? */
static int look_line(void *user, struct view line)
{
	struct catchup *r = user;

	if (r->caught.lines++ % BREATH_LINES == 0)
		r->options.breathe(r->options.user);
	if (!is_done(r, line))
		return 0;
	r->caught.found = true;
	return 1; /* ends the reading */
}

/* Without a checkpoint that helps, time tells what is new. */
static bool is_new(struct catchup *r, struct view line)
{
	struct record record;
	uint64_t at;

	if (r->caught.found && is_done(r, line))
		return true;
	if (record_parse(line, &record))
		return false;
	at = record.id.seconds * 1000 + record.id.milliseconds;
	r->caught.reached |= at < r->options.look_back;
	return at >= r->options.since ||
	       (!r->caught.found && at >= r->options.look_back);
}

static int take_line(void *user, struct view line)
{
	struct catchup *r = user;
	struct record record;

	if (r->caught.lines++ % BREATH_LINES == 0)
		r->options.breathe(r->options.user);
	if (r->caught.first.seconds == 0 && record_parse(line, &record) == 0)
		r->caught.first = record.id;
	if (r->quiet && is_new(r, line))
		r->quiet = false;
	r->caught.behind += !r->quiet;
	return r->options.line(r->options.user, line, r->quiet);
}

static int read_file(const char *name, lines_fn *fn, struct catchup *r)
{
	__attribute__((cleanup(cleanup_source))) struct source *source = NULL;
	int code = source_open(name, SOURCE_REGULAR, NULL, &source);

	if (code == 0)
		code = source_read(source, fn, r, NULL);
	/* Rotated away just now, or damaged: the others tell what they have. */
	return code == -ENOENT || code == -EBADMSG || code == -ENOTSUP ? 0 :
									 code;
}

static int read_files(const struct auditlog_files *files, size_t count,
		      lines_fn *fn, struct catchup *r)
{
	int code = 0;

	for (size_t i = 0; i < count && code == 0; i++)
		code = read_file(files->names[i], fn, r);
	return code;
}

static void no_breath(void *user)
{
	(void)user;
}

bool catchup_holds(const char *path, const struct checkpoint *done)
{
	struct catchup c = { .options = { .done = done,
					  .breathe = no_breath } };

	c.needle = auditlog_needle(&done->event, c.needle_text);
	(void)read_file(path, look_line, &c);
	return c.caught.found;
}

static int find_done(struct catchup *c)
{
	autofiles struct auditlog_files files = { NULL, 0 };
	int code = auditlog_files(c->options.log, CATCHUP_MAX_BYTES, &files);

	if (code < 0)
		return code;
	code = read_files(&files, files.count, look_line, c);
	c->caught.lines = 0;
	return code < 0 ? code : 0;
}

void catchup_end(struct catchup *c)
{
	if (!c)
		return;
	tail_close(c->tail);
	free(c);
}

static void cleanup_catchup(struct catchup **c)
{
	catchup_end(*c);
}

/* The log being written is opened before the others are listed: a rotation in
 * between shows a file twice, but hides none. */
static int read_all(struct catchup *c)
{
	autofiles struct auditlog_files files = { NULL, 0 };
	int code = 0;

	if (c->options.done) {
		c->needle = auditlog_needle(&c->options.done->event,
					    c->needle_text);
		code = find_done(c);
	}
	if (code == 0)
		code = tail_open(c->options.log, take_line, c, &c->tail);
	if (code == 0)
		code = auditlog_files(c->options.log, CATCHUP_MAX_BYTES,
				      &files);
	if (code == 0)
		code = read_files(&files, files.count - 1, take_line, c);
	return code ? code : tail_read(c->tail);
}

int catchup_start(const struct catchup_options *options,
		  struct caught *ret_caught, struct catchup **ret)
{
	__attribute__((cleanup(cleanup_catchup))) struct catchup *c =
		calloc(1, sizeof(*c));
	int code;

	*ret_caught = (struct caught){ .lines = 0 };
	if (!c)
		return -ENOMEM;
	c->options = *options;
	c->quiet = true;
	code = read_all(c);
	*ret_caught = c->caught;
	if (code)
		return code;
	*ret = take(c);
	return 0;
}

int catchup_more(struct catchup *c)
{
	return tail_read(c->tail);
}

struct search {
	const struct catchup_search *options;
	uint32_t first;	     /* of the serials looked for */
	uint32_t count;	     /* … and how many they are */
	unsigned char *seen; /* a bit each of them */
	int64_t found;
};

static int search_line(void *user, struct view line)
{
	struct search *s = user;
	struct record r;
	uint32_t i;

	if (record_parse(line, &r) || !view_equal(r.node, s->options->node))
		return 0;
	i = r.id.serial - s->first; /* the count may go past 2^32 */
	if (i >= s->count || (r.type >= 1200 && r.type < 1300) ||
	    r.id.seconds * 1000 + r.id.milliseconds < s->options->after)
		return 0;
	s->found += !(s->seen[i / 8] >> i % 8 & 1);
	s->seen[i / 8] |= (unsigned char)(1U << i % 8);
	return s->options->fn(s->options->user, line);
}

/* A file's end. */
static int search_file(int fd, struct search *s)
{
	autolines struct lines lines = { .fn = NULL };
	struct stat st;
	off_t at;
	int r;

	if (fstat(fd, &st) < 0)
		return -errno;
	r = lines_init(&lines, search_line, s);
	at = st.st_size > SEARCH_BYTES ? st.st_size - SEARCH_BYTES : 0;
	while (r == 0 && at < st.st_size) {
		ssize_t n = pread(fd, lines_room(&lines), LINES_PIECE, at);

		if (n <= 0)
			return n < 0 ? -errno : 0;
		at += n;
		r = lines_take(&lines, (size_t)n);
	}
	return r;
}

static int open_log(const char *name)
{
	int fd = open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

	return fd < 0 ? -errno : fd;
}

static bool same_file(int a, int b)
{
	struct stat one, other;

	return fstat(a, &one) == 0 && fstat(b, &other) == 0 &&
	       one.st_ino == other.st_ino && one.st_dev == other.st_dev;
}

/* The log being written is opened before the others are listed, as above; one
 * that was rotated since is among them. */
static int search_log(struct search *s)
{
	autofiles struct auditlog_files files = { NULL, 0 };
	autoclose int current = open_log(s->options->log);
	int r = current < 0 ? current : 0;

	if (r == 0)
		r = auditlog_files(s->options->log, (uint64_t)SEARCH_BYTES,
				   &files);
	for (size_t i = 0; r == 0 && i + 1 < files.count; i++) {
		autoclose int fd = open_log(files.names[i]);

		if (fd >= 0 && !same_file(fd, current))
			r = search_file(fd, s);
	}
	return r ? r : search_file(current, s);
}

int64_t catchup_search(const struct catchup_search *options)
{
	uint32_t behind = options->last - options->first;
	struct search s = { .options = options };
	autofree unsigned char *seen = NULL;
	int r;

	if (behind >= SEARCH_SERIALS)
		behind = SEARCH_SERIALS - 1;
	s.first = options->last - behind;
	s.count = behind + 1;
	s.seen = seen = calloc(s.count / 8 + 1, 1);
	if (!seen)
		return -ENOMEM;
	r = search_log(&s);
	return r < 0 ? r : s.found;
}
