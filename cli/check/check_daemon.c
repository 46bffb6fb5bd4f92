// SPDX-License-Identifier: BSD-2-Clause
#include "check_daemon.h"

#include <errno.h>

#include "printable.h"
#include "runtimes.h"

#define MAX_SHOWN 1024
#define NO_DAEMON "no dockerd runs, and none is installed"

/* What there is instead. */
static void say_others(const struct check_daemon *c, struct buf *out)
{
	const struct runtimes *runtimes;
	const char *other;

	if (runtimes_of(c->host, &runtimes) == 0)
		(void)runtimes_without_engine(runtimes, out);
	for (size_t i = 0; (other = daemon_other(c->daemon, i)) != NULL; i++)
		buf_printf(out, "%s%s", out->size ? "; " : "", other);
}

static size_t say_gaps(const struct check_daemon *c)
{
	const struct daemon_gap *gap;
	size_t i = 0;

	while ((gap = daemon_unread(c->daemon, i)) != NULL) {
		check_result_unread(c->result, gap->what, gap->path,
				    gap->error);
		i++;
	}
	return i;
}

bool check_daemon_begin(const struct check_host *host,
			struct check_result *result, struct check_daemon *ret)
{
	autodraft struct check_draft draft;
	int r;

	*ret = (struct check_daemon){ .host = host, .result = result };
	check_draft_init(&draft);
	r = daemon_of(host, &ret->daemon);
	if (r < 0) {
		check_result_unread(result, "the daemon could not be looked at",
				    host->name, r);
		return false;
	}
	if (say_gaps(ret) == 0 && !daemon_source(ret->daemon, 0)) {
		buf_add_text(&draft.what, NO_DAEMON);
		say_others(ret, &draft.evidence);
		check_result_add(result, CHECK_NA, &draft);
	}
	return daemon_source(ret->daemon, 0) != NULL;
}

/* Does it not run, while another does, or may? */
static bool is_next(const struct check_daemon *c)
{
	const struct daemon_source *first = daemon_source(c->daemon, 0);

	return c->source->origin != DAEMON_PROCESS && first &&
	       (first->origin == DAEMON_PROCESS || daemon_is_blind(c->daemon));
}

void check_daemon_add(const struct check_daemon *c, enum check_status status,
		      struct check_draft *draft)
{
	bool rootless = c->source->origin == DAEMON_ROOTLESS;

	if (!rootless && !is_next(c)) {
		check_result_add(c->result, status, draft);
		return;
	}
	if (status <= CHECK_PASS) {
		buf_reset(&draft->what);
		buf_reset(&draft->evidence);
		buf_reset(&draft->remedy);
		return;
	}
	buf_add_text(&draft->what,
		     rootless ? ", of a user's own daemon" :
				", the next time that it is started");
	check_result_add(c->result, CHECK_WARN, draft);
}

static bool has_flag(const struct daemon_source *s, enum daemon_option option)
{
	const struct daemon_setting *first = daemon_setting(s, option, 0);

	return first && !first->in_file;
}

static bool file_is_known(const struct daemon_source *s)
{
	return s->file_error == 0 || s->file_error == -ENOENT ||
	       s->file_error == -ENOTDIR;
}

bool check_daemon_knows(const struct check_daemon *c, enum daemon_option option)
{
	return file_is_known(c->source) || has_flag(c->source, option);
}

void check_daemon_unset(const struct check_daemon *c, enum daemon_option option,
			struct buf *out)
{
	buf_printf(out, "neither --%s nor \"%s\" is set (%s, ",
		   daemon_option_flag(option), daemon_option_key(option),
		   c->source->name);
	printable_word(out, view_of(c->source->config), MAX_SHOWN);
	buf_add_text(out,
		     c->source->file_error ? ", which does not exist)" : ")");
}

/* Where the file is no JSON, what it would say is not known. */
static enum check_status flaw_status(const struct check_daemon *c,
				     const struct daemon_flaw *flaw,
				     uint32_t options)
{
	if (c->source->file_error != -EBADMSG || !flaw->fatal ||
	    flaw->option != DAEMON_OPTION_COUNT)
		return CHECK_WARN;
	for (size_t i = 0; i < DAEMON_OPTION_COUNT; i++)
		if ((options & CHECK_OPTION(i)) &&
		    !check_daemon_knows(c, (enum daemon_option)i))
			return CHECK_UNKNOWN;
	return CHECK_WARN;
}

static void say_flaws(const struct check_daemon *c, uint32_t options)
{
	autodraft struct check_draft draft;

	check_draft_init(&draft);
	for (size_t i = 0; i < c->source->flaw_count; i++) {
		const struct daemon_flaw *flaw = &c->source->flaws[i];

		if (flaw->option != DAEMON_OPTION_COUNT &&
		    !(options & CHECK_OPTION(flaw->option)))
			continue;
		buf_add_text(&draft.what, flaw->what);
		buf_add_text(&draft.evidence, flaw->evidence);
		buf_add_text(&draft.remedy,
			     "say it once, in daemon.json, as dockerd(8) "
			     "spells it; dockerd --validate tries it (from "
			     "Docker 23.0 on)");
		check_daemon_add(c, flaw_status(c, flaw, options), &draft);
	}
}

void check_daemon_each(const struct check_host *host,
		       struct check_result *result, uint32_t options,
		       void (*judge)(const struct check_daemon *c))
{
	struct check_daemon c;

	if (!check_daemon_begin(host, result, &c) && !c.daemon)
		return;
	for (size_t i = 0; (c.source = daemon_source(c.daemon, i)) != NULL;
	     i++) {
		judge(&c);
		say_flaws(&c, options);
	}
	for (size_t i = 0; (c.source = daemon_rootless(c.daemon, i)) != NULL;
	     i++) {
		judge(&c);
		say_flaws(&c, options);
	}
}

void check_daemon_flaws(struct check_daemon *c, uint32_t options)
{
	for (size_t i = 0; (c->source = daemon_source(c->daemon, i)) != NULL;
	     i++)
		say_flaws(c, options);
}
