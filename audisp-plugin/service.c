// SPDX-License-Identifier: BSD-2-Clause
/*
 * The poll loop.  Whatever is broken, standard input is read on: a plugin that
 * stops reading stops auditd, and one that exits ten times is not started again
 * (audit 3.0.9 src/auditd-dispatch.c, max_restarts).
 */
#include "service.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "cleanup.h"

#define MAX_WAIT_MS 1000  /* of one poll: clocks may jump */
#define DRAIN_ROUNDS 64	  /* reads after SIGTERM, before it ends */
#define FINISH_MS 2000	  /* for outputs at the end of a file */
#define FINISH_LIVE_MS 30 /* … of a stream: auditd waits for us */
#define MAX_QUEUED 64	  /* alerts, before a file is read on */
#define TURN_MS 3000	  /* for the process before this one to end */
#define TURN_POLL_MS 5

enum { POLL_STDIN, POLL_SIGNALS, POLL_AIDE, POLL_OUTPUTS };

int service_line(void *user, struct view line)
{
	struct service *m = user;

	return plugin_line(&m->plugin, line);
}

/* Reads what is there.  poll or the caller said that there is something, or
 * the end. */
static void read_input(struct service *m)
{
	ssize_t n = read(STDIN_FILENO, lines_room(&m->lines), LINES_PIECE);

	if (n > 0) {
		(void)lines_take(&m->lines, (size_t)n);
		return;
	}
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	(void)lines_end(&m->lines);
	m->ended = true;
	m->reason = "the end of input";
}

static bool input_waits(void)
{
	struct pollfd fd = { .fd = STDIN_FILENO, .events = POLLIN };

	return poll(&fd, 1, 0) > 0;
}

/* While the log is read: the stream must not fill up. */
static void breathe(void *user)
{
	struct service *m = user;

	if (m->stream && !m->ended && input_waits())
		read_input(m);
}

/* systemd, stopping auditd's unit, signals the plugin as well as auditd
 * (KillMode=control-group): auditd would start it again.  Only the parent's
 * word counts, where there is such a parent. */
static bool is_parents(const struct service *m,
		       const struct signalfd_siginfo *info)
{
	return !m->socket || info->ssi_pid == (uint32_t)getppid() ||
	       getppid() == 1;
}

static void end_soon(struct service *m)
{
	for (int i = 0; i < DRAIN_ROUNDS && !m->ended && input_waits(); i++)
		read_input(m);
	m->ended = true;
	m->reason = "told to end";
}

/* What the plugin knows of itself, to its state directory. */
static void beat(struct service *m, enum health_state state)
{
	heartbeat_beat(&m->beat, &(struct heartbeat_sources){
					 .plugin = &m->plugin,
					 .lines = &m->lines,
					 .aide = &m->aide,
					 .remarks = buf_view(&m->remarks),
					 .live = m->stream,
					 .state = state,
					 .reason = m->reason,
				 });
}

/* Which directories are watched is the policy's, too. */
void service_note_places(struct service *m)
{
	places_free(take(m->places));
	if (m->stream)
		(void)places_new(m->plugin.policy, &m->places);
}

static void reload(struct service *m)
{
	buf_cut(&m->remarks, m->kept_remarks);
	outputs_reopen(m->plugin.outputs);
	plugin_load_policy(&m->plugin);
	plugin_open_outputs(&m->plugin, &m->remarks);
	service_note_places(m);
	m->beat.due = 0;
}

static void take_signals(struct service *m)
{
	struct signalfd_siginfo info;

	while (read(m->signals, &info, sizeof(info)) == sizeof(info)) {
		switch (info.ssi_signo) {
		case SIGTERM:
		case SIGINT:
			if (is_parents(m, &info))
				end_soon(m);
			break;
		case SIGHUP:
			reload(m);
			break;
		case SIGUSR1:
			m->beat.due = 0;
			break;
		default:
			break;
		}
	}
}

static void on_notice(void *user, const struct notice *notice)
{
	struct service *m = user;

	plugin_notice(&m->plugin, notice);
}

static void take_answers(struct service *m)
{
	struct aide_answer answer;
	int r;

	while ((r = aide_answer(&m->aide, &answer)) > 0) {
		switch (answer.kind) {
		case AIDE_KERNEL:
			kernel_compare(&m->kernel, &answer.kernel, on_notice,
				       m);
			heartbeat_kernel(&m->beat, &answer.kernel,
					 m->plugin.now);
			break;
		case AIDE_CONTAINER:
			if (answer.container.error == 0 && m->plugin.looker)
				looker_name(m->plugin.looker,
					    view_of(answer.container.id),
					    view_of(answer.container.name));
			break;
		}
	}
	if (r < 0) {
		aide_stop(&m->aide);
		m->beat.due = 0; /* the heartbeat says that it is gone */
	}
}

static void ask(struct service *m)
{
	struct view id;

	if (m->plugin.now >= m->asked_at + KERNEL_ASK_MS) {
		m->asked_at = m->plugin.now;
		(void)aide_ask_kernel(&m->aide);
		if (m->places)
			places_look(m->places, on_notice, m);
	}
	if (!m->plugin.looker)
		return;
	id = looker_nameless(m->plugin.looker);
	if (id.size)
		(void)aide_ask_container(&m->aide, id);
}

static int wait_ms(const struct service *m)
{
	uint64_t due = plugin_due(&m->plugin), now = m->plugin.now;

	if (m->beat.due < due)
		due = m->beat.due;
	if (due <= now)
		return 0;
	return due - now < MAX_WAIT_MS ? (int)(due - now) : MAX_WAIT_MS;
}

/* A file can wait, a stream cannot: where an output is slow, reading goes on
 * all the same and what does not fit is counted. */
static bool may_read(const struct service *m)
{
	return m->stream || outputs_going(m->plugin.outputs) < MAX_QUEUED;
}

static void turn(struct service *m)
{
	struct pollfd fds[POLL_OUTPUTS + OUTPUTS_POLL] = {
		[POLL_STDIN] = { may_read(m) ? STDIN_FILENO : -1, POLLIN, 0 },
		[POLL_SIGNALS] = { m->signals, POLLIN, 0 },
		[POLL_AIDE] = { m->aide.fd, POLLIN, 0 },
	};
	size_t count = POLL_OUTPUTS +
		       outputs_poll(m->plugin.outputs, fds + POLL_OUTPUTS);
	int r = poll(fds, count, wait_ms(m));

	plugin_clock(&m->plugin);
	if (r > 0 && fds[POLL_STDIN].revents)
		read_input(m);
	plugin_settle(&m->plugin);
	if (r > 0 && fds[POLL_SIGNALS].revents)
		take_signals(m);
	if (r > 0 && fds[POLL_AIDE].revents)
		take_answers(m);
	ask(m);
	plugin_save(&m->plugin, false);
	if (m->plugin.now >= m->beat.due)
		beat(m, HEALTH_RUNNING);
}

/* What is queued gets a moment, and no more than that. */
static void finish_outputs(struct service *m)
{
	struct plugin *p = &m->plugin;
	uint64_t end = p->now + (m->stream ? FINISH_LIVE_MS : FINISH_MS);

	while (outputs_going(p->outputs) && p->now < end) {
		struct pollfd fds[OUTPUTS_POLL];
		size_t count = outputs_poll(p->outputs, fds);

		(void)poll(fds, count, 5);
		plugin_clock(p);
		outputs_work(p->outputs, p->now);
	}
	p->unsaved = true;
	plugin_save(p, true);
}

static void tell_two(struct service *m)
{
	char reason[ERRMSG_SIZE];

	(void)snprintf(reason, sizeof(reason),
		       "another process works with %s and does not end: "
		       "alerts may come twice",
		       m->plugin.options.state);
	plugin_notice(&m->plugin,
		      &(struct notice){ .action = ACTION_AUDIT,
					.severity = SEVERITY_MEDIUM,
					.reason = view_of(reason) });
}

/* auditd to 4.1 starts a plugin whose file was replaced 50 ms after it told
 * the old one to end (audisp/audispd.c reconfigure).  What the old one says
 * until it ends must not be said again, so it is waited for, by a lock that
 * ends with its holder.  Meanwhile the stream is read and kept, and the log,
 * which is read afterwards, has it all.  False: the stream has ended, and it
 * is the next one's turn. */
static bool await_turn(struct service *m)
{
	struct plugin *p = &m->plugin;
	uint64_t end = p->now + TURN_MS;

	while (flock(p->state, LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK) {
		struct pollfd fd = { .fd = STDIN_FILENO, .events = POLLIN };

		if (!p->log || !m->stream)
			return true;
		if (m->ended)
			return false;
		if (p->now >= end) {
			tell_two(m);
			return true;
		}
		if (poll(&fd, 1, TURN_POLL_MS) > 0)
			read_input(m);
		plugin_clock(p);
	}
	return true;
}

void service_run(struct service *m)
{
	struct plugin *p = &m->plugin;

	if (!await_turn(m))
		return;
	beat(m, HEALTH_STARTING);
	plugin_restore(p);
	plugin_catch_up(p, breathe, m);
	m->beat.due = 0;
	while (!m->ended)
		turn(m);
	plugin_finish(p);
	finish_outputs(m);
	beat(m, HEALTH_STOPPED);
}

void service_done(struct service *m)
{
	aide_stop(&m->aide);
	looker_stop(m->plugin.looker);
	heartbeat_done(&m->beat);
	plugin_done(&m->plugin);
	places_free(m->places);
	lines_done(&m->lines);
	buf_done(&m->remarks);
	free(m->policy);
	free(m->state);
	free(m->log);
}
