// SPDX-License-Identifier: BSD-2-Clause
/*
 * pass: one reading of logs by a warden, from the names of the files to the
 * exit status.  What is printed about an alert is the caller's.
 */
#ifndef DOCKWARDEN_PASS_H
#define DOCKWARDEN_PASS_H

#include "command.h"
#include "query.h"
#include "source.h"
#include "warden.h"

/* Appends what is to be printed about an alert that was asked for. */
typedef void pass_alert_fn(void *user, const struct alert *alert,
			   const struct verdict *verdict, struct buf *out);

struct pass_options {
	struct query *query;
	char *const *operands; /* none: the logs of this host */
	size_t operand_count;
	pass_alert_fn *alert;
	/* Appends what is to be printed before all else.  Or NULL. */
	void (*begin)(void *user, struct buf *out);
	source_line_fn *look; /* sees each line before the warden; or NULL */
	/* Appends what is to be printed when all is read; STATUS_TROUBLE ends
	 * the program so.  Or NULL. */
	int (*end)(void *user, struct buf *out);
	void *user;
};

/* Everything that can fail before the first alert is tried before anything is
 * printed.  Failures, remarks and the summary are said on stderr. */
int pass_run(const struct pass_options *options);

#endif
