// SPDX-License-Identifier: BSD-2-Clause
#include "heartbeat.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"

#define FILE_MODE 0640
#define NEW ".new" /* the collector takes *.prom alone */
#define NAME_SIZE 32

static struct sink *open_lines(const char *state)
{
	struct policy_output output = { .type = POLICY_OUTPUT_FILE };
	struct sink *sink = NULL;
	char format[] = "ecs";

	if (asprintf(&output.path, "%s/" HEARTBEAT_LINES, state) < 0)
		return NULL;
	output.format = format;
	if (sink_new(&output, &sink) < 0)
		sink = NULL;
	free(output.path);
	return sink;
}

void heartbeat_init(struct heartbeat *b, const struct plugin *p)
{
	*b = (struct heartbeat){ .state = p->state,
				 .began = p->now,
				 .started = p->wall };
	buf_init(&b->text, HEALTH_MAX_BYTES);
	if (b->state >= 0)
		b->lines = open_lines(p->options.state);
}

void heartbeat_done(struct heartbeat *b)
{
	sink_free(take(b->lines));
	buf_done(&b->text);
}

void heartbeat_kernel(struct heartbeat *b, const struct aide_kernel *answer,
		      uint64_t now)
{
	if (!b->asked || b->kernel_error != answer->error)
		b->due = 0;
	b->asked = true;
	b->kernel_error = answer->error;
	b->kernel_at = now;
	if (answer->error == 0)
		b->kernel = *answer;
}

static int write_all(int fd, struct view text)
{
	while (text.size) {
		ssize_t n = write(fd, text.data, text.size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		text = view_skip(text, (size_t)n);
	}
	return 0;
}

/* Made anew: what a killed run left under the new name may be anything. */
static int write_new(int directory, const char *name, struct view text)
{
	autoclose int fd = -1;

	if (unlinkat(directory, name, 0) < 0 && errno != ENOENT)
		return -errno;
	fd = openat(directory, name,
		    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		    FILE_MODE);
	return fd < 0 ? -errno : write_all(fd, text);
}

/* Whoever reads the name gets the whole text or the one before. */
static int exchange(int directory, const char *name, struct view text)
{
	char new[NAME_SIZE];
	int r;

	(void)snprintf(new, sizeof(new), "%s" NEW, name);
	r = write_new(directory, new, text);
	if (r == 0 && renameat(directory, new, directory, name) < 0)
		r = -errno;
	if (r < 0)
		(void)unlinkat(directory, new, 0);
	return r;
}

/* The sink sees that its file has another name and makes a new one. */
static int rotate(int directory, size_t more)
{
	struct stat st;

	if (fstatat(directory, HEARTBEAT_LINES, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? 0 : -errno;
	if ((uintmax_t)st.st_size + more <= HEARTBEAT_LINES_MAX)
		return 0;
	return renameat(directory, HEARTBEAT_LINES, directory,
			HEARTBEAT_LINES ".1") < 0 ?
		       -errno :
		       0;
}

static int add_line(struct heartbeat *b, uint64_t now)
{
	int r;

	if (!b->lines)
		return -ENOMEM;
	r = rotate(b->state, b->text.size);
	if (r < 0)
		return r; /* no file that grows without an end */
	r = sink_put(b->lines, buf_view(&b->text), SEVERITY_LOW, now);
	return r < 0 ? r : sink_counts(b->lines).error;
}

static void note(struct heartbeat *b, const char *file, int error, int *worst)
{
	if (error == 0)
		return;
	b->unwritten++;
	*worst = error;
	(void)snprintf(b->error, sizeof(b->error), "%s: %s", file,
		       strerror(-error));
}

int heartbeat_write(struct heartbeat *b, const struct health *h,
		    const struct alert_agent *agent, uint64_t now)
{
	int worst = 0, r;

	*b->error = '\0';
	buf_reset(&b->text);
	r = health_ecs(h, agent, &b->text);
	note(b, HEARTBEAT_LINES, r < 0 ? r : add_line(b, now), &worst);
	buf_reset(&b->text);
	r = health_prom(h, &b->text);
	if (r == 0)
		r = exchange(b->state, HEARTBEAT_METRICS, buf_view(&b->text));
	note(b, HEARTBEAT_METRICS, r, &worst);
	buf_reset(&b->text);
	r = health_json(h, &b->text);
	if (r == 0)
		r = exchange(b->state, HEARTBEAT_STATUS, buf_view(&b->text));
	note(b, HEARTBEAT_STATUS, r, &worst);
	return worst;
}

void heartbeat_beat(struct heartbeat *b, const struct heartbeat_sources *from)
{
	const struct plugin *p = from->plugin;
	struct health health;

	b->due = p->now + p->options.heartbeat;
	b->sequence++;
	if (b->state < 0)
		return;
	heartbeat_gather(b, from, &health);
	(void)heartbeat_write(b, &health, &p->agent.said, p->now);
}
