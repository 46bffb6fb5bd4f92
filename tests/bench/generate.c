// SPDX-License-Identifier: BSD-2-Clause
/*
 * generate keyed|sparse MEGABYTES LOG[.gz]... > FILE
 *
 * A large log out of captured ones: their events again and again, lap after
 * lap, each with a time and a serial of its own, in the captured order.
 *
 *   keyed   the events with a docker key, and no other
 *   sparse  all events, docker's own in 3 of 100; the others have the same
 *           shape and size but nothing of Docker's in them: other names,
 *           other keys, other devices, other processes
 *
 * On stderr: "EVENTS KEYED BYTES", what was written.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

#include "buf.h"
#include "number.h"
#include "record.h"

#define LOG_MAX ((size_t)256 << 20)
#define SERIALS_MAX ((size_t)1 << 20) /* from a log's first to its last */
#define KEPT_OF_100 3

/* What an event of a log is; 0: its serial is not in the log. */
enum { EVENT_SEEN = 1, EVENT_KEYED = 2, EVENT_FIRST = 4 };

struct line {
	size_t id, after; /* offsets of "S.MMM:N" and of what follows it */
	size_t start, end;
	struct event_id event;
};

struct log {
	struct buf text;  /* as captured */
	struct buf plain; /* the same without anything of Docker's */
	struct line *lines;
	size_t count, capacity;
	uint64_t first_second, last_second;
	uint32_t first_serial, last_serial;
	unsigned char *events; /* by serial from the first */
	uint32_t *ordinal;     /* … how many events came before */
};

struct output {
	bool sparse;
	uint64_t second, serial; /* of the lap's beginning */
	uint64_t shift;		 /* which 3 of 100 */
	uint64_t events, keyed, bytes;
};

static void die(const char *what, const char *why)
{
	fprintf(stderr, "generate: %s: %s\n", what, why);
	exit(1);
}

static void *must(void *memory)
{
	if (!memory)
		die("memory", strerror(ENOMEM));
	return memory;
}

static void read_text(const char *path, struct buf *ret)
{
	static char piece[1 << 16];
	gzFile file = gzopen(path, "rb");
	int n;

	if (!file)
		die(path, strerror(errno));
	buf_init(ret, LOG_MAX);
	while ((n = gzread(file, piece, sizeof(piece))) > 0)
		buf_add(ret, view_from(piece, (size_t)n));
	if (n < 0 || buf_error(ret))
		die(path, "cannot be read");
	gzclose(file);
}

/* Words of the same length, in plain text and in hex. */
static const struct {
	const char *from, *to;
} words[] = {
	{ "key=\"docker\"", "key=\"access\"" },
	{ "docker", "worker" },
	{ "containerd", "supervised" },
	{ "rootlesskit", "resolveunit" },
	{ "runc", "make" },
	{ "moby", "main" },
	{ "/ctr", "/cut" },
	{ "/etc/group", "/etc/hosts" },
	{ "/etc/gshadow", "/etc/hotplug" },
	{ "/etc/audit", "/etc/local" },
	{ "/sbin/audit", "/sbin/local" },
	{ "/log/audit", "/log/local" },
	{ "dev=fe:", "dev=fd:" },
	{ "dev=00:", "dev=01:" },
};

static void replace(char *text, size_t size, struct view from, const char *to)
{
	char *end = text + size;
	char *at = text;

	while ((at = memmem(at, (size_t)(end - at), from.data, from.size))) {
		memcpy(at, to, from.size);
		at += from.size;
	}
}

static void to_hex(const char *word, char *ret)
{
	for (; *word; word++, ret += 2)
		sprintf(ret, "%02X", (unsigned char)*word);
}

static void make_plain(struct log *log)
{
	buf_init(&log->plain, LOG_MAX);
	buf_add(&log->plain, buf_view(&log->text));
	if (buf_error(&log->plain))
		die("memory", strerror(ENOMEM));
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		char from[64], to[64];

		replace(log->plain.data, log->plain.size,
			view_of(words[i].from), words[i].to);
		to_hex(words[i].from, from);
		to_hex(words[i].to, to);
		replace(log->plain.data, log->plain.size, view_of(from), to);
	}
}

static struct line *add_line(struct log *log)
{
	if (log->count == log->capacity) {
		log->capacity = log->capacity ? 2 * log->capacity : 4096;
		log->lines = must(reallocarray(log->lines, log->capacity,
					       sizeof(*log->lines)));
	}
	return &log->lines[log->count++];
}

static void note_span(struct log *log, const struct event_id *id)
{
	if (id->seconds < log->first_second)
		log->first_second = id->seconds;
	if (id->seconds > log->last_second)
		log->last_second = id->seconds;
	if (id->serial < log->first_serial)
		log->first_serial = id->serial;
	if (id->serial > log->last_serial)
		log->last_serial = id->serial;
}

/* auditd counts its own events apart, so their serials are not in order. */
static bool is_usable(const struct record *r)
{
	return r->type < RECORD_DAEMON_START || r->type > RECORD_DAEMON_ERR;
}

static void take_line(struct log *log, struct view text, size_t start)
{
	struct record r;
	struct line *line;
	const char *id;

	if (record_parse(text, &r) || !is_usable(&r))
		return;
	id = memmem(text.data, text.size, "msg=audit(", 10);
	line = add_line(log);
	line->start = start;
	line->end = start + text.size + 1;
	line->id = start + (size_t)(id + 10 - text.data);
	line->after = (size_t)((char *)memchr(id, ')', 64) - log->text.data);
	line->event = r.id;
	note_span(log, &r.id);
}

static void split(struct log *log)
{
	struct view rest = buf_view(&log->text);
	const char *newline;

	while ((newline = memchr(rest.data, '\n', rest.size))) {
		size_t size = (size_t)(newline - rest.data);

		take_line(log, view_from(rest.data, size),
			  (size_t)(rest.data - log->text.data));
		rest = view_skip(rest, size + 1);
	}
}

/* Says of each serial whether it is an event, and whether it is keyed; marks
 * no line but counts events in the order of their first lines. */
static void classify(struct log *log)
{
	uint32_t count = 0;

	for (size_t i = 0; i < log->count; i++) {
		const struct line *line = &log->lines[i];
		uint32_t at = line->event.serial - log->first_serial;
		struct record r;

		if (!log->events[at])
			log->ordinal[at] = count++;
		log->events[at] |= EVENT_SEEN;
		(void)record_parse(view_from(log->text.data + line->start,
					     line->end - line->start - 1),
				   &r);
		if (record_has_docker_key(&r))
			log->events[at] |= EVENT_KEYED;
	}
}

static void load(const char *path, struct log *log)
{
	size_t serials;

	*log = (struct log){ .first_second = UINT64_MAX,
			     .first_serial = UINT32_MAX };
	read_text(path, &log->text);
	split(log);
	serials = (size_t)log->last_serial - log->first_serial + 1;
	if (!log->count || serials > SERIALS_MAX)
		die(path, "no audit log in the order of its serials");
	log->events = must(calloc(serials, sizeof(*log->events)));
	log->ordinal = must(calloc(serials, sizeof(*log->ordinal)));
	classify(log);
	make_plain(log);
}

static void put(struct output *o, const char *data, size_t size)
{
	if (fwrite(data, 1, size, stdout) != size)
		die("standard output", strerror(errno));
	o->bytes += size;
}

/* The rest of a line, its processes others than the captured ones. */
static void put_plain(struct output *o, struct view text)
{
	const char *at;

	while ((at = memmem(text.data, text.size, "pid=", 4))) {
		size_t size = (size_t)(at + 4 - text.data);

		put(o, text.data, size);
		put(o, "10", 2);
		text = view_skip(text, size);
	}
	put(o, text.data, text.size);
}

static void put_line(struct output *o, const struct log *log,
		     const struct line *line, bool keyed)
{
	const char *text = keyed ? log->text.data : log->plain.data;
	struct view rest =
		view_from(text + line->after, line->end - line->after);
	char id[64];
	int size = snprintf(id, sizeof(id), "%" PRIu64 ".%03u:%" PRIu64,
			    o->second + line->event.seconds - log->first_second,
			    line->event.milliseconds,
			    o->serial + line->event.serial - log->first_serial);

	put(o, text + line->start, line->id - line->start);
	put(o, id, (size_t)size);
	if (keyed)
		put(o, rest.data, rest.size);
	else
		put_plain(o, rest);
}

static void put_lap(struct output *o, struct log *log)
{
	for (size_t i = 0; i < log->count; i++) {
		const struct line *line = &log->lines[i];
		uint32_t at = line->event.serial - log->first_serial;
		bool keyed = log->events[at] & EVENT_KEYED;

		if (!o->sparse && !keyed)
			continue;
		if (o->sparse &&
		    (log->ordinal[at] + o->shift) % 100 >= KEPT_OF_100)
			keyed = false;
		if (log->events[at] & EVENT_SEEN) {
			o->events++;
			o->keyed += keyed;
			log->events[at] &= (unsigned char)~EVENT_SEEN;
		}
		put_line(o, log, line, keyed);
	}
	for (size_t i = 0; i < log->count; i++)
		log->events[log->lines[i].event.serial - log->first_serial] |=
			EVENT_SEEN;
	o->second += log->last_second - log->first_second + 1;
	o->serial += log->last_serial - log->first_serial + 1;
	o->shift += 7;
}

int main(int argc, char **argv)
{
	struct output o = { .second = 1795300000, .serial = 1 };
	uint64_t megabytes;
	struct log *logs;
	size_t count;

	if (argc < 4 || number_decimal(view_of(argv[2]), 1 << 20, &megabytes))
		die("usage", "generate keyed|sparse MEGABYTES LOG[.gz]...");
	o.sparse = strcmp(argv[1], "sparse") == 0;
	count = (size_t)argc - 3;
	logs = must(calloc(count, sizeof(*logs)));
	for (size_t i = 0; i < count; i++)
		load(argv[3 + i], &logs[i]);
	for (size_t i = 0; o.bytes < megabytes * 1000000; i++)
		put_lap(&o, &logs[i % count]);
	if (fflush(stdout))
		die("standard output", strerror(errno));
	fprintf(stderr, "%" PRIu64 " %" PRIu64 " %" PRIu64 "\n", o.events,
		o.keyed, o.bytes);
	return 0;
}
