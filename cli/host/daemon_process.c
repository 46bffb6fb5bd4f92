// SPDX-License-Identifier: BSD-2-Clause
/*
 * Which processes are dockerd: those whose program is (/proc/PID/exe), not
 * those that carry the word in their arguments, which anybody may.  Root's
 * only: what a user runs is his own engine (rootless) or a copy.  Not those of
 * another pid namespace (an engine in a container), and not the helpers that
 * dockerd makes of itself.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>

#include "cleanup.h"
#include "daemon_parts.h"
#include "directory.h"
#include "entry.h"
#include "number.h"
#include "path.h"
#include "printable.h"
#include "process_status.h"

#define MAX_STATUS ((size_t)1 << 20)
#define MAX_PROCESSES 1000000 /* looked at */
#define NAMESPACE_SIZE 64     /* of "pid:[4026531836]" */
#define FIELD_START 22	      /* of /proc/PID/stat */
#define WHO_SIZE (64 + DAEMON_MAX_SHOWN)

struct scan {
	const struct check_host *host;
	const struct daemon_seen *seen;
	int proc;			/* borrowed */
	char namespace[NAMESPACE_SIZE]; /* of process 1; "" */
	bool all;			/* process 1 was among them */
};

/* A process, while it is looked at. */
struct process {
	int directory;
	uint32_t pid;
	char program[PATH_MAX];
	struct buf status;
	struct process_status parsed;
};

static bool is_gone(int error)
{
	return error == -ENOENT || error == -ESRCH;
}

/* The target of a link, NUL-terminated; -errno. */
static int read_link(int directory, const char *name, char *ret, size_t size)
{
	ssize_t n = readlinkat(directory, name, ret, size - 1);

	if (n < 0)
		return -errno;
	ret[n] = '\0';
	return 0;
}

/* Is it a name that dockerd's program has?  "/usr/sbin/dockerd (deleted)" is
 * one after an upgrade; "docker" is one before 1.12, with "daemon" as its
 * first word. */
static bool is_program(const char *program, bool *old)
{
	bool deleted;
	struct view name =
		path_name(path_undeleted(view_of(program), &deleted));

	*old = view_is(name, "docker") || view_is(name, "docker-current");
	return *old || view_is(name, "dockerd") ||
	       view_is(name, "dockerd-current");
}

static int read_status(const struct scan *scan, struct process *p)
{
	int r = check_host_read_at(scan->host, p->directory, "status",
				   &p->status);

	return r < 0 ? r :
		       process_status_parse(buf_view(&p->status), &p->parsed);
}

static int read_words(const struct scan *scan, const struct process *p,
		      struct daemon_words *ret)
{
	autobuf struct buf text;
	int r;

	buf_init(&text, DAEMON_MAX_ARGV);
	r = check_host_read_at(scan->host, p->directory, "cmdline", &text);
	return r < 0 ? r : daemon_words_parse(buf_view(&text), ret);
}

/* Its parent's program is the same file: a helper ("docker-untar"). */
static bool is_helper(const struct scan *scan, const struct process *p)
{
	char name[64], program[PATH_MAX];

	(void)snprintf(name, sizeof(name), "%u/exe", p->parsed.parent);
	return p->parsed.parent &&
	       read_link(scan->proc, name, program, sizeof(program)) == 0 &&
	       strcmp(program, p->program) == 0;
}

/* In a pid namespace that is not process 1's; false where it is not known. */
static bool is_inside(const struct scan *scan, const struct process *p)
{
	char space[NAMESPACE_SIZE];

	return *scan->namespace &&
	       read_link(p->directory, "ns/pid", space, sizeof(space)) == 0 &&
	       strcmp(space, scan->namespace) != 0;
}

static int pass_over(const struct scan *scan, const struct process *p,
		     const char *why)
{
	char who[WHO_SIZE];
	autobuf struct buf program;

	buf_init(&program, DAEMON_MAX_SHOWN * 2);
	printable_word(&program, view_of(p->program), DAEMON_MAX_SHOWN);
	(void)snprintf(who, sizeof(who), "process %u, %.*s of uid %u, %s",
		       p->pid, (int)program.size,
		       program.size ? program.data : "", p->parsed.uid[ID_REAL],
		       why);
	return scan->seen->other(scan->seen->context, who);
}

/* The number in a line "btime 1795308000" of /proc/stat; 0 for none. */
static uint64_t boot_time(const struct scan *scan)
{
	autobuf struct buf text;
	struct view rest;
	uint64_t time = 0;

	buf_init(&text, MAX_STATUS);
	(void)check_host_read_at(scan->host, scan->proc, "stat", &text);
	rest = buf_view(&text);
	while (rest.size && !time) {
		struct view line = entry_take(&rest, '\n');

		if (view_starts(line, VIEW("btime ")))
			(void)number_decimal(view_skip(line, 6), INT64_MAX,
					     &time);
	}
	return time;
}

/* When it began: field 22 of proc(5)'s stat, ticks after the boot.  Its name,
 * in parentheses, may hold anything. */
static uint64_t start_time(const struct scan *scan, const struct process *p)
{
	long ticks = sysconf(_SC_CLK_TCK);
	uint64_t boot = boot_time(scan), after = 0;
	autobuf struct buf text;
	const char *name_end;
	struct view rest;

	buf_init(&text, MAX_STATUS);
	(void)check_host_read_at(scan->host, p->directory, "stat", &text);
	name_end = text.size ? memrchr(text.data, ')', text.size) : NULL;
	if (!boot || ticks <= 0 || !name_end)
		return 0;
	rest = view_skip(buf_view(&text), (size_t)(name_end - text.data) + 2);
	for (size_t i = 3; i < FIELD_START; i++)
		(void)entry_take(&rest, ' ');
	if (number_decimal(entry_take(&rest, ' '), INT64_MAX, &after) < 0)
		return 0;
	return boot + after / (uint64_t)ticks;
}

/* A fixture may have none. */
static int read_variables(const struct scan *scan, const struct process *p,
			  struct daemon_source *source)
{
	autobuf struct buf text;
	char path[64];
	int r;

	buf_init(&text, DAEMON_MAX_ARGV);
	r = check_host_read_at(scan->host, p->directory, "environ", &text);
	if (r == 0)
		return daemon_variables_parse(source, buf_view(&text));
	(void)snprintf(path, sizeof(path), "/proc/%u/environ", p->pid);
	return is_gone(r) ? 0 :
			    scan->seen->unread(scan->seen->context,
					       "the daemon's environment could "
					       "not be read",
					       path, r);
}

static int take_process(const struct scan *scan, const struct process *p,
			struct daemon_words *words)
{
	struct daemon_source source = {
		.origin = DAEMON_PROCESS,
		.pid = p->pid,
		.uid = p->parsed.uid[ID_REAL],
		.started = start_time(scan, p),
	};
	char name[64];
	bool deleted;
	struct view program = path_undeleted(view_of(p->program), &deleted);

	(void)snprintf(name, sizeof(name), "process %u", p->pid);
	source.name = strdup(name);
	source.program = strndup(program.data, program.size);
	if (read_variables(scan, p, &source) < 0 || !source.name ||
	    !source.program) {
		daemon_source_done(&source);
		return -ENOMEM;
	}
	return scan->seen->found(scan->seen->context, &source, words);
}

static bool is_word(const struct daemon_words *words, size_t i,
		    const char *word)
{
	return i < words->count && strcmp(words->list[i], word) == 0;
}

static bool is_started(const struct daemon_words *words, bool old)
{
	return words->count > old &&
	       (!old || is_word(words, 1, "daemon") || is_word(words, 1, "-d"));
}

/* Its program is dockerd's: whose is it? */
static int judge(const struct scan *scan, struct process *p, bool old)
{
	autowords struct daemon_words words = { NULL, 0 };
	struct daemon_words rest;
	size_t skipped = old ? 2 : 1;
	int r = read_words(scan, p, &words);

	if (r < 0 && r != -E2BIG)
		return r;
	if (!is_started(&words, old) || is_helper(scan, p))
		return 0;
	if (p->parsed.uid[ID_REAL] || p->parsed.uid[ID_EFFECTIVE])
		return pass_over(scan, p, "who is not root");
	if (is_inside(scan, p))
		return pass_over(scan, p, "in a container");
	if (r < 0) /* words over the limit */
		return r;
	rest = (struct daemon_words){ words.list + skipped,
				      words.count - skipped };
	return take_process(scan, p, &rest);
}

static int say_unread(const struct scan *scan, const struct process *p,
		      const char *name, int error)
{
	char path[64];

	(void)snprintf(path, sizeof(path), "/proc/%u/%s", p->pid, name);
	return scan->seen->unread(scan->seen->context,
				  "a process that may be dockerd could not be "
				  "looked at",
				  path, error);
}

/* Its program may not be seen: only its name is known. */
static int judge_hidden(const struct scan *scan, const struct process *p,
			int error)
{
	if (!view_starts(p->parsed.name, VIEW("dockerd")))
		return 0;
	return say_unread(scan, p, "exe", error);
}

static int look_at(const struct scan *scan, struct process *p)
{
	bool old = false;
	int error =
		read_link(p->directory, "exe", p->program, sizeof(p->program));
	int r;

	if (is_gone(error)) /* a kernel thread, or it ended */
		return 0;
	if (error == 0 && !is_program(p->program, &old))
		return 0;
	buf_init(&p->status, MAX_STATUS);
	r = read_status(scan, p);
	if (r == 0)
		r = error ? judge_hidden(scan, p, error) : judge(scan, p, old);
	buf_done(&p->status);
	if (r == 0 || r == -ENOMEM || is_gone(r))
		return r == -ENOMEM ? r : 0;
	/* What a user runs is his own engine, however long its arguments. */
	if (error || p->parsed.uid[ID_REAL])
		return 0;
	return say_unread(scan, p, "cmdline", r);
}

static int look_at_entry(struct scan *scan, const char *name)
{
	struct process p = { .directory = -1 };
	autoclose int fd = -1;
	uint64_t pid;

	if (number_decimal(view_of(name), INT32_MAX, &pid) < 0)
		return 0;
	scan->all |= pid == 1;
	fd = check_host_open_at(scan->host, scan->proc, name,
				O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
	if (fd < 0)
		return 0; /* it ended; others' are open to all */
	p.directory = fd;
	p.pid = (uint32_t)pid;
	return look_at(scan, &p);
}

static int look_at_all(struct scan *scan, struct directory *entries)
{
	const struct dirent *entry;
	size_t count = 0;
	int r = 0;

	while (r == 0 && count++ < MAX_PROCESSES &&
	       (entry = directory_next(entries)) != NULL)
		r = look_at_entry(scan, entry->d_name);
	if (r == 0 && entries->error)
		r = scan->seen->unread(scan->seen->context,
				       "processes could not be looked at",
				       "/proc", entries->error);
	return r;
}

int daemon_processes(const struct check_host *host,
		     const struct daemon_seen *seen)
{
	struct scan scan = { .host = host, .seen = seen };
	autodirectory struct directory entries;
	int r = directory_open(host, "proc", &entries);

	if (r == -ENOENT && !host->live)
		return 0; /* an image */
	if (r < 0)
		return seen->unread(seen->context,
				    "processes could not be looked at", "/proc",
				    r);
	scan.proc = directory_fd(&entries);
	if (read_link(scan.proc, "1/ns/pid", scan.namespace,
		      sizeof(scan.namespace)) < 0)
		scan.namespace[0] = '\0';
	r = look_at_all(&scan, &entries);
	if (r == 0 && host->live && !scan.all)
		r = seen->unread(seen->context,
				 "the processes of others are not shown",
				 "/proc", -EPERM);
	return r;
}
