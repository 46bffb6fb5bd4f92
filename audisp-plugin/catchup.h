// SPDX-License-Identifier: BSD-2-Clause
/*
 * catchup: at the start, the log is read from as far back as it goes (within
 * a bound).  What lies before the checkpoint teaches who is who, as a replay
 * of the whole log would, and is not told again; what lies behind it came
 * while nobody listened.
 */
#ifndef DOCKWARDEN_CATCHUP_H
#define DOCKWARDEN_CATCHUP_H

#include "checkpoint.h"
#include "lines.h"

#define CATCHUP_MAX_BYTES ((uint64_t)64 << 20) /* of rotated logs */

struct catchup_options {
	const char *log;	       /* the one being written */
	const struct checkpoint *done; /* NULL: there is none */
	/* ms since the epoch: what is later is new, where the log does not
	 * have the checkpoint's event, or there is no checkpoint. */
	uint64_t look_back;
	/* The same in any case; UINT64_MAX: never. */
	uint64_t since;
	/* Each line, in order; quiet: it was dealt with before.  Not 0 ends. */
	int (*line)(void *user, struct view line, bool quiet);
	void (*breathe)(void *user); /* now and then: the stream goes on */
	void *user;
};

struct caught {
	bool found;	       /* the checkpoint's event is in the log */
	bool reached;	       /* the log goes back to before look_back */
	uint64_t lines;	       /* read */
	uint64_t behind;       /* of them, those behind the checkpoint */
	struct event_id first; /* the log's first event */
};

struct catchup;

/* Is the line of the checkpoint's event? */
bool catchup_is_done(const struct checkpoint *done, struct view line);
/* Does the file at path hold one?  False, too, where it cannot be read. */
bool catchup_holds(const char *path, const struct checkpoint *done);

/* Reads all that is there by now; what is appended later, catchup_more reads.
 * 0 or -errno; *ret_caught says what was found in either case. */
int catchup_start(const struct catchup_options *options,
		  struct caught *ret_caught, struct catchup **ret);
int catchup_more(struct catchup *c);
void catchup_end(struct catchup *c);

/* Looks for events by serial, from first to last on that node, in the end of
 * the log; each of their lines goes to fn.  How many of the serials were
 * there, or -errno. */
struct catchup_search {
	const char *log;
	struct view node;
	uint32_t first, last;
	uint64_t after; /* ms since the epoch: not before that time */
	lines_fn *fn;
	void *user;
};
int64_t catchup_search(const struct catchup_search *s);

#endif
