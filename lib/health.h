// SPDX-License-Identifier: BSD-2-Clause
/*
 * health: how a plugin that runs is doing: what it read, flagged, held back and
 * lost, whether its outputs work, what the kernel's auditing is like.  Facts
 * alone, in one flat struct; whether they are good is for who reads them.
 *
 *   struct health ─▶ JSON (status.json) ─▶ struct health
 *                 ├▶ an ECS document a line (heartbeat.json)
 *                 └▶ Prometheus' text format (dockwarden.prom)
 *
 * What the facts are called in each is one table, health_rows.
 */
#ifndef DOCKWARDEN_HEALTH_H
#define DOCKWARDEN_HEALTH_H

#include "alert.h"
#include "buf.h"
#include "json.h"

/* The user that a plugin runs as, so that the files are his. */
#define HEALTH_OWNER "_dockwarden"
#define HEALTH_OUTPUTS 16
#define HEALTH_SCHEMA "1"
#define HEALTH_MAX_BYTES ((size_t)128 << 10) /* of each document */
#define HEALTH_MAX_TEXT 2048 /* bytes of a text in status.json, as written */

enum health_state { HEALTH_STARTING, HEALTH_RUNNING, HEALTH_STOPPED };
const char *health_state_name(enum health_state state);

struct health_output {
	struct view name;   /* "file /var/log/dockwarden/alerts.json" */
	struct view format; /* "ecs" */
	struct view error;  /* what is wrong with it now; NONE */
	uint64_t written, dropped, queued, errors;
};

/* Counts are since the start of the run, lines and alerts of the catch-up
 * included.  Any view may be NONE; they are borrowed. */
struct health {
	enum health_state state;

	/* The run. */
	struct view reason; /* why it ended */
	struct view version, host, boot;
	struct view remarks; /* lines: what was not to be had at the start */
	struct view unwritten_error;
	uint64_t pid;
	uint64_t sequence;	   /* of this beat, from 1 */
	uint64_t written, started; /* ms since the epoch */
	uint64_t monotonic;	   /* ms, CLOCK_MONOTONIC, of this beat */
	uint64_t uptime, period;   /* ms; period: between two beats */
	uint64_t unwritten;	   /* beats, or parts, that failed */
	uint64_t resident;	   /* bytes; 0: not known */
	uint64_t descriptors;	   /* open; 0: not known */
	bool live;		   /* it reads a stream, no file */
	bool looker, aide;	   /* do they work? */

	/* What came in. */
	uint64_t lines, oversized;	     /* of standard input */
	uint64_t records, malformed;	     /* of it and of the log */
	uint64_t skipped, late, cut, joined; /* event.h */
	struct view last_event;		     /* "1795308549.846:2921" */
	uint64_t last_time;		     /* its, ms since the epoch */

	/* What a restart goes on from (checkpoint.h). */
	bool checkpoint_kept; /* there is a file for it */
	struct view checkpoint_event, checkpoint_error;
	uint64_t checkpoint_time, checkpoint_written; /* ms since the epoch */

	/* What was made of it: warden.h, plugin.h. */
	uint64_t events, keyed, watched, changes, authorized, flagged;
	uint64_t lost, recovered, gaps, truncated, forgotten;

	/* What went out: throttle.h, plugin.h, outputs.h. */
	uint64_t said, notices, held, summaries, repeated;
	uint64_t dropped, queued; /* of all outputs, those that are gone too */

	struct view policy_path, policy_error;
	uint64_t policy_digest;
	bool policy_built_in, policy_usable; /* the one in the file */

	/* The kernel's auditing (aide.h), as of its last answer. */
	struct view kernel_error; /* why it is not known */
	bool kernel_known;
	uint64_t kernel_enabled, kernel_pid, kernel_lost;
	uint64_t kernel_backlog, kernel_backlog_limit, kernel_rate_limit;
	uint64_t rules, docker_rules, rules_digest, docker_rules_digest;

	struct health_output outputs[HEALTH_OUTPUTS];
	size_t output_count;
};

enum health_kind {
	HEALTH_COUNT,	 /* only grows during a run */
	HEALTH_GAUGE,	 /* a number */
	HEALTH_TIME,	 /* ms since the epoch */
	HEALTH_DURATION, /* ms */
	HEALTH_DIGEST,	 /* 64 bits, told as 16 hex digits */
	HEALTH_FLAG,
	HEALTH_TEXT,
};

struct health_row {
	const char *group, *key; /* rows of a group stand together */
	enum health_kind kind;
	size_t offset;	    /* in struct health, or in health_output */
	const char *metric; /* behind "dockwarden_"; NULL: none */
	const char *help;
};

/* Of struct health; group NULL ends the table. */
extern const struct health_row health_rows[];
/* Of struct health_output; key NULL ends the table. */
extern const struct health_row health_output_rows[];

/* A row's value in what = struct health or health_output: of a kind that is a
 * number, of HEALTH_FLAG, of HEALTH_TEXT. */
uint64_t health_number(const struct health_row *row, const void *what);
bool health_flag(const struct health_row *row, const void *what);
struct view health_text(const struct health_row *row, const void *what);

/* Is there such a fact?  Of the kernel, once it is known; of the last event,
 * once there was one. */
bool health_has(const struct health_row *row, const struct health *h);

/* Appends a document and "\n".  Texts are cut to HEALTH_MAX_TEXT, and "cut"
 * says so.  0 or an error of out. */
int health_json(const struct health *h, struct buf *out);
/* The members of that document, into an object that is open. */
void health_facts(const struct health *h, struct json *j);
/* An ECS 8.11 document of at most FORMAT_MAX_LINE bytes: texts are cut
 * shorter, and "cut" says so. */
int health_ecs(const struct health *h, const struct alert_agent *agent,
	       struct buf *out);
/* Prometheus' text exposition format 0.0.4, as node_exporter's textfile
 * collector reads it. */
int health_prom(const struct health *h, struct buf *out);

struct health_reading;

/* Reads what health_json() wrote.  The text may be torn or hostile: whatever
 * is not exactly such a document is an error.  name stands before each
 * message.  0; -EINVAL with one message a line in errors; -ENOMEM. */
int health_read(struct view text, const char *name, struct buf *errors,
		struct health_reading **ret);
/* Good until the reading is freed. */
const struct health *health_of(const struct health_reading *reading);
void health_reading_free(struct health_reading *reading);

static inline void cleanup_health_reading(struct health_reading **reading)
{
	health_reading_free(*reading);
}
#define autoreading __attribute__((cleanup(cleanup_health_reading)))

#endif
