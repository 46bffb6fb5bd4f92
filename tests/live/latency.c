// SPDX-License-Identifier: BSD-2-Clause
/*
 * latency DIRECTORY ALERTS COUNT: makes COUNT files in the watched DIRECTORY,
 * one after the other, and measures for each the time from the return of
 * open(2) until ALERTS has a line that names it.  Prints
 * "median=US p99=US max=US" in microseconds.  Exits 1 where one does not come
 * within two seconds.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <time.h>
#include <unistd.h>

#define WAIT_US 2000000
#define PIECE 65536
#define MAX_COUNT 100000

struct alerts {
	int fd, notify;
};

static uint64_t now_us(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000 + (uint64_t)ts.tv_nsec / 1000;
}

/* Sleeps until the file is written to: a reader that spins would take the
 * processor that the measured need. */
static void await_writing(int notify)
{
	struct pollfd fd = { .fd = notify, .events = POLLIN };
	char events[4096];

	if (poll(&fd, 1, 100) > 0 && read(notify, events, sizeof(events)) < 0)
		return;
}

/* Reads what has been appended until it holds name; UINT64_MAX: in vain. */
static uint64_t wait_for(const struct alerts *alerts, const char *name,
			 uint64_t start)
{
	static char piece[2 * PIECE];
	size_t kept = 0;

	for (;;) {
		ssize_t n = read(alerts->fd, piece + kept, PIECE);
		uint64_t now = now_us();

		if (n > 0 &&
		    memmem(piece, kept + (size_t)n, name, strlen(name)))
			return now - start;
		if (n > 0) {
			size_t size = kept + (size_t)n;

			kept = size < PIECE ? size : PIECE;
			memmove(piece, piece + size - kept, kept);
		}
		if (now - start > WAIT_US)
			return UINT64_MAX;
		if (n <= 0)
			await_writing(alerts->notify);
	}
}

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static int measure(int directory, const struct alerts *alerts, size_t count,
		   uint64_t *took)
{
	const struct timespec pause = { .tv_nsec = 2000000 };

	for (size_t i = 0; i < count; i++) {
		char name[64];
		uint64_t start;
		int fd;

		(void)snprintf(name, sizeof(name), "latency.%ld.%zu.json",
			       (long)getpid(), i);
		fd = openat(directory, name, O_WRONLY | O_CREAT, 0600);
		start = now_us();
		if (fd < 0)
			return -errno;
		close(fd);
		took[i] = wait_for(alerts, name, start);
		(void)unlinkat(directory, name, 0);
		if (took[i] == UINT64_MAX) {
			fprintf(stderr, "no alert for %s\n", name);
			return -ETIMEDOUT;
		}
		(void)nanosleep(&pause, NULL);
		(void)lseek(alerts->fd, 0, SEEK_END);
	}
	return 0;
}

int main(int argc, char **argv)
{
	size_t count = argc == 4 ? strtoul(argv[3], NULL, 10) : 0;
	uint64_t *took;
	struct alerts alerts;
	int directory, r;

	if (count < 1 || count > MAX_COUNT)
		return 2;
	directory = open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	alerts.fd = open(argv[2], O_RDONLY | O_CLOEXEC);
	alerts.notify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	took = calloc(count, sizeof(*took));
	if (directory < 0 || alerts.fd < 0 || !took ||
	    inotify_add_watch(alerts.notify, argv[2], IN_MODIFY) < 0)
		return 2;
	(void)lseek(alerts.fd, 0, SEEK_END);
	r = measure(directory, &alerts, count, took);
	if (r < 0) {
		fprintf(stderr, "latency: %s\n", strerror(-r));
		return 1;
	}
	qsort(took, count, sizeof(*took), compare);
	printf("median=%" PRIu64 " p99=%" PRIu64 " max=%" PRIu64 "\n",
	       took[count / 2], took[count * 99 / 100], took[count - 1]);
	free(took);
	return 0;
}
