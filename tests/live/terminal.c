// SPDX-License-Identifier: BSD-2-Clause
/*
 * terminal [PROMPT ANSWER]… -- COMMAND…: COMMAND on a terminal of its own.
 * Whenever what it writes ends with the next PROMPT, ANSWER is typed.  What it
 * writes goes to standard output; exits with its status.
 *
 * For login, su and ssh, which take a password from nothing but a terminal.
 * They discard what was typed before they asked (tcsetattr TCSAFLUSH), so it
 * cannot be piped into script(1).
 */
#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_WAIT_MS 20000
#define MAX_KEPT 4096

struct screen {
	char text[MAX_KEPT];
	size_t used;
};

/* The beginning goes where there is no more room. */
static void screen_add(struct screen *screen, const char *bytes, size_t size)
{
	size_t keep = sizeof(screen->text) - size;

	if (screen->used > keep) {
		memmove(screen->text, screen->text + screen->used - keep, keep);
		screen->used = keep;
	}
	memcpy(screen->text + screen->used, bytes, size);
	screen->used += size;
}

static int screen_asks(const struct screen *screen, const char *prompt)
{
	size_t size = strlen(prompt);

	return size <= screen->used &&
	       memcmp(screen->text + screen->used - size, prompt, size) == 0;
}

static int type(int fd, const char *answer)
{
	return write(fd, answer, strlen(answer)) < 0 || write(fd, "\n", 1) < 0;
}

/* Until the other end is closed, which a terminal says by EIO. */
static int talk(int fd, char **prompts)
{
	struct pollfd output = { .fd = fd, .events = POLLIN };
	struct screen screen = { .used = 0 };
	char bytes[1024];
	ssize_t n;

	while (poll(&output, 1, MAX_WAIT_MS) == 1) {
		n = read(fd, bytes, sizeof(bytes));
		if (n <= 0)
			return 0;
		if (write(STDOUT_FILENO, bytes, (size_t)n) != n)
			return -1;
		screen_add(&screen, bytes, (size_t)n);
		if (strcmp(prompts[0], "--") != 0 &&
		    screen_asks(&screen, prompts[0])) {
			if (type(fd, prompts[1]))
				return 0;
			prompts += 2;
		}
	}
	return -1;
}

int main(int argc, char **argv)
{
	int command = 1, fd, status;
	pid_t pid;

	while (command < argc && strcmp(argv[command], "--") != 0)
		command += 2;
	if (command + 1 >= argc)
		return 2;
	pid = forkpty(&fd, NULL, NULL, NULL);
	if (pid < 0)
		return 2;
	if (pid == 0) {
		execvp(argv[command + 1], argv + command + 1);
		_exit(127);
	}
	if (talk(fd, argv + 1) < 0)
		(void)kill(-pid, SIGKILL);
	close(fd);
	if (waitpid(pid, &status, 0) != pid)
		return 2;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}
