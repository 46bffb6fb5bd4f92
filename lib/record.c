// SPDX-License-Identifier: BSD-2-Clause
#include "record.h"

#include <errno.h>

#include "number.h"

#define ENRICHED_SEPARATOR '\x1d'

struct type_row {
	struct view name;
	uint32_t type;
};

#define TYPE(name)                                          \
	{                                                   \
		{ #name, sizeof(#name) - 1 }, RECORD_##name \
	}

/* The frequent ones stand first: the table is searched in order. */
static const struct type_row types[] = {
	TYPE(PATH),
	TYPE(SYSCALL),
	TYPE(PROCTITLE),
	TYPE(CWD),
	TYPE(EOE),
	TYPE(EXECVE),
	TYPE(SOCKADDR),
	TYPE(BPRM_FCAPS),
	TYPE(OPENAT2),
	TYPE(CONFIG_CHANGE),
	TYPE(LOGIN),
	TYPE(USER_AUTH),
	TYPE(USER_ACCT),
	TYPE(USER_MGMT),
	TYPE(CRED_ACQ),
	TYPE(CRED_DISP),
	TYPE(CRED_REFR),
	TYPE(USER_START),
	TYPE(USER_END),
	TYPE(USER_AVC),
	TYPE(USER_CHAUTHTOK),
	TYPE(USER_ERR),
	TYPE(USER_LOGIN),
	TYPE(USER_LOGOUT),
	TYPE(USER_CMD),
	TYPE(ADD_USER),
	TYPE(DEL_USER),
	TYPE(ADD_GROUP),
	TYPE(DEL_GROUP),
	TYPE(CHGRP_ID),
	TYPE(GRP_MGMT),
	TYPE(GRP_CHAUTHTOK),
	TYPE(SYSTEM_BOOT),
	TYPE(SYSTEM_SHUTDOWN),
	TYPE(SERVICE_START),
	TYPE(SERVICE_STOP),
	TYPE(DAEMON_START),
	TYPE(DAEMON_END),
	TYPE(DAEMON_ABORT),
	TYPE(DAEMON_CONFIG),
	TYPE(DAEMON_RECONFIG),
	TYPE(DAEMON_ROTATE),
	TYPE(DAEMON_RESUME),
	TYPE(DAEMON_ACCEPT),
	TYPE(DAEMON_CLOSE),
	TYPE(DAEMON_ERR),
	TYPE(IPC),
	TYPE(SOCKETCALL),
	TYPE(NETFILTER_CFG),
	TYPE(SECCOMP),
	TYPE(FEATURE_CHANGE),
	TYPE(BPF),
	TYPE(EVENT_LISTENER),
	TYPE(URINGOP),
	TYPE(AVC),
	TYPE(ANOM_LINK),
	TYPE(ANOM_LOGIN_ACCT),
};

#undef TYPE

/* "UNKNOWN[1336]" is what an auditd writes that is older than the kernel;
 * a bare number is what the kernel log shows. */
static uint32_t type_number(struct view name)
{
	uint64_t number;

	if (view_starts(name, VIEW("UNKNOWN[")) && view_ends(name, VIEW("]"))) {
		name = view_skip(name, 8);
		name.size--;
	}
	if (number_decimal(name, UINT32_MAX, &number))
		return RECORD_OTHER;
	return (uint32_t)number;
}

static uint32_t type_of(struct view name)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (view_equal(name, types[i].name))
			return types[i].type;
	return type_number(name);
}

/* The digits at *at become a number; stops at the first other byte.  max is
 * far from overflow: tenfold it still fits. */
static bool take_number(const char **at, const char *end, uint64_t max,
			uint64_t *ret)
{
	const char *start = *at;
	uint64_t n = 0;

	for (; *at < end && **at >= '0' && **at <= '9'; (*at)++) {
		if (n > max)
			return false;
		n = n * 10 + (uint64_t)(**at - '0');
	}
	*ret = n;
	return *at > start && n <= max;
}

static bool take_byte(const char **at, const char *end, char byte)
{
	if (*at >= end || **at != byte)
		return false;
	(*at)++;
	return true;
}

/* "1795308549.846:2921)" → id; three digits of milliseconds, as the kernel
 * and auditd write them. */
static bool take_id(const char **at, const char *end, struct event_id *ret)
{
	const char *fraction;
	uint64_t seconds, milliseconds, serial;

	/* Seconds stay below the year 9999, so that they can be written. */
	if (!take_number(at, end, 253402300799ULL, &seconds) ||
	    !take_byte(at, end, '.'))
		return false;
	fraction = *at;
	if (!take_number(at, end, 999, &milliseconds) || *at - fraction != 3 ||
	    !take_byte(at, end, ':') ||
	    !take_number(at, end, UINT32_MAX, &serial) ||
	    !take_byte(at, end, ')'))
		return false;
	*ret = (struct event_id){ seconds, (uint32_t)milliseconds,
				  (uint32_t)serial };
	return true;
}

/* The word up to the next space; false where none is left or it is empty. */
static bool take_word(const char **at, const char *end, struct view *ret)
{
	const char *start = *at;
	const char *space = memchr(start, ' ', (size_t)(end - start));

	if (!space || space == start)
		return false;
	*ret = view_from(start, (size_t)(space - start));
	*at = space + 1;
	return true;
}

static struct view trim_line(struct view line)
{
	while (line.size && (line.data[line.size - 1] == '\r' ||
			     line.data[line.size - 1] == '\n' ||
			     line.data[line.size - 1] == '\0'))
		line.size--;
	while (line.size && *line.data == '\0')
		line = view_skip(line, 1);
	return line;
}

/* Text of a user program: copied by the kernel byte for byte into msg='…'
 * (kernel/audit.c audit_receive_msg), 0x1D included. */
static bool is_user_type(uint32_t type)
{
	return (type >= 1100 && type <= 1199) || type == 1005 ||
	       (type >= 2100 && type <= 2999);
}

static void split_enriched(struct record *r)
{
	struct view text = r->body;
	const char *at;

	r->enriched = VIEW_NONE;
	if (is_user_type(r->type))
		at = memrchr(text.data, ENRICHED_SEPARATOR, text.size);
	else
		at = memchr(text.data, ENRICHED_SEPARATOR, text.size);
	/* Where a user's text runs to the end of the line, auditd has added
	 * nothing: the byte is of that text. */
	if (!at || (is_user_type(r->type) && view_ends(text, VIEW("'"))))
		return;
	r->body.size = (size_t)(at - text.data);
	r->enriched = view_skip(text, r->body.size + 1);
}

int record_parse(struct view line, struct record *ret)
{
	struct record r = { 0 };
	const char *at, *end;

	line = trim_line(line);
	at = line.data;
	end = at + line.size;
	if (view_starts(line, VIEW("node="))) {
		at += 5;
		if (!take_word(&at, end, &r.node))
			return -EBADMSG;
	}
	if (end - at < 5 || memcmp(at, "type=", 5) != 0)
		return -EBADMSG;
	at += 5;
	if (!take_word(&at, end, &r.type_name))
		return -EBADMSG;
	if (end - at < 10 || memcmp(at, "msg=audit(", 10) != 0)
		return -EBADMSG;
	at += 10;
	if (!take_id(&at, end, &r.id))
		return -EBADMSG;
	/* auditd 2 writes "msg=audit(…) config changed" without a colon. */
	if (!take_byte(&at, end, ':') && (at == end || *at != ' '))
		return -EBADMSG;
	take_byte(&at, end, ' ');
	r.type = type_of(r.type_name);
	r.line = line;
	r.body = view_from(at, (size_t)(end - at));
	split_enriched(&r);
	*ret = r;
	return 0;
}

bool record_field(const struct record *r, const char *name, struct field *ret)
{
	return field_find(r->body, name, false, ret);
}

bool record_claim(const struct record *r, const char *name, struct field *ret)
{
	return field_find(r->body, name, true, ret);
}

bool record_enriched(const struct record *r, const char *name,
		     struct field *ret)
{
	return r->enriched.data && field_find(r->enriched, name, false, ret);
}

bool record_has_docker_key(const struct record *r)
{
	struct field key;
	const char *at;
	size_t left;

	if (is_user_type(r->type))
		return false;
	at = memmem(r->body.data, r->body.size, "key=", 4);
	if (!at)
		return false;
	left = (size_t)(r->body.data + r->body.size - at);
	if (!memmem(at, left, "docker", 6) &&
	    !memmem(at, left, "646F636B6572", 12))
		return false;
	/* It can stand in a string, or in msg='…' of a type that has no
	 * number here: the walk knows. */
	return record_field(r, "key", &key) && field_has_docker_key(&key);
}

int event_id_compare(const struct event_id *a, const struct event_id *b)
{
	if (a->seconds != b->seconds)
		return a->seconds < b->seconds ? -1 : 1;
	if (a->milliseconds != b->milliseconds)
		return a->milliseconds < b->milliseconds ? -1 : 1;
	if (a->serial != b->serial)
		return a->serial < b->serial ? -1 : 1;
	return 0;
}

static struct view view_moved(struct view v, const char *from, const char *to)
{
	return v.data ? view_from(to + (v.data - from), v.size) : v;
}

void record_moved(struct record *r, const char *from, const char *to)
{
	r->line = view_moved(r->line, from, to);
	r->node = view_moved(r->node, from, to);
	r->type_name = view_moved(r->type_name, from, to);
	r->body = view_moved(r->body, from, to);
	r->enriched = view_moved(r->enriched, from, to);
}

struct view record_claim_text(const struct record *r, const char *name,
			      struct scratch *s)
{
	struct field f;
	struct view text;

	if (!record_claim(r, name, &f) || field_text(&f, s, &text))
		return VIEW_NONE;
	return text;
}
