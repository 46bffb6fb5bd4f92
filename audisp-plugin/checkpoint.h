// SPDX-License-Identifier: BSD-2-Clause
/*
 * checkpoint: what is done, kept where a restart finds it.  A file of two
 * slots written in turn, each with a number and a checksum, so that a writer
 * killed at any instant leaves one of them whole.  Written in place, without
 * waiting for the disk: it survives the end of the process; after a power
 * failure it may be older than what was said, and the boot id tells that.
 */
#ifndef DOCKWARDEN_CHECKPOINT_H
#define DOCKWARDEN_CHECKPOINT_H

#include "record.h"
#include "told.h"

#define CHECKPOINT_FILE "checkpoint"
#define CHECKPOINT_NODE 256 /* bytes of a node's name and NUL */
#define CHECKPOINT_BOOT 40

struct checkpoint {
	/* Everything that came before this event's first record is done. */
	struct event_id event;
	char node[CHECKPOINT_NODE]; /* "": none */
	char boot[CHECKPOINT_BOOT]; /* the boot id of that time */
	uint64_t swept; /* ms since the epoch: windows that ended were told */
	uint64_t lost;	/* alerts that outputs dropped and nobody was told of */
};

struct checkpoint_file;

/* Opens or makes the file in directory.  0 or -errno. */
int checkpoint_open(int directory, struct checkpoint_file **ret);
void checkpoint_close(struct checkpoint_file *f);

/* The newer whole slot; its ids are added to told.  0; -ENOENT where nothing
 * was ever written; -EBADMSG where no slot is whole; -errno. */
int checkpoint_read(struct checkpoint_file *f, struct checkpoint *ret,
		    struct told *told);
/* 0 or -errno. */
int checkpoint_write(struct checkpoint_file *f, const struct checkpoint *c,
		     const struct told *told);
/* What the last checkpoint_write() returned; 0 before the first. */
int checkpoint_error(const struct checkpoint_file *f);

#endif
