// SPDX-License-Identifier: BSD-2-Clause
/*
 * session: who opened an audit session.  A login uid vouches for a person
 * only if a login program set it.  Where it was unset, any process may set
 * its own (kernel/audit.c audit_set_loginuid_perm): a LOGIN record from
 * another program is a forgery, and so is one of a login program's name that
 * PAM did not prepare, where the log shows that PAM does.
 */
#ifndef DOCKWARDEN_SESSION_H
#define DOCKWARDEN_SESSION_H

#include "call.h"
#include "process.h"

enum session_state {
	SESSION_UNSEEN, /* its LOGIN record is not in the log */
	SESSION_LOGIN,	/* a login program opened it */
	SESSION_JOB,	/* cron or at opened it */
	SESSION_FORGED,
	SESSION_HOSTS_RUNTIME, /* dockerd or containerd was started in it */
};

struct sessions;

int sessions_new(struct sessions **ret);
void sessions_free(struct sessions *s);

/* Takes note of a LOGIN event and says how its session was opened; a LOGIN
 * record without a SYSCALL record tells no program: SESSION_UNSEEN. */
enum session_state sessions_login(struct sessions *s, const struct call *call,
				  const struct identity *identity);
/* Takes note of a USER_ACCT event: PAM's account management, which comes
 * before the session and so before its LOGIN record, by the same process. */
void sessions_account(struct sessions *s, const struct call *call);
/* Takes note that the event's session runs a daemon of the runtime's: whatever
 * a container does carries its login uid from then on. */
void sessions_host(struct sessions *s, const struct call *call);
/* Takes note of a SYSTEM_SHUTDOWN record; is the host going down? */
void sessions_shutdown(struct sessions *s, const struct call *call);
bool sessions_going_down(struct sessions *s, const struct call *call);
/* Takes note of a DAEMON_START, DAEMON_END or DAEMON_ABORT record: true where
 * the audit daemon starts that was not seen to stop. */
bool sessions_daemon(struct sessions *s, const struct call *call,
		     uint32_t type);
/* Sessions given up because the table was full. */
uint64_t sessions_forgotten(const struct sessions *s);
/* How the event's session was opened. */
enum session_state sessions_find(struct sessions *s, const struct call *call);

#endif
