// SPDX-License-Identifier: BSD-2-Clause
/*
 * audisp-dockwarden: started by auditd, reads audit records on standard input
 * and says which of them are unauthorized changes to Docker's files.
 *
 * One process, one poll loop.  Whatever is broken, standard input is read on:
 * a plugin that stops reading stops auditd, and one that exits ten times is
 * not started again (audit 3.0.9 src/auditd-dispatch.c, max_restarts).
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "aide.h"
#include "auditlog.h"
#include "cleanup.h"
#include "heartbeat.h"
#include "places.h"
#include "plugin.h"
#include "sandbox.h"

#define EXIT_TROUBLE 2
#define MAX_WAIT_MS 1000     /* of one poll: clocks may jump */
#define DRAIN_ROUNDS 64	     /* reads after SIGTERM, before it ends */
#define FINISH_MS 2000	     /* for outputs at the end of a file */
#define FINISH_LIVE_MS 30    /* … of a stream: auditd waits for us */
#define PIPE_BYTES (1 << 20) /* asked for: fewer changes of process */
#define MAX_QUEUED 64	     /* alerts, before a file is read on */
#define TURN_MS 3000	     /* for the process before this one to end */
#define TURN_POLL_MS 5
#define MAX_REMARKS ((size_t)16 << 10)

enum { POLL_STDIN, POLL_SIGNALS, POLL_AIDE, POLL_OUTPUTS };

struct service {
	struct plugin plugin;
	struct lines lines; /* of standard input */
	struct aide aide;
	struct kernel kernel;
	struct places *places;
	struct heartbeat beat;
	uint64_t asked_at; /* monotonic ms */
	int signals;
	bool stream; /* standard input is no file: whoever feeds it must not wait */
	bool socket;		    /* … and is auditd's socket, or like it */
	bool ended;		    /* no more input, or told to end */
	const char *reason;	    /* … and which of them */
	struct buf remarks;	    /* of the sandbox and the outputs */
	size_t kept_remarks;	    /* those of the sandbox, bytes */
	struct errmsg wrong;	    /* with the command line; "" */
	char *policy, *state, *log; /* the options' paths, absolute */
};

static int on_line(void *user, struct view line)
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
static void note_places(struct service *m)
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
	note_places(m);
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

/* Those that take_signals() reads. */
static void list_signals(sigset_t *ret)
{
	static const int taken[] = { SIGTERM, SIGINT, SIGHUP, SIGUSR1 };

	sigemptyset(ret);
	for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++)
		sigaddset(ret, taken[i]);
}

/* Made for the user that the sandbox changes to. */
static void make_directory(const char *path)
{
	/* cppcheck-suppress getpwnamCalled ; there are no threads */
	const struct passwd *user = getpwnam(SANDBOX_USER);
	autoclose int fd = -1;

	if (mkdir(path, 0750) < 0 || !user)
		return;
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (fd >= 0 && fchown(fd, user->pw_uid, user->pw_gid) < 0)
		return; /* writing there fails then, and is said */
}

static int open_state(const char *path)
{
	make_directory(path);
	return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* The directory of an output's file, to be freed; NULL where it has none. */
static char *directory_of(const struct policy_output *output)
{
	const char *slash = output->path ? strrchr(output->path, '/') : NULL;

	if (!slash)
		return NULL;
	return strndup(output->path, slash == output->path ?
					     1 :
					     (size_t)(slash - output->path));
}

static void enter_sandbox(struct service *m)
{
	static const struct policy none = { .output_count = 0 };
	const struct policy *policy =
		m->plugin.policy ? m->plugin.policy : &none;
	char *directories[OUTPUTS_MAX + 1] = { NULL };
	struct sandbox sandbox = { .writable =
					   (const char *const *)directories };
	size_t count = 0;
	int r;

	for (size_t i = 0; i < policy->output_count && count < OUTPUTS_MAX;
	     i++) {
		directories[count] = directory_of(&policy->outputs[i]);
		if (!directories[count])
			continue;
		make_directory(directories[count]);
		count++;
	}
	directories[count] = strdup(m->plugin.options.state);
	sandbox.writable_count = count + (directories[count] != NULL);
	r = sandbox_enter(&sandbox, &m->remarks);
	if (r < 0)
		buf_printf(&m->remarks, "the sandbox is not whole: %s\n",
			   strerror(-r));
	for (size_t i = 0; i <= count; i++)
		free(directories[i]);
}

/* auditd's is a socket; a pipe comes from a shell, a file from a test of what
 * a log would give. */
static void look_at_input(struct service *m)
{
	struct plugin *p = &m->plugin;
	struct stat st;
	bool known = fstat(STDIN_FILENO, &st) == 0;

	p->whole_file = known && S_ISREG(st.st_mode);
	m->stream = !p->whole_file;
	m->socket = known && S_ISSOCK(st.st_mode);
	if (known && S_ISFIFO(st.st_mode))
		(void)fcntl(STDIN_FILENO, F_SETPIPE_SZ, PIPE_BYTES);
	if (p->options.log)
		p->log = strdup(p->options.log);
	else if (m->socket && !p->options.no_log)
		(void)auditlog_find(getppid(), &p->log);
}

/* The rest of the command line holds. */
static void tell_wrong(struct service *m)
{
	char reason[ERRMSG_SIZE + 64];

	if (!*m->wrong.text)
		return;
	(void)snprintf(reason, sizeof(reason),
		       "the command line was not understood, the rest of it "
		       "holds: %s",
		       m->wrong.text);
	plugin_notice(&m->plugin,
		      &(struct notice){ .action = ACTION_AUDIT,
					.severity = SEVERITY_HIGH,
					.reason = view_of(reason) });
}

/* A file tells of processes that are gone. */
static void start_helpers(struct service *m)
{
	int r = aide_start(&m->aide);

	if (r < 0)
		buf_printf(&m->remarks,
			   "the kernel's audit state is not "
			   "known: %s\n",
			   strerror(-r));
	r = looker_start(&m->plugin.looker);
	if (r < 0)
		buf_printf(&m->remarks, "processes are not looked at: %s\n",
			   strerror(-r));
}

static int start(struct service *m, const sigset_t *signals)
{
	struct plugin *p = &m->plugin;
	int r;

	buf_init(&m->remarks, MAX_REMARKS);
	p->state = open_state(p->options.state);
	if (p->state < 0)
		buf_printf(&m->remarks, "%s: %s: nothing is remembered\n",
			   p->options.state, strerror(errno));
	r = plugin_init(p);
	heartbeat_init(&m->beat, p);
	if (r == 0)
		r = lines_init(&m->lines, on_line, m);
	if (r < 0)
		return r;
	if (m->stream)
		start_helpers(m);
	m->signals = signalfd(-1, signals, SFD_CLOEXEC | SFD_NONBLOCK);
	plugin_load_policy(p);
	if (!p->options.no_sandbox)
		enter_sandbox(m);
	/* Now, so that the id is the property of the user whose directory it
	 * is in: root without CAP_DAC_OVERRIDE could not make it there. */
	agent_init(&p->agent, p->state);
	if (!p->warden)
		return -ENOMEM;
	m->kept_remarks = m->remarks.size;
	plugin_open_outputs(p, &m->remarks);
	tell_wrong(m);
	note_places(m);
	return 0;
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

static void run(struct service *m)
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

/* The working directory is given up. */
static char *absolute(const char *path)
{
	autofree char *here = getcwd(NULL, 0);
	char *joined;

	if (!path || *path == '/' || !here ||
	    asprintf(&joined, "%s/%s", here, path) < 0)
		return NULL;
	return joined;
}

static void make_absolute(struct service *m)
{
	struct plugin_options *o = &m->plugin.options;

	m->policy = absolute(o->policy);
	m->state = absolute(o->state);
	m->log = absolute(o->log);
	if (m->policy)
		o->policy = m->policy;
	if (m->state)
		o->state = m->state;
	if (m->log)
		o->log = m->log;
}

/* Out of memory before it began: auditd must not be stopped by that. */
static void drain(void)
{
	char bytes[4096];

	while (read(STDIN_FILENO, bytes, sizeof(bytes)) > 0)
		continue;
}

int main(int argc, char **argv)
{
	static struct service service = { .aide = { .fd = -1 }, .signals = -1 };
	sigset_t signals;
	int r;

	list_signals(&signals);
	sandbox_signals(&signals);
	r = plugin_options_read(argc, argv, &service.plugin.options,
				&service.wrong);
	if (service.plugin.options.help) {
		plugin_options_help();
		return 0;
	}
	if (service.plugin.options.version) {
		puts("audisp-dockwarden " DOCKWARDEN_VERSION);
		return 0;
	}
	if (r < 0)
		fprintf(stderr, "audisp-dockwarden: %s\n", service.wrong.text);
	make_absolute(&service);
	look_at_input(&service);
	if (r < 0 && !service.stream)
		return EXIT_TROUBLE;
	(void)sandbox_reset();
	if (start(&service, &signals) < 0) {
		drain();
		return EXIT_TROUBLE;
	}
	run(&service);
	aide_stop(&service.aide);
	looker_stop(service.plugin.looker);
	heartbeat_done(&service.beat);
	plugin_done(&service.plugin);
	places_free(service.places);
	lines_done(&service.lines);
	buf_done(&service.remarks);
	free(service.policy);
	free(service.state);
	free(service.log);
	return 0;
}
