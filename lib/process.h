// SPDX-License-Identifier: BSD-2-Clause
/*
 * process: which process is what.  exe= is relative to the process's own
 * root, so a container can present exe="/usr/sbin/dockerd", and after an
 * upgrade the genuine daemon is "/usr/sbin/dockerd (deleted)".  A process is
 * what the log shows it to be: what it was seen to execute (a watched binary's
 * exec event names the binary's inode), whose child it is, and whether it was
 * born inside a container.
 */
#ifndef DOCKWARDEN_PROCESS_H
#define DOCKWARDEN_PROCESS_H

#include "alert.h"
#include "call.h"
#include "object.h"
#include "program.h"

/* What the claim to be a program rests on, or what speaks against it. */
enum evidence {
	EVIDENCE_NONE,	    /* exe= alone */
	EVIDENCE_EXEC,	    /* it was seen to execute the host's file */
	EVIDENCE_PARENT,    /* its parent was, and is of the runtime too */
	EVIDENCE_HISTORY,   /* many events that name its state as the host */
	EVIDENCE_CONTAINER, /* it was born in a container */
	EVIDENCE_OTHER,	    /* the file it executed is another */
	EVIDENCE_UNSTARTED, /* its kind's starts are seen here, its own was not */
	EVIDENCE_SECOND, /* a known instance runs; this one was not seen to start */
};

struct identity {
	enum program program; /* what exe= claims */
	enum evidence evidence;
	enum trust trust;
	bool container; /* born in a container, whatever it claims to be */
	bool sealed;	/* runc from a sealed copy of itself */
	bool child_of_runtime; /* its parent is a verified runtime program */
	uint32_t consistent;   /* events before that named state as the host */
	bool backup;	       /* it linked a file to NAME.dpkg-tmp before */
	bool early;	       /* the log had hardly begun */
	bool service;	       /* no login uid, root, not in a container */
};

struct processes;

/* 0 or -ENOMEM. */
int processes_new(struct processes **ret);
void processes_free(struct processes *p);

/* Takes note of the event's process and says who it is. */
struct identity processes_see(struct processes *p, const struct call *call,
			      struct objects *objects, struct scratch *s);
/* Takes note that a process without exec evidence named an object of its own
 * state consistently: several such make it the known instance. */
void processes_consistent(struct processes *p, const struct call *call,
			  const struct identity *identity);
/* Takes note that a package manager kept the old file under another name. */
void processes_backup(struct processes *p, const struct call *call);
uint64_t processes_forgotten(const struct processes *p);

const char *evidence_text(enum evidence evidence);

#endif
