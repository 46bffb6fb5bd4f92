// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "cleanup.h"
#include "monotonic.h"
#include "unit_parts.h"

#define SYSTEMCTL "/usr/bin/systemctl"
#define DEADLINE 2000		       /* ms */
#define MAX_ANSWER ((size_t)256 << 10) /* bytes */
#define CHUNK 4096

static struct view next_word(struct view *text, char separator)
{
	const char *end =
		text->size ? memchr(text->data, separator, text->size) : NULL;
	size_t size = end ? (size_t)(end - text->data) : text->size;
	struct view word = view_from(text->data, size);

	*text = view_skip(*text, size + 1);
	return word;
}

/* systemctl quotes a path with a space, in ways that differ by version. */
static bool is_plain(struct view path)
{
	for (size_t i = 0; i < path.size; i++)
		if (strchr("\"'\\", path.data[i])) /* and NUL */
			return false;
	return path.size > 1 && path.data[0] == '/';
}

static int see_dropins(struct unit *unit, struct view paths)
{
	while (paths.size) {
		struct view path = next_word(&paths, ' ');
		int r;

		if (!path.size)
			continue;
		if (!is_plain(path))
			return -EINVAL;
		r = unit_add_text(&unit->dropins, &unit->dropin_count, path);
		if (r < 0)
			return r;
	}
	return 0;
}

static int see_answer(struct unit *unit, struct view line)
{
	struct view name = next_word(&line, '=');

	if (view_is(name, "LoadState"))
		unit->masked = view_is(line, "masked");
	if (view_is(name, "DropInPaths"))
		return see_dropins(unit, line);
	if (!view_is(name, "FragmentPath") || !line.size || unit->fragment)
		return 0;
	if (!is_plain(line))
		return -EINVAL;
	unit->fragment = strndup(line.data, line.size);
	return unit->fragment ? 0 : -ENOMEM;
}

static void forget(struct unit *unit)
{
	free(take(unit->fragment));
	for (size_t i = 0; i < unit->dropin_count; i++)
		free(unit->dropins[i]);
	free(take(unit->dropins));
	unit->dropin_count = 0;
	unit->masked = false;
}

int unit_systemd_parse(struct unit *unit, struct view answer)
{
	int r = 0;

	while (r == 0 && answer.size)
		r = see_answer(unit, next_word(&answer, '\n'));
	if (r == 0 && !unit->fragment)
		r = -ENOENT;
	if (r < 0)
		forget(unit);
	return r;
}

/* Only what is safe between fork() and exec() is called here. */
__attribute__((noreturn)) static void be_systemctl(int output, const char *name)
{
	char *const arguments[] = { (char[]){ "systemctl" },
				    (char[]){ "show" },
				    (char[]){ "--no-pager" },
				    (char[]){ "-pLoadState" },
				    (char[]){ "-pFragmentPath" },
				    (char[]){ "-pDropInPaths" },
				    (char[]){ "--" },
				    (char *)(uintptr_t)name,
				    NULL };
	char *const environment[] = { (char[]){ "LC_ALL=C" }, NULL };
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	(void)signal(SIGPIPE, SIG_DFL);
	if (null >= 0 && dup2(null, STDIN_FILENO) >= 0 &&
	    dup2(null, STDERR_FILENO) >= 0 && dup2(output, STDOUT_FILENO) >= 0)
		(void)execve(SYSTEMCTL, arguments, environment);
	_exit(127);
}

/* 0 at end of file, else -errno. */
static int read_until(int fd, uint64_t deadline, struct buf *out)
{
	char chunk[CHUNK];

	for (;;) {
		struct pollfd p = { .fd = fd, .events = POLLIN };
		uint64_t now = monotonic_ms();
		ssize_t size;
		int r;

		if (now >= deadline)
			return -ETIMEDOUT;
		r = poll(&p, 1, (int)(deadline - now));
		if (r < 0 && errno != EINTR)
			return -errno;
		if (r <= 0)
			continue;
		size = read(fd, chunk, sizeof(chunk));
		if (size == 0)
			return buf_error(out);
		if (size < 0 && errno != EINTR)
			return -errno;
		if (size > 0)
			buf_add(out, view_from(chunk, (size_t)size));
		if (buf_error(out))
			return buf_error(out);
	}
}

static int run(const char *name, struct buf *out)
{
	int ends[2], status, r;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	pid = fork();
	if (pid == 0)
		be_systemctl(ends[1], name);
	close(ends[1]);
	r = pid < 0 ? -errno :
		      read_until(ends[0], monotonic_ms() + DEADLINE, out);
	close(ends[0]);
	if (pid < 0)
		return r;
	/* It has said all, or too much, or nothing in time. */
	(void)kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return r;
}

int unit_systemd_ask(struct unit *unit, const char *name)
{
	autobuf struct buf answer;
	int r;

	buf_init(&answer, MAX_ANSWER);
	r = run(name, &answer);
	return r < 0 ? r : unit_systemd_parse(unit, buf_view(&answer));
}
