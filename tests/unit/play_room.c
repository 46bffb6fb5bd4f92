// SPDX-License-Identifier: BSD-2-Clause
#include "play_room.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "auditd_play.h"
#include "scratch_dir.h"

#define PATIENCE_US 10000000
#define ALERTS_FIRST "{\"@timestamp\":"

const char *room_path(const char *name)
{
	static char path[1024];
	char here[512];

	ck_assert_ptr_nonnull(getcwd(here, sizeof(here)));
	(void)snprintf(path, sizeof(path), "%s/%s", here, name);
	return path;
}

void room_policy(int trusted, const char *more)
{
	FILE *file = fopen("policy.json.new", "w");
	const char *at, *here = room_path("");

	ck_assert_ptr_nonnull(file);
	fprintf(file,
		"{\"version\":1,\"trusted\":{\"users\":[\"root\",%d],"
		"\"groups\":[]},\"outputs\":[{\"type\":\"file\",\"path\":"
		"\"%s" ROOM_ALERTS "\",\"format\":\"ecs\"}",
		trusted, here);
	while ((at = strstr(more, "%s"))) {
		fprintf(file, "%.*s%s", (int)(at - more), more, here);
		more = at + 2;
	}
	fprintf(file, "%s]}\n", more);
	ck_assert_int_eq(fclose(file), 0);
	ck_assert_int_eq(rename("policy.json.new", "policy.json"), 0);
}

void room_enter(void)
{
	scratch_dir_enter();
	/* The plugin's user has to get there (SANDBOX_USER). */
	ck_assert_int_eq(chmod(".", 0711), 0);
	room_policy(2001, "");
}

void room_leave(void)
{
	(void)umount2(ROOM_DISK, MNT_DETACH); /* where a test has one */
	scratch_dir_leave();
}

static bool is_whole(const char *line, ssize_t size)
{
	return size > 3 && strcmp(line + size - 3, "}}\n") == 0 &&
	       strncmp(line, ALERTS_FIRST, strlen(ALERTS_FIRST)) == 0;
}

/* A line that is just being written is left for the next look. */
static size_t count_both(const char *name, const char *text, const char *other)
{
	FILE *file = fopen(name, "re");
	char *line = NULL;
	size_t room = 0, count = 0;
	ssize_t size;

	if (!file)
		return 0;
	while ((size = getline(&line, &room, file)) > 0) {
		if (line[size - 1] != '\n')
			break;
		ck_assert_msg(is_whole(line, size), "%s: no alert: %s", name,
			      line);
		count += strstr(line, text) && strstr(line, other);
	}
	free(line);
	fclose(file);
	return count;
}

size_t room_count(const char *name, const char *text)
{
	return count_both(name, text, "");
}

size_t room_notices(const char *action, const char *text)
{
	char other[64];

	(void)snprintf(other, sizeof(other), "\"action\":\"%s\"", action);
	return count_both(ROOM_ALERTS, text, other);
}

static void alert_text(const char *name, char ret[static 256])
{
	(void)snprintf(ret, 256, "\"file\":{\"path\":\"/etc/docker/%s\"", name);
}

size_t room_alerts(const char *name)
{
	char text[256];

	alert_text(name, text);
	return room_count(ROOM_ALERTS, text);
}

static void pause_ms(void)
{
	(void)nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
}

bool room_await(const char *file, const char *text, size_t count)
{
	uint64_t limit = play_now_us() + PATIENCE_US;

	while (room_count(file, text) < count) {
		if (play_now_us() > limit)
			return false;
		pause_ms();
	}
	return true;
}

bool room_await_alert(const char *name)
{
	char text[256];

	alert_text(name, text);
	return room_await(ROOM_ALERTS, text, 1);
}

bool room_await_notice(const char *action, const char *text)
{
	return room_await(ROOM_ALERTS, text, 1) && room_notices(action, text);
}

bool room_says(const char *text)
{
	FILE *file = fopen("stderr", "re");
	bool found = false;
	char line[1024];

	while (file && !found && fgets(line, sizeof(line), file))
		found = strstr(line, text) != NULL;
	if (file)
		fclose(file);
	return found;
}

bool room_await_file(const char *name)
{
	uint64_t limit = play_now_us() + PATIENCE_US;

	while (access(name, F_OK) < 0) {
		if (play_now_us() > limit)
			return false;
		pause_ms();
	}
	return true;
}

static bool write_text(const char *name, const char *text)
{
	int fd = open(name, O_WRONLY | O_CLOEXEC);
	bool done = fd >= 0 && write(fd, text, strlen(text)) > 0;

	if (fd >= 0)
		close(fd);
	return done;
}

/* Whoever is not root becomes it in a user namespace of its own. */
static bool own_namespace(void)
{
	char uids[64], gids[64];
	bool root = geteuid() == 0;

	(void)snprintf(uids, sizeof(uids), "0 %u 1", (unsigned)geteuid());
	(void)snprintf(gids, sizeof(gids), "0 %u 1", (unsigned)getegid());
	if (unshare(CLONE_NEWNS | (root ? 0 : CLONE_NEWUSER)) < 0)
		return false;
	if (!root && !(write_text("/proc/self/setgroups", "deny") &&
		       write_text("/proc/self/uid_map", uids) &&
		       write_text("/proc/self/gid_map", gids)))
		return false;
	return mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
}

static bool bind_device(const char *name)
{
	char from[64], to[64];
	int fd;

	(void)snprintf(from, sizeof(from), "/dev/%s", name);
	(void)snprintf(to, sizeof(to), "dev/%s", name);
	fd = open(to, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return false;
	close(fd);
	return mount(from, to, NULL, MS_BIND, NULL) == 0;
}

/* Made before the socket is bound to its name: /dev is moved later. */
static bool own_devices(int log)
{
	static const char *const names[] = { "null", "zero", "full", "random",
					     "urandom" };
	const struct sockaddr_un address = { .sun_family = AF_UNIX,
					     .sun_path = "/dev/log" };

	if (mkdir("dev", 0755) < 0 ||
	    mount("tmpfs", "dev", "tmpfs", 0, "mode=755") < 0)
		return false;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!bind_device(names[i]))
			return false;
	return mount("dev", "/dev", NULL, MS_BIND | MS_REC, NULL) == 0 &&
	       bind(log, (const struct sockaddr *)&address, sizeof(address)) ==
		       0 &&
	       chmod("/dev/log", 0666) == 0 &&
	       umount2("dev", MNT_DETACH) == 0 && rmdir("dev") == 0;
}

bool room_own_mounts(int *ret_log)
{
	int log = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (log >= 0 && own_namespace() &&
	    mount("tmpfs", "/var/log", "tmpfs", 0, "mode=755") == 0 &&
	    own_devices(log)) {
		*ret_log = log;
		return true;
	}
	printf("skipped: no mount namespace to be had: %s\n", strerror(errno));
	(void)fflush(stdout);
	return false;
}

void room_small_disk(size_t bytes)
{
	char options[64];

	(void)snprintf(options, sizeof(options), "mode=755,size=%zu", bytes);
	ck_assert_int_eq(mkdir(ROOM_DISK, 0755), 0);
	ck_assert_msg(mount("tmpfs", ROOM_DISK, "tmpfs", 0, options) == 0,
		      ROOM_DISK ": %s", strerror(errno));
}

size_t room_children(pid_t plugin, pid_t *ret, size_t max)
{
	char name[64], text[256] = "", *at = text;
	size_t count = 0;
	FILE *file;

	(void)snprintf(name, sizeof(name), "/proc/%ld/task/%ld/children",
		       (long)plugin, (long)plugin);
	file = fopen(name, "re");
	ck_assert_ptr_nonnull(file);
	if (!fgets(text, sizeof(text), file))
		*text = '\0';
	fclose(file);
	while (count < max) {
		long pid = strtol(at, &at, 10);

		if (pid <= 0)
			break;
		ret[count++] = (pid_t)pid;
	}
	return count;
}
