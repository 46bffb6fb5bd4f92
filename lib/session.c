// SPDX-License-Identifier: BSD-2-Clause
#include "session.h"

#include <errno.h>
#include <stdlib.h>

#include "cleanup.h"
#include "table.h"

#define SESSION_MAX 16384
#define ACCOUNT_MAX 4096

struct session {
	enum session_state state;
};

/* Keys of the table, beside sessions. */
enum { KEY_SESSION, KEY_ACCOUNT, KEY_PAM, KEY_DAEMON, KEY_SHUTDOWN };

struct sessions {
	struct table *table;
	struct table *accounts; /* anyone may write USER_ACCT records */
};

static void cleanup_sessions(struct sessions **s)
{
	sessions_free(*s);
}

int sessions_new(struct sessions **ret)
{
	__attribute__((cleanup(cleanup_sessions))) struct sessions *s =
		calloc(1, sizeof(*s));

	if (!s || table_new(SESSION_MAX, sizeof(struct session), &s->table) ||
	    table_new(ACCOUNT_MAX, sizeof(struct session), &s->accounts))
		return -ENOMEM;
	*ret = take(s);
	return 0;
}

void sessions_free(struct sessions *s)
{
	if (!s)
		return;
	table_free(s->table);
	table_free(s->accounts);
	free(s);
}

static struct table_key key_of(const struct call *call)
{
	return (struct table_key){ call->node, call->session, KEY_SESSION };
}

static struct table_key account_key(const struct call *call)
{
	return (struct table_key){ call->node, call->pid, KEY_ACCOUNT };
}

static struct table_key pam_key(const struct call *call)
{
	return (struct table_key){ call->node, 0, KEY_PAM };
}

void sessions_account(struct sessions *s, const struct call *call)
{
	bool fresh;

	if (call->auid != UID_UNSET || call->pid == PID_UNKNOWN)
		return;
	(void)table_take(s->accounts, account_key(call), &fresh);
	(void)table_take(s->table, pam_key(call), &fresh);
}

void sessions_host(struct sessions *s, const struct call *call)
{
	struct session *session;
	bool fresh;

	if (call->session == SESSION_UNSET || call->auid == UID_UNSET)
		return;
	session = table_take(s->table, key_of(call), &fresh);
	if (session->state != SESSION_FORGED)
		session->state = SESSION_HOSTS_RUNTIME;
}

static struct table_key shutdown_key(const struct call *call)
{
	return (struct table_key){ call->node, 0, KEY_SHUTDOWN };
}

void sessions_shutdown(struct sessions *s, const struct call *call)
{
	bool fresh;

	(void)table_take(s->table, shutdown_key(call), &fresh);
}

bool sessions_going_down(struct sessions *s, const struct call *call)
{
	return table_find(s->table, shutdown_key(call)) != NULL;
}

bool sessions_daemon(struct sessions *s, const struct call *call, uint32_t type)
{
	struct table_key key = { call->node, 0, KEY_DAEMON };
	bool fresh = true;

	if (type == RECORD_DAEMON_START) {
		table_drop(s->table, shutdown_key(call));
		(void)table_take(s->table, key, &fresh);
	}
	if (type == RECORD_DAEMON_END || type == RECORD_DAEMON_ABORT)
		table_drop(s->table, key);
	return !fresh;
}

static bool is_unprepared(struct sessions *s, const struct call *call)
{
	return table_find(s->table, pam_key(call)) &&
	       !table_find(s->accounts, account_key(call));
}

static enum session_state state_of(struct sessions *s, const struct call *call,
				   const struct identity *identity)
{
	if (!call->has_syscall)
		return SESSION_UNSEEN;
	if (identity->container || identity->trust == TRUST_CONTRADICTED ||
	    is_unprepared(s, call))
		return SESSION_FORGED;
	if (identity->program == PROGRAM_JOBS)
		return SESSION_JOB;
	/* pam_systemd's user@.service and PAMName= units: PID 1's children */
	if (identity->program == PROGRAM_SYSTEMD)
		return call->ppid == 1 || call->pid == 1 ? SESSION_LOGIN :
							   SESSION_FORGED;
	return identity->program == PROGRAM_LOGIN ? SESSION_LOGIN :
						    SESSION_FORGED;
}

enum session_state sessions_login(struct sessions *s, const struct call *call,
				  const struct identity *identity)
{
	enum session_state state = state_of(s, call, identity);
	struct session *session;
	bool fresh;

	/* One account check prepares one login. */
	table_drop(s->accounts, account_key(call));
	if (call->session == SESSION_UNSET)
		return state;
	session = table_take(s->table, key_of(call), &fresh);
	session->state = state;
	return state;
}

enum session_state sessions_find(struct sessions *s, const struct call *call)
{
	const struct session *session;

	if (call->session == SESSION_UNSET)
		return SESSION_UNSEEN;
	session = table_find(s->table, key_of(call));
	return session ? session->state : SESSION_UNSEEN;
}

uint64_t sessions_forgotten(const struct sessions *s)
{
	return table_forgotten(s->table);
}
