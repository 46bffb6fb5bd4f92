// SPDX-License-Identifier: BSD-2-Clause
/*
 * Item 01: Docker's data has a file system of its own: each data-root, and
 * where Docker keeps its images in it, containerd's directory.
 */
#include "check_daemon.h"
#include "cleanup.h"
#include "engine_info.h"
#include "partition.h"

#define ROOT "/var/lib/docker"
#define CONTAINERD "/var/lib/containerd"
#define SNAPSHOTS \
	"var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots"

static bool is_there(const struct check_host *host, const char *path)
{
	autoclose int fd = check_host_open(host, path + 1, O_PATH);

	return fd >= 0;
}

/* From Docker 29 on, images are in containerd's own directory. */
static void judge_containerd(struct partition *p, const struct daemon *daemon)
{
	const struct daemon_source *source;
	const struct engine_info *info;
	bool used = false;

	for (size_t i = 0; (source = daemon_source(daemon, i)) != NULL; i++)
		used |= engine_info_of(p->host, daemon, source, &info) == 0 &&
			info->snapshotter;
	if (!used && check_host_has_entries(p->host, SNAPSHOTS) <= 0)
		return;
	partition_judge(p, CONTAINERD, used ? CHECK_FAIL : CHECK_WARN);
}

/* Is it where a daemon that runs keeps its data?  Where none runs, that of
 * the unit counts. */
static bool counts(const struct daemon *daemon, const char *path)
{
	const struct daemon_source *first = daemon_source(daemon, 0), *s;

	for (size_t i = 0; (s = daemon_source(daemon, i)) != NULL; i++)
		if (s->origin == first->origin && strcmp(s->root, path) == 0)
			return true;
	return !first;
}

/* A relative data-root leads to where dockerd starts, which is not known. */
static void say_relative(struct partition *p, const struct daemon *daemon)
{
	const struct daemon_source *source;

	for (size_t i = 0; (source = daemon_source(daemon, i)) != NULL; i++) {
		const struct daemon_setting *s =
			daemon_text(source, DAEMON_DATA_ROOT);

		if (!s || source->root[0] == '/')
			continue;
		check_result_say(p->result, CHECK_UNKNOWN,
				 "where Docker's data are depends on where "
				 "dockerd starts",
				 s->where, "name data-root by its whole path");
		return; /* the unit's is as a rule the process's */
	}
}

static void judge_all(struct partition *p, const struct daemon *daemon)
{
	const char *path;
	size_t i = 0;

	while ((path = daemon_path(daemon, DAEMON_ROOT, i)) != NULL) {
		partition_judge(p, path,
				counts(daemon, path) ? CHECK_FAIL : CHECK_WARN);
		i++;
	}
	say_relative(p, daemon);
	if (!i && is_there(p->host, ROOT))
		partition_judge(p, ROOT, CHECK_FAIL);
	judge_containerd(p, daemon);
	if (!p->result->count)
		check_result_say(p->result, CHECK_NA,
				 "there are no data of Docker's",
				 "no dockerd is installed, and " ROOT
				 " does not exist",
				 "");
}

void check_partition(const struct check_host *host, struct check_result *result)
{
	autopartition struct partition p = { .now = NULL };
	const struct daemon *daemon;
	const struct daemon_gap *gap;
	int r = daemon_of(host, &daemon);

	if (r < 0) {
		check_result_unread(result, "the daemon could not be looked at",
				    host->name, r);
		return;
	}
	for (size_t i = 0; (gap = daemon_unread(daemon, i)) != NULL; i++)
		check_result_unread(result, gap->what, gap->path, gap->error);
	partition_begin(&p, host, result);
	judge_all(&p, daemon);
}
