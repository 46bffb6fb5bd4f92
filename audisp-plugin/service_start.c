// SPDX-License-Identifier: BSD-2-Clause
/* What comes before the poll loop: input, state, helpers, sandbox. */
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "auditlog.h"
#include "cleanup.h"
#include "sandbox.h"
#include "service.h"

#define PIPE_BYTES (1 << 20) /* asked for: fewer changes of process */
#define MAX_REMARKS ((size_t)16 << 10)

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

void service_make_absolute(struct service *m)
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

void service_signals(sigset_t *ret)
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
void service_look_at_input(struct service *m)
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

int service_start(struct service *m, const sigset_t *signals)
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
		r = lines_init(&m->lines, service_line, m);
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
	service_note_places(m);
	return 0;
}
