// SPDX-License-Identifier: BSD-2-Clause
#include "report.h"

#include <errno.h>
#include <libaudit.h>
#include <security/pam_ext.h>
#include <security/pam_modutil.h>
#include <string.h>
#include <syslog.h>

#include "printable.h"
#include "watch.h"

#define MAX_LINE 1024  /* bytes of a line in the log */
#define MAX_WORD 256   /* of a name in it, escaped */
#define MAX_RECORD 256 /* bytes of what the audit record says */
#define SAID "dockwarden_said"

/* What was said last in this transaction. */
struct said {
	uint32_t uid;
	enum login_verdict verdict;
};

static void forget(pam_handle_t *pamh, void *data, int status)
{
	(void)pamh;
	(void)status;
	free(data);
}

/* Is it news?  Where that cannot be remembered, yes. */
static bool is_news(pam_handle_t *pamh, uint32_t uid,
		    enum login_verdict verdict)
{
	const void *data = NULL;
	const struct said *last;
	struct said *now;

	if (pam_get_data(pamh, SAID, &data) == PAM_SUCCESS && data) {
		last = data;
		if (last->uid == uid && last->verdict == verdict)
			return false;
	}
	now = malloc(sizeof(*now));
	if (!now)
		return true;
	*now = (struct said){ uid, verdict };
	if (pam_set_data(pamh, SAID, now, forget) != PAM_SUCCESS)
		free(now);
	return true;
}

static void add_word(struct buf *line, const char *before, const char *word)
{
	buf_add_text(line, before);
	printable_word(line, view_of(word), MAX_WORD);
}

/* The group as the host calls it: the policy's name, or that of the socket's
 * gid. */
static void add_group(struct buf *line, const struct protected_group *group)
{
	autoroom struct host_room room = { NULL, 0 };
	struct group entry;

	if (group->by == PROTECTED_BY_NAME)
		add_word(line, " group=", group->name);
	else if (host_find_group_by_gid(group->gid, &room, &entry) == 0)
		add_word(line, " group=", entry.gr_name);
	else
		buf_add_text(line, " group=?");
	buf_printf(line, " gid=%u", group->gid);
	if (group->by == PROTECTED_BY_SOCKET)
		add_word(line, " socket=", group->name);
}

static const char *how_member(const struct judgement *j)
{
	if (j->facts.membership != MEMBER_NOT)
		return membership_name(j->facts.membership);
	return j->facts.carried == CARRIED_GID ? "process-gid" : "process-list";
}

static const char *why_untrusted(const struct arguments *a,
				 const struct judgement *j)
{
	if (a->broken)
		return "the module's options are broken";
	if (j->facts.broken)
		return "the policy is broken";
	if (j->facts.unknown)
		return "there was no memory to find out";
	if (j->facts.failed)
		return "a look-up failed";
	return "not trusted by the policy";
}

static void write_line(struct buf *line, const struct arguments *a,
		       const struct judgement *j, enum login_verdict verdict,
		       const char *why)
{
	const struct account *account = &j->subject.account;

	buf_add_text(line, login_verdict_name(verdict));
	add_word(line, ": user=", account->name);
	if (account->uid != UID_UNSET)
		buf_printf(line, " uid=%u", account->uid);
	add_word(line, " service=", j->service);
	if (j->group) {
		add_group(line, j->group);
		buf_printf(line, " member=%s", how_member(j));
	}
	buf_add_text(line, " rule=" WATCH_ITEM_USERS);
	add_word(line, " policy=", j->built_in ? "built-in" : a->policy);
	buf_printf(line, " why=\"%s\"", why ? why : why_untrusted(a, j));
}

/* The verdicts that a log has to have; the others only with debug. */
static bool is_said(enum login_verdict verdict)
{
	switch (verdict) {
	case LOGIN_EXCUSED:
	case LOGIN_WARNED:
	case LOGIN_STRIPPED:
	case LOGIN_DENIED:
		return true;
	case LOGIN_OUTSIDE:
	case LOGIN_TRUSTED:
		break;
	}
	return false;
}

static void debug(pam_handle_t *pamh, const struct judgement *j,
		  enum login_verdict verdict)
{
	autobuf struct buf line;

	buf_init(&line, MAX_LINE);
	buf_add_text(&line, login_verdict_name(verdict));
	if (j->subject.account.name)
		add_word(&line, ": user=", j->subject.account.name);
	pam_syslog(pamh, LOG_DEBUG, "%.*s", (int)line.size, line.data);
}

/* As libpam's own records do (op=PAM:accounting grantors=…), more fields stand
 * behind the operation.  lib/gate.c reads them. */
static void write_record(pam_handle_t *pamh, const struct judgement *j,
			 enum login_verdict verdict)
{
	char text[MAX_RECORD];
	bool named = j->group && j->group->by == PROTECTED_BY_NAME &&
		     !strpbrk(j->group->name, " \"'");
	int size = snprintf(text, sizeof(text),
			    "pam_dockwarden decision=%s gid=%lld%s%s%s",
			    login_verdict_name(verdict),
			    j->group ? (long long)j->group->gid : -1,
			    named ? " grp=\"" : "", named ? j->group->name : "",
			    named ? "\"" : "");

	if (size < 0 || (size_t)size >= sizeof(text))
		(void)snprintf(text, sizeof(text), "pam_dockwarden decision=%s",
			       login_verdict_name(verdict));
	(void)pam_modutil_audit_write(
		pamh, AUDIT_ANOM_LOGIN_ACCT, text,
		verdict == LOGIN_DENIED ? PAM_PERM_DENIED : PAM_SUCCESS);
}

void report(pam_handle_t *pamh, const struct arguments *a,
	    const struct judgement *j, enum login_verdict verdict,
	    const char *why)
{
	autobuf struct buf line;

	buf_init(&line, MAX_LINE);
	if (!is_said(verdict)) {
		if (a->debug)
			debug(pamh, j, verdict);
		return;
	}
	if (!is_news(pamh, j->subject.account.uid, verdict))
		return;
	write_line(&line, a, j, verdict, why);
	if (!a->quiet)
		pam_syslog(pamh, LOG_NOTICE, "%.*s", (int)line.size, line.data);
	if (!a->noaudit)
		write_record(pamh, j, verdict);
}

void report_message(pam_handle_t *pamh, const struct judgement *j, int flags,
		    bool refused)
{
	const char *message = j->policy ? j->policy->login_message : NULL;
	const int silent = PAM_SILENT; /* of libpam's, unsigned */

	if (flags & silent || !message || !*message)
		return;
	if (refused)
		(void)pam_error(pamh, "%s", message);
	else
		(void)pam_info(pamh, "%s", message);
}
