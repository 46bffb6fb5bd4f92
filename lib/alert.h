// SPDX-License-Identifier: BSD-2-Clause
/*
 * alert: what one finding says, flat and format-neutral.  Formats
 * (format_*.c) write it; nothing is decided after this point.
 *
 * All views are borrowed from the event and its scratch: an alert lives until
 * the callback it was given to returns.  Text in it is an attacker's until
 * escaped by a format: any byte may occur.
 */
#ifndef DOCKWARDEN_ALERT_H
#define DOCKWARDEN_ALERT_H

#include <stdint.h>

#include "action.h"
#include "event.h"
#include "policy.h"

enum severity {
	SEVERITY_LOW = 21,
	SEVERITY_MEDIUM = 47,
	SEVERITY_HIGH = 73,
	SEVERITY_CRITICAL = 99,
};

/* "low" … "critical"; also what --severity takes. */
const char *severity_name(enum severity severity);
int severity_from_name(struct view name, enum severity *ret);

enum outcome { OUTCOME_SUCCESS, OUTCOME_FAILURE, OUTCOME_UNKNOWN };
const char *outcome_name(enum outcome outcome);

enum trust { TRUST_VERIFIED, TRUST_UNVERIFIED, TRUST_CONTRADICTED };
const char *trust_name(enum trust trust);

enum verdict_kind { VERDICT_AUTHORIZED, VERDICT_UNAUTHORIZED };
const char *verdict_name(enum verdict_kind kind);

#define ALERT_ID_SIZE 33 /* 32 lower-case hex digits and NUL */
#define ALERT_MAX_ARGS 64
#define ALERT_MAX_TECHNIQUES 3

/* An ATT&CK technique; tables in attack.def say which version they follow. */
struct technique {
	const char *id;	       /* "T1611" */
	const char *name;      /* "Escape to Host" */
	const char *tactic_id; /* "TA0004"; NULL where not known */
	const char *tactic_name;
};

struct alert_file {
	struct view path;	   /* as the host names it */
	struct view recorded_path; /* as the record named it */
	struct view target_path;   /* other end of a rename or link */
	uint64_t inode;
	uint32_t device_major, device_minor;
	uint32_t mode, uid, gid;
	bool has_inode, has_mode, has_owner; /* which of those are known */
	bool is_file; /* false: no file is concerned (rule, audit, login …) */
};

struct alert_process {
	uint32_t pid, ppid;
	bool has_pid, has_ppid;
	struct view executable; /* decoded exe=, as recorded */
	struct view name;	/* comm */
	struct view args[ALERT_MAX_ARGS];
	size_t arg_count;
	bool args_cut;
	struct view title; /* decoded proctitle, NUL → space */
	struct view working_directory;
};

struct alert_user {
	uint32_t id;	   /* effective uid; UID_UNSET where unknown */
	uint32_t audit_id; /* login uid; UID_UNSET where unset */
	struct view name, audit_name; /* from the enriched part; may be NONE */
	uint32_t group_id; /* effective gid; UID_UNSET where unknown */
};

/* Who says it; one for the whole run of a plugin.  Any view may be NONE. */
struct alert_agent {
	struct view host;      /* the host's name, at most 255 bytes */
	struct view host_id;   /* /etc/machine-id */
	struct view boot_id;   /* /proc/sys/kernel/random/boot_id */
	struct view id;	       /* of this installation, kept in its state */
	struct view ephemeral; /* of this run */
	struct view version;
};

/* Is the host that a record's node= names (NONE: none is named) the agent's
 * own?  node= has the host's name with or without its domain (auditd.conf(5),
 * name_format). */
bool alert_agent_is_host(const struct alert_agent *agent, struct view node);

/* What /proc showed of the process when its event was complete. */
enum witness_state {
	WITNESS_SEEN,
	WITNESS_GONE,	 /* it had ended before it could be looked at */
	WITNESS_ANOTHER, /* its pid is another process's by now */
	WITNESS_REFUSED, /* the kernel did not let us look */
	WITNESS_LATE,	 /* the look did not come to its end in time */
};
const char *witness_name(enum witness_state state);
/* The same for a person: "it had ended". */
const char *witness_words(enum witness_state state);

#define ALERT_MAX_ANCESTORS 8

struct alert_ancestor {
	uint32_t pid;
	struct view name;	/* comm; may be NONE */
	struct view executable; /* may be NONE */
};

struct alert_witness {
	enum witness_state state;
	struct view executable; /* what /proc/PID/exe links to; may be NONE */
	uint64_t exe_inode;
	uint32_t exe_major, exe_minor;
	bool has_exe;		   /* exe_inode and the device are known */
	uint64_t mount_ns, pid_ns; /* inode numbers; 0: unknown */
	bool foreign_mount_ns, foreign_pid_ns; /* other than ours */
	struct view container_id;   /* 64 hex digits, from its cgroup */
	struct view container_name; /* where the engine has told it */
	uint64_t started; /* clock ticks after boot (proc(5) stat 22); 0: ? */
	/* Parents, the nearest first. */
	struct alert_ancestor ancestors[ALERT_MAX_ANCESTORS];
	size_t ancestor_count;
};

/* All texts of a witness, NONE among them; returns how many there are. */
#define ALERT_WITNESS_TEXTS (3 + 2 * ALERT_MAX_ANCESTORS)
size_t alert_witness_texts(struct alert_witness *w,
			   struct view *ret[ALERT_WITNESS_TEXTS]);

struct alert {
	char id[ALERT_ID_SIZE];
	const struct event *event; /* raw records for event.original */
	/* The warden's own word (notice.h): no audit event stands behind it,
	 * event has but a time and a node. */
	bool is_notice;
	enum action action;
	enum outcome outcome;
	enum severity severity;
	enum verdict_kind verdict;
	enum trust trust;
	struct view rule_id, rule_name; /* item and its title */
	struct view policy_rule; /* what authorized it; NONE if nothing did */
	struct view reason;	 /* why, in words */
	struct alert_file file;
	struct alert_process process;
	struct alert_user user;
	struct view group_name;	 /* membership: the group, where named */
	struct view member_name; /* membership: who was added or removed */
	uint32_t session;	 /* UINT32_MAX: none */
	struct view syscall;	 /* name, or its number */
	struct view key;	 /* decoded; 0x01 between keys becomes ',' */
	struct view tty;
	const struct technique *techniques[ALERT_MAX_TECHNIQUES];
	size_t technique_count;
	/* Events that this alert stands for; of a notice: what was lost, in
	 * its reason's unit, or 0. */
	uint64_t count;
	/* Live only; NULL and 0 in replay. */
	const struct alert_agent *agent;
	const struct alert_witness *witness;
	uint64_t created; /* ms since the epoch: when it was said */
};

/* The parent that the record names, as /proc shows it; NULL where it was not
 * seen, or another has taken its place since. */
const struct alert_ancestor *alert_parent(const struct alert *alert);

/* The host concerned: the event's node, else the agent's host; NONE. */
struct view alert_host(const struct alert *alert);

#endif
