// SPDX-License-Identifier: BSD-2-Clause
/*
 * storm DIRECTORY EVENTS ATTACKS [EVENTS_A_SECOND]: EVENTS openings for reading
 * of the file "calm" in the watched DIRECTORY, which are recorded and no alert,
 * and among them, at even distances, ATTACKS new files, each of a name of its
 * own.  Without a rate as fast as it goes.  Prints the seconds that it took.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static double now_s(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static int attack(int directory, size_t number)
{
	char name[64];
	int fd;

	(void)snprintf(name, sizeof(name), "storm.%ld.%zu", (long)getpid(),
		       number);
	fd = openat(directory, name, O_WRONLY | O_CREAT | O_EXCL, 0600);
	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}

/* Not before the time at which so many events are due. */
static void wait_for(double start, size_t events, size_t rate)
{
	double ahead = start + (double)events / (double)rate - now_s();
	struct timespec pause;

	if (ahead < 0.001)
		return;
	pause.tv_sec = (time_t)ahead;
	pause.tv_nsec = (long)((ahead - (double)pause.tv_sec) * 1e9);
	(void)nanosleep(&pause, NULL);
}

static int rage(int directory, size_t events, size_t attacks, size_t rate)
{
	double start = now_s();
	size_t every = attacks ? events / attacks : events + 1, made = 0;
	int r = 0;

	for (size_t i = 0; i < events && r == 0; i++) {
		int fd = openat(directory, "calm", O_RDONLY);

		if (fd < 0)
			return -errno;
		close(fd);
		if (made < attacks && i % every == 0)
			r = attack(directory, made++);
		if (rate)
			wait_for(start, i, rate);
	}
	return r;
}

int main(int argc, char **argv)
{
	double start = now_s();
	int directory, r;

	if (argc < 4 || argc > 5)
		return 2;
	directory = open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (directory < 0)
		return 2;
	r = rage(directory, strtoul(argv[2], NULL, 10),
		 strtoul(argv[3], NULL, 10),
		 argc > 4 ? strtoul(argv[4], NULL, 10) : 0);
	if (r < 0) {
		fprintf(stderr, "storm: %s\n", strerror(-r));
		return 1;
	}
	printf("%.1f\n", now_s() - start);
	return 0;
}
