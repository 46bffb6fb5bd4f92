// SPDX-License-Identifier: BSD-2-Clause
/*
 * record: one line of an audit log → its type, its event's id, its node and
 * its fields (field.h).  Zero-copy: everything is a view into the caller's line and
 * lives as long as that line.  Values are decoded on demand.
 *
 *   node=HOST type=SYSCALL msg=audit(1795308549.846:2921): arch=… key="docker"\x1dARCH=x86_64 …
 *   └ node ┘       └ type ┘          └ id ─────────────┘   └ body ───────────┘    └ enriched ┘
 *
 * The enriched part (auditd.conf log_format = ENRICHED) begins at the first
 * byte 0x1D outside quotes.
 */
#ifndef DOCKWARDEN_RECORD_H
#define DOCKWARDEN_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "field.h"

/* linux/audit.h, audit-userspace lib/audit-records.h; the types that mean
 * something here.  Any other type has its number where the table knows it or
 * the line says UNKNOWN[1234], else RECORD_OTHER. */
enum record_type {
	RECORD_OTHER = 0,
	RECORD_LOGIN = 1006,
	RECORD_USER_AUTH = 1100,
	RECORD_USER_ACCT = 1101,
	RECORD_USER_MGMT = 1102,
	RECORD_CRED_ACQ = 1103,
	RECORD_CRED_DISP = 1104,
	RECORD_USER_START = 1105,
	RECORD_USER_END = 1106,
	RECORD_USER_AVC = 1107,
	RECORD_USER_CHAUTHTOK = 1108,
	RECORD_USER_ERR = 1109,
	RECORD_CRED_REFR = 1110,
	RECORD_USER_LOGIN = 1112,
	RECORD_USER_LOGOUT = 1113,
	RECORD_ADD_USER = 1114,
	RECORD_DEL_USER = 1115,
	RECORD_ADD_GROUP = 1116,
	RECORD_DEL_GROUP = 1117,
	RECORD_CHGRP_ID = 1119,
	RECORD_USER_CMD = 1123,
	RECORD_SYSTEM_BOOT = 1127,
	RECORD_SYSTEM_SHUTDOWN = 1128,
	RECORD_SERVICE_START = 1130,
	RECORD_SERVICE_STOP = 1131,
	RECORD_GRP_MGMT = 1132,
	RECORD_GRP_CHAUTHTOK = 1133,
	RECORD_DAEMON_START = 1200,
	RECORD_DAEMON_END = 1201,
	RECORD_DAEMON_ABORT = 1202,
	RECORD_DAEMON_CONFIG = 1203,
	RECORD_DAEMON_RECONFIG = 1204,
	RECORD_DAEMON_ROTATE = 1205,
	RECORD_DAEMON_RESUME = 1206,
	RECORD_DAEMON_ACCEPT = 1207,
	RECORD_DAEMON_CLOSE = 1208,
	RECORD_DAEMON_ERR = 1209,
	RECORD_SYSCALL = 1300,
	RECORD_PATH = 1302,
	RECORD_IPC = 1303,
	RECORD_SOCKETCALL = 1304,
	RECORD_CONFIG_CHANGE = 1305,
	RECORD_SOCKADDR = 1306,
	RECORD_CWD = 1307,
	RECORD_EXECVE = 1309,
	RECORD_EOE = 1320,
	RECORD_BPRM_FCAPS = 1321,
	RECORD_NETFILTER_CFG = 1325,
	RECORD_SECCOMP = 1326,
	RECORD_PROCTITLE = 1327,
	RECORD_FEATURE_CHANGE = 1328,
	RECORD_BPF = 1334,
	RECORD_EVENT_LISTENER = 1335,
	RECORD_URINGOP = 1336,
	RECORD_OPENAT2 = 1337,
	RECORD_AVC = 1400,
	RECORD_ANOM_LINK = 1702,
	RECORD_ANOM_LOGIN_ACCT = 2103,
};

/* Identifies an event on its node: the kernel's time and serial. */
struct event_id {
	uint64_t seconds;
	uint32_t milliseconds;
	uint32_t serial;
};

struct record {
	uint32_t type; /* enum record_type, or a number it does not name */
	struct event_id id;
	struct view node;      /* VIEW_NONE without node= */
	struct view type_name; /* as written */
	struct view body;      /* after "): ", before 0x1D */
	struct view enriched;  /* after 0x1D; VIEW_NONE in a RAW line */
	struct view line;      /* all of it, without the line end */
};

/* Reads a line without its "\n" (a "\r" before it and NULs at the ends are
 * dropped).  0, or -EBADMSG where it has no type=, msg=audit(S.MMM:N): of that
 * form; *ret is then untouched. */
int record_parse(struct view line, struct record *ret);

/* The record's bytes were copied from there to here: its views follow. */
void record_moved(struct record *r, const char *from, const char *to);

/* The first field of that name that is not claimed; false if there is none. */
bool record_field(const struct record *r, const char *name, struct field *ret);
/* The same inside msg='…'. */
bool record_claim(const struct record *r, const char *name, struct field *ret);
/* The first of that name in the enriched part: UID="root". */
bool record_enriched(const struct record *r, const char *name,
		     struct field *ret);

/* The text of a claim; VIEW_NONE where there is none, or it is not to be
 * decoded. */
struct view record_claim_text(const struct record *r, const char *name,
			      struct scratch *s);

/* Is one of the keys of this record "docker" or "docker-…"?  Looks at the
 * body's own key=, quoted or hex with 0x01 between keys, never at msg='…'. */
bool record_has_docker_key(const struct record *r);

/* Orders events: by time, then serial. <0, 0, >0. */
int event_id_compare(const struct event_id *a, const struct event_id *b);

#endif
