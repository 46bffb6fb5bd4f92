// SPDX-License-Identifier: BSD-2-Clause
#include "session.h"

#include <errno.h>
#include <stdlib.h>

#include "cleanup.h"
#include "table.h"

#define SESSION_MAX 16384

struct session {
	enum session_state state;
};

struct sessions {
	struct table *table;
};

static void cleanup_sessions(struct sessions **s)
{
	sessions_free(*s);
}

int sessions_new(struct sessions **ret)
{
	__attribute__((cleanup(cleanup_sessions))) struct sessions *s =
		calloc(1, sizeof(*s));

	if (!s || table_new(SESSION_MAX, sizeof(struct session), &s->table))
		return -ENOMEM;
	*ret = take(s);
	return 0;
}

void sessions_free(struct sessions *s)
{
	if (!s)
		return;
	table_free(s->table);
	free(s);
}

static struct table_key key_of(const struct call *call)
{
	return (struct table_key){ call->node, call->session, 0 };
}

static enum session_state state_of(const struct call *call,
				   const struct identity *identity)
{
	if (!call->has_syscall)
		return SESSION_UNSEEN;
	if (identity->container || identity->trust == TRUST_CONTRADICTED)
		return SESSION_FORGED;
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
	struct session *session;
	bool fresh;

	if (call->session == SESSION_UNSET)
		return state_of(call, identity);
	session = table_take(s->table, key_of(call), &fresh);
	session->state = state_of(call, identity);
	return session->state;
}

enum session_state sessions_find(struct sessions *s, const struct call *call)
{
	const struct session *session;

	if (call->session == SESSION_UNSET)
		return SESSION_UNSEEN;
	session = table_find(s->table, key_of(call));
	return session ? session->state : SESSION_UNSEEN;
}
