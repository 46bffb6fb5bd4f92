// SPDX-License-Identifier: BSD-2-Clause
/*
 * heartbeat: once a period, and when something happened that should be seen at
 * once, what the plugin knows of itself (health.h) goes into three files of
 * its state directory: status.json and dockwarden.prom, each exchanged as a
 * whole, and a line of heartbeat.json, which is renamed to heartbeat.json.1 at
 * 1 MiB.
 *
 * Never waits; what fails is counted, said in the next beat that does not, and
 * tried again then.
 */
#ifndef DOCKWARDEN_HEARTBEAT_H
#define DOCKWARDEN_HEARTBEAT_H

#include "aide.h"
#include "health.h"
#include "lines.h"
#include "plugin.h"
#include "timestamp.h"

#define HEARTBEAT_STATUS "status.json"
#define HEARTBEAT_METRICS "dockwarden.prom"
#define HEARTBEAT_LINES "heartbeat.json"
#define HEARTBEAT_LINES_MAX ((size_t)1 << 20)

/* What the kernel said last is known for so long. */
#define HEARTBEAT_KERNEL_MS (4 * KERNEL_ASK_MS)

struct heartbeat {
	int state;    /* the directory, borrowed; -1: nothing is written */
	uint64_t due; /* monotonic ms of the next beat; 0: at once */
	uint64_t sequence;
	uint64_t began, started; /* ms: monotonic, and since the epoch */

	struct sink *lines; /* NULL: no memory */
	struct buf text;
	uint64_t unwritten;
	char error[96]; /* of the last beat; "" */
	char told[96];	/* the same, while the next beat tells it */

	bool asked;	    /* the kernel answered at all */
	int kernel_error;   /* 0, or -errno of its last answer */
	uint64_t kernel_at; /* monotonic ms of that answer */
	struct aide_kernel kernel;
	char last_event[TIMESTAMP_SIZE], checkpoint_event[TIMESTAMP_SIZE];
};

/* Where the facts come from; all of it is borrowed for the call. */
struct heartbeat_sources {
	const struct plugin *plugin;
	const struct lines *lines;
	const struct aide *aide;
	struct view remarks;
	bool live; /* a stream is read, no file */
	enum health_state state;
	const char *reason; /* why it stopped; NULL */
};

/* p's clock, state directory and options are set.  Writes nothing. */
void heartbeat_init(struct heartbeat *b, const struct plugin *p);
void heartbeat_done(struct heartbeat *b);

/* The kernel answered; the first time the next beat is due at once. */
void heartbeat_kernel(struct heartbeat *b, const struct aide_kernel *answer,
		      uint64_t now);

/* The facts as of now; they borrow from the sources and from b. */
void heartbeat_gather(struct heartbeat *b, const struct heartbeat_sources *from,
		      struct health *ret);
/* Writes them, and sets when the next beat is due. */
void heartbeat_beat(struct heartbeat *b, const struct heartbeat_sources *from);
/* The three files of given facts.  0, or the -errno of the last that
 * failed. */
int heartbeat_write(struct heartbeat *b, const struct health *h,
		    const struct alert_agent *agent, uint64_t now);

#endif
