// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <inttypes.h>
#include <sys/stat.h>

#include "check_users.h"
#include "cleanup.h"
#include "process_holders.h"

/* The inodes of the namespaces that the host booted with (linux/proc_ns.h,
 * PROC_PID_INIT_INO and PROC_USER_INIT_INO). */
#define FIRST_PID_NAMESPACE 0xEFFFFFFCU
#define FIRST_USER_NAMESPACE 0xEFFFFFFDU

static void add_session(const struct check_users *c, const struct holder *h,
			struct buf *out)
{
	check_users_add_user(c, h->uid, out);
	if (h->login == UINT32_MAX) {
		buf_add_text(out, ", no login uid");
	} else {
		buf_add_text(out, ", login ");
		check_users_add_user(c, h->login, out);
	}
	if (h->session != UINT32_MAX)
		buf_printf(out, ", audit session %" PRIu32, h->session);
	if (*h->scope) {
		buf_add_text(out, ", ");
		check_users_add_name(view_of(h->scope), out);
	}
	if (h->users && !*h->scope)
		buf_add_text(out, ", under his own systemd");
	if (h->container)
		buf_add_text(out, ", in a container");
}

static void add_processes(const struct holder *h, struct buf *out)
{
	struct check_list list = { out, 0 };

	for (size_t i = 0; i < h->count && i < CHECK_MAX_NAMED; i++) {
		(void)check_list_next(&list);
		buf_printf(out, "%" PRIu32 " (", h->processes[i].pid);
		check_users_add_name(view_of(h->processes[i].name), out);
		buf_add_byte(out, ')');
	}
	list.count = h->count;
	check_list_end(&list);
}

static void add_kill(const struct holder *h, struct buf *out)
{
	buf_add_text(out, "kill");
	for (size_t i = 0; i < h->count && i < CHECK_MAX_NAMED; i++)
		buf_printf(out, " %" PRIu32, h->processes[i].pid);
	if (h->count > CHECK_MAX_NAMED)
		buf_add_text(out, ", and check again for the others");
}

/* Nothing is ended by us: an inspector reads, an administrator acts. */
static void add_remedy(const struct check_users *c, const struct holder *h,
		       struct buf *out)
{
	const struct roster_user *user = roster_find_uid(c->roster, h->uid);

	if (h->container) {
		buf_add_text(out, "see whether the container has Docker's "
				  "socket; there the gid is another group's");
		return;
	}
	if (*h->scope || h->users) {
		buf_add_text(out, "loginctl terminate-user ");
		check_users_add_shell_name(
			user ? roster_name(c->roster, user->name) : NULL,
			h->uid, out);
		buf_add_text(out, ", or ");
	}
	add_kill(h, out);
}

static void report(const struct check_users *c, const struct holder *h,
		   struct check_draft *draft)
{
	buf_printf(&draft->what, "%zu process%s of ", h->count,
		   h->count == 1 ? "" : "es");
	check_users_add_user(c, h->uid, &draft->what);
	buf_printf(&draft->what, " hold%s ", h->count == 1 ? "s" : "");
	check_users_add_group(c, h->gid, &draft->what);
	add_session(c, h, &draft->evidence);
	buf_add_text(&draft->evidence, ": ");
	add_processes(h, &draft->evidence);
	add_remedy(c, h, &draft->remedy);
	check_result_add(c->result, h->container ? CHECK_WARN : CHECK_FAIL,
			 draft);
}

static void report_hidden(const struct check_users *c, const struct holders *h,
			  struct check_draft *draft)
{
	if (h->unlisted) {
		buf_add_text(&draft->what,
			     "further sessions hold a protected gid");
		buf_printf(&draft->evidence, "%zu processes in them",
			   h->unlisted);
		buf_add_text(&draft->remedy,
			     "end the sessions above, and check again");
		check_result_add(c->result, CHECK_FAIL, draft);
	}
	if (h->all && !h->unread)
		return;
	buf_add_text(&draft->what, "not all processes could be looked at");
	buf_printf(&draft->evidence, "%zu looked at, %zu unreadable", h->seen,
		   h->unread);
	if (!h->all)
		buf_add_text(&draft->evidence, "; process 1 is not shown");
	buf_add_text(&draft->remedy, "run the check as root");
	check_result_add(c->result, CHECK_UNKNOWN, draft);
}

static bool is_first(const char *path, ino_t first)
{
	struct stat st;

	return stat(path, &st) < 0 || st.st_ino == first;
}

/* From a container, or as root of a user namespace alone, the host's processes
 * are not there, or their ids are not theirs. */
static bool sees_host(const struct check_host *host)
{
	return !host->live ||
	       (is_first("/proc/self/ns/pid", FIRST_PID_NAMESPACE) &&
		is_first("/proc/self/ns/user", FIRST_USER_NAMESPACE));
}

static void report_all(const struct check_users *c, const struct holders *h)
{
	autodraft struct check_draft draft;

	check_draft_init(&draft);
	if (!c->host->live && !h->seen && !h->unread && !h->all) {
		check_result_say(c->result, CHECK_NA,
				 "no processes: this is not a running host",
				 "no process in its /proc", "");
		return;
	}
	for (size_t i = 0; i < h->count; i++)
		report(c, &h->list[i], &draft);
	report_hidden(c, h, &draft);
	if (!sees_host(c->host)) {
		check_result_say(c->result, CHECK_UNKNOWN,
				 "the host's processes are not to be seen from "
				 "here",
				 "a user or pid namespace of its own",
				 "run the check on the host, not in a "
				 "container");
		return;
	}
	if (h->count || h->unlisted || h->unread || !h->all)
		return;
	buf_add_text(&draft.what,
		     "no process of an untrusted user holds a protected gid");
	buf_printf(&draft.evidence, "%zu process%s", h->seen,
		   h->seen == 1 ? "" : "es");
	check_result_add(c->result, CHECK_PASS, &draft);
}

void check_processes(const struct check_users *c)
{
	autoclose int proc =
		check_host_open(c->host, "proc", O_RDONLY | O_DIRECTORY);
	struct holders holders = { .list = NULL };
	int r = proc;

	if (proc >= 0)
		r = holders_gather(c, proc, &holders);
	if (r >= 0 || (r == -ENOENT && !c->host->live))
		report_all(c, &holders);
	else
		check_result_unread(c->result,
				    "processes could not be looked at", "/proc",
				    r);
	holders_done(&holders);
}
