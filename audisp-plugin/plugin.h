// SPDX-License-Identifier: BSD-2-Clause
/*
 * plugin: lines of audit records in, alerts out to the policy's outputs; what
 * was done is remembered across restarts, what was lost is said.
 *
 *   stdin ─▶ (catchup, splice) ─▶ warden ─▶ throttle ─▶ told? ─▶ outputs
 *                                    └─▶ gaps ─▶ the log, or a notice
 *
 * Nothing here waits: service.c polls and calls.
 */
#ifndef DOCKWARDEN_PLUGIN_H
#define DOCKWARDEN_PLUGIN_H

#include "agent.h"
#include "catchup.h"
#include "checkpoint.h"
#include "gap.h"
#include "kernel.h"
#include "looker.h"
#include "notice.h"
#include "options.h"
#include "outputs.h"
#include "splice.h"
#include "throttle.h"
#include "told.h"
#include "warden.h"

/* Where the records come from by now. */
enum phase {
	PHASE_CATCHING, /* the log is read; the stream is stashed */
	PHASE_SPLICING, /* the log is read; the stream has yet to begin */
	PHASE_LIVE,	/* the stream alone */
};

#define PLUGIN_MENDS 1024 /* events of which records are missing, at a time */
#define PLUGIN_LATE 64	  /* … and have the grace to come late */

/* Events that came without all of their records: they are looked for in the
 * log. */
struct plugin_late {
	struct event_id id;
	uint64_t due; /* monotonic ms */
	bool came;    /* what was missing, as far as is known */
};

struct plugin_mend {
	struct event_id ids[PLUGIN_MENDS];
	size_t count;
	struct plugin_late late[PLUGIN_LATE]; /* sought in vain, in order */
	size_t late_count;
	/* By the search at work: in ids or elsewhere. */
	struct event_id *sought;
	size_t sought_count;
	uint64_t at, pause;    /* monotonic ms: no search before */
	uint64_t missed, told; /* events whose records are nowhere */
};

struct plugin_counts {
	uint64_t said;	    /* alerts handed to the outputs */
	uint64_t repeated;  /* alerts that had been told before */
	uint64_t notices;   /* of the alerts, those of the warden itself */
	uint64_t lost;	    /* events that were missing for good */
	uint64_t recovered; /* … and those found in the log */
	uint64_t gaps;	    /* runs of serials that they were in */
};

struct plugin {
	struct plugin_options options;
	struct agent agent;
	int state; /* the directory; -1: there is none */

	uint32_t
		owner; /* whose the policy may be, beside root's: at the start */
	struct policy *policy;
	uint64_t policy_digest; /* of its text as understood */
	bool policy_built_in;
	char policy_error[512]; /* why the one in the file is not; "" */

	struct warden *warden;
	struct throttle *throttle;
	struct told *told;
	struct gaps *gaps;
	struct looker *looker; /* NULL: processes are not looked at */
	struct outputs *outputs;

	struct checkpoint_file *checkpoint_file;
	struct checkpoint done;
	bool unsaved;
	uint64_t saved_at; /* monotonic ms */

	enum phase phase;
	bool quiet;	 /* what is fed now was dealt with before */
	bool whole_file; /* standard input is a file: gaps in it are its own */
	bool skipping;	 /* … and was dealt with up to the checkpoint */
	char *log;	 /* NULL: there is none to catch up from */
	struct catchup *catchup;
	struct splice splice;
	struct buf stash; /* lines of the stream while the log is read */
	unsigned int splice_tries;

	struct event_id last; /* the event of the record fed last */
	char last_node[CHECKPOINT_NODE];
	uint64_t truncated_told;
	struct plugin_mend mend;
	struct plugin_counts counts;
	uint64_t now, wall; /* ms: monotonic, and since the epoch */
};

/* options and the state directory are set; opens nothing that is written to.
 * 0 or -ENOMEM. */
int plugin_init(struct plugin *p);
void plugin_done(struct plugin *p);

/* The policy of the options' file, or the built-in one where there is none or
 * it is not fit for use.  Again: the old one stays then. */
void plugin_load_policy(struct plugin *p);
/* Opens the outputs that the policy names, and says there what is wrong with
 * the policy.  remarks: as of outputs_set. */
void plugin_open_outputs(struct plugin *p, struct buf *remarks);
/* Says what the warden itself has to say. */
void plugin_notice(struct plugin *p, const struct notice *notice);

/* Takes the time.  Before each of the calls below. */
void plugin_clock(struct plugin *p);
/* What the last run left: checkpoint and told alerts. */
void plugin_restore(struct plugin *p);
/* Reads the log, where there is one; breathe reads the stream meanwhile. */
void plugin_catch_up(struct plugin *p, void (*breathe)(void *user), void *user);
/* A line of the stream. */
int plugin_line(struct plugin *p, struct view line);
/* What has become complete, due, or missing by now. */
void plugin_settle(struct plugin *p);
/* Monotonic ms at which plugin_settle has something to do; UINT64_MAX. */
uint64_t plugin_due(const struct plugin *p);
/* Keeps what is done; rarely if little changed. */
void plugin_save(struct plugin *p, bool now);
/* The end of input. */
void plugin_finish(struct plugin *p);

#endif
