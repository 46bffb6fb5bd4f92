// SPDX-License-Identifier: BSD-2-Clause
/*
 * service: the plugin as a process: its standard input, its signals, its
 * helpers and the one poll loop that calls them, which waits nowhere else.
 * What is done with a record is plugin.h's.
 */
#ifndef DOCKWARDEN_SERVICE_H
#define DOCKWARDEN_SERVICE_H

#include <signal.h>

#include "aide.h"
#include "heartbeat.h"
#include "places.h"
#include "plugin.h"

struct service {
	struct plugin plugin;
	struct lines lines; /* of standard input */
	struct aide aide;
	struct kernel kernel;
	struct places *places;
	struct heartbeat beat;
	uint64_t asked_at; /* monotonic ms */
	int signals;
	bool stream; /* standard input is no file: whoever feeds it must not wait */
	bool socket;		    /* … and is auditd's socket, or like it */
	bool ended;		    /* no more input, or told to end */
	const char *reason;	    /* … and which of them */
	struct buf remarks;	    /* of the sandbox and the outputs */
	size_t kept_remarks;	    /* those of the sandbox, bytes */
	struct errmsg wrong;	    /* with the command line; "" */
	char *policy, *state, *log; /* the options' paths, absolute */
};

#define SERVICE_NONE                                \
	{                                           \
		.aide = { .fd = -1 }, .signals = -1 \
	}

/* The signals that the poll loop takes; they are to be blocked first. */
void service_signals(sigset_t *ret);
/* Makes the options' paths absolute: the working directory is given up. */
void service_make_absolute(struct service *m);
/* Is it auditd's socket, a pipe or a file; and where is auditd's log? */
void service_look_at_input(struct service *m);
/* 0, or -ENOMEM; anything else that is wrong is said, and costs what it is
 * about.  service_done() is for what was begun. */
int service_start(struct service *m, const sigset_t *signals);
/* Until the end of the input, or until auditd says so. */
void service_run(struct service *m);
void service_done(struct service *m);

/* Of its parts: a line of standard input; the directories that are watched. */
int service_line(void *user, struct view line);
void service_note_places(struct service *m);

#endif
