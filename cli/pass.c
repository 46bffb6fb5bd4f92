// SPDX-License-Identifier: BSD-2-Clause
#include "pass.h"

#include <errno.h>
#include <unistd.h>

#include "cleanup.h"
#include "file_id.h"
#include "host_names.h"
#include "host_policy.h"
#include "logset.h"
#include "output.h"
#include "progress.h"
#include "summary.h"

#define DEFAULT_LOGS "/var/log/audit"
#define MAX_MESSAGES ((size_t)1 << 20) /* bytes, about files */
#define LINES_PER_LOOK 2048	       /* between two looks at the progress */

struct pass {
	const struct pass_options *options;
	struct warden *warden;
	struct output out;
	struct progress progress;
	struct summary summary;
	const struct source *source; /* being read */
	uint64_t done;		     /* bytes of the sources before it */
	uint64_t until_look;	     /* lines */
	bool out_of_memory;
};

static int prepare_policy(struct query *q, struct policy **ret)
{
	const struct names *names = host_names();
	autopolicy struct policy *policy = NULL;
	struct errmsg err = { "" };
	bool built_in;

	if (host_policy_load(q->policy, &built_in, &policy) < 0)
		return STATUS_TROUBLE;
	if (policy_resolve(policy, names) < 0) {
		command_say("out of memory");
		return STATUS_TROUBLE;
	}
	if (query_resolve(q, policy, names, &err) < 0) {
		command_say("%s", err.text);
		return STATUS_TROUBLE;
	}
	*ret = take(policy);
	return STATUS_NOTHING;
}

static int open_logs(const struct pass_options *o, struct logset *ret)
{
	char logs[] = DEFAULT_LOGS;
	char *const none[] = { logs };
	bool given = o->operand_count > 0;
	autobuf struct buf messages;
	int r;

	buf_init(&messages, MAX_MESSAGES);
	r = logset_open(given ? o->operands : none,
			given ? o->operand_count : 1, &messages, ret);
	command_say_lines(buf_view(&messages));
	return r < 0 ? STATUS_TROUBLE : STATUS_NOTHING;
}

static void flush(struct pass *p)
{
	progress_clear(&p->progress);
	(void)output_flush(&p->out); /* the error sticks; finish() says it */
}

static void on_alert(void *user, const struct alert *alert,
		     const struct verdict *verdict)
{
	struct pass *p = user;

	if (p->out.error || !query_wants(p->options->query, alert))
		return;
	p->summary.shown++;
	p->summary.flagged += alert->verdict == VERDICT_UNAUTHORIZED;
	p->options->alert(p->options->user, alert, verdict, &p->out.buf);
	if (output_full(&p->out))
		flush(p);
}

static void note_bad_line(struct pass *p, uint64_t line)
{
	if (p->summary.bad_file)
		return;
	p->summary.bad_file = source_name(p->source);
	p->summary.bad_line = line;
}

static int on_line(void *user, struct view line)
{
	struct pass *p = user;
	int r = 0;

	if (p->options->look)
		r = p->options->look(p->options->user, line);
	if (r)
		return r;
	r = warden_feed(p->warden, line);
	if (r == -EBADMSG)
		note_bad_line(p, source_counts(p->source).lines);
	if (r == -ENOMEM)
		p->out_of_memory = true;
	if (p->until_look-- == 0) {
		p->until_look = LINES_PER_LOOK;
		progress_show(&p->progress,
			      p->done + source_counts(p->source).bytes);
	}
	return p->out.error;
}

/* The first bad line of this file may be an oversized one, which nobody but
 * the source has met. */
static void count_source(struct pass *p, const struct source *source)
{
	struct source_counts c = source_counts(source);
	struct summary *s = &p->summary;

	s->files++;
	s->lines += c.lines;
	s->oversized += c.oversized;
	p->done += c.bytes;
	if (c.first_oversized == 0)
		return;
	if (!s->bad_file)
		note_bad_line(p, c.first_oversized);
	else if (s->bad_file == source_name(source) &&
		 c.first_oversized < s->bad_line)
		s->bad_line = c.first_oversized;
}

static void read_source(struct pass *p, struct source *source)
{
	struct errmsg err = { "" };

	p->source = source;
	if (source_read(source, on_line, p, &err) < 0 && *err.text) {
		progress_clear(&p->progress);
		command_say("%s", err.text);
		p->summary.partial++;
	}
	count_source(p, source);
}

/* Writes what is left, says what there is to say, and sums it up. */
static int finish(struct pass *p)
{
	int status = STATUS_NOTHING;

	if (p->options->end)
		status = p->options->end(p->options->user, &p->out.buf);
	flush(p);
	if (p->out.error) {
		command_say("standard output: %s", strerror(-p->out.error));
		return STATUS_TROUBLE;
	}
	if (p->out_of_memory)
		command_say("out of memory: records are missing");
	p->summary.warden = warden_counts(p->warden);
	summary_say(&p->summary);
	if (p->out_of_memory || p->summary.partial > 0)
		return STATUS_TROUBLE;
	if (status != STATUS_NOTHING)
		return status;
	return p->summary.flagged > 0 ? STATUS_FOUND : STATUS_NOTHING;
}

static int read_all(struct pass *p, const struct policy *policy,
		    const struct logset *logs)
{
	bool own_logs = p->options->operand_count == 0;
	const struct warden_options options = {
		.policy = policy,
		.all = p->options->query->all,
		.identify = own_logs ? file_id : NULL,
		.alert = on_alert,
		.user = p,
	};
	autowarden struct warden *warden = NULL;

	if (warden_new(&options, &warden) < 0) {
		command_say("out of memory");
		return STATUS_TROUBLE;
	}
	p->warden = warden;
	progress_init(&p->progress, logs->bytes);
	for (size_t i = 0; i < logs->count && p->out.error == 0; i++)
		read_source(p, logs->sources[i]);
	warden_flush(warden);
	return finish(p);
}

int pass_run(const struct pass_options *options)
{
	autopolicy struct policy *policy = NULL;
	autologset struct logset logs = { 0 };
	struct pass p = { .options = options };
	int status;

	if (prepare_policy(options->query, &policy) != STATUS_NOTHING)
		return STATUS_TROUBLE;
	if (open_logs(options, &logs) != STATUS_NOTHING)
		return STATUS_TROUBLE;
	output_init(&p.out, STDOUT_FILENO);
	if (options->begin)
		options->begin(options->user, &p.out.buf); /* errors stick */
	status = read_all(&p, policy, &logs);
	output_done(&p.out);
	return status;
}
