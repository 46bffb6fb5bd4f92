// SPDX-License-Identifier: BSD-2-Clause
/*
 * check_result: what a check found out about an item of the baseline.  The
 * checks fill it, the formats print it, and neither knows the other.
 *
 * All text in it is printable already (printable.h): it has no control byte,
 * and a backslash begins an \xNN.
 */
#ifndef DOCKWARDEN_CHECK_RESULT_H
#define DOCKWARDEN_CHECK_RESULT_H

#include "buf.h"

/* In the order of gravity: the gravest finding is the item's answer. */
enum check_status {
	CHECK_NA,      /* there is nothing that the item is about */
	CHECK_PASS,    /* looked at, and right */
	CHECK_WARN,    /* not what the item forbids, but to be looked at */
	CHECK_UNKNOWN, /* it could not be read, or not all of it */
	CHECK_FAIL,
};
#define CHECK_STATUSES 5

/* "N/A", "PASS", "WARN", "UNKNOWN", "FAIL". */
const char *check_status_name(enum check_status status);

#define CHECK_MAX_TEXT ((size_t)16 << 10) /* bytes of each text */
#define CHECK_MAX_FINDINGS 1000		  /* of an item */

struct check_finding {
	enum check_status status;
	/* Owned.  what: a sentence; evidence: the thing as it was found;
	 * remedy: what to do, "" where there is nothing to do. */
	char *what, *evidence, *remedy;
};

struct check_result {
	const char *item; /* "SSE_SEC_APP_DOCKER_03" */
	const char *title;
	bool required;
	const char *cis, *cis_old;	/* check_item.h; "" for none */
	struct check_finding *findings; /* owned */
	size_t count;
	size_t dropped; /* findings over CHECK_MAX_FINDINGS */
	int error;	/* 0 or -ENOMEM; sticky */
};

void check_result_init(struct check_result *r, const char *item,
		       const char *title, bool required);
void check_result_done(struct check_result *r);

/* A finding in the making: its texts are appended to, then it is added. */
struct check_draft {
	struct buf what, evidence, remedy;
};

void check_draft_init(struct check_draft *draft);
void check_draft_done(struct check_draft *draft);
#define autodraft __attribute__((cleanup(check_draft_done)))

/* Adds the finding and empties the draft.  A text that was cut says so. */
void check_result_add(struct check_result *r, enum check_status status,
		      struct check_draft *draft);
/* The same of fixed texts. */
void check_result_say(struct check_result *r, enum check_status status,
		      const char *what, const char *evidence,
		      const char *remedy);

/* A source could not be read: path, and why (-errno). */
void check_result_unread(struct check_result *r, const char *what,
			 const char *path, int error);

/* Whatever was found is no answer, since files could not be opened for want of
 * this (-EMFILE): one finding that says so takes the place of all. */
void check_result_doubt(struct check_result *r, int error);

/* The item's answer: UNKNOWN where nothing was looked at, or where findings
 * were dropped that might have been graver. */
enum check_status check_result_status(const struct check_result *r);

#endif
