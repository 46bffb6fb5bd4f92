// SPDX-License-Identifier: BSD-2-Clause
/*
 * rule_files: the rules that a host would load at its next start: the files of
 * /etc/audit/rules.d in augenrules' order, or /etc/audit/audit.rules where
 * there is none of them.
 */
#ifndef DOCKWARDEN_RULE_FILES_H
#define DOCKWARDEN_RULE_FILES_H

#include "rule_list.h"

#define RULE_FILES_DIR "/etc/audit/rules.d"
#define RULE_FILES_ONE "/etc/audit/audit.rules"
#define RULE_FILES_MAX 1000		   /* files */
#define RULE_FILES_SIZE ((size_t)16 << 20) /* bytes of all */

struct rule_file {
	char *path;   /* owned; "/etc/audit/rules.d/20-docker.rules" */
	size_t first; /* the line of all that is its first */
};

struct rule_files {
	struct rule_file *files; /* owned */
	size_t count;
	/* Of all files as if they were one: place is a line of all.  What
	 * follows a line that is no rule is not in it, since auditctl stops
	 * there, unless a line -c or -i before it lets it go on. */
	struct rule_list rules;
	size_t bad;	      /* the first line of all that is none; 0 */
	struct errmsg reason; /* why */
};

/* 0, also where there is no file; -errno with err: one could not be read. */
int rule_files_read(const struct check_host *host, struct rule_files *ret,
		    struct errmsg *err);
void rule_files_done(struct rule_files *files);
#define autorulefiles __attribute__((cleanup(rule_files_done)))

/* Appends "/etc/audit/rules.d/20-docker.rules:3" for a line of all. */
void rule_files_place(const struct rule_files *files, size_t line,
		      struct buf *out);

#endif
