// SPDX-License-Identifier: BSD-2-Clause
/*
 * auditd_play: plays auditd to the plugin that was built, as each version of
 * auditd does: how the child is made and what it inherits, which signals it
 * gets and when, what becomes of it when it dies.  The facts are
 * audit-userspace's, with file and tag beside each.
 *
 * A record goes into the log first and to the plugin then, one write() each
 * (src/auditd.c distribute_event, src/auditd-event.c setlinebuf); EOE is
 * dispatched and not logged.  Log, policy, state and outputs are files of the
 * current directory, a scratch_dir.
 */
#ifndef DOCKWARDEN_AUDITD_PLAY_H
#define DOCKWARDEN_AUDITD_PLAY_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum auditd {
	AUDITD_3_0_9, /* to 4.0.4 in all that matters here */
	AUDITD_4_0_5, /* unblocks signals and closes all descriptors */
	AUDITD_4_1_4, /* … and gives plugins 15 ms at the end */
	AUDITD_4_2_1, /* one generation at a time, no SIGHUP */
	AUDITD_COUNT,
};

#define PLAY_ARGS 12
#define PLAY_ARG 512
#define PLAY_RECORD 9216 /* MAX_AUDIT_MESSAGE_LENGTH and an enriched part */
#define PLAY_RECORDS 5	 /* SYSCALL CWD PATH PROCTITLE EOE */

/* Where a record goes. */
enum { PLAY_LOG = 1, PLAY_STREAM = 2, PLAY_BOTH = 3 };

struct play {
	/* Set by play_begin, to be changed before play_start. */
	enum auditd version;
	char args[PLAY_ARGS][PLAY_ARG];
	size_t arg_count;
	int out;	     /* its standard output; -1: /dev/null */
	unsigned int closed; /* bit n: descriptor n is closed at exec */
	uint64_t file_limit; /* RLIMIT_FSIZE; 0: none */
	bool large_environment;
	/* Of the records: log_format = ENRICHED, name_format, and what audit
	 * 4.2 and 4.2.1 make of RAW ones (dispatch_event, AUDISP_PROTOCOL_VER:
	 * 16 bytes are missing at the end; the log has them). */
	bool enriched, node, cut;

	uint32_t serial; /* of the event before */
	/* Its own. */
	char program[PATH_MAX];
	int fd, log;
	pid_t plugin;	       /* 0: none */
	unsigned int restarts; /* auditd gives up at more than ten */
	uint64_t longest_us;   /* that a write took */
};

struct play_end {
	int status;    /* as of waitpid */
	uint64_t ms;   /* from the first thing auditd did to the exit */
	bool told_off; /* it got SIGTERM */
};

/* The defaults: --policy=policy.json --state=state --log=audit.log --merge=0,
 * all absolute.  Before room_own_mounts. */
void play_begin(struct play *p, enum auditd version);
/* Closes what is open and, should it still run, kills the plugin. */
void play_done(struct play *p);
/* Puts its value in place of an option's, or adds it; "": it has none. */
void play_option(struct play *p, const char *name, const char *value);

void play_start(struct play *p);
/* As a plugin that died is started: from the dispatcher's thread. */
void play_restart(struct play *p);

/* The records of one event: login uid 2003 wrote /etc/docker/NAME. */
void play_records(struct play *p, const char *name,
		  char ret[static PLAY_RECORDS][PLAY_RECORD]);
/* A record without its "\n".  A plugin that is found dead is started again and
 * gets it again. */
void play_record(struct play *p, const char *line, int where);
void play_event(struct play *p, const char *name);
/* An event that nobody minds, of one record. */
void play_calm(struct play *p);
/* To the plugin alone, as they are. */
void play_bytes(struct play *p, const char *bytes, size_t size);
/* Until the plugin has read all; false: it did not within ten seconds. */
bool play_drained(const struct play *p);

bool play_runs(const struct play *p);
/* kill -9; waits for its end.  auditd sees that at a later write: not at once
 * where one of the plugin's helpers was just being made, and holds the socket
 * for a moment more. */
void play_crash(struct play *p);
/* A signal from a process that is not its parent. */
void play_foreign_signal(pid_t pid, int signal);

/* auditd's SIGHUP, the plugin's file being the same.  4.2: *ret_end of the
 * old one; before, its ms is 0. */
struct play_end play_reload(struct play *p);
/* The same where the plugin's file is another one.  Before 4.2 the old one is
 * not waited for: *ret_old. */
void play_replace(struct play *p, pid_t *ret_old);
/* auditd ends. */
struct play_end play_stop(struct play *p);
/* Waits for a plugin's end, ten seconds at most. */
struct play_end play_wait(pid_t plugin);

uint64_t play_now_us(void);

#endif
