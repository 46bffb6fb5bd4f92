// SPDX-License-Identifier: BSD-2-Clause
/*
 * splice: where a stream goes on from the log.  auditd logs each record and
 * then dispatches it, in one order and as the same text (seen with 3.0.9; EOE
 * is dispatched only, and audit 4.2.0 cuts the end of RAW records), so the
 * first record of the stream is found among the last lines of the log, and as
 * long as the two agree the stream's are known already.
 */
#ifndef DOCKWARDEN_SPLICE_H
#define DOCKWARDEN_SPLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "view.h"

#define SPLICE_LINES 16384 /* of the log's end that are remembered */

struct splice {
	uint64_t *lines; /* hashes; a ring */
	size_t count;	 /* lines of the log in all */
	size_t at;	 /* the stream's place among them */
	bool found;
};

/* 0 or -ENOMEM. */
int splice_init(struct splice *s);
void splice_done(struct splice *s);

/* A line of the log. */
void splice_note(struct splice *s, struct view line);
/* The stream begins with this line (no EOE): is it in the log?  The stream's
 * place is then there. */
bool splice_find(struct splice *s, struct view line);
/* Did the log have this line of the stream (no EOE) at the stream's place, so
 * that it was dealt with?  Then the place moves on. */
bool splice_skip(struct splice *s, struct view line);

#endif
