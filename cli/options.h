// SPDX-License-Identifier: BSD-2-Clause
/*
 * options: the words after a command's name → options set and operands.  One
 * table row an option: the help is printed from the same rows.
 *
 * "--name value" and "--name=value"; options and operands in any order; "--"
 * ends the options; "-" is an operand.  An option that is given twice is an
 * error, unless it adds to a list: which of the two counts would be a guess.
 */
#ifndef DOCKWARDEN_OPTIONS_H
#define DOCKWARDEN_OPTIONS_H

#include <stddef.h>

#include "buf.h"
#include "errmsg.h"

#define OPTIONS_MAX 32 /* rows of a table */

/* value is NULL for an option without argument, else it lives as long as argv.
 * 0 or -errno with a message, before which "--name: " is put. */
typedef int option_fn(void *target, const char *value, struct errmsg *err);

struct option {
	const char *name;     /* "since" */
	const char *argument; /* what help calls it, "T"; NULL: takes none */
	const char *help;
	option_fn *set;
};

struct options {
	const char *command;  /* "replay" */
	const char *operands; /* "[FILE|DIR|-]..." */
	const char *about;    /* lines, each ending in "\n" */
	const struct option *rows;
	size_t count;
	size_t min_operands, max_operands;
	uint32_t repeated; /* bit i: row i may be given more than once */
	const char *after; /* lines after the list of options */
};

/* In: all words after the command's name.  Out: the operands stand first. */
struct words {
	char **list;
	size_t count;
	bool help, version; /* asked for; what else was given is not judged */
};

/* 0, or -EINVAL with a message. */
int options_parse(const struct options *o, struct words *words, void *target,
		  struct errmsg *err);

/* The text for --help. */
void options_help(const struct options *o, struct buf *out);

#endif
